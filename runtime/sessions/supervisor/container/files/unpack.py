# Puts a file or a tar into a workspace, everything its user's. What is in the way is replaced, but no folder by a file.

import errno
import os
import struct
import tarfile

from places import give, look, kind_of, make_folder, open_folder, parts_of, shown
from read import answer
from refusal import Refusal, disk_full, is_folder

PIECE = 256 * 1024
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class Fed:
    """What comes in pieces, each after its length in four bytes; one of no length is the end."""

    def __init__(self, source):
        self.source = source
        self.piece = b""
        self.over = False

    def read(self, count):
        while len(self.piece) < count and not self.over:
            (length,) = struct.unpack(">I", self.exactly(4))
            self.over = length == 0
            self.piece += self.exactly(length)
        data, self.piece = self.piece[:count], self.piece[count:]
        return data

    def exactly(self, count):
        data = self.source.read(count)
        if len(data) < count:
            raise EOFError("the input broke off")
        return data


def put(request, roots, source, out):
    parts = parts_of(request["path"])
    if not parts:
        raise is_folder("/")
    try:
        parent = open_folder(roots[0], parts[:-1], request["owner"])
        count = write(parent, parts, Fed(source), request["owner"], request.get("mode", 0o644), None)
    except OSError as error:
        raise explain(error) from None
    answer(out, {"files": 1, "bytes": count})


def unpack(request, roots, source, out):
    base = parts_of(request["path"])
    owner = request["owner"]
    files = count = 0
    try:
        os.close(open_folder(roots[0], base, owner))
        if request.get("own"):
            give(None, roots[0], owner)
        late = []
        with tarfile.open(fileobj=Fed(source), mode="r|", errors="surrogateescape") as tar:
            for member in tar:
                parts = base + parts_of(member.name)
                if len(parts) == len(base):
                    continue
                parent = open_folder(roots[0], parts[:-1], owner)
                try:
                    count += add(tar, member, parent, parts, roots[0], base, owner, late)
                finally:
                    os.close(parent)
                files += 1
        # Only now, for a folder that nobody may write could not be filled, and filling it changes its time.
        for parts, mode, when in reversed(late):
            settle(roots[0], parts, mode, when)
    except OSError as error:
        raise explain(error) from None
    except tarfile.TarError as error:
        raise Refusal("ARCHIVE_BROKEN", "The tar can't be read: %s." % error, "Make it again.") from None
    answer(out, {"files": files, "bytes": count})


def add(tar, member, parent, parts, root, base, owner, late):
    name = parts[-1]
    if member.isdir():
        there = look(parent, name)
        if there is not None and kind_of(there) != "folder":
            os.unlink(name, dir_fd=parent)
        make_folder(parent, name, owner)
        late.append((parts, member.mode, member.mtime))
        return 0
    if member.isreg():
        return write(parent, parts, tar.extractfile(member), owner, member.mode, member.mtime)
    make_room(parent, parts)
    if member.issym():
        os.symlink(member.linkname, name, dir_fd=parent)
        give(parent, name, owner)
    elif member.islnk():
        twin = base + parts_of(member.linkname)
        folder = open_folder(root, twin[:-1])
        there = look(folder, twin[-1])
        if there is None or kind_of(there) != "file":
            hint = "Put the file itself before its other names."
            raise Refusal("ARCHIVE_BROKEN", "%s is another name of what is not there." % shown(parts), hint)
        os.link(twin[-1], name, src_dir_fd=folder, dst_dir_fd=parent, follow_symlinks=False)
    else:
        raise Refusal("ARCHIVE_FORBIDDEN", "%s is neither file, folder nor link." % shown(parts), "Leave it out.")
    return 0


def make_room(parent, parts):
    there = look(parent, parts[-1])
    if there is None:
        return
    if kind_of(there) == "folder":
        raise is_folder(shown(parts))
    os.unlink(parts[-1], dir_fd=parent)


def write(parent, parts, source, owner, mode, when):
    make_room(parent, parts)
    count = 0
    opened = os.open(parts[-1], NEW_FILE, 0o600, dir_fd=parent)
    with os.fdopen(opened, "wb") as file:
        while True:
            piece = source.read(PIECE)
            if not piece:
                break
            count += file.write(piece)
        file.flush()
        give(parent, parts[-1], owner)
        # Nobody's program runs as somebody else because of an archive.
        os.fchmod(file.fileno(), mode & 0o777)
        if when is not None:
            os.utime(file.fileno(), (when, when))
    return count


def settle(root, parts, mode, when):
    folder = open_folder(root, parts)
    try:
        os.fchmod(folder, mode & 0o777)
        os.utime(folder, (when, when))
    finally:
        os.close(folder)


def explain(error):
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full()
    if error.errno == errno.ENAMETOOLONG:
        return Refusal("PATH_TOO_LONG", "A name is longer than the file system takes.", "Shorten it.")
    return error
