# Lines, frames and chunks, both ways: the byte level of PROTOCOL.md.

import binascii

from json_text import dumps, loads

MAX_LINE = 256 * 1024
MAX_WHOLE = 32 * 1024 * 1024
# Four base64 characters carry three bytes; the rest of the line is for the chunk's own fields.
CHUNK_BYTES = (MAX_LINE - 1024) // 4 * 3


class BadFrame(Exception):
    """A line that can't be understood; its text says why."""


def encode(value):
    """One line. A lone surrogate, which UTF-8 can't hold, becomes a question mark."""
    return dumps(value).encode("utf-8", "replace") + b"\n"


def parse(line):
    try:
        value = loads(line)
    except (ValueError, RecursionError) as problem:
        raise BadFrame("not JSON: %s" % problem)
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise BadFrame("not an object with a type")
    return value


def lines_of(frame, name, seq=None):
    """The frame as one line, or as the lines of its chunks."""
    line = encode(frame)
    if len(line) <= MAX_LINE:
        return [line]
    whole = memoryview(line)[:-1]
    parts = -(-len(whole) // CHUNK_BYTES)
    lines = []
    for part in range(parts):
        piece = whole[part * CHUNK_BYTES : (part + 1) * CHUNK_BYTES]
        data = binascii.b2a_base64(piece, newline=False).decode("ascii")
        chunk = {"type": "chunk", "of": name, "part": part, "parts": parts, "data": data}
        if seq is not None:
            chunk["seq"] = seq
        lines.append(encode(chunk))
    return lines


class Joiner:
    """Joins chunks; series are few, for only hosts that take over from each other overlap."""

    MOST_SERIES = 8

    def __init__(self):
        self.series = {}

    def clear(self):
        self.series.clear()

    def add(self, chunk):
        """The whole as a value, once its last part is there."""
        of, part, parts, data = (chunk.get(key) for key in ("of", "part", "parts", "data"))
        if not (isinstance(of, str) and isinstance(part, int) and isinstance(parts, int) and isinstance(data, str)):
            raise BadFrame("a chunk needs of, part, parts and data")
        if part == 0:
            self.series.pop(of, None)
            while len(self.series) >= self.MOST_SERIES:
                self.series.pop(next(iter(self.series)))
            self.series[of] = []
        pieces = self.series.get(of)
        if pieces is None or len(pieces) != part or part >= parts:
            self.series.pop(of, None)
            raise BadFrame("part %d of %s is out of order" % (part, of))
        if parts > MAX_WHOLE // CHUNK_BYTES + 1:
            del self.series[of]
            raise BadFrame("%s is larger than %d bytes" % (of, MAX_WHOLE))
        try:
            pieces.append(binascii.a2b_base64(data))
        except (binascii.Error, ValueError):
            del self.series[of]
            raise BadFrame("part %d of %s is not base64" % (part, of))
        if part < parts - 1:
            return None
        del self.series[of]
        return parse(b"".join(pieces))


class Splitter:
    """Cuts a stream into lines; one that is longer than `limit` is skipped up to its end and told as None."""

    def __init__(self, limit):
        self.limit = limit
        self.rest = bytearray()
        self.skipping = False

    def feed(self, data):
        if not self.rest and not self.skipping and data.endswith(b"\n") and data.count(b"\n") == 1:
            return [data[:-1] if len(data) <= self.limit else None]
        searched = len(self.rest)
        self.rest += data
        lines = []
        start = 0
        while True:
            end = self.rest.find(b"\n", max(start, searched))
            if end < 0:
                break
            if self.skipping:
                self.skipping = False
            else:
                lines.append(bytes(self.rest[start:end]) if end - start < self.limit else None)
            start = end + 1
        del self.rest[:start]
        if self.skipping:
            self.rest.clear()
        elif len(self.rest) >= self.limit:
            self.rest.clear()
            self.skipping = True
            lines.append(None)
        return lines


def text_of(data):
    """The text of some bytes, and whether what isn't UTF-8 had to be replaced."""
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), True


def whole_characters(data):
    """How many bytes of `data` hold whole characters: its end may be in the middle of one."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            length = 1 if byte < 0xC0 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) if length <= back else len(data) - back
    return len(data)
