# What the host asks for: judged (parsable, known, not of an older lease, not done already), carried out, answered.

import os
import sys

from checks import CHECKS, BadCommand
from stats import stats
from wire import MAX_LINE, BadFrame, Joiner, Splitter, parse

VERSION = 2
# Answers are remembered for this many commands, so that a command sent again has no second effect.
MOST_REMEMBERED = 1024


class Refused(Exception):
    def __init__(self, code, message, hint):
        super().__init__(message)
        self.error = {"code": code, "message": message, "hint": hint}


class Commands:
    def __init__(self, outbox, turns, asks, agents, workspace, storage, shutdown):
        self.outbox = outbox
        self.turns = turns
        self.asks = asks
        self.agents = agents
        self.workspace = workspace
        self.storage = storage
        self.shutdown = shutdown
        self.epoch = 0
        self.splitter = Splitter(MAX_LINE)
        self.joiner = Joiner()
        self.results = {}
        self.does = {
            "worker.configure": self._configure,
            "worker.start": self._start_ahead,
            "worker.stop": self._stop,
            "turn.start": self._start,
            "turn.cancel": self._cancel,
            "ask.answer": self._answer,
            "workspace.limit": self._limit,
            "workspace.measure": self._measure,
            "stats": self._stats,
            "shutdown": self._shutdown,
        }

    def feed(self, data):
        for line in self.splitter.feed(data):
            try:
                if line is None:
                    raise BadFrame("a line of more than %d bytes" % MAX_LINE)
                if line.strip():
                    self._hear(parse(line))
            except BadFrame as problem:
                sample = (line or b"")[:200].decode("utf-8", "replace")
                self.outbox.answer({"type": "bad_frame", "message": str(problem), "sample": sample})

    def _hear(self, command):
        if command["type"] == "chunk":
            command = self.joiner.add(command)
            if command is None:
                return
        if command["type"] == "ack":
            self._ack(command)
            return
        id = command.get("id")
        if not isinstance(id, str):
            raise BadFrame("a command without an id")
        try:
            self._lease(command)
            if command["type"] == "hello":
                self._hello(command)
                return
            if id not in self.results:
                self._remember(id, self._do(command))
            self.outbox.answer({"type": "answer", "re": id, "ok": True, "result": self.results[id]})
        except Refused as refused:
            # Not remembered: what was refused had no effect, and may be asked for again.
            self.outbox.answer({"type": "answer", "re": id, "ok": False, "error": refused.error})

    def _lease(self, command):
        epoch = command.get("epoch")
        if not isinstance(epoch, int):
            raise Refused("BAD_COMMAND", "A command needs its epoch.", "This is a fault of the runtime.")
        if epoch < self.epoch:
            message = "Epoch %d is over: the session is held under epoch %d." % (epoch, self.epoch)
            raise Refused("STALE_EPOCH", message, "Another runtime has taken this session over.")
        self.epoch = epoch

    def _do(self, command):
        do = self.does.get(command["type"])
        if do is None:
            message = "There is no command %s." % command["type"]
            raise Refused("UNKNOWN_COMMAND", message, "The runtime is newer than this supervisor.")
        try:
            CHECKS[command["type"]](command)
            return do(command)
        except Refused:
            raise
        except BadCommand as problem:
            raise Refused("BAD_COMMAND", str(problem), "This is a fault of the runtime.")
        except Exception as problem:
            sys.excepthook(*sys.exc_info())
            hint = "This is a fault of the supervisor; its trace is on standard error."
            raise Refused("BAD_COMMAND", repr(problem), hint)

    def _remember(self, id, result):
        self.results[id] = result
        while len(self.results) > MOST_REMEMBERED:
            self.results.pop(next(iter(self.results)))

    def _ack(self, command):
        seq, epoch = command.get("seq"), command.get("epoch")
        if not isinstance(seq, int) or not isinstance(epoch, int):
            raise BadFrame("an ack needs seq and epoch")
        if epoch >= self.epoch and command.get("boot") == self.outbox.boot:
            self.outbox.acknowledge(seq)

    def _hello(self, command):
        version = command.get("version")
        if not isinstance(version, int) or abs(version - VERSION) > 1:
            message = "The host speaks version %s, this supervisor %d." % (version, VERSION)
            raise Refused("PROTOCOL_MISMATCH", message, "Suspend and resume the session.")
        self.joiner.clear()
        seen = command.get("seen") or {}
        if not isinstance(seen, dict) or not isinstance(seen.get("seq", 0), int):
            raise Refused("BAD_COMMAND", "hello: seen is wrong.", "This is a fault of the runtime.")
        same = seen.get("boot") == self.outbox.boot
        hello = {
            "type": "hello",
            "re": command["id"],
            "version": VERSION,
            "boot": self.outbox.boot,
            "pid": os.getpid(),
            "epoch": self.epoch,
            "seq": self.outbox.seq,
            "turns": self.turns.listed(),
            "asks": self.asks.listed(),
            "workers": self.agents.listed(),
        }
        if self.workspace.known is not None:
            hello["workspace"] = self.workspace.known
        self.outbox.attach(hello, seen.get("seq", 0) if same else 0)
        self.asks.spoken_to_by(version)

    def _configure(self, command):
        self.agents.configure(command)
        return {}

    def _start_ahead(self, command):
        self._require_agent(command["agent"])
        self.agents.start_ahead(command["agent"])
        return {}

    def _require_agent(self, name):
        agent = self.agents.get(name)
        if agent is None:
            raise Refused("AGENT_NOT_CONFIGURED", "Agent %s is not configured here." % name, "Configure it first.")
        return agent

    def _stop(self, command):
        self.agents.stop(command["agent"])
        return {}

    def _start(self, command):
        name = command["agent"]
        known = self.turns.state(command["turn"], command["attempt"])
        if known == "held":
            message = "Turn %s is held under another attempt." % command["turn"]
            raise Refused("TURN_HELD", message, "Go on with the attempt that hello lists.")
        if known is not None:
            return {"state": known}
        if self.shutdown.begun:
            raise Refused("SHUTTING_DOWN", "The session's container is stopping.", "Resume the session first.")
        agent = self._require_agent(name)
        if agent.turns() >= agent.config["concurrency"]:
            message = "Agent %s has %d turns already." % (name, agent.turns())
            raise Refused("AGENT_BUSY", message, "Wait until one has ended.")
        self.agents.start(command)
        return {"state": "started"}

    def _cancel(self, command):
        turn = self.turns.running.get(command["turn"])
        if turn is None:
            known = command["turn"] in self.turns.ended or command["turn"] in self.turns.past
            return {"state": "ended" if known else "unknown"}
        turn.abandon()
        self.turns.failed(turn, "TURN_CANCELLED", "The turn was cancelled.", "Send the message again if it is wanted.")
        return {"state": "cancelled"}

    def _answer(self, command):
        return {"state": self.asks.answer(command)}

    def _limit(self, command):
        self.storage.limited({"bytes": command["bytes"], "files": command["files"]})
        return {}

    def _measure(self, command):
        self.workspace.measure(asked=True)
        return {}

    def _stats(self, command):
        found = dict(stats(), boot=self.outbox.boot)
        if self.workspace.known is not None:
            found["workspace"] = self.workspace.known
        return found

    def _shutdown(self, command):
        self.shutdown.begin(command["grace"])
        return {}
