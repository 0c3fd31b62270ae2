# The turns that the supervisor holds: running, ended but unacknowledged, and the last ones acknowledged.
# Each that was begun ends with exactly one `turn.done`, `turn.handoff` or `turn.failed`.

from loop import now

MOST_PAST = 256


class Turn:
    __slots__ = ("id", "attempt", "agent", "seconds", "deadline", "run", "asks", "heir")

    def __init__(self, id, attempt, agent, seconds):
        self.id = id
        self.attempt = attempt
        self.agent = agent
        self.seconds = seconds
        self.deadline = None
        # The worker that has it, if there is one yet.
        self.run = None
        # How many questions it asked other agents, and who goes on in its stead once its handler has returned.
        self.asks = 0
        self.heir = None

    def hand_over(self, agent, message):
        self.heir = {"to": agent} if message is None else {"to": agent, "message": message}

    def abandon(self):
        """Stops the work; how the turn ended is told by whoever calls this."""
        if self.run is not None:
            self.run.abandon(self)


class Turns:
    def __init__(self, loop, outbox):
        self.loop = loop
        self.outbox = outbox
        self.running = {}
        self.ended = {}
        self.past = {}
        self.on_ended = lambda turn: None
        outbox.on_acknowledged = self._acknowledged

    def state(self, id, attempt):
        """What is known of a turn: None, a state of `turn.start`, or `held` under another attempt."""
        if id in self.running:
            return "running" if self.running[id].attempt == attempt else "held"
        if id in self.ended:
            return "ended" if self.ended[id][0].attempt == attempt else "held"
        return "acknowledged" if self.past.get(id) == attempt else None

    def begin(self, turn):
        self.running[turn.id] = turn
        self.past.pop(turn.id, None)
        self.loop.busy = len(self.running)
        turn.deadline = self.loop.ran + turn.seconds
        self._say(turn, {"type": "turn.started", "agent": turn.agent, "at": now()})

    def delta(self, turn, text):
        if turn.id in self.running and text:
            self._say(turn, {"type": "turn.delta", "text": text})

    def done(self, turn, content, replaced=False, usage=None):
        frame = {"type": "turn.done", "content": content}
        if replaced:
            frame["replaced"] = True
        if turn.heir is not None:
            frame = dict(turn.heir, type="turn.handoff")
        if usage is not None:
            frame["usage"] = usage
        self._end(turn, frame)

    def failed(self, turn, code, message, hint):
        self._end(turn, {"type": "turn.failed", "code": code, "message": message, "hint": hint})

    def next_deadline(self):
        return min(turn.deadline for turn in self.running.values())

    def enforce_deadlines(self):
        for turn in [turn for turn in self.running.values() if turn.deadline <= self.loop.ran]:
            turn.abandon()
            message = "Agent %s did not end the turn within %g s." % (turn.agent, turn.seconds)
            hint = "Raise timeout_seconds in raworc.json, or find out in the agent's log what it waits for."
            self.failed(turn, "TURN_TIMEOUT", message, hint)

    def listed(self):
        running = [(turn, "running") for turn in self.running.values()]
        ended = [(turn, "ended") for turn, _ in self.ended.values()]
        return [
            {"turn": turn.id, "attempt": turn.attempt, "agent": turn.agent, "state": state}
            for turn, state in running + ended
        ]

    def _end(self, turn, frame):
        if self.running.get(turn.id) is not turn:
            return
        del self.running[turn.id]
        self.loop.busy = len(self.running)
        turn.run = None
        if turn.asks:
            frame["asks"] = turn.asks
        self.ended[turn.id] = (turn, self._say(turn, frame))
        self.on_ended(turn)

    def _say(self, turn, frame):
        frame["turn"] = turn.id
        frame["attempt"] = turn.attempt
        return self.outbox.say(frame)

    def _acknowledged(self, seq):
        for id in [id for id, (_, end) in self.ended.items() if end <= seq]:
            turn, _ = self.ended.pop(id)
            self.past.pop(id, None)
            self.past[id] = turn.attempt
            while len(self.past) > MOST_PAST:
                self.past.pop(next(iter(self.past)))
