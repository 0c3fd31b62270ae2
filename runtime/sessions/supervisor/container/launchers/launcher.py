# Calls a Python handler, `module.name`, for each turn that the supervisor sends; no SDK in the agent.
# Descriptor 3 brings the turns, 4 takes deltas and replies; what the agent prints goes where it always goes.

import importlib
import json
import os
import sys
import threading
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
PLAIN = (str, bytes, bytearray, dict, list, tuple, int, float, type(None))

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Replies:
    def __init__(self, fd):
        self.out = os.fdopen(fd, "wb", buffering=0)
        self.lock = threading.Lock()

    def say(self, **value):
        line = memoryview(_encode(value).encode("utf-8", "replace") + b"\n")
        with self.lock:
            while line:
                line = line[self.out.write(line) :]


class EventLoop:
    """One asyncio loop for the worker's whole life, made when first needed: clients that an agent keeps belong to it."""

    def __init__(self, shared):
        self.shared = shared
        self.loop = None
        self.lock = threading.Lock()

    def run(self, coroutine):
        import asyncio

        with self.lock:
            if self.loop is None:
                self.loop = asyncio.new_event_loop()
                if self.shared:
                    threading.Thread(target=self.loop.run_forever, daemon=True).start()
                else:
                    asyncio.set_event_loop(self.loop)
        if self.shared:
            return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()
        return self.loop.run_until_complete(coroutine)


def frameworks():
    """What knows the frameworks' objects; most agents never need it."""
    sys.path.append(HERE)
    try:
        return importlib.import_module("raworc_frameworks")
    finally:
        sys.path.remove(HERE)


class Function:
    """A function that is called with the message and, where it has room for it, the context."""

    def __init__(self, function):
        self.function = function
        self.takes = takes(function)
        # What a function without parameters made: it is a factory, and called once.
        self.made = None

    def __call__(self, message, context, tell, events):
        if self.made is not None:
            return finished(self.made(message, context, tell), events)
        result = self.function(*self.takes(message, context))
        if hasattr(result, "__await__"):
            result = events.run(awaited(result))
        if handoff_of(result) is not None:
            return result, None
        if isinstance(result, PLAIN):
            return text_of(result), usage_of(result)
        run = None if is_stream(result) else frameworks().runner_of(result)
        if run is not None:
            if not self.takes(message, context):
                self.made = run
            return finished(run(message, context, tell), events)
        if hasattr(result, "__aiter__"):
            return events.run(collected_later(result, tell)), None
        if is_stream(result):
            return collected(result, tell), None
        return frameworks().reply_of(result)


class Framework:
    """An object that a framework made, which is run with the message."""

    def __init__(self, run):
        self.run = run

    def __call__(self, message, context, tell, events):
        return finished(self.run(message, context, tell), events)


def finished(reply, events):
    return events.run(reply) if hasattr(reply, "__await__") else reply


def load(name, folder):
    """What `module.name` names, as something that answers `(message, context, tell, events)` with text and usage."""
    sys.path[0] = folder
    module_name, _, attribute = name.rpartition(".")
    if not module_name:
        raise ImportError("handler %r is not of the form module.name" % name)
    module = importlib.import_module(module_name)
    if not hasattr(module, attribute):
        raise ImportError("module %s has no function or object %s" % (module_name, attribute))
    found = getattr(module, attribute)
    if type(found) is type(load):
        return Function(found)
    run = frameworks().runner_of(found)
    if run is not None:
        return Framework(run)
    if callable(found):
        return Function(found)
    raise frameworks().not_understood(name, found)


def takes(function):
    """Which arguments it has room for, as a function of message and context."""
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return lambda message, context: (message, context)
    places = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    if len(places) >= 2 or any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return lambda message, context: (message, context)
    return (lambda message, context: (message,)) if places else (lambda message, context: ())


def text_of(result):
    if result is None:
        return ""
    if isinstance(result, str):
        return result
    if isinstance(result, (bytes, bytearray)):
        return bytes(result).decode("utf-8", "replace")
    if isinstance(result, dict) and "content" in result:
        return text_of(result["content"])
    if not isinstance(result, PLAIN) or isinstance(result, dict) and "messages" in result:
        return frameworks().text_of(result)
    return json.dumps(result, ensure_ascii=False, default=str)


def handoff_of(result):
    """The agent and the message of `{"handoff": {"agent": …, "message": …}}`; None where it is a reply."""
    heir = result.get("handoff") if isinstance(result, dict) else None
    if not isinstance(heir, dict) or not isinstance(heir.get("agent"), str):
        return None
    return {"agent": heir["agent"], "message": heir.get("message")}


def usage_of(result):
    return result.get("usage") if isinstance(result, dict) and "content" in result else None


def is_stream(result):
    return hasattr(result, "__next__") and hasattr(result, "__iter__")


async def awaited(result):
    return await result


async def collected_later(result, tell):
    texts = []
    async for piece in result:
        texts.append(text_of(piece))
        tell(texts[-1])
    return "".join(texts)


def collected(result, tell):
    texts = []
    for piece in result:
        texts.append(text_of(piece))
        tell(texts[-1])
    return "".join(texts)


def answer(handler, events, replies, turn):
    name = turn["turn"]

    def tell(text):
        if text:
            replies.say(type="delta", turn=name, text=text)

    try:
        content, usage = handler(turn["message"], turn["context"], tell, events)
        flush()
        heir = handoff_of(content)
        if heir is not None:
            replies.say(type="handoff", turn=name, **heir)
        else:
            replies.say(type="done", turn=name, content=content, **({"usage": usage} if usage else {}))
    except BaseException:
        # Also SystemExit: a turn may fail, the worker stays.
        replies.say(type="failed", turn=name, message=report())


def report():
    """Prints the trace, without our own frames, and returns its last line."""
    kind, problem, trace = sys.exc_info()
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__ and trace.tb_next is not None:
        trace = trace.tb_next
    flush()
    traceback.print_exception(kind, problem, trace)
    flush()
    return "".join(traceback.format_exception_only(kind, problem)).strip().splitlines()[-1]


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            # The agent may have closed or replaced it.
            pass


def main():
    for fd in (3, 4):
        os.set_inheritable(fd, False)
    turns = os.fdopen(3, "rb", buffering=1024 * 1024)
    replies = Replies(4)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")
    order = json.loads(turns.readline())
    try:
        handler = load(order["handler"], order["dir"])
    except BaseException as problem:
        said = {"message": report()}
        if hasattr(problem, "hint"):
            said = {"message": str(problem), "hint": problem.hint}
        replies.say(type="unloadable", **said)
        sys.exit(1)
    at_once = order.get("concurrency", 1)
    events = EventLoop(shared=at_once > 1)
    if at_once == 1:
        # In the main thread, where signals and event loops are at home.
        for line in turns:
            answer(handler, events, replies, json.loads(line))
        return
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(at_once)
    for line in turns:
        pool.submit(answer, handler, events, replies, json.loads(line))
    os._exit(0)


main()
