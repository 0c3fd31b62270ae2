# What an agent may ask for through its socket: a reply of another agent, to hand its turn over, who the others are.

from exchange import BadRequest
from json_text import loads

MOST_MESSAGE = 8 * 1024 * 1024


def carry_out(asks, held, exchange, method, path, body):
    """Raises BadRequest, or sees to it that the exchange is answered once the host has answered."""
    wanted = WANTED.get(path)
    if wanted is None:
        hint = "There are POST /ask, POST /handoff and GET /agents."
        raise BadRequest(404, "NO_SUCH_PATH", "There is nothing at %s." % path[:200], hint)
    expected, ask = wanted
    if method != expected:
        raise BadRequest(405, "METHOD_NOT_ALLOWED", "%s takes %s." % (path, expected), "Use %s." % expected)
    ask(asks, held, exchange, body)


def _ask(asks, held, exchange, body):
    said = _fields(body)
    message = _message(said, is_needed=True)
    turn = _turn_of(said, held)

    def replied(answer):
        exchange.answer(200, {"agent": said["agent"], "content": answer["content"], "turn": answer.get("reply_turn")})

    _begin(asks, exchange, turn, {"what": "reply", "to": said["agent"], "message": message}, replied)


def _handoff(asks, held, exchange, body):
    said = _fields(body)
    message = _message(said, is_needed=False)
    turn = _turn_of(said, held)
    if turn.heir is not None:
        message = "The turn is handed over to %s already." % turn.heir["to"]
        raise BadRequest(409, "HANDED_OVER", message, "Return from the handler; what it returns is not used.")

    def allowed(_):
        turn.hand_over(said["agent"], message)
        exchange.answer(202, {"agent": said["agent"], "turn": turn.id})

    _begin(asks, exchange, turn, {"what": "handoff", "to": said["agent"]}, allowed)


def _agents(asks, held, exchange, _):
    turn = next(iter(held.values()), None)
    if turn is None:
        raise _no_turn()
    _begin(asks, exchange, turn, {"what": "agents"}, lambda answer: exchange.answer(200, {"agents": answer["agents"]}))


WANTED = {"/ask": ("POST", _ask), "/handoff": ("POST", _handoff), "/agents": ("GET", _agents)}


def _begin(asks, exchange, turn, fields, answered):
    def refused(error):
        exchange.answer(_status_of(error["code"]), {"error": error})

    ask = asks.begin(turn, fields, answered, refused)
    if ask is not None:
        exchange.on_given_up = lambda: asks.drop(ask)


def _fields(body):
    try:
        said = loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        hint = 'Send {"agent": "…", "message": "…"}.'
        raise BadRequest(400, "BAD_REQUEST", "The body is not a JSON object.", hint)
    if not isinstance(said.get("agent"), str) or not said["agent"]:
        raise BadRequest(400, "BAD_REQUEST", "`agent` is missing.", "Name one of the agents that GET /agents lists.")
    return said


def _message(said, is_needed):
    message = said.get("message")
    if message is None and not is_needed:
        return None
    if not isinstance(message, str):
        raise BadRequest(400, "BAD_REQUEST", "`message` has to be a text.", "Send objects as JSON in a text.")
    size = len(message.encode("utf-8", "replace"))
    if size > MOST_MESSAGE:
        text = "The message has %d bytes; at most %d are taken." % (size, MOST_MESSAGE)
        hint = "Put large inputs into a file of the workspace and name it in the message."
        raise BadRequest(413, "MESSAGE_TOO_LARGE", text, hint)
    return message


def _turn_of(said, held):
    id = said.get("turn")
    if id is None:
        if len(held) > 1:
            text = "This worker has %d turns at once." % len(held)
            raise BadRequest(400, "TURN_NEEDED", text, "Say which one as `turn`: it is context.turn_id.")
        id = next(iter(held), None)
    if id not in held:
        raise _no_turn()
    return held[id]


def _no_turn():
    hint = "Ask before the handler returns, with the `turn` of its own context."
    return BadRequest(409, "TURN_ENDED", "This worker has no such turn, or none any more.", hint)


def _status_of(code):
    if code.endswith("_NOT_FOUND"):
        return 404
    if code == "MESSAGE_TOO_LARGE":
        return 413
    if code in ("ASK_UNSUPPORTED", "SHUTTING_DOWN"):
        return 503
    # Refused, or the other agent's failure.
    return 409 if code.startswith("ASK_") or code == "TURN_ENDED" else 502
