# Paths below the root, walked folder by folder without ever following a link: what agents or archives put into a workspace
# can't lead anybody out of it.

import errno
import os
import stat

from refusal import Refusal, absent, is_link, is_no_folder

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Where the one who unpacks may not give files away, as in a test, they stay its own.
MAY_CHOWN = os.geteuid() == 0


def shown(parts):
    return "/" + "/".join(parts)


def parts_of(path):
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in path:
        raise Refusal("PATH_OUTSIDE", "%r leads out of the workspace." % path, "Leave out `..`.")
    return parts


def look(parent, name):
    try:
        return os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        return None


def open_folder(root, parts, owner=None):
    """A descriptor of the folder; with an owner, what is missing on the way is made."""
    at = os.open(root, FOLDER)
    for depth, name in enumerate(parts):
        try:
            if owner is not None:
                make_folder(at, name, owner)
            below = os.open(name, FOLDER, dir_fd=at)
        except OSError as error:
            raise explain(error, at, name, shown(parts[: depth + 1])) from None
        finally:
            os.close(at)
        at = below
    return at


def make_folder(parent, name, owner):
    try:
        os.mkdir(name, 0o755, dir_fd=parent)
    except FileExistsError:
        return
    give(parent, name, owner)


def give(parent, name, owner):
    if MAY_CHOWN:
        os.chown(name, owner, owner, dir_fd=parent, follow_symlinks=False)


def explain(error, parent, name, path):
    if error.errno == errno.ENOENT:
        return absent(path)
    if error.errno == errno.ENAMETOOLONG:
        return Refusal("PATH_TOO_LONG", "A name in %s... is too long." % path[:100], "Shorten it.")
    if error.errno not in (errno.ENOTDIR, errno.ELOOP):
        return error
    there = look(parent, name)
    if there is not None and kind_of(there) == "link":
        return is_link(path, os.readlink(name, dir_fd=parent))
    return is_no_folder(path)


def kind_of(status):
    if stat.S_ISREG(status.st_mode):
        return "file"
    if stat.S_ISDIR(status.st_mode):
        return "folder"
    if stat.S_ISLNK(status.st_mode):
        return "link"
    return "other"


def view_of(parent, name, status):
    view = {
        "name": name,
        "type": kind_of(status),
        "size": status.st_size if stat.S_ISREG(status.st_mode) else 0,
        "mode": stat.S_IMODE(status.st_mode),
        "modified": int(status.st_mtime * 1000),
    }
    if view["type"] == "link":
        view["target"] = os.readlink(name, dir_fd=parent)
    return view
