# Waits until an agent's server answers, and finds out on which port and in which protocol.

from http_call import Call, request

# A server that listens and is silent is asked again after this.
PATIENCE_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.5
HEALTH = {"invocations": "/ping", "responses": "/readiness"}


class Readiness:
    """`on_ready(port, protocol)` is called once; `seen` tells what was found so far."""

    def __init__(self, loop, ports, protocol, on_ready):
        self.loop = loop
        self.ports = ports
        # Both are asked for, for a server may have the health check of one protocol and the requests of the other.
        self.protocols = [protocol] + [one for one in HEALTH if one != protocol] if protocol else list(HEALTH)
        self.on_ready = on_ready
        self.seen = "nothing listens on 127.0.0.1:%d" % ports[0]
        self.pause = FIRST_PAUSE
        self.left = []
        self.call = None
        self.asked = None
        self.timer = None
        self._begin()

    def close(self):
        self.loop.cancel(self.timer)
        if self.call is not None:
            self.call.close()

    def _begin(self):
        self.left = [(port, protocol) for port in self.ports for protocol in self.protocols]
        self._ask()

    def _ask(self):
        self.loop.cancel(self.timer)
        if not self.left:
            self.timer = self.loop.later(self.pause, self._begin)
            self.pause = min(self.pause * 1.5, LONGEST_PAUSE)
            return
        port, protocol = self.asked = self.left.pop(0)
        self.timer = self.loop.later(PATIENCE_SECONDS, self._silent)
        self.call = Call(self.loop, port, request("GET", HEALTH[protocol], port), self)

    def _silent(self):
        self.seen = "GET %s on port %d is not answered" % (HEALTH[self.asked[1]], self.asked[0])
        self.call.close()
        self._ask()

    # What the call tells

    def answered(self, status, headers):
        port, protocol = self.asked
        self.call.close()
        if 200 <= status < 300:
            self.loop.cancel(self.timer)
            self.on_ready(port, protocol)
            return
        self.seen = "GET %s on port %d is answered with %d" % (HEALTH[protocol], port, status)
        self._ask()

    def brought(self, data):
        """The status says all."""

    def ended(self, problem):
        self._ask()
