# One long-lived process of one agent: what is the same however it is spoken to.

import _signal as signal

from child import Child, Unstartable
from endings import Ending
from log_pipe import LogPipe
from loop import now
from memory import oom_kills
from places import environment

MOST_REPLY = 16 * 1024 * 1024
# A process that was told to end gets this long before it is killed.
PARTING_SECONDS = 2.0


class Resident:
    """`on_exit(process)` is called once it has ended and its turns are failed."""

    def __init__(self, loop, outbox, turns, reaper, doors, config, on_exit, argv, descriptors, more=None):
        """`descriptors` are those that it is spoken to by, in and out; `more` is added to its environment."""
        self.loop = loop
        self.outbox = outbox
        self.turns = turns
        self.config = config
        self.agent = config["agent"]
        self.on_exit = on_exit
        # Its turns, and whether it may be given more.
        self.held = {}
        self.usable = True
        self.parting = None
        self.oom_before = oom_kills()
        self.door = doors.open(self, self.agent)
        env = dict(environment(config, self.door.path), **(more or {}))
        inputs, outputs = descriptors
        try:
            self.child = Child(argv, config["dir"], env, inputs=inputs, outputs=(1, 2) + outputs)
        except Unstartable:
            self.door.close()
            raise
        reaper.expect(self.child.pid, self._exited)
        self.logs = [
            LogPipe(loop, outbox, self.child.pipe[number], self.agent, stream, self._only_turn)
            for number, stream in ((1, "stdout"), (2, "stderr"))
        ]
        outbox.say({"type": "worker.started", "agent": self.agent, "pid": self.child.pid, "at": now()})

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
            self.say_goodbye()
            self.child.signal(signal.SIGTERM)

    def kill(self):
        self.usable = False
        self.child.signal(signal.SIGKILL)

    # What those differ in that are this

    def say_goodbye(self):
        """It is to end: nothing more is said to it."""

    def hear_last_words(self):
        """It has ended: what it said and was not read yet is. Descriptors are still open."""

    def died(self, ending):
        """Code, message and hint of the turns that it had when it ended."""
        return "WORKER_DIED", ending.sentence("The worker of agent %s" % self.agent), ending.hint()

    # Its turns

    def release(self, turn):
        """Its turn has ended, which is told next: after what was printed during it."""
        self.drain_logs()
        del self.held[turn.id]

    def go_on(self):
        """After the end of a turn was told."""
        if not self.usable:
            self.retire()

    def too_large(self):
        hint = "Write large results to a file in the workspace and reply with its path."
        self.fail_all("REPLY_TOO_LARGE", "Agent %s replied with more than 16 MiB." % self.agent, hint)
        self.kill()

    def fail_all(self, code, message, hint):
        for turn in list(self.held.values()):
            self.turns.failed(turn, code, message, hint)
        self.held.clear()

    def drain_logs(self):
        for log in self.logs:
            log.drain()

    def _only_turn(self):
        return next(iter(self.held)) if len(self.held) == 1 else None

    # Its end

    def _exited(self, status):
        ending = Ending(status, self.oom_before)
        self.say_goodbye()
        self.hear_last_words()
        if self.parting is not None:
            self.loop.cancel(self.parting)
        # What it started and left behind ends with it.
        self.kill()
        for log in self.logs:
            log.close()
        self.child.close()
        self.door.close()
        self.fail_all(*self.died(ending))
        exited = {"type": "worker.exited", "agent": self.agent, "pid": self.child.pid, "at": now()}
        self.outbox.say(dict(exited, code=ending.code, signal=ending.signal, oom=ending.oom))
        self.on_exit(self)
