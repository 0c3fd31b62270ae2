# LangGraph's graphs and LangChain's runnables: both are streamed.

from .conversation import conversation
from .inputs import HISTORY, output_of, text_input
from .results import last_answer, text_of
from .threads import Thread
from .usage import summed

MESSAGE_TYPES = ("ai", "AIMessageChunk")


def runner_of(thing):
    if hasattr(thing, "add_node") and hasattr(thing, "compile"):
        thing = thing.compile()
    if not all(hasattr(thing, name) for name in ("ainvoke", "astream", "get_input_jsonschema")):
        return None
    is_graph = hasattr(thing, "get_state") and hasattr(thing, "stream_mode")
    return Graph(thing).run if is_graph else Runnable(thing).run


class Graph:
    def __init__(self, graph):
        self.graph = graph
        names = list(graph.get_input_jsonschema().get("properties", {}))
        self.takes_messages = "messages" in names
        self.key = None if self.takes_messages else text_input(names, "the graph's state")
        self.histories = [name for name in HISTORY if name in names]

    async def run(self, message, context, tell):
        tokens = Tokens()
        thread = await Thread.of(self.graph, context, tokens.callbacks)
        given = thread.resumption(message)
        if given is None:
            given = self._given(message, {} if thread.remembers else context)
        state, speaking = {}, None
        async for mode, payload in thread.stream(given):
            if mode == "values":
                state = {**state, **payload}
                continue
            piece = payload[0]
            text = text_of(piece) if getattr(piece, "type", None) in MESSAGE_TYPES else ""
            if text:
                # Another answer, after a tool's or by another node.
                tell(text if speaking in (None, piece.id) else "\n\n" + text)
                speaking = piece.id
        return self._reply(state), tokens.usage()

    def _given(self, message, context):
        if self.takes_messages:
            return {"messages": as_messages(conversation(message, context))}
        given = {name: as_messages(conversation(message, context)[:-1]) for name in self.histories}
        given[self.key] = message
        return given

    def _reply(self, state):
        interrupts = state.pop("__interrupt__", None)
        if interrupts:
            return "\n\n".join(text_of(one.value) for one in interrupts)
        last = last_answer(state.get("messages") or [])
        if last is not None:
            return text_of(last)
        return text_of(output_of(state, {"messages", self.key, *self.histories}))


class Runnable:
    def __init__(self, runnable):
        self.runnable = runnable
        schema = runnable.get_input_jsonschema()
        names = list(schema.get("properties", {}))
        self.histories = [name for name in HISTORY if name in names]
        self.takes_messages = "messages" in names
        self.key = text_input(names, "the runnable") if names and not self.takes_messages else None
        # What takes a text or a list of messages is a model, or begins with one.
        self.is_model = any(one.get("type") == "array" for one in schema.get("anyOf", []))

    async def run(self, message, context, tell):
        tokens = Tokens()
        config = {"callbacks": tokens.callbacks, "metadata": {"session_id": context.get("session_id")}}
        whole = None
        async for piece in self.runnable.astream(self._given(message, context), config):
            if isinstance(piece, str) or getattr(piece, "type", None) in MESSAGE_TYPES:
                tell(text_of(piece))
            whole = _joined(whole, piece)
        result = output_of(whole, {self.key, *self.histories}) if isinstance(whole, dict) else whole
        return text_of(result), tokens.usage()

    def _given(self, message, context):
        said = conversation(message, context)
        if self.takes_messages:
            return {"messages": as_messages(said)}
        if self.key is not None:
            return {**{name: as_messages(said[:-1]) for name in self.histories}, self.key: message}
        return as_messages(said) if self.is_model else message


def _joined(whole, piece):
    if whole is None:
        return piece
    try:
        return whole + piece
    except TypeError:
        return piece


def as_messages(said):
    """As the framework's own, since not every graph turns plain ones into them."""
    try:
        from langchain_core.messages import convert_to_messages
    except ImportError:
        return said
    return convert_to_messages(said)


class Tokens:
    """Counts what the models say they took, also in the middle of a graph."""

    def __init__(self):
        try:
            from langchain_core.callbacks import UsageMetadataCallbackHandler

            self.callbacks = [UsageMetadataCallbackHandler()]
        except ImportError:
            self.callbacks = []

    def usage(self):
        counted = self.callbacks[0].usage_metadata if self.callbacks else {}
        return summed(((one["input_tokens"], one["output_tokens"]) for one in counted.values()), counted)
