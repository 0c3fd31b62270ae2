# PID 1 of a session's container: speaks PROTOCOL.md over its standard streams and runs the agents' workers.
# Started as `python3 -I -S /raworc/supervisor/__main__.py`; Python 3.9 or later and its standard library are enough.

import os
import sys
import _signal as signal

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from agents import Agents
from asks import Asks
from commands import Commands
from door import Doors
from loop import Loop
from outbox import Outbox
from places import WORKSPACE, prepare_home
from reaper import Reaper
from shutdown import Shutdown
from storage import Storage
from turns import Turns
from workspace import Workspace

HELD_BYTES = int(os.environ.get("RAWORC_HELD_BYTES", 4 * 1024 * 1024))


def main():
    loop = Loop()
    outbox = Outbox(loop, fd=1, limit=HELD_BYTES)
    turns = Turns(loop, outbox)
    reaper = Reaper()
    asks = Asks(outbox, turns)
    agents = Agents(loop, outbox, turns, reaper, Doors(loop, outbox, asks))
    shutdown = Shutdown(loop, outbox, turns, agents)
    workspace = Workspace(loop, outbox, WORKSPACE)
    storage = Storage(loop, turns, agents, workspace)
    commands = Commands(outbox, turns, asks, agents, workspace, storage, shutdown)
    tell_asks = turns.on_ended

    def ended(turn):
        tell_asks(turn)
        workspace.measure()

    def while_busy():
        turns.enforce_deadlines()
        workspace.while_busy()

    loop.on_signals({signal.SIGCHLD: reaper.reap, signal.SIGTERM: shutdown.asked})
    loop.next_deadline = turns.next_deadline
    loop.while_busy = while_busy
    turns.on_ended = ended
    loop.each_pass = shutdown.proceed
    loop.after_each = outbox.flush
    prepare_home()
    loop.read_commands(0, commands)
    loop.run()


main()
