# A file with its bytes, or a folder with what is in it.

import json
import os
import shutil

from places import FOLDER, look, open_folder, parts_of, shown, view_of
from refusal import absent, is_link, is_special

PIECE = 256 * 1024


def read(request, roots, _input, out):
    parts = parts_of(request["path"])
    if not parts:
        answer(out, list_folder(os.open(roots[0], FOLDER), request))
        return
    parent = open_folder(roots[0], parts[:-1])
    name = parts[-1]
    status = look(parent, name)
    if status is None:
        raise absent(shown(parts))
    view = view_of(parent, name, status)
    if view["type"] == "link":
        raise is_link(shown(parts), view["target"])
    if view["type"] == "folder":
        answer(out, {**view, **list_folder(os.open(name, FOLDER, dir_fd=parent), request)})
        return
    if view["type"] != "file":
        raise is_special(shown(parts))
    answer(out, view)
    if request.get("head"):
        return
    opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=parent)
    with os.fdopen(opened, "rb") as file:
        shutil.copyfileobj(Exactly(file, view["size"]), out, PIECE)


def list_folder(folder, request):
    after, limit = request.get("after"), request.get("limit", 1000)
    names = sorted(name for name in os.listdir(folder) if after is None or name > after)
    items = []
    for name in names[:limit]:
        status = look(folder, name)
        # Removed since it was listed.
        if status is not None:
            items.append(view_of(folder, name, status))
    return {"type": "folder", "items": items, "next": names[limit - 1] if len(names) > limit else None}


def answer(out, value):
    # Names are bytes to the system; what is no UTF-8 is escaped, so that it is text at the other end.
    out.write(json.dumps(value).encode("utf-8", "surrogatepass") + b"\n")


class Exactly:
    """As many bytes as were announced, whatever becomes of the file meanwhile: zeros where it became shorter."""

    def __init__(self, file, size):
        self.file = file
        self.left = size

    def read(self, count=-1):
        wanted = self.left if count is None or count < 0 else min(count, self.left)
        data = self.file.read(wanted)
        if len(data) < wanted:
            data += bytes(wanted - len(data))
        self.left -= len(data)
        return data
