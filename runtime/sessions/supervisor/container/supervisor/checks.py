# What a command must carry to be carried out: types only; the host has judged the values.


class BadCommand(Exception):
    """The text says which field is wrong."""


def _text(value):
    return isinstance(value, str)


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def _count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _texts(value):
    return isinstance(value, list) and len(value) > 0 and all(isinstance(one, str) for one in value)


def _env(value):
    return isinstance(value, dict) and all(
        isinstance(one, str) and "\0" not in one and "=" not in name and "\0" not in name and name
        for name, one in value.items()
    )


def _object(value):
    return isinstance(value, dict)


def _served(value):
    """How a server is reached, which may be left out."""
    if value is None:
        return True
    if not isinstance(value, dict) or value.get("protocol") not in (None, "invocations", "responses"):
        return False
    return value.get("port") is None or _count(value["port"]) and value["port"] < 65536


def _fields(**wanted):
    def check(command):
        for name, fits in wanted.items():
            if not fits(command.get(name)):
                raise BadCommand("%s: %s is missing or wrong." % (command["type"], name))
        limit = command.get("timeout_seconds")
        if limit is not None and not _number(limit):
            raise BadCommand("%s: timeout_seconds is wrong." % command["type"])

    return check


_configured = _fields(
    agent=_text,
    revision=_text,
    dir=_text,
    runtime=_text,
    contract=lambda value: value in ("function", "exec", "http"),
    timeout_seconds=_number,
    concurrency=_count,
    env=_env,
)


def _configure(command):
    _configured(command)
    if command["contract"] != "function" and not _texts(command.get("command")):
        raise BadCommand("worker.configure: the contract %s needs a command." % command["contract"])
    if not _served(command.get("http")):
        raise BadCommand("worker.configure: http is wrong.")
    if command["contract"] == "function":
        if not _text(command.get("handler")):
            raise BadCommand("worker.configure: the contract function needs a handler.")
        runtime = command["runtime"]
        if not (runtime.startswith(("python", "node")) or runtime == "rust"):
            raise BadCommand("worker.configure: no handler can be called in the runtime %s." % runtime)


_answered = _fields(turn=_text, ask=_text)


def _answer(command):
    _answered(command)
    error = command.get("error")
    if error is None:
        if not _text(command.get("content")) and not isinstance(command.get("agents"), list):
            raise BadCommand("ask.answer: content, agents or error is missing.")
    elif not _object(error) or not all(_text(error.get(name)) for name in ("code", "message", "hint")):
        raise BadCommand("ask.answer: error is wrong.")


CHECKS = {
    "worker.configure": _configure,
    "worker.start": _fields(agent=_text),
    "worker.stop": _fields(agent=_text),
    "turn.start": _fields(turn=_text, attempt=_count, agent=_text, message=_text, context=_object),
    "turn.cancel": _fields(turn=_text),
    "ask.answer": _answer,
    "workspace.limit": _fields(bytes=_number, files=_number),
    "workspace.measure": _fields(),
    "stats": _fields(),
    "shutdown": _fields(grace=_number),
}
