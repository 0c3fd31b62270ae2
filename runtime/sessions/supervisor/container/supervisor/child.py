# Starts a process with pipes on the descriptors one asks for, in a session and process group of its own.

import fcntl
import os
import _signal as signal

# Raised so that the kernel, when memory runs out, takes a worker and not the supervisor.
OOM_SCORE = b"500"


class Unstartable(Exception):
    """The process could not be started; the text says why."""


class Child:
    def __init__(self, argv, cwd, env, inputs, outputs):
        """`inputs` and `outputs` are the child's descriptors; `pipe[n]` is our end of each."""
        self.pipe = {}
        theirs = {}
        try:
            for number in inputs:
                theirs[number], self.pipe[number] = os.pipe()
            for number in outputs:
                self.pipe[number], theirs[number] = os.pipe()
            if 0 not in theirs:
                theirs[0] = os.open(os.devnull, os.O_RDONLY)
            for fd in self.pipe.values():
                os.set_blocking(fd, False)
            self.pid = _start(argv, cwd, env, theirs)
        except OSError as problem:
            # No more processes or descriptors: the limits of the space.
            self.close()
            raise Unstartable(problem.strerror)
        except Unstartable:
            self.close()
            raise
        finally:
            for fd in theirs.values():
                os.close(fd)

    def signal(self, number):
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            pass

    def close(self):
        for number in list(self.pipe):
            self.close_pipe(number)

    def close_pipe(self, number):
        fd = self.pipe.pop(number, None)
        if fd is not None:
            os.close(fd)


def _start(argv, cwd, env, descriptors):
    failed, failing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _become(argv, cwd, env, descriptors)
        except OSError as problem:
            reason = "%s: %s" % (cwd if problem.filename == cwd else argv[0], problem.strerror)
            os.write(failing, reason.encode("utf-8", "replace"))
        finally:
            os._exit(127)
    os.close(failing)
    # Ends when the program replaces the child: the pipe is closed on exec.
    message = os.read(failed, 4096)
    os.close(failed)
    if message:
        raise Unstartable(message.decode("utf-8", "replace"))
    return pid


def _become(argv, cwd, env, descriptors):
    os.setsid()
    moved = {number: fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 64) for number, fd in descriptors.items()}
    for number, fd in moved.items():
        os.dup2(fd, number)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    try:
        with open("/proc/self/oom_score_adj", "wb", buffering=0) as score:
            score.write(OOM_SCORE)
    except OSError:
        pass
    os.chdir(cwd)
    os.execvpe(argv[0], argv, env)
