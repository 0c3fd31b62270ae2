# Which of an object's inputs the message is, where it names several. Pure.

from .understanding import NotUnderstood

TEXT = ("message", "input", "question", "query", "prompt", "text", "user_input", "request", "task", "topic", "content")
HISTORY = ("history", "chat_history", "conversation")
OUTPUT = ("output", "answer", "response", "reply", "result", "final_answer", "generation", "text", "content")


def text_input(names, what):
    """The input that takes the message. `what` says whose inputs they are."""
    names = [name for name in names if name not in HISTORY]
    for name in TEXT:
        if name in names:
            return name
    if len(names) == 1:
        return names[0]
    message = "%s has the inputs %s, and none of them is plainly the message" % (what, ", ".join(sorted(names)))
    raise NotUnderstood(message, "Call the one that takes the message `message`, or name a function as the handler.")


def output_of(values, given):
    """The reply among the values of a state, or the state itself. `given` are the names that were put in."""
    for name in OUTPUT:
        if name not in given and values.get(name) is not None:
            return values[name]
    made = [value for name, value in values.items() if name not in given and value is not None]
    return made[0] if len(made) == 1 else values
