# Objects of frameworks as handlers, known by their shape, so that no framework is imported that the agent did not bring.
#
# A runner is called with `(message, context, tell)`; `tell(text)` streams. It returns the reply's text and the usage as
# the supervisor wants it (or None), or a coroutine of both.

from . import autogen, crews, graphs, openai_agents
from .results import reply_of, text_of
from .understanding import not_understood

KINDS = (graphs, crews, autogen, openai_agents)

__all__ = ["not_understood", "reply_of", "runner_of", "text_of"]


def runner_of(thing):
    """Runs the object with a message; None where it is none of a known framework. Raises what `not_understood` makes."""
    for kind in KINDS:
        run = kind.runner_of(thing)
        if run is not None:
            return run
    return None
