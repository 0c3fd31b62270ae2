# Carries connections from outside to ports in here, many over one stream: pieces (pieces.py) on the standard streams, the
# first four bytes of whose content are the connection's number. Each side sends at most a window ahead of what the other
# has passed on, so that a connection which nobody reads holds up no other. Ends with its standard input.

import errno
import os
import select
import socket
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pieces import Ended, Pieces, piece, read, write

OPEN, DATA, END, RESET, CREDIT, OPENED = range(6)
WINDOW = 256 * 1024
MOST_UNSENT = 1024 * 1024
MOST_READ = 64 * 1024
NUMBER = struct.Struct(">I")
FAMILIES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class Connection:
    def __init__(self, relay, number, port):
        self.relay = relay
        self.number = number
        self.port = port
        self.credit = WINDOW
        self.unwritten = bytearray()
        self.input_ends = False
        self.output_ended = False
        self.open = False
        self.places = list(FAMILIES)
        self.socket = None
        self._try(None)

    def _try(self, problem):
        """The next of the addresses that a server in here may listen on."""
        while self.places:
            family, address = self.places.pop(0)
            try:
                self.socket = socket.socket(family, socket.SOCK_STREAM)
                self.socket.setblocking(False)
                code = self.socket.connect_ex((address, self.port))
            except OSError as failed:
                code = failed.errno
            if code in (0, errno.EINPROGRESS):
                return
            problem = problem or code
            self._close()
        self._fail(problem)

    def events(self):
        if not self.open:
            return select.POLLOUT
        wanted = select.POLLOUT if self.unwritten else 0
        if self.credit > 0 and not self.output_ended and self.relay.has_room():
            wanted |= select.POLLIN
        return wanted

    def ready(self, events):
        if not self.open:
            problem = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if problem:
                self._close()
                self._try(problem)
                return
            self.open = True
            self.relay.say(OPENED, self.number)
        if events & (select.POLLIN | select.POLLHUP | select.POLLERR) and not self.output_ended:
            self._fetch()
        if self.socket is not None:
            self.pass_on(b"")

    def _fetch(self):
        if self.credit <= 0:
            return
        try:
            data = self.socket.recv(min(self.credit, MOST_READ))
        except BlockingIOError:
            return
        except OSError as problem:
            self._fail(problem.errno)
            return
        if data:
            self.credit -= len(data)
            self.relay.say(DATA, self.number, data)
        else:
            self.output_ended = True
            self.relay.say(END, self.number)
            self._maybe_over()

    def pass_on(self, data):
        self.unwritten += data
        if not self.open:
            return
        before = len(self.unwritten)
        try:
            while self.unwritten:
                del self.unwritten[: self.socket.send(self.unwritten)]
        except BlockingIOError:
            pass
        except OSError as problem:
            self._fail(problem.errno)
            return
        passed = before - len(self.unwritten)
        if passed:
            self.relay.say(CREDIT, self.number, NUMBER.pack(passed))
        if self.input_ends and not self.unwritten:
            self._maybe_over()

    def end_input(self):
        self.input_ends = True
        self.pass_on(b"")

    def _maybe_over(self):
        if not self.input_ends or self.unwritten:
            return
        if self.output_ended:
            self.forget()
            return
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            # It went at the same moment; reading tells.
            pass

    def _fail(self, code):
        self.relay.say(RESET, self.number, errno.errorcode.get(code, "EIO").encode())
        self.forget()

    def forget(self):
        self._close()
        self.relay.connections.pop(self.number, None)

    def _close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


class Relay:
    def __init__(self):
        self.connections = {}
        self.unsent = bytearray()
        self.pieces = Pieces()

    def has_room(self):
        return len(self.unsent) < MOST_UNSENT

    def say(self, kind, number, content=b""):
        self.unsent += piece(kind, NUMBER.pack(number) + content)

    def hear(self, kind, content):
        (number,) = NUMBER.unpack_from(content)
        rest = content[NUMBER.size :]
        if kind == OPEN:
            (port,) = NUMBER.unpack(rest)
            connection = Connection(self, number, port)
            if connection.socket is not None:
                self.connections[number] = connection
            return
        connection = self.connections.get(number)
        if connection is None:
            # It has ended here while this was on its way.
            return
        if kind == DATA:
            connection.pass_on(rest)
        elif kind == END:
            connection.end_input()
        elif kind == CREDIT:
            connection.credit += NUMBER.unpack(rest)[0]
        elif kind == RESET:
            connection.forget()

    def go(self):
        while True:
            poll = select.poll()
            poll.register(0, select.POLLIN)
            if self.unsent:
                poll.register(1, select.POLLOUT)
            by_fd = {}
            for connection in self.connections.values():
                wanted = connection.events()
                # One that wants nothing would be told of its hang-up again and again.
                if wanted:
                    by_fd[connection.socket.fileno()] = connection
                    poll.register(connection.socket.fileno(), wanted)
            for fd, events in poll.poll():
                if fd == 0:
                    for kind, content in self.pieces.take(read(0)):
                        self.hear(kind, content)
                elif fd in by_fd and by_fd[fd].socket is not None:
                    by_fd[fd].ready(events)
            write(1, self.unsent)


def main():
    for fd in (0, 1):
        os.set_blocking(fd, False)
    try:
        Relay().go()
    except Ended:
        return


if __name__ == "__main__":
    main()
