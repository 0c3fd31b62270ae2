# What the supervisor says: numbered frames, kept until acknowledged, and answers, which are not.

import os
from collections import deque

from loop import WRITE
from wire import lines_of

# Answers nobody reads may be dropped: whoever misses one asks again.
MOST_ANSWERS = 4096
WRITE_BYTES = 64 * 1024


class Outbox:
    def __init__(self, loop, fd, limit):
        self.loop = loop
        self.fd = fd
        self.limit = limit
        self.boot = os.urandom(8).hex()
        self.seq = 0
        self.bytes = 0
        self.answers = deque()
        self.sent = deque()
        self.unsent = deque()
        self.rest = b""
        self.on_acknowledged = lambda seq: None
        os.set_blocking(fd, False)

    def say(self, frame):
        """Numbers and keeps the frame; returns its number."""
        self.seq += 1
        frame["seq"] = self.seq
        for line in lines_of(frame, "s%d" % self.seq, self.seq):
            self.unsent.append((self.seq, line))
            self.bytes += len(line)
        self._judge()
        return self.seq

    def answer(self, frame):
        if len(self.answers) > MOST_ANSWERS:
            self.answers.clear()
        self.answers.extend(lines_of(frame, "a%s" % frame.get("re", "")))

    def acknowledge(self, seq):
        for frames in (self.sent, self.unsent):
            while frames and frames[0][0] <= seq:
                self.bytes -= len(frames.popleft()[1])
        self._judge()
        self.on_acknowledged(seq)

    def attach(self, hello, seen):
        """Begins anew for whoever said hello: its answer, then all that is unacknowledged and above `seen`."""
        self.rest = b""
        self.answers.clear()
        self.answers.append(b"\n")
        self.answer(hello)
        held = list(self.sent) + list(self.unsent)
        self.sent = deque(frame for frame in held if frame[0] <= seen)
        self.unsent = deque(frame for frame in held if frame[0] > seen)

    def flush(self):
        while True:
            if not self.rest:
                self.rest = self._next()
                if not self.rest:
                    self.loop.unwatch(self.fd)
                    return
            try:
                written = os.write(self.fd, self.rest)
            except BlockingIOError:
                self.loop.watch(self.fd, WRITE, lambda _: None)
                return
            except BrokenPipeError:
                # Nobody will ever listen again; only outside of a container.
                self.rest = b""
                self.loop.unwatch(self.fd)
                return
            self.rest = self.rest[written:]

    def _next(self):
        lines, size = [], 0
        while self.answers and size < WRITE_BYTES:
            lines.append(self.answers.popleft())
            size += len(lines[-1])
        while self.unsent and size < WRITE_BYTES:
            frame = self.unsent.popleft()
            self.sent.append(frame)
            lines.append(frame[1])
            size += len(frame[1])
        return lines[0] if len(lines) == 1 else b"".join(lines)

    def _judge(self):
        self.loop.hold_sources(self.bytes > self.limit)
