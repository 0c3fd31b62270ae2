# What is said about a handler that can't be understood.

POSSIBLE = (
    "Name a function of message and context, a LangGraph graph, a LangChain runnable, a CrewAI crew or flow, "
    "an AutoGen agent or team, an agent of OpenAI Agents, or a function without parameters that returns one of these."
)


class NotUnderstood(ImportError):
    def __init__(self, message, hint):
        super().__init__(message)
        self.hint = hint


def not_understood(name, thing):
    kind = type(thing)
    message = "handler %s is a %s.%s, which is no function and nothing that can be run" % (
        name,
        kind.__module__,
        kind.__qualname__,
    )
    return NotUnderstood(message, POSSIBLE)
