# Feeds the supervisor's command parser, one input in base64 per line, and tells what became of it and which lines ran.

import base64
import json
import os
import sys
import traceback

ROOM = os.path.join(os.path.dirname(__file__), "../../../runtime/sessions/supervisor/container/supervisor")
sys.path.insert(0, os.path.abspath(ROOM))

import checks
import commands
import json_text
import wire

FILES = {module.__file__: set() for module in (checks, commands, json_text, wire)}


def trace_lines(frame, event, _):
    ran = FILES.get(frame.f_code.co_filename)
    if ran is None:
        return None
    ran.add(frame.f_lineno)
    return trace_lines


class Outbox:
    boot = "boot"
    seq = 3

    def __init__(self):
        self.said = []

    def answer(self, frame):
        # As the real one does, which puts it into lines at once.
        wire.lines_of(frame, "a%s" % frame.get("re", ""))
        self.said.append(frame)

    def attach(self, hello, seen):
        assert seen >= 0 or seen < 0
        self.answer(hello)

    def acknowledge(self, seq):
        assert seq >= 0 or seq < 0


class Silent:
    """Stands for the parts that carry commands out."""

    known = None
    begun = False

    def __init__(self):
        self.running = {}
        self.ended = {}
        self.past = {}

    def listed(self):
        return []

    def state(self, *_):
        return None

    def get(self, name):
        return None

    def __getattr__(self, _):
        return lambda *_, **__: "unknown"


def lines_of_code(code):
    for _, _, line in code.co_lines():
        if line:
            yield line
    for inner in code.co_consts:
        if hasattr(inner, "co_lines"):
            yield from lines_of_code(inner)


def coverage():
    found = []
    for path, ran in FILES.items():
        with open(path) as source:
            code = compile(source.read(), path, "exec")
        inside = set()
        for inner in code.co_consts:
            if hasattr(inner, "co_lines"):
                inside.update(list(lines_of_code(inner))[1:])
        defs = {inner.co_firstlineno for inner in code.co_consts if hasattr(inner, "co_lines")}
        lines = sorted(inside - defs)
        missed = [line for line in lines if line not in ran]
        name = os.path.relpath(path, os.path.join(ROOM, "../../../../.."))
        found.append({"file": name, "lines": len(lines), "covered": len(lines) - len(missed), "missed": missed})
    return found


def read(data):
    outbox = Outbox()
    parts = [Silent() for _ in range(6)]
    reader = commands.Commands(outbox, *parts)
    for at in range(0, len(data), 65536):
        reader.feed(data[at : at + 65536])
    bad = [frame for frame in outbox.said if frame["type"] == "bad_frame"]
    for frame in outbox.said:
        error = frame.get("error") or {}
        if error.get("hint", "").startswith("This is a fault of the supervisor"):
            return {"failure": error["message"]}
    return {"parsed": len(outbox.said) > len(bad)}


# A trace on standard error for each would be too much; the failure names it.
sys.excepthook = lambda *_: None
sys.settrace(trace_lines)
for line in sys.stdin:
    if line.strip() == "coverage":
        answer = {"coverage": coverage()}
    else:
        try:
            answer = read(base64.b64decode(line))
        except Exception:
            answer = {"failure": traceback.format_exc()}
    print(json.dumps(answer), flush=True)
