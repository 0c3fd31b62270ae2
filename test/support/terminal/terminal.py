# A terminal for a test: runs a command in a pseudo terminal. Lines of JSON on descriptor 3 say what is typed and what size the
# terminal has; what is drawn goes to standard output.

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios


def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


pid, master = pty.fork()
if pid == 0:
    os.close(3)
    os.execvp(sys.argv[1], sys.argv[1:])
resize(master, 24, 80)
said = b""
sources = [master, 3]
while True:
    ready, _, _ = select.select(sources, [], [])
    if 3 in ready:
        data = os.read(3, 65536)
        if not data:
            sources.remove(3)
        said += data
        *lines, said = said.split(b"\n")
        for line in map(json.loads, lines):
            if "type" in line:
                os.write(master, line["type"].encode())
            else:
                resize(master, line["rows"], line["columns"])
    if master in ready:
        try:
            data = os.read(master, 65536)
        except OSError:
            data = b""
        if not data:
            break
        os.write(1, data)
# Whether the terminal was given back as it was.
flags = termios.tcgetattr(master)[3]
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
os.write(1, b"\n[canonical %d echo %d]" % (bool(flags & termios.ICANON), bool(flags & termios.ECHO)))
sys.exit(status if status >= 0 else 128 - status)
