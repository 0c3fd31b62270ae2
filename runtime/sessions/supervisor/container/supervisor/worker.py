# The contract `function`: a launcher that calls the handler, spoken to over descriptors 3 and 4.

import os
import sys

from loop import MOST_READ, WRITE, read
from places import launcher
from resident import MOST_REPLY, Resident
from usage import usage_of
from wire import BadFrame, Splitter, encode, parse


class Worker(Resident):
    def __init__(self, loop, outbox, turns, reaper, doors, config, on_exit):
        self.unwritten = bytearray()
        self.splitter = Splitter(MOST_REPLY)
        parts = (loop, outbox, turns, reaper, doors)
        Resident.__init__(self, *parts, config, on_exit, launcher(config), ((3,), (4,)))
        loop.watch_source(self.child.pipe[4], self._replied)
        load = {"type": "load", "handler": config["handler"], "dir": config["dir"]}
        load["concurrency"] = config["concurrency"]
        self._send(load)

    def take(self, turn, message, context):
        turn.run = self
        self.held[turn.id] = turn
        self._send({"type": "turn", "turn": turn.id, "message": message, "context": context})

    def say_goodbye(self):
        fd = self.child.pipe.get(3)
        if fd is not None:
            self.loop.unwatch(fd)
            self.child.close_pipe(3)

    def hear_last_words(self):
        # A pipe outlives its writer: a reply may stand in it still.
        while True:
            data = read(self.child.pipe[4], MOST_READ)
            if not data:
                break
            self._hear(data)
        self.loop.unwatch_source(self.child.pipe[4])

    # What the launcher says

    def _replied(self, _):
        data = read(self.child.pipe[4], MOST_READ)
        if data is None:
            return
        if data == b"":
            self.loop.unwatch_source(self.child.pipe[4])
            return
        self._hear(data)

    def _hear(self, data):
        for line in self.splitter.feed(data):
            if line is None:
                self.too_large()
                continue
            try:
                self._heard(parse(line))
            except BadFrame as problem:
                # Only an agent that writes to descriptor 4 itself gets here.
                sys.stderr.write("worker of %s: %s\n" % (self.agent, problem))

    def _heard(self, said):
        kind = said["type"]
        if kind == "unloadable":
            self.usable = False
            self.drain_logs()
            hint = "Check `handler` in raworc.json and that what it imports is among the agent's dependencies."
            self.fail_all("HANDLER_UNLOADABLE", _text(said, "message"), _text(said, "hint") or hint)
            return
        turn = self.held.get(said.get("turn"))
        if turn is None:
            return
        if kind == "delta":
            self.turns.delta(turn, _text(said, "text"))
            return
        if kind not in ("done", "handoff", "failed"):
            return
        self.release(turn)
        if kind == "done":
            self.turns.done(turn, _text(said, "content"), usage=usage_of(said.get("usage")))
        elif kind == "handoff":
            if turn.heir is None:
                turn.hand_over(_text(said, "agent"), said.get("message") and _text(said, "message"))
            self.turns.done(turn, "")
        else:
            hint = "The trace is in the agent's log."
            self.turns.failed(turn, "HANDLER_FAILED", _text(said, "message"), hint)
        self.go_on()

    # What is said to the launcher

    def _send(self, value):
        self.unwritten += encode(value)
        self._write()

    def _write(self, *_):
        fd = self.child.pipe.get(3)
        if fd is None:
            return
        try:
            while self.unwritten:
                del self.unwritten[: os.write(fd, self.unwritten)]
            self.loop.unwatch(fd)
        except BlockingIOError:
            self.loop.watch(fd, WRITE, self._write)
        except BrokenPipeError:
            # It died; the reaper tells.
            self.say_goodbye()


def _text(said, name):
    value = said.get(name)
    return value if isinstance(value, str) else ""
