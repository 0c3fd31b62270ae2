# How two workspaces differ: each path that only one has, or that is not the same in both. Only as much as was asked for is
# told; all is counted.

import os

from places import FOLDER, kind_of, look
from read import PIECE, answer


def compare(request, roots, _input, out):
    found = Differences(request.get("limit", 1000))
    one, other = (os.open(root, FOLDER) for root in roots)
    found.folders(one, other, "")
    answer(out, {"items": found.items, "added": found.added, "removed": found.removed, "changed": found.changed})


class Differences:
    def __init__(self, limit):
        self.limit = limit
        self.items = []
        self.added = self.removed = self.changed = 0

    def tell(self, change, path, kind):
        setattr(self, change, getattr(self, change) + 1)
        if len(self.items) < self.limit:
            self.items.append({"path": path, "change": change, "type": kind})

    def folders(self, one, other, prefix):
        names = sorted(set(os.listdir(one)) | set(os.listdir(other)))
        for name in names:
            self.entry(one, other, name, prefix + name)

    def entry(self, one, other, name, path):
        before, after = look(one, name), look(other, name)
        if before is None and after is None:
            return
        if before is None or after is None or kind_of(before) != kind_of(after):
            if before is not None:
                self.only("removed", one, name, path, before)
            if after is not None:
                self.only("added", other, name, path, after)
            return
        kind = kind_of(before)
        if (before.st_mode, before.st_uid, before.st_gid) != (after.st_mode, after.st_uid, after.st_gid):
            self.tell("changed", path, kind)
        elif kind == "file" and not same_file(one, other, name, before, after):
            self.tell("changed", path, kind)
        elif kind == "link" and os.readlink(name, dir_fd=one) != os.readlink(name, dir_fd=other):
            self.tell("changed", path, kind)
        if kind == "folder":
            self.both(one, other, name, path)

    def both(self, one, other, name, path):
        here, there = (os.open(name, FOLDER, dir_fd=folder) for folder in (one, other))
        try:
            self.folders(here, there, path + "/")
        finally:
            os.close(here)
            os.close(there)

    def only(self, change, parent, name, path, status):
        kind = kind_of(status)
        self.tell(change, path, kind)
        if kind != "folder":
            return
        folder = os.open(name, FOLDER, dir_fd=parent)
        try:
            for below in sorted(os.listdir(folder)):
                there = look(folder, below)
                if there is not None:
                    self.only(change, folder, below, path + "/" + below, there)
        finally:
            os.close(folder)


def same_file(one, other, name, before, after):
    if before.st_size != after.st_size:
        return False
    opened = [os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder) for folder in (one, other)]
    with os.fdopen(opened[0], "rb") as here, os.fdopen(opened[1], "rb") as there:
        while True:
            piece = here.read(PIECE)
            if piece != there.read(PIECE):
                return False
            if not piece:
                return True
