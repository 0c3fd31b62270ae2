# Runs one command for somebody outside, with a terminal or with pipes. Its standard input carries pieces (pieces.py), the
# first of which says what to run; when that input ends before the command has, nobody is there any more: the command and
# all of its session are ended.

import fcntl
import json
import os
import select
import signal
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pieces import Ended, Pieces, read, write

BEGIN, INPUT, END_OF_INPUT, SIZE, SIGNAL, HANG_UP = range(6)
# Between the hang-up and the kill.
GRACE_SECONDS = 2
END_OF_FILE_KEY = b"\x04"


class Command:
    """The command's process; `input` and `outputs` are our ends of its streams."""

    def __init__(self, begin):
        self.terminal = None
        size = begin.get("terminal")
        if size is None:
            pipes = [os.pipe() for _ in range(3)]
            theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
            self.input = pipes[0][1]
            self.outputs = {pipes[1][0]: 1, pipes[2][0]: 2}
        else:
            self.terminal, slave = os.openpty()
            self.resize(size)
            theirs = [slave] * 3
            self.input = os.dup(self.terminal)
            self.outputs = {self.terminal: 1}
        for fd in (self.input, *self.outputs):
            os.set_blocking(fd, False)
        begun, beginning = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _become(begin, theirs, self.terminal is not None, beginning)
        for fd in {*theirs, beginning}:
            os.close(fd)
        # Until it has a session of its own, no signal would reach it.
        os.read(begun, 1)
        os.close(begun)

    def resize(self, size):
        if self.terminal is not None:
            fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size["rows"], size["columns"], 0, 0))

    def signal(self, number):
        """To the command's whole session; what left that on purpose, as a server in the background does, stays."""
        for pid in _session(self.pid):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass


def _become(begin, descriptors, has_terminal, beginning):
    command = begin["command"]
    try:
        os.setsid()
        os.close(beginning)
        if has_terminal:
            fcntl.ioctl(descriptors[0], termios.TIOCSCTTY, 0)
        for number, fd in enumerate(descriptors):
            os.dup2(fd, number)
        for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        os.closerange(3, 256)
        env = dict(os.environ)
        tools = begin.get("tools", [])
        env["PATH"] = ":".join([path for path in tools if os.path.isdir(path)] + [env.get("PATH", os.defpath)])
        env["HOME"] = os.path.join(begin["workspace"], ".home")
        env.setdefault("LANG", "C.UTF-8")
        env.update(begin.get("env", {}))
        os.chdir(begin["workdir"])
        os.execvpe(command[0], command, env)
    except OSError as problem:
        what = begin["workdir"] if problem.filename == begin["workdir"] else command[0]
        os.write(2, ("%s: %s\n" % (what, problem.strerror)).encode("utf-8", "replace"))
        os._exit(127 if isinstance(problem, FileNotFoundError) else 126)


def _session(leader):
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open("/proc/%s/stat" % name, "rb") as stat:
                    fields = stat.read().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != b"Z":
                yield int(name)


class Run:
    def __init__(self, begin, pieces):
        self.command = Command(begin)
        self.pieces = pieces
        self.unread = bytearray()
        self.input_ends = False
        self.unsent = {1: bytearray(), 2: bytearray()}
        self.connected = True
        self.killed_at = None
        self.status = None

    def go(self, wakeup):
        """Returns the exit code."""
        for kind, content in self.pieces.take(b""):
            self.obey(kind, content)
        while self.status is None or any(self.unsent.values()):
            self.wait(wakeup)
            self.collect()
            if self.status is not None:
                self.drain()
        if os.WIFSIGNALED(self.status):
            return 128 + os.WTERMSIG(self.status)
        return os.WEXITSTATUS(self.status)

    def wait(self, wakeup):
        poll = select.poll()
        poll.register(wakeup, select.POLLIN)
        if self.connected and len(self.unread) < 65536:
            poll.register(0, select.POLLIN)
        if self.unread:
            poll.register(self.command.input, select.POLLOUT)
        for source, target in self.command.outputs.items():
            if self.unsent[target]:
                poll.register(target, select.POLLOUT)
            elif self.status is None:
                poll.register(source, select.POLLIN)
        left = None if self.killed_at is None else max(0, self.killed_at - time.monotonic()) * 1000
        for fd, _ in poll.poll(left):
            if fd == wakeup:
                os.read(wakeup, 64)
            elif fd == 0:
                self.hear()
            elif fd in self.command.outputs:
                self.fetch(fd)
            elif fd in self.unsent and self.unsent[fd]:
                self.send(fd)
        self.feed()
        if self.killed_at is not None and time.monotonic() >= self.killed_at:
            self.command.signal(signal.SIGKILL)
            self.killed_at = time.monotonic() + GRACE_SECONDS

    def hear(self):
        try:
            pieces = self.pieces.take(read(0))
        except Ended:
            self.connected = False
            for unsent in self.unsent.values():
                unsent.clear()
            self.hang_up()
            return
        for kind, content in pieces:
            self.obey(kind, content)

    def obey(self, kind, content):
        if kind == INPUT:
            self.unread += content
        elif kind == END_OF_INPUT:
            self.input_ends = True
            if self.command.terminal is not None:
                self.unread += END_OF_FILE_KEY
        elif kind == SIZE:
            self.command.resize(json.loads(content))
        elif kind == SIGNAL:
            self.command.signal(content[0])
        elif kind == HANG_UP:
            self.hang_up()
        self.feed()

    def feed(self):
        if self.command.input is None:
            return
        try:
            write(self.command.input, self.unread)
        except Ended:
            # A command need not read its input.
            self.unread.clear()
            self.input_ends = True
        if self.input_ends and not self.unread and self.command.terminal is None:
            os.close(self.command.input)
            self.command.input = None

    def fetch(self, source):
        target = self.command.outputs[source]
        try:
            data = read(source)
        except Ended:
            del self.command.outputs[source]
            return
        if self.connected:
            self.unsent[target] += data
            self.send(target)

    def send(self, target):
        try:
            write(target, self.unsent[target])
        except Ended:
            self.unsent[target].clear()
            self.hang_up()

    def hang_up(self):
        if self.killed_at is None:
            self.killed_at = time.monotonic() + GRACE_SECONDS
            for number in (signal.SIGHUP, signal.SIGCONT):
                self.command.signal(number)

    def collect(self):
        if self.status is None:
            pid, status = os.waitpid(self.command.pid, os.WNOHANG)
            if pid != 0:
                self.status = status
                if self.killed_at is not None:
                    # Its session's leader is gone; what is left of it ignored the hang-up.
                    self.command.signal(signal.SIGKILL)

    def drain(self):
        """What it printed before it ended; what it left in the background may hold the pipes open for ever."""
        for source, target in list(self.command.outputs.items()):
            while not self.unsent[target]:
                try:
                    data = read(source)
                except Ended:
                    del self.command.outputs[source]
                    break
                if not data or not self.connected:
                    break
                self.unsent[target] += data
                self.send(target)


def main():
    for fd in range(3):
        os.set_blocking(fd, False)
    awake, wakeup = os.pipe()
    for fd in (awake, wakeup):
        os.set_blocking(fd, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
    pieces = Pieces()
    begun = []
    while not begun:
        select.select([0], [], [])
        try:
            begun = pieces.take(read(0))
        except Ended:
            return 129
    (_, content), *others = begun
    run = Run(json.loads(content), pieces)
    for kind, more in others:
        run.obey(kind, more)
    return run.go(awake)


if __name__ == "__main__":
    sys.exit(main())
