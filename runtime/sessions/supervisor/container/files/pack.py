# A tar of a file or a folder, as a stream. Portable, it holds only what another workspace may be given: no links that lead
# out of it, and nothing but files, folders and links.

import os
import posixpath
import tarfile

from places import FOLDER, kind_of, look, open_folder, parts_of, shown
from read import Exactly, answer
from refusal import absent

HOME = "/session"


def pack(request, roots, _input, out):
    parts = parts_of(request["path"])
    root = os.open(roots[0], FOLDER)
    parent = open_folder(roots[0], parts[:-1]) if parts else root
    if parts and look(parent, parts[-1]) is None:
        raise absent(shown(parts))
    kind = kind_of(look(parent, parts[-1])) if parts else "folder"
    answer(out, {"type": kind, "name": parts[-1] if parts else ""})
    packer = Packer(out, request.get("portable", False))
    prefix = request.get("prefix", "")
    if parts:
        packer.add(parent, parts[-1], prefix + parts[-1])
    else:
        packer.add_all(root, prefix)
    packer.end(request.get("whole", True))


class Packer:
    def __init__(self, out, portable):
        self.tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT, errors="surrogateescape")
        self.portable = portable
        self.twins = {}

    def add_all(self, folder, prefix):
        for name in sorted(os.listdir(folder)):
            self.add(folder, name, prefix + name)

    def add(self, parent, name, path):
        status = look(parent, name)
        if status is None:
            return
        kind = kind_of(status)
        info = tarfile.TarInfo(path)
        info.mode, info.mtime = status.st_mode & 0o7777, int(status.st_mtime)
        info.uid, info.gid = status.st_uid, status.st_gid
        if kind == "folder":
            self.add_folder(parent, name, path, info)
        elif kind == "link":
            info.type, info.linkname = tarfile.SYMTYPE, os.readlink(name, dir_fd=parent)
            if not self.portable or stays_inside(path, info.linkname):
                self.tar.addfile(info)
        elif kind == "file":
            self.add_file(parent, name, status, info)

    def add_folder(self, parent, name, path, info):
        try:
            folder = os.open(name, FOLDER, dir_fd=parent)
        except (FileNotFoundError, NotADirectoryError):
            return
        info.type = tarfile.DIRTYPE
        self.tar.addfile(info)
        try:
            self.add_all(folder, path + "/")
        finally:
            os.close(folder)

    def add_file(self, parent, name, status, info):
        inode = (status.st_dev, status.st_ino)
        if status.st_nlink > 1 and inode in self.twins:
            info.type, info.linkname = tarfile.LNKTYPE, self.twins[inode]
            self.tar.addfile(info)
            return
        try:
            opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
        except FileNotFoundError:
            return
        with os.fdopen(opened, "rb") as file:
            info.size = status.st_size
            self.tar.addfile(info, Exactly(file, info.size))
        if status.st_nlink > 1:
            self.twins[inode] = info.name

    def end(self, whole):
        if whole:
            self.tar.close()
        else:
            # Somebody else's entries follow.
            stream = self.tar.fileobj
            stream.fileobj.write(stream.buf)
            stream.buf = b""


def stays_inside(path, target):
    """`path` begins with the prefix, which stands for the root and is one folder deep, or is not there."""
    if target.startswith("/"):
        return target == HOME or target.startswith(HOME + "/") and ".." not in target.split("/")
    inside = path.split("/", 1)[1] if "/" in path else path
    return not posixpath.normpath(posixpath.join(posixpath.dirname(inside), target)).startswith("..")
