# One long-lived process of one agent: a launcher that calls the handler, spoken to over descriptors 3 and 4.

import os
import signal
import sys

from child import Child, Unstartable
from endings import Ending
from log_pipe import LogPipe
from loop import MOST_READ, WRITE, now, read
from memory import oom_kills
from places import environment, launcher
from usage import usage_of
from wire import BadFrame, Splitter, encode, parse

MOST_REPLY = 16 * 1024 * 1024
# A worker that was told to end gets this long before it is killed.
PARTING_SECONDS = 2.0


class Worker:
    """`on_exit(worker, ending)` is called once its process has ended and its turns are failed."""

    def __init__(self, loop, outbox, turns, reaper, doors, config, on_exit):
        self.loop = loop
        self.outbox = outbox
        self.turns = turns
        self.config = config
        self.agent = config["agent"]
        self.on_exit = on_exit
        # Its turns, and whether it may be given more.
        self.held = {}
        self.usable = True
        self.unwritten = bytearray()
        self.splitter = Splitter(MOST_REPLY)
        self.parting = None
        self.oom_before = oom_kills()
        self.door = doors.open(self, self.agent)
        env = environment(config, self.door.path)
        try:
            self.child = Child(launcher(config), config["dir"], env, inputs=(3,), outputs=(1, 2, 4))
        except Unstartable:
            self.door.close()
            raise
        reaper.expect(self.child.pid, self._exited)
        pipe = self.child.pipe
        self.logs = [
            LogPipe(loop, outbox, pipe[number], self.agent, stream, self._only_turn)
            for number, stream in ((1, "stdout"), (2, "stderr"))
        ]
        loop.watch_source(pipe[4], self._replied)
        outbox.say({"type": "worker.started", "agent": self.agent, "pid": self.child.pid, "at": now()})
        load = {"type": "load", "handler": config["handler"], "dir": config["dir"]}
        load["concurrency"] = config["concurrency"]
        self._send(load)

    def take(self, turn, message, context):
        turn.run = self
        self.held[turn.id] = turn
        self._send({"type": "turn", "turn": turn.id, "message": message, "context": context})

    def abandon(self, turn):
        """Its end is told by whoever calls this. Only a process can be stopped, so a turn in company is left to end unheard."""
        self.held.pop(turn.id, None)
        if not self.held:
            self.kill()

    def retire(self):
        """It ends once its turns have."""
        self.usable = False
        if not self.held:
            self.part()

    def part(self):
        self.usable = False
        if self.parting is None:
            self.parting = self.loop.later(PARTING_SECONDS, self.kill)
            self._close_input()
            self.child.signal(signal.SIGTERM)

    def kill(self):
        self.usable = False
        self.child.signal(signal.SIGKILL)

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
                self._too_large()
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
            self._drain_logs()
            hint = "Check `handler` in raworc.json and that what it imports is among the agent's dependencies."
            self._fail_all("HANDLER_UNLOADABLE", _text(said, "message"), _text(said, "hint") or hint)
            return
        turn = self.held.get(said.get("turn"))
        if turn is None:
            return
        if kind == "delta":
            self.turns.delta(turn, _text(said, "text"))
            return
        if kind not in ("done", "handoff", "failed"):
            return
        # What was printed during the turn is told before its end.
        self._drain_logs()
        del self.held[turn.id]
        if kind == "done":
            self.turns.done(turn, _text(said, "content"), usage=usage_of(said.get("usage")))
        elif kind == "handoff":
            if turn.heir is None:
                turn.hand_over(_text(said, "agent"), said.get("message") and _text(said, "message"))
            self.turns.done(turn, "")
        else:
            hint = "The trace is in the agent's log."
            self.turns.failed(turn, "HANDLER_FAILED", _text(said, "message"), hint)
        if not self.usable:
            self.retire()

    def _too_large(self):
        hint = "Write large results to a file in the workspace and reply with its path."
        self._fail_all("REPLY_TOO_LARGE", "Agent %s replied with more than 16 MiB." % self.agent, hint)
        self.kill()

    def _fail_all(self, code, message, hint):
        for turn in list(self.held.values()):
            self.turns.failed(turn, code, message, hint)
        self.held.clear()

    def _drain_logs(self):
        for log in self.logs:
            log.drain()

    def _only_turn(self):
        return next(iter(self.held)) if len(self.held) == 1 else None

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
            self._close_input()

    def _close_input(self):
        fd = self.child.pipe.get(3)
        if fd is not None:
            self.loop.unwatch(fd)
            self.child.close_pipe(3)

    # Its end

    def _exited(self, status):
        if self.parting is not None:
            self.loop.cancel(self.parting)
        ending = Ending(status, self.oom_before)
        self._close_input()
        # A pipe outlives its writer: a reply may stand in it still.
        while True:
            data = read(self.child.pipe[4], MOST_READ)
            if not data:
                break
            self._hear(data)
        # What it started and left behind ends with it.
        self.kill()
        for log in self.logs:
            log.close()
        self.loop.unwatch_source(self.child.pipe[4])
        self.child.close()
        self.door.close()
        self._fail_all("WORKER_DIED", ending.sentence("The worker of agent %s" % self.agent), ending.hint())
        exited = {"type": "worker.exited", "agent": self.agent, "pid": self.child.pid, "at": now()}
        self.outbox.say(dict(exited, code=ending.code, signal=ending.signal, oom=ending.oom))
        self.on_exit(self)


def _text(said, name):
    value = said.get(name)
    return value if isinstance(value, str) else ""
