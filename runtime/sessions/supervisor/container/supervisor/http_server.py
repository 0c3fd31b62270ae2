# The contract `http`: a server that the agent brings, asked on 127.0.0.1. It is started when first needed, on a port of its own.

import os

from child import Unstartable
from http_bodies import PATHS
from http_call import free_port, is_taken
from http_readiness import Readiness
from http_turn import HttpTurn
from resident import Resident

READY_SECONDS = float(os.environ.get("RAWORC_READY_SECONDS", 120))
LOOK_SECONDS = 0.5
# Where servers listen that don't look at PORT.
USUAL_PORTS = (8080, 8088)


class HttpServer(Resident):
    def __init__(self, loop, outbox, turns, reaper, doors, config, on_exit):
        http = config.get("http") or {}
        chosen = http.get("port") or _number(config["env"].get("PORT"))
        if chosen and is_taken(chosen):
            raise Unstartable("port %d is taken by another process of this session" % chosen)
        port = chosen or free_port()
        # Whoever listens there already is somebody else.
        ports = [port] if chosen else [port] + [one for one in USUAL_PORTS if not is_taken(one)]
        parts = (loop, outbox, turns, reaper, doors)
        Resident.__init__(self, *parts, config, on_exit, config["command"], ((), ()), {"PORT": str(port)})
        self.port = None
        self.protocol = http.get("protocol")
        self.is_sure = self.protocol is not None
        # Turns that wait until it is ready, and those that it was asked.
        self.waiting = []
        self.calls = {}
        self.began = loop.ran
        self.readiness = Readiness(loop, ports, self.protocol, self._ready)
        self.timer = loop.later(LOOK_SECONDS, self._look)

    def take(self, turn, message, context):
        turn.run = self
        self.held[turn.id] = turn
        if self.port is None:
            self.waiting.append((turn, message, context))
        else:
            self.calls[turn.id] = HttpTurn(self, turn, message, context)

    def abandon(self, turn):
        call = self.calls.pop(turn.id, None)
        if call is not None:
            call.close()
        self.waiting = [one for one in self.waiting if one[0] is not turn]
        Resident.abandon(self, turn)

    def other_protocol(self):
        """It knows no such path: from now on it is asked in the other way, unless that is known to be wrong."""
        if self.is_sure:
            return False
        self.is_sure = True
        self.protocol = next(one for one in PATHS if one != self.protocol)
        return True

    def done(self, turn, content, usage):
        self._over(turn)
        self.turns.done(turn, content, usage=usage)
        self.go_on()

    def failed(self, turn, message, hint="What the server printed is in the agent's log."):
        self._over(turn)
        self.turns.failed(turn, "HANDLER_FAILED", message, hint)
        self.go_on()

    def hear_last_words(self):
        self._stop_waiting()
        for call in list(self.calls.values()):
            call.drain()

    def died(self, ending):
        if self.port is not None:
            return Resident.died(self, ending)
        how = "was killed by %s" % ending.signal if ending.signal else "exited with code %d" % ending.code
        message = "The server of agent %s %s before it was ready." % (self.agent, how)
        return "WORKER_UNSTARTABLE", message, "What it printed is in the agent's log; check `command` in raworc.json."

    def fail_all(self, code, message, hint):
        for call in self.calls.values():
            call.close()
        self.calls.clear()
        self.waiting.clear()
        Resident.fail_all(self, code, message, hint)

    def _over(self, turn):
        self.calls.pop(turn.id, None)
        self.release(turn)

    def _ready(self, port, protocol):
        self._stop_waiting()
        self.port = port
        self.protocol = self.protocol or protocol
        waiting, self.waiting = self.waiting, []
        for turn, message, context in waiting:
            self.take(turn, message, context)

    def _look(self):
        """Time in which the container is frozen doesn't count, so what ran is looked at and no clock."""
        if self.loop.ran - self.began < READY_SECONDS:
            self.timer = self.loop.later(LOOK_SECONDS, self._look)
            return
        seen = self.readiness.seen
        self._stop_waiting()
        message = "The server of agent %s was not ready within %g s: %s." % (self.agent, READY_SECONDS, seen)
        hint = "It has to listen on 127.0.0.1 at the port that PORT names and answer GET /ping or GET /readiness with 200."
        self.drain_logs()
        self.fail_all("WORKER_UNSTARTABLE", message, hint)
        self.kill()

    def _stop_waiting(self):
        self.readiness.close()
        self.loop.cancel(self.timer)


def _number(text):
    return int(text) if text and text.isdigit() and 0 < int(text) < 65536 else None
