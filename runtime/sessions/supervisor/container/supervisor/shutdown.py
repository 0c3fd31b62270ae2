# The end of the container, asked for by `shutdown` or SIGTERM: turns may finish while grace lasts, then all ends.

SIGTERM_GRACE = 5.0


class Shutdown:
    def __init__(self, loop, outbox, turns, agents):
        self.loop = loop
        self.outbox = outbox
        self.turns = turns
        self.agents = agents
        self.begun = False
        self.over = False

    def asked(self):
        """SIGTERM."""
        self.begin(SIGTERM_GRACE)

    def begin(self, grace):
        self.begun = True
        self.loop.later(grace, self._grace_over)

    def proceed(self):
        """After each pass of the loop: whatever can end by now ends."""
        if not self.begun:
            return
        self.agents.part_idle()
        if not self.agents.processes and (self.over or not (self.turns.running or self.turns.ended)):
            self.loop.ended = True

    def _grace_over(self):
        self.over = True
        for turn in list(self.turns.running.values()):
            turn.abandon()
            message = "The session's container was stopped before agent %s had ended the turn." % turn.agent
            self.turns.failed(turn, "TURN_INTERRUPTED", message, "Send the message again.")
        for process in self.agents.processes:
            process.kill()
