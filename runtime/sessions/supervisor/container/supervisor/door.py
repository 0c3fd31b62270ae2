# The Unix socket that a worker finds in RAWORC_SOCKET: through it its agent asks the others. One for each process, so that
# whose turns it has need not be told.

import os

# The module `socket` around it would cost 400 KB, of which nothing else is needed here.
import _socket as socket

from exchange import Exchange
from loop import READ, now
from places import SOCKETS
from routes import carry_out

# Of one worker at once; who comes later waits.
MOST_CONNECTIONS = 64


class Doors:
    def __init__(self, loop, outbox, asks):
        self.loop = loop
        self.outbox = outbox
        self.asks = asks
        self.count = 0

    def open(self, process, agent):
        """A worker whose socket can't be made does without: most agents ask nobody."""
        self.count += 1
        try:
            return Door(self.loop, self.asks, process, os.path.join(SOCKETS, str(self.count)))
        except OSError as problem:
            text = "RAWORC_SOCKET could not be made: %s." % problem.strerror
            self.outbox.say({"type": "log", "agent": agent, "stream": "stderr", "text": text, "at": now()})
            return NoDoor()


class NoDoor:
    path = None

    def close(self):
        pass


class Door:
    def __init__(self, loop, asks, process, path):
        self.loop = loop
        self.asks = asks
        self.process = process
        self.path = path
        self.exchanges = set()
        os.makedirs(SOCKETS, mode=0o700, exist_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        umask = os.umask(0o177)
        try:
            _unlink(path)
            self.socket.bind(path)
            self.socket.listen(MOST_CONNECTIONS)
        except OSError:
            self.socket.close()
            raise
        finally:
            os.umask(umask)
        loop.watch(self.socket.fileno(), READ, self._knocked)

    def close(self):
        self.loop.unwatch(self.socket.fileno())
        self.socket.close()
        _unlink(self.path)
        for exchange in list(self.exchanges):
            exchange.close()

    def _knocked(self, _):
        try:
            connection, _ = self.socket._accept()
        except OSError:
            # It left again, or there are no more descriptors: the next look finds out.
            return
        os.set_blocking(connection, False)
        self.exchanges.add(Exchange(self.loop, connection, self._asked, self._left))
        if len(self.exchanges) >= MOST_CONNECTIONS:
            self.loop.unwatch(self.socket.fileno())

    def _left(self, exchange):
        self.exchanges.discard(exchange)
        if self.socket.fileno() >= 0:
            self.loop.watch(self.socket.fileno(), READ, self._knocked)

    def _asked(self, exchange, method, path, body):
        carry_out(self.asks, self.process.held, exchange, method, path, body)


def _unlink(path):
    try:
        os.unlink(path)
    except OSError:
        pass
