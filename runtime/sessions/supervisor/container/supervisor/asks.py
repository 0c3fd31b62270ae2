# What agents asked of the host and was not answered yet. The host keeps each in its store before it acknowledges it, so
# a question outlives the runtime that heard it, and its answer comes from the next one.

SUPPORTED_SINCE = 2


class Ask:
    __slots__ = ("id", "turn", "answered", "refused")

    def __init__(self, id, turn, answered, refused):
        self.id = id
        self.turn = turn
        self.answered = answered
        self.refused = refused


class Asks:
    def __init__(self, outbox, turns):
        self.outbox = outbox
        self.turns = turns
        self.open = {}
        self.count = 0
        self.host_version = SUPPORTED_SINCE
        turns.on_ended = self._turn_ended

    def begin(self, turn, fields, answered, refused):
        """Ends in one call of `answered(answer)` or `refused(error)`, unless it is dropped. None where that was at once."""
        if self.host_version < SUPPORTED_SINCE:
            refused(_unsupported())
            return None
        self.count += 1
        if fields["what"] == "reply":
            turn.asks += 1
        ask = Ask("%d.%d" % (turn.attempt, self.count), turn, answered, refused)
        self.open[turn.id, ask.id] = ask
        self._say("ask", ask, dict(fields, agent=turn.agent))
        return ask

    def answer(self, command):
        ask = self.open.pop((command["turn"], command["ask"]), None)
        if ask is None:
            return "unknown"
        if "error" in command:
            ask.refused(command["error"])
        else:
            ask.answered(command)
        return "answered"

    def drop(self, ask):
        """Whoever asked does not listen any more."""
        if self.open.pop((ask.turn.id, ask.id), None) is not None:
            self._say("ask.dropped", ask, {})

    def spoken_to_by(self, version):
        """A host that came back as an older one will answer nothing of what it does not understand."""
        self.host_version = version
        if version >= SUPPORTED_SINCE:
            return
        left, self.open = list(self.open.values()), {}
        for ask in left:
            ask.refused(_unsupported())

    def listed(self):
        return [{"ask": ask.id, "turn": ask.turn.id, "attempt": ask.turn.attempt} for ask in self.open.values()]

    def _turn_ended(self, turn):
        for key in [key for key, ask in self.open.items() if ask.turn is turn]:
            hint = "A handler should wait for the answers to its questions before it returns."
            self.open.pop(key).refused({"code": "TURN_ENDED", "message": "The turn has ended.", "hint": hint})

    def _say(self, kind, ask, fields):
        frame = {"type": kind, "ask": ask.id, "turn": ask.turn.id, "attempt": ask.turn.attempt}
        self.outbox.say(dict(frame, **fields))


def _unsupported():
    message = "The runtime of this session is older than its supervisor and passes no questions on."
    return {"code": "ASK_UNSUPPORTED", "message": message, "hint": "Upgrade the runtime."}
