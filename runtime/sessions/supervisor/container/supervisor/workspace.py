# How much the workspace holds: walked in slices, so that no turn waits for it, and told when that changed.

import os
from time import monotonic

# While turns run it is looked at so often, counted in time that was not spent frozen.
EVERY_SECONDS = 30.0
# After a walk there is rest for so many times as long as it took.
REST = 20
LEAST_REST = 1.0
# And hardly any where the limit may have been passed.
HURRIED_REST = 0.25
SLICE = 256
# Each level is an open folder.
DEEPEST = 200


class Workspace:
    def __init__(self, loop, outbox, folder):
        self.loop = loop
        self.outbox = outbox
        self.folder = folder
        self.known = None
        self.held = None
        self.walk = None
        self.timer = None
        self.again = False
        self.asked = False
        self.telling = False
        self.began = 0.0
        self.ended = 0.0
        self.took = 0.0
        self.looked = loop.ran
        # Those who judge what is counted.
        self.on_begun = lambda: None
        self.is_enough = lambda held: False
        self.on_measured = lambda held: None
        self.is_full = lambda: False

    def measure(self, asked=False, hurry=False):
        """Soon; sooner in a hurry; at once where somebody asked for it, who is then told also what did not change."""
        self.asked = self.asked or asked
        if self.walk is not None:
            self.again = True
            return
        if self.timer is not None:
            if not (asked or hurry):
                return
            self.loop.cancel(self.timer)
        rest = max(LEAST_REST, self.took * (HURRIED_REST if hurry else REST))
        wait = 0.0 if self.asked else max(0.0, self.ended + rest - monotonic())
        self.timer = self.loop.later(wait, self._begin)

    def while_busy(self):
        if self.loop.ran - self.looked >= EVERY_SECONDS:
            self.looked = self.loop.ran
            self.measure()

    def _begin(self):
        self.timer = None
        self.telling, self.asked = self.asked, False
        self.began = monotonic()
        self.on_begun()
        self.held = {"bytes": deleted_bytes(self.folder), "files": 0}
        self.walk = sizes_below(self.folder)
        self._go_on()

    def _go_on(self):
        for _ in range(SLICE):
            size = next(self.walk, None)
            if size is None:
                self._end()
                return
            self.held["bytes"] += size
            self.held["files"] += 1
        if self.is_enough(self.held):
            self.walk.close()
            self._end()
            return
        self.loop.later(0.0, self._go_on)

    def _end(self):
        self.walk = None
        self.ended = monotonic()
        self.took = self.ended - self.began
        self.on_measured(self.held)
        if self.is_full():
            self.held["full"] = True
        if self.telling or self.held != self.known:
            self.known = self.held
            self.outbox.say(dict(self.held, type="workspace"))
        if self.again:
            self.again = False
            self.measure()


def deleted_bytes(folder):
    """On the disk, of files without a name that some process still holds open. Only PID 1 has only its own session around it."""
    found = {}
    if os.getpid() != 1:
        return 0
    try:
        disk = os.stat(folder).st_dev
    except OSError:
        return 0
    for process in os.listdir("/proc"):
        if not process.isdigit() or process == "1":
            continue
        descriptors = "/proc/%s/fd" % process
        try:
            for number in os.listdir(descriptors):
                file = os.stat("%s/%s" % (descriptors, number))
                if file.st_nlink == 0 and file.st_dev == disk:
                    found[file.st_ino] = file.st_blocks * 512
        except OSError:
            # It ended meanwhile, or closed a file.
            continue
    return sum(found.values())


def sizes_below(folder):
    """Bytes on the disk of each entry; links are not followed, and what vanishes meanwhile is left out."""
    levels = []
    try:
        levels.append(os.scandir(folder))
        while levels:
            entry = _next(levels[-1])
            if entry is None:
                levels.pop().close()
                continue
            try:
                found = entry.stat(follow_symlinks=False)
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder and len(levels) < DEEPEST:
                    levels.append(os.scandir(entry.path))
            except OSError:
                continue
            # A file of several names is one file.
            yield found.st_blocks * 512 // (1 if is_folder else max(1, found.st_nlink))
    except OSError:
        # A missing workspace holds nothing.
        return
    finally:
        for level in levels:
            level.close()


def _next(level):
    try:
        return next(level, None)
    except OSError:
        return None
