# One HTTP/1.1 request to a server on this machine, within the loop: no thread, and nothing imported that has to be.

import errno
import os

# The module `socket` around it would cost 400 KB, of which nothing else is needed here.
import _socket as socket

from loop import MOST_READ, WRITE, read
from wire import encode

LOOPBACK = "127.0.0.1"
MOST_HEAD = 64 * 1024


class NotHttp(Exception):
    """What came is no answer; the text says why."""


class Call:
    """Tells `listener` its `answered(status, headers)`, `brought(data)` and, once and last, `ended(problem)`, None where all is well."""

    def __init__(self, loop, port, request, listener):
        self.loop = loop
        self.port = port
        self.listener = listener
        self.unwritten = memoryview(request)
        self.received = bytearray()
        self.body = None
        self.fd = None
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.refused = connection.connect_ex((LOOPBACK, port)) not in (0, errno.EINPROGRESS)
        self.fd = connection.detach()
        loop.watch(self.fd, WRITE, self._writable)

    def close(self):
        """Nothing more is told."""
        if self.fd is not None:
            self.loop.unwatch_source(self.fd)
            os.close(self.fd)
            self.fd = None

    def drain(self):
        """The server is gone: what it had sent is read. The end is told only if that was all."""
        while self.fd is not None:
            data = read(self.fd, MOST_READ)
            try:
                if data is not None:
                    self._take(data)
                if not data:
                    self.close()
            except NotHttp:
                self.close()

    def _writable(self, _):
        if self.refused:
            self._end("nothing listens on 127.0.0.1:%d any more" % self.port)
            return
        try:
            while self.unwritten:
                self.unwritten = self.unwritten[os.write(self.fd, self.unwritten[:MOST_READ]) :]
        except BlockingIOError:
            return
        except OSError as problem:
            if self.unwritten.nbytes and self._has_answer():
                # It answered without reading everything.
                self.unwritten = memoryview(b"")
            else:
                self._end(problem.strerror)
                return
        self.loop.unwatch(self.fd)
        self.loop.watch_source(self.fd, self._readable)

    def _has_answer(self):
        data = read(self.fd, MOST_READ)
        self.received += data or b""
        return bool(data)

    def _readable(self, _):
        data = read(self.fd, MOST_READ)
        try:
            if data is not None:
                self._take(data)
        except NotHttp as problem:
            self._end(str(problem))

    def _take(self, data):
        is_closed = data == b""
        if is_closed and (self.body is None or not self.body.may_end()):
            raise NotHttp("the connection was closed before the answer had ended")
        if self.body is None:
            self.received += data
            head = _head(self.received)
            if head is None:
                return
            status, headers, rest = head
            self.body = _body(status, headers)
            self.received = bytearray()
            self.listener.answered(status, headers)
            data = rest
        piece = self.body.feed(data)
        # Either may end the call.
        if piece and self.fd is not None:
            self.listener.brought(piece)
        if self.fd is not None and (is_closed or self.body.is_over):
            self._end(None)

    def _end(self, problem):
        self.close()
        self.listener.ended(problem)


def request(method, path, port, value=None, headers=()):
    """Its bytes; `value` is sent as JSON."""
    body = b"" if value is None else encode(value)
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: %s:%d" % (LOOPBACK, port), "Connection: close"]
    lines += ["%s: %s" % one for one in headers]
    if value is not None:
        lines += ["Content-Type: application/json", "Content-Length: %d" % len(body)]
    return "\r\n".join(lines).encode("ascii", "replace") + b"\r\n\r\n" + body


def free_port():
    """One that nobody listens on at this moment."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]
    finally:
        probe.close()


def is_taken(port):
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        return probe.connect_ex((LOOPBACK, port)) == 0
    finally:
        probe.close()


def _head(received):
    """Status, headers in lower case and what follows, or None where the head isn't whole yet."""
    while True:
        end = received.find(b"\r\n\r\n")
        if end < 0:
            if len(received) > MOST_HEAD or (len(received) >= 5 and not received.startswith(b"HTTP/")):
                raise NotHttp("what it answered is not HTTP")
            return None
        first, *lines = bytes(received[:end]).decode("latin-1").split("\r\n")
        rest = bytes(received[end + 4 :])
        words = first.split(" ", 2)
        if not first.startswith("HTTP/1.") or len(words) < 2 or not words[1].isdigit():
            raise NotHttp("what it answered is not HTTP/1.1")
        if not words[1].startswith("1"):
            break
        # Only announces the answer.
        received = bytearray(rest)
    pairs = (line.partition(":") for line in lines)
    return int(words[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}, rest


def _body(status, headers):
    if status in (204, 304):
        return Sized(0)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return Chunked()
    length = headers.get("content-length")
    if length is None:
        return Endless()
    if not length.isdigit():
        raise NotHttp("its Content-Length is no number")
    return Sized(int(length))


class Sized:
    def __init__(self, length):
        self.left = length

    @property
    def is_over(self):
        return self.left == 0

    def may_end(self):
        return self.left == 0

    def feed(self, data):
        piece = data[: self.left]
        self.left -= len(piece)
        return piece


class Endless:
    """Ends with the connection."""

    is_over = False

    def may_end(self):
        return True

    def feed(self, data):
        return data


class Chunked:
    def __init__(self):
        self.received = bytearray()
        self.left = None
        self.is_over = False

    def may_end(self):
        return self.is_over

    def feed(self, data):
        self.received += data
        pieces = []
        while not self.is_over:
            if self.left is None:
                end = self.received.find(b"\r\n")
                if end < 0:
                    break
                size = bytes(self.received[:end]).partition(b";")[0].strip()
                del self.received[: end + 2]
                try:
                    # With the line's end that follows each chunk.
                    self.left = int(size, 16) + 2
                except ValueError:
                    raise NotHttp("the size of a chunk is no number")
                self.is_over = self.left == 2
                continue
            piece = self.received[: self.left]
            if not piece:
                break
            del self.received[: self.left]
            text = piece[: max(0, self.left - 2)]
            self.left -= len(piece)
            pieces.append(bytes(text))
            if self.left == 0:
                self.left = None
        return b"".join(pieces)
