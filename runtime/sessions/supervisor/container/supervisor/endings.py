# How the end of a process is told to people: what `turn.failed` says when it was the turn's.

import os
import _signal as signal

from memory import oom_kills

_NAMES = {
    getattr(signal, name): name for name in dir(signal) if name.startswith("SIG") and not name.startswith("SIG_")
}


class Ending:
    """`code` or `signal` of a process's wait status, and whether memory ran out since it started."""

    def __init__(self, status, oom_before):
        self.signal = None
        self.code = None
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            self.signal = _NAMES.get(number, "signal %d" % number)
        else:
            self.code = os.WEXITSTATUS(status)
        self.oom = self.signal == "SIGKILL" and oom_kills() > oom_before

    def sentence(self, who):
        if self.signal:
            why = ", for the container's memory ran out" if self.oom else ""
            return "%s was killed by %s in mid-turn%s." % (who, self.signal, why)
        return "%s exited with code %d in mid-turn." % (who, self.code)

    def hint(self):
        if self.oom:
            return "Raise resources.memory of the space, or let the agent need less."
        if self.signal == "SIGKILL":
            return "If the agent needs much memory, raise resources.memory of the space; else find out what killed it."
        if self.signal:
            return "The agent's log may say more; native code that crashes ends like this."
        return "A handler should return or throw, never exit; the agent's log may say more."
