# Calls a Python handler, `module.function`, for each turn that the supervisor sends; no SDK in the agent.
# Descriptor 3 brings the turns, 4 takes deltas and replies; what the agent prints goes where it always goes.

import importlib
import json
import os
import sys
import threading
import traceback

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


def load(name, folder):
    """The function that `module.function` names, and whether it takes the context too."""
    sys.path[0] = folder
    module_name, _, function_name = name.rpartition(".")
    if not module_name:
        raise ImportError("handler %r is not of the form module.function" % name)
    module = importlib.import_module(module_name)
    function = getattr(module, function_name, None)
    if not callable(function):
        raise ImportError("module %s has no function %s" % (module_name, function_name))
    return function, takes_context(function)


def takes_context(function):
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return True
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return True
    return sum(one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for one in parameters) >= 2


def text_of(result):
    if result is None:
        return ""
    if isinstance(result, str):
        return result
    if isinstance(result, (bytes, bytearray)):
        return bytes(result).decode("utf-8", "replace")
    if isinstance(result, dict) and "content" in result:
        return text_of(result["content"])
    return json.dumps(result, ensure_ascii=False, default=str)


def handoff_of(result):
    """The agent and the message of `{"handoff": {"agent": …, "message": …}}`; None where it is a reply."""
    heir = result.get("handoff") if isinstance(result, dict) else None
    if not isinstance(heir, dict) or not isinstance(heir.get("agent"), str):
        return None
    return {"agent": heir["agent"], "message": heir.get("message")}


async def awaited(result, tell):
    """The text of what a coroutine or an async generator gives."""
    if hasattr(result, "__await__"):
        result = await result
    if not hasattr(result, "__aiter__"):
        return collected(result, tell)
    texts = []
    async for piece in result:
        texts.append(text_of(piece))
        tell(texts[-1])
    return "".join(texts)


def collected(result, tell):
    if handoff_of(result) is not None:
        return result
    if not (hasattr(result, "__next__") and hasattr(result, "__iter__")):
        return text_of(result)
    texts = []
    for piece in result:
        texts.append(text_of(piece))
        tell(texts[-1])
    return "".join(texts)


def answer(handler, events, replies, turn):
    function, with_context = handler
    name = turn["turn"]

    def tell(text):
        replies.say(type="delta", turn=name, text=text)

    try:
        result = function(turn["message"], turn["context"]) if with_context else function(turn["message"])
        if hasattr(result, "__await__") or hasattr(result, "__aiter__"):
            content = events.run(awaited(result, tell))
        else:
            content = collected(result, tell)
        flush()
        heir = handoff_of(content)
        if heir is None:
            replies.say(type="done", turn=name, content=content)
        else:
            replies.say(type="handoff", turn=name, **heir)
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
    except BaseException:
        replies.say(type="unloadable", message=report())
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
