# The `exec` contract: one process per message. The message is its standard input, its standard output the reply.

import os
import _signal as signal

from child import Child, Unstartable
from endings import Ending
from log_pipe import LogPipe
from loop import MOST_READ, WRITE, read
from memory import oom_kills
from places import environment
from resident import MOST_REPLY
from wire import encode, text_of

# The kernel takes at most 128 KiB for one variable.
MOST_CONTEXT = 64 * 1024


class ExecRun:
    """`on_exit(run)` is called once its process has ended and the turn with it."""

    def __init__(self, loop, outbox, turns, reaper, doors, config, turn, message, context, on_exit):
        self.loop = loop
        self.turns = turns
        # As a worker has them: its one turn, until that has ended.
        self.held = {turn.id: turn}
        self.on_exit = on_exit
        self.reply = bytearray()
        self.unwritten = message.encode("utf-8", "replace")
        self.oom_before = oom_kills()
        self.door = doors.open(self, config["agent"])
        env = environment(config, self.door.path)
        env["RAWORC_CONTEXT"] = _context(context)
        if context.get("traceparent"):
            env["TRACEPARENT"] = context["traceparent"]
        try:
            self.child = Child(config["command"], config["dir"], env, inputs=(0,), outputs=(1, 2))
        except Unstartable:
            self.door.close()
            raise
        reaper.expect(self.child.pid, self._exited)
        turn.run = self
        self.log = LogPipe(loop, outbox, self.child.pipe[2], config["agent"], "stderr", lambda: turn.id)
        loop.watch_source(self.child.pipe[1], self._printed)
        self._write()

    def abandon(self, turn):
        self.held.clear()
        self.kill()

    def part(self):
        self.child.signal(signal.SIGTERM)

    def kill(self):
        self.child.signal(signal.SIGKILL)

    def _write(self, *_):
        fd = self.child.pipe.get(0)
        try:
            while self.unwritten:
                self.unwritten = self.unwritten[os.write(fd, self.unwritten) :]
        except BlockingIOError:
            self.loop.watch(fd, WRITE, self._write)
            return
        except BrokenPipeError:
            # A command need not read its message.
            pass
        self.loop.unwatch(fd)
        self.child.close_pipe(0)

    def _printed(self, _):
        data = read(self.child.pipe[1], MOST_READ)
        if data:
            self._take(data)
        elif data == b"":
            self.loop.unwatch_source(self.child.pipe[1])

    def _take(self, data):
        self.reply += data
        if len(self.reply) > MOST_REPLY:
            self.reply.clear()
            hint = "Write large results to a file in the workspace and print its path."
            for turn in self._ended():
                message = "Agent %s replied with more than 16 MiB." % turn.agent
                self.turns.failed(turn, "REPLY_TOO_LARGE", message, hint)
            self.kill()

    def _exited(self, status):
        ending = Ending(status, self.oom_before)
        self.kill()
        while True:
            data = read(self.child.pipe[1], MOST_READ)
            if not data:
                break
            self._take(data)
        self.loop.unwatch_source(self.child.pipe[1])
        self.log.close()
        if 0 in self.child.pipe:
            self.loop.unwatch(self.child.pipe[0])
        self.child.close()
        self.door.close()
        for turn in self._ended():
            self._tell(turn, ending)
        self.on_exit(self)

    def _ended(self):
        turns = list(self.held.values())
        self.held.clear()
        return turns

    def _tell(self, turn, ending):
        who = "The command of agent %s" % turn.agent
        if ending.signal:
            self.turns.failed(turn, "WORKER_DIED", ending.sentence(who), ending.hint())
        elif ending.code != 0:
            hint = "What it printed to standard error is in the agent's log."
            self.turns.failed(turn, "HANDLER_FAILED", "%s exited with code %d." % (who, ending.code), hint)
        else:
            text, replaced = text_of(bytes(self.reply))
            # As in a shell: the newline that ends the last line belongs to the line, not to the reply.
            self.turns.done(turn, text[:-1] if text.endswith("\n") else text, replaced)


def _context(context):
    text = encode(context)
    if len(text) > MOST_CONTEXT:
        text = encode({key: value for key, value in context.items() if key != "history"})
    return text.rstrip(b"\n")
