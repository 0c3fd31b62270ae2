# What both programs here share: pieces on a stream, read and written without waiting. A piece is its kind (one byte), its
# length (four bytes, big-endian) and its content.

import os
import struct

HEADER = struct.Struct(">BI")
MOST_READ = 64 * 1024


class Ended(Exception):
    """The other side is gone."""


def read(fd):
    """What is there now: empty where that is nothing. Raises Ended at the end."""
    try:
        data = os.read(fd, MOST_READ)
    except BlockingIOError:
        return b""
    except OSError:
        # A terminal whose last program has gone says so in this way.
        raise Ended()
    if not data:
        raise Ended()
    return data


def write(fd, data):
    """Writes what can be written now, and takes that from the front of `data`. Raises Ended."""
    try:
        while data:
            del data[: os.write(fd, data)]
    except BlockingIOError:
        pass
    except OSError:
        raise Ended()


class Pieces:
    def __init__(self):
        self.rest = bytearray()

    def take(self, data):
        """The whole pieces that are there now, as pairs of kind and content."""
        self.rest += data
        whole = []
        at = 0
        while len(self.rest) - at >= HEADER.size:
            kind, length = HEADER.unpack_from(self.rest, at)
            end = at + HEADER.size + length
            if len(self.rest) < end:
                break
            whole.append((kind, bytes(self.rest[at + HEADER.size : end])))
            at = end
        del self.rest[:at]
        return whole


def piece(kind, content):
    return HEADER.pack(kind, len(content)) + content
