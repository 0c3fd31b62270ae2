# A graph that keeps its own memory (a checkpointer) has a thread per session: what it remembers isn't told again, and an
# interrupted one goes on with the next message as the answer.

_END = object()


class Thread:
    def __init__(self, graph, config, state, is_async):
        self.graph = graph
        self.config = config
        self.remembers = bool(state is not None and state.values)
        self.interrupted = bool(getattr(state, "interrupts", None))
        self.is_async = is_async

    @classmethod
    async def of(cls, graph, context, callbacks):
        session = context.get("session_id")
        about = {"session_id": session, "turn_id": context.get("turn_id")}
        config = {"configurable": {"thread_id": session}, "callbacks": callbacks, "metadata": about}
        if not getattr(graph, "checkpointer", None):
            return cls(graph, config, None, True)
        try:
            return cls(graph, config, await graph.aget_state(config), True)
        except NotImplementedError:
            # Some checkpointers are synchronous only, and so is all that uses them.
            return cls(graph, config, graph.get_state(config), False)

    def resumption(self, message):
        """What to go on with where the graph waits for an answer; None where it doesn't."""
        if not self.interrupted:
            return None
        from langgraph.types import Command

        return Command(resume=message)

    def stream(self, given):
        modes = ["messages", "values"]
        if self.is_async:
            return self.graph.astream(given, self.config, stream_mode=modes)
        return _one_by_one(self.graph.stream(given, self.config, stream_mode=modes))


async def _one_by_one(pieces):
    import asyncio

    pieces = iter(pieces)
    while True:
        piece = await asyncio.to_thread(next, pieces, _END)
        if piece is _END:
            return
        yield piece
