# What can't be done with a path, said to whoever asked. After the first line of an answer nothing can be refused any more.


class Refusal(Exception):
    def __init__(self, code, message, hint):
        self.code = code
        self.message = message
        self.hint = hint


def absent(path):
    return Refusal("PATH_NOT_FOUND", "There is nothing at %s." % path, "List the folder that it should be in.")


def is_link(path, target):
    hint = "Name what it points to, if that is in the workspace."
    return Refusal("PATH_IS_LINK", "%s is a link to %s, and links are not followed." % (path, target), hint)


def is_no_folder(path):
    return Refusal("PATH_NOT_FOLDER", "%s is not a folder." % path, "Name a folder.")


def is_folder(path):
    return Refusal("PATH_IS_FOLDER", "%s is a folder." % path, "Name a file in it, or send a tar.")


def is_special(path):
    return Refusal("PATH_NOT_FILE", "%s is neither a file nor a folder." % path, "Name a file.")


def disk_full():
    return Refusal("DISK_FULL", "There is no space left on the disk.", "Free space on the engine's disk.")
