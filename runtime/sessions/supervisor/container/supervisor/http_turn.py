# One turn of an agent's server: asked, and its answer read as it comes.

from http_bodies import PATHS, UNKNOWN, body_of, headers_of
from http_call import Call, request
from http_reply import Json, ServerFailed, reply_for, said_of
from resident import MOST_REPLY

DYING_SECONDS = 0.3


class HttpTurn:
    def __init__(self, server, turn, message, context):
        self.server = server
        self.turn = turn
        self.asked = (message, context)
        self.timer = None
        self._begin()

    def close(self):
        self.call.close()
        self.server.loop.cancel(self.timer)

    def drain(self):
        self.call.drain()

    def _begin(self):
        server = self.server
        self.protocol = server.protocol
        self.status = None
        self.reply = None
        self.size = 0
        message, context = self.asked
        body = body_of(self.protocol, server.agent, message, context)
        headers = headers_of(self.protocol, context)
        asking = request("POST", PATHS[self.protocol], server.port, body, headers)
        self.call = Call(server.loop, server.port, asking, self)

    # What the call tells

    def answered(self, status, headers):
        if status in UNKNOWN and (self.server.protocol != self.protocol or self.server.other_protocol()):
            self.call.close()
            self._begin()
            return
        self.status = status
        # An error's text is told, not streamed as if it were the reply.
        self.reply = reply_for(headers) if status < 400 else Json()

    def brought(self, data):
        self.size += len(data)
        if self.size > MOST_REPLY:
            self.server.too_large()
            return
        try:
            text = self.reply.feed(data)
        except ServerFailed as problem:
            self._failed(str(problem))
            return
        self.server.turns.delta(self.turn, text)

    def ended(self, problem):
        asked = "POST %s" % PATHS[self.protocol]
        if problem is not None:
            # A server that dies closes its connections first: what becomes of it is the better answer.
            message = "%s of agent %s failed: %s." % (asked, self.server.agent, problem)
            self.timer = self.server.loop.later(DYING_SECONDS, lambda: self.server.failed(self.turn, message))
            return
        if self.status is not None and self.status >= 300:
            said = _error_text(self.reply) if self.status >= 400 else "it leads elsewhere"
            message = "%s of agent %s was answered with %d: %s" % (asked, self.server.agent, self.status, said)
            self.server.failed(self.turn, message)
            return
        try:
            content, usage = self.reply.end()
        except ServerFailed as failure:
            self._failed(str(failure))
            return
        self.server.done(self.turn, content, usage)

    def _failed(self, said):
        self.close()
        self.server.failed(self.turn, "The server of agent %s says that it failed: %s" % (self.server.agent, said))


def _error_text(reply):
    try:
        return said_of(reply.end()[0])
    except ServerFailed as problem:
        return str(problem)
