# The event loop: one thread, one epoll, timers, and a clock that does not count time spent frozen.

import os
import select
import sys
import time

# Everywhere here in place of `signal`, which makes enumerations of its numbers: a megabyte in each session.
import _signal as signal

READ = select.EPOLLIN
WRITE = select.EPOLLOUT
# Always told, whatever is watched for.
HUNG_UP = select.EPOLLHUP
# While turns run the clock is looked at once a second, and a look never counts for more than two.
LOOK_SECONDS = 1.0
LONGEST_LOOK = 2.0
MOST_READ = 64 * 1024


def now():
    """Milliseconds since the epoch."""
    return int(time.time() * 1000)


class Loop:
    def __init__(self):
        self.epoll = select.epoll()
        self.callbacks = {}
        self.sources = {}
        self.sources_held = False
        self.timers = []
        self.ran = 0.0
        self.looked = time.monotonic()
        self.busy = 0
        self.ended = False
        self.after_each = lambda: None
        self.while_busy = lambda: None
        self.next_deadline = lambda: 0.0
        self.each_pass = lambda: None

    # Descriptors

    def watch(self, fd, events, callback):
        if fd in self.callbacks:
            self.epoll.modify(fd, events)
        else:
            self.epoll.register(fd, events)
        self.callbacks[fd] = callback

    def unwatch(self, fd):
        if self.callbacks.pop(fd, None) is not None:
            self.epoll.unregister(fd)

    def watch_source(self, fd, callback):
        """A worker's pipe: not read while the sources are held."""
        self.sources[fd] = callback
        if not self.sources_held:
            self.watch(fd, READ, callback)

    def unwatch_source(self, fd):
        self.sources.pop(fd, None)
        self.unwatch(fd)

    def hold_sources(self, held):
        if held == self.sources_held:
            return
        self.sources_held = held
        for fd, callback in self.sources.items():
            if held:
                self.unwatch(fd)
            else:
                self.watch(fd, READ, callback)

    def read_commands(self, fd, commands):
        os.set_blocking(fd, False)

        def readable(_):
            data = read(fd)
            if data:
                commands.feed(data)
            elif data == b"":
                self.unwatch(fd)

        self.watch(fd, READ, readable)

    def on_signals(self, callbacks):
        """Signals as events, told once: a callback is called from the loop, never in the middle of something."""
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in callbacks:
            signal.signal(number, lambda *_: None)

        def readable(_):
            for number in set(read(reader) or b""):
                callbacks[number]()

        self.watch(reader, READ, readable)

    # Time

    def later(self, seconds, callback):
        timer = [time.monotonic() + seconds, callback]
        self.timers.append(timer)
        self.timers.sort(key=lambda one: one[0])
        return timer

    def cancel(self, timer):
        if timer in self.timers:
            self.timers.remove(timer)

    def look(self):
        """Adds to `ran` the time since the last look, unless it was frozen or waited for its host meanwhile."""
        moment = time.monotonic()
        if not self.sources_held:
            self.ran += min(moment - self.looked, LONGEST_LOOK)
        self.looked = moment

    def patience(self):
        waits = [min(LOOK_SECONDS, max(0.0, self.next_deadline() - self.ran))] if self.busy else []
        if self.timers:
            waits.append(max(0.0, self.timers[0][0] - time.monotonic()))
        return min(waits) if waits else -1

    # Running

    def run(self):
        while not self.ended:
            events = self.epoll.poll(self.patience())
            self.look()
            for fd, event in events:
                callback = self.callbacks.get(fd)
                if callback is not None:
                    self.call(callback, event)
            while self.timers and self.timers[0][0] <= time.monotonic():
                self.call(self.timers.pop(0)[1])
            if self.busy:
                self.call(self.while_busy)
            self.call(self.each_pass)
            self.call(self.after_each)

    def call(self, callback, *values):
        # One turn's fault must not take the container, and with it all other turns, down.
        try:
            callback(*values)
        except Exception:
            # The traceback module would cost a megabyte.
            sys.excepthook(*sys.exc_info())


def read(fd, most=MOST_READ):
    """Bytes; empty at the end; None where there is nothing to read now."""
    try:
        return os.read(fd, most)
    except BlockingIOError:
        return None
    except OSError:
        return b""
