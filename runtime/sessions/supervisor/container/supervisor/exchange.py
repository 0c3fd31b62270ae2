# One HTTP/1.1 connection of an agent: one request at a time, read within limits, answered with JSON.

import os

from loop import HUNG_UP, WRITE, read
from wire import encode

MOST_HEAD = 16 * 1024
# A message of 8 MiB may be three times as long where each of its characters is escaped.
MOST_BODY = 25 * 1024 * 1024

REASONS = {
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    411: "Length Required",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class BadRequest(Exception):
    def __init__(self, status, code, message, hint):
        super().__init__(message)
        self.status = status
        self.error = {"code": code, "message": message, "hint": hint}


class Exchange:
    """`on_request(exchange, method, path, body)` ends in one call of `answer`, now or later."""

    def __init__(self, loop, fd, on_request, on_close):
        self.loop = loop
        self.fd = fd
        self.on_request = on_request
        self.on_close = on_close
        # Called once the agent has hung up before it was answered.
        self.on_given_up = None
        self.received = bytearray()
        self.unwritten = bytearray()
        self.head = None
        self.body = None
        self.is_asking = False
        self.is_last = False
        # It was refused in the middle: what is still sent is passed over, so that the answer is read.
        self.is_lost = False
        loop.watch_source(fd, self._readable)

    def answer(self, status, value):
        if self.fd is None:
            return
        body = encode(value)
        lines = [
            "HTTP/1.1 %d %s" % (status, REASONS[status]),
            "Content-Type: application/json",
            "Content-Length: %d" % len(body),
            "Connection: %s" % ("close" if self.is_last else "keep-alive"),
        ]
        self.is_asking = False
        self.on_given_up = None
        self._send("\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body)

    def refuse(self, problem):
        self.answer(problem.status, {"error": problem.error})

    def close(self):
        if self.fd is None:
            return
        self.loop.unwatch_source(self.fd)
        os.close(self.fd)
        self.fd = None
        given_up, self.on_given_up = self.on_given_up, None
        if given_up is not None:
            given_up()
        self.on_close(self)

    def _readable(self, _):
        data = read(self.fd)
        if data:
            if not self.is_lost:
                self.received += data
                self._proceed()
        elif data == b"":
            self.close()

    def _hung_up(self, event):
        # Who only ends its own half still listens.
        if event & HUNG_UP:
            self.close()

    def _proceed(self):
        try:
            if self.head is None:
                self._read_head()
            body = None if self.head is None else self.body.take(self.received)
        except BadRequest as problem:
            # Where the next request begins is not known.
            self.is_lost = self.is_last = True
            self.head = None
            self.received.clear()
            self.refuse(problem)
            return
        if body is None:
            return
        (method, path), self.head = self.head, None
        self.is_asking = True
        self.loop.unwatch_source(self.fd)
        self.loop.watch(self.fd, 0, self._hung_up)
        try:
            self.on_request(self, method, path, body)
        except BadRequest as problem:
            self.refuse(problem)

    def _read_head(self):
        end = self.received.find(b"\r\n\r\n", 0, MOST_HEAD)
        if end < 0:
            if len(self.received) >= MOST_HEAD:
                hint = "Send only the headers that a request needs."
                raise BadRequest(431, "HEAD_TOO_LARGE", "The head of the request is too long.", hint)
            return
        text = self.received[:end].decode("latin-1")
        del self.received[: end + 4]
        first, *lines = text.split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            raise BadRequest(400, "BAD_REQUEST", "This is no HTTP/1.1 request.", "Speak plain HTTP to RAWORC_SOCKET.")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip().lower()
        self.head = (words[0], words[1].partition("?")[0])
        self.is_last = words[2] == "HTTP/1.0" or headers.get("connection") == "close"
        self.body = _body_of(headers)
        if headers.get("expect") == "100-continue":
            self._send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _send(self, data):
        self.unwritten += data
        self._write()

    def _write(self, *_):
        try:
            while self.unwritten:
                del self.unwritten[: os.write(self.fd, self.unwritten)]
        except BlockingIOError:
            self.loop.unwatch_source(self.fd)
            self.loop.watch(self.fd, WRITE, self._write)
            return
        except OSError:
            self.close()
            return
        if self.is_asking:
            return
        if self.is_last and self.head is None and not self.is_lost:
            self.close()
            return
        self.loop.unwatch(self.fd)
        self.loop.watch_source(self.fd, self._readable)
        if self.head is None and self.received:
            self._proceed()


class Sized:
    """A body of a length that was told."""

    def __init__(self, length):
        self.length = length

    def take(self, received):
        if len(received) < self.length:
            return None
        body = bytes(received[: self.length])
        del received[: self.length]
        return body


class Chunked:
    """A body whose length shows only at its end."""

    def __init__(self):
        self.pieces = bytearray()
        # Bytes of the chunk that are still to come, with the line end behind them; None between two chunks.
        self.left = None
        self.is_over = False

    def take(self, received):
        while True:
            if self.left is not None:
                if len(received) < self.left:
                    return None
                self.pieces += received[: self.left - 2]
                del received[: self.left]
                self.left = None
            end = received.find(b"\r\n")
            if end < 0:
                return None
            line = bytes(received[:end])
            del received[: end + 2]
            if self.is_over:
                # What follows the last chunk, up to an empty line.
                if not line:
                    return bytes(self.pieces)
                continue
            size = _number(line.partition(b";")[0].strip(), 16)
            _require_room(len(self.pieces) + size)
            self.is_over = size == 0
            self.left = size + 2 if size else None


def _body_of(headers):
    encoding = headers.get("transfer-encoding")
    if encoding == "chunked":
        return Chunked()
    if encoding is not None:
        raise BadRequest(501, "BAD_REQUEST", "There is no transfer encoding %s here." % encoding, "Use chunked.")
    length = _number(headers.get("content-length", "0").encode("latin-1"), 10)
    _require_room(length)
    return Sized(length)


def _number(digits, base):
    try:
        number = int(digits, base)
    except ValueError:
        number = -1
    if number < 0 or b"_" in digits:
        raise BadRequest(400, "BAD_REQUEST", "A length in the request is no number.", "Let a library write the request.")
    return number


def _require_room(size):
    if size > MOST_BODY:
        hint = "Put large inputs into a file of the workspace and name it in the message."
        raise BadRequest(413, "MESSAGE_TOO_LARGE", "The request has more than %d bytes." % MOST_BODY, hint)
