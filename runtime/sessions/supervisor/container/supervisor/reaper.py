# Collects every process that ends below PID 1, ours and those that were left to us, so that none stays a zombie.

import os


class Reaper:
    def __init__(self):
        self.children = {}

    def expect(self, pid, callback):
        """`callback(status)` is called from the loop when this process has ended."""
        self.children[pid] = callback

    def reap(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            callback = self.children.pop(pid, None)
            if callback is not None:
                callback(status)
