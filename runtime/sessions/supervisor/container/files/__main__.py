# Works on the files of a workspace, in a container of its own that runs nothing else. Started as `python3 -I -S
# /raworc/files/__main__.py ROOT [OTHER]`; README.md of runtime/sessions/workspaces says how it is asked.

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from compare import compare
from pack import pack
from read import read
from refusal import Refusal
from unpack import put, unpack

VERBS = {"read": read, "pack": pack, "put": put, "unpack": unpack, "compare": compare}


def main():
    request = json.loads(sys.stdin.buffer.readline())
    out = sys.stdout.buffer
    try:
        VERBS[request["verb"]](request, sys.argv[1:], sys.stdin.buffer, out)
    except Refusal as refusal:
        answer = {"error": {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}}
        out.write(json.dumps(answer).encode() + b"\n")
    out.flush()


main()
