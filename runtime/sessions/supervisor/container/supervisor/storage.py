# Keeps the workspace within what its space allows: whoever writes beyond it is stopped, whoever makes room is not.

import os
import _signal as signal

LOOK_SECONDS = 1.0
# Commands of people come in unseen, so it is looked for them too while nothing else is here.
LOOK_ALONE_SECONDS = 2.0
# While others are here it is walked so often even where the disk says that nothing grew: somebody else may have freed as much.
EVERY_SECONDS = 30.0
# What may be added to a workspace that is full already, by a shell that makes room and notes what it did.
SLACK = {"bytes": 1024 * 1024, "files": 64}
KINDS = ("bytes", "files")


class Storage:
    def __init__(self, loop, turns, agents, workspace):
        self.loop = loop
        self.turns = turns
        self.agents = agents
        self.workspace = workspace
        self.limit = None
        self.full = False
        # What it held when it was full and everybody was stopped; it may only become less.
        self.ceiling = None
        self.used = None
        # By how much the whole disk grew since the walk before began: no less than what was added here.
        self.grown = dict.fromkeys(KINDS, 0)
        self.were_others = False
        self.walked = 0.0
        self.timer = None
        workspace.on_begun = self._begun
        workspace.is_enough = self._is_beyond
        workspace.on_measured = self._measured
        workspace.is_full = lambda: self.full
        agents.hindrance = self.hindrance

    def limited(self, limit):
        """Known from now on; `limit` has `bytes` and `files`."""
        if limit == self.limit:
            return
        self.limit = limit
        self.ceiling = None
        self.workspace.measure(asked=True)
        if self.timer is None:
            self._look()

    def hindrance(self):
        """Code, message and hint of turns that can't be taken; None where there is room."""
        if not self.full:
            return None
        held = self.workspace.known
        what = "%d bytes in %d files" % (held["bytes"], held["files"])
        allowed = "%d bytes in %d files" % (self.limit["bytes"], self.limit["files"])
        message = "The workspace holds %s; its space allows %s. All that ran in the session was stopped." % (what, allowed)
        hint = "Remove files, for example with `raworc session exec`, or raise resources.storage or resources.files of the space."
        return "WORKSPACE_FULL", message, hint

    def _look(self):
        are_others = self._are_others()
        self.timer = self.loop.later(LOOK_SECONDS if are_others else LOOK_ALONE_SECONDS, self._look)
        grows = self._grow()
        if not (are_others or self.were_others or self.full):
            return
        ended = self.were_others and not are_others
        self.were_others = are_others
        if self.full or self._share(1):
            self.workspace.measure(hurry=True)
        elif ended or not grows or self._share(4) or self.loop.ran - self.walked >= EVERY_SECONDS:
            self.workspace.measure()

    def _share(self, part):
        """Whether the disk grew by that part of the room that was left here."""
        held = self.workspace.known
        return held is None or any(self.grown[kind] * part >= self.limit[kind] - held[kind] for kind in KINDS)

    def _grow(self):
        """False where the disk does not count its files."""
        try:
            disk = os.statvfs(self.workspace.folder)
        except OSError:
            return False
        blocks = disk.f_blocks - disk.f_bfree
        used = {"bytes": blocks * disk.f_frsize, "files": disk.f_files - disk.f_ffree}
        for kind in KINDS if self.used is not None else ():
            self.grown[kind] += max(0, used[kind] - self.used[kind])
        self.used = used
        return disk.f_files > 0

    def _are_others(self):
        if os.getpid() != 1:
            return len(self.agents.processes) > 0
        return any(name.isdigit() and name != "1" for name in os.listdir("/proc"))

    # A walk

    def _begun(self):
        self._grow()
        self.grown = dict.fromkeys(KINDS, 0)
        self.walked = self.loop.ran

    def _is_beyond(self, held):
        """Of what was counted so far; the rest would only say by how much."""
        if self.limit is None:
            return False
        if not self.full:
            return any(held[kind] > self.limit[kind] for kind in KINDS)
        most = self.ceiling
        return most is not None and any(held[kind] > max(most[kind], self.limit[kind]) + SLACK[kind] for kind in KINDS)

    def _measured(self, held):
        """Judges what was counted; whether it is full is told with it, before anybody is stopped."""
        if self.limit is None:
            return
        if self._is_beyond(held):
            self.full = True
            self.ceiling = None
            self.loop.later(0.0, self._stop)
        elif self.full:
            self.full = any(held[kind] > self.limit[kind] for kind in KINDS)
            before = self.ceiling or held
            self.ceiling = {kind: min(before[kind], held[kind]) for kind in KINDS}

    def _stop(self):
        """Everybody who may have written is ended. It is walked again after that, for what it is to hold at most from now on."""
        why = self.hindrance()
        for turn in list(self.turns.running.values()):
            turn.abandon()
            self.turns.failed(turn, *why)
        for process in list(self.agents.processes):
            process.kill()
        # What agents left behind and what people run too: all that is here but this process.
        if os.getpid() == 1:
            try:
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.workspace.measure(hurry=True)
