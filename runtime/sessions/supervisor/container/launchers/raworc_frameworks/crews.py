# CrewAI: crews and flows, as objects or as the classes that make them.

import inspect
import sys

from .conversation import transcript
from .inputs import HISTORY, text_input
from .results import reply_of, text_of
from .usage import usage


def runner_of(thing):
    if inspect.isclass(thing):
        return runner_of(thing()) if hasattr(thing, "kickoff") or hasattr(thing, "crew") else None
    if not hasattr(thing, "kickoff"):
        # A class of a project's template: its method `crew` makes the crew.
        made = getattr(thing, "crew", None)
        return runner_of(made()) if callable(made) else None
    if hasattr(thing, "tasks") and hasattr(thing, "agents"):
        return _crew(thing)
    return _flow(thing)


def _crew(crew):
    names = set(crew.fetch_inputs()) if hasattr(crew, "fetch_inputs") else set()
    key = text_input(names, "the crew") if names - set(HISTORY) else None
    if key is None:
        sys.stderr.write("No task or agent of the crew has a placeholder such as {message}: it won't see the message.\n")

    meter = Meter()

    def run(message, context, tell):
        content, counted = _kickoff(crew, _inputs(key, message, context), tell)
        return content, meter.since_last(counted)

    return run


class Meter:
    """A crew counts its tokens from its beginning; a turn's are those since the turn before."""

    def __init__(self):
        self.before = {}

    def since_last(self, counted):
        if counted is None:
            return None
        before, self.before = self.before, counted
        took, gave = (counted.get(name, 0) - before.get(name, 0) for name in ("input_tokens", "output_tokens"))
        return usage(took, gave, counted.get("model"))


def _flow(flow):
    fields = getattr(type(getattr(flow, "state", None)), "model_fields", None)
    known = None if fields is None else [name for name in fields if name != "id"]
    key = text_input(known, "the flow's state") if known else None

    def run(message, context, tell):
        inputs = _inputs(key, message, context)
        # A state that is declared takes what it declares and nothing else.
        kept = inputs if known is None else {name: value for name, value in inputs.items() if name in known}
        return _kickoff(flow, kept, tell)

    return run


def _inputs(key, message, context):
    inputs = dict.fromkeys(HISTORY, transcript(context))
    inputs["message"] = message
    if key is not None:
        inputs[key] = message
    return inputs


def _kickoff(thing, inputs, tell):
    result = thing.kickoff(inputs=inputs)
    if hasattr(result, "__iter__") and hasattr(result, "get_full_text"):
        for piece in result:
            text = text_of(getattr(piece, "content", ""))
            if text:
                tell(text)
        result = result.result
    return reply_of(result)
