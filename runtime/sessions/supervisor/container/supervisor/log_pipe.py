# What an agent prints, told line by line in `log` frames, as many lines in one as there are.

from loop import now, read
from wire import text_of, whole_characters

# Escaped, control characters become six times as long, and one frame should still fit a line.
READ_BYTES = 32 * 1024
# All that a pipe can hold; who prints without end must not keep the loop here.
MOST_DRAINED = 4


class LogPipe:
    def __init__(self, loop, outbox, fd, agent, stream, turn_of):
        self.loop = loop
        self.outbox = outbox
        self.fd = fd
        self.agent = agent
        self.stream = stream
        self.turn_of = turn_of
        self.rest = b""
        loop.watch_source(fd, self._readable)

    def drain(self):
        """Tells all that was printed so far; an unfinished line too."""
        for _ in range(MOST_DRAINED):
            data = read(self.fd, READ_BYTES)
            if not data:
                break
            self._take(data)
        self._tell(self.rest)
        self.rest = b""

    def close(self):
        self.drain()
        self.loop.unwatch_source(self.fd)

    def _readable(self, _):
        data = read(self.fd, READ_BYTES)
        if data:
            self._take(data)
        elif data == b"":
            self.loop.unwatch_source(self.fd)

    def _take(self, data):
        data = self.rest + data
        end = data.rfind(b"\n") + 1
        is_cut = end == 0 and len(data) >= READ_BYTES
        if is_cut:
            end = whole_characters(data)
        self._tell(data[:end], is_cut)
        self.rest = data[end:]

    def _tell(self, data, is_cut=False):
        if not data:
            return
        text, replaced = text_of(data[:-1] if data.endswith(b"\n") else data)
        frame = {"type": "log", "agent": self.agent, "stream": self.stream, "text": text, "at": now()}
        turn = self.turn_of()
        if turn is not None:
            frame["turn"] = turn
        if replaced:
            frame["replaced"] = True
        if is_cut:
            frame["cut"] = True
        self.outbox.say(frame)
