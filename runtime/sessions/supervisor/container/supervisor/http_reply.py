# What an agent's server answers, as text: JSON, server-sent events, or plain text. Fed with bytes as they come.

from json_text import dumps, loads
from usage import usage_of
from wire import text_of as decoded
from wire import whole_characters

# Where servers put the text of their answer, the most telling first.
TEXT = ("output_text", "content", "text", "response", "output", "result", "answer", "reply", "completion", "message")
# And a piece of it.
PIECES = ("delta", "data", "chunk", "text", "content")


class ServerFailed(Exception):
    """It answered, and says that it failed."""


def reply_for(headers):
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/event-stream":
        return Events()
    return Json() if kind == "application/json" or kind.endswith("+json") else Text()


class Text:
    """`feed` gives what is to be streamed; `end` gives the text that is still to come, and the usage; `content` is all of it."""

    def __init__(self):
        self.rest = b""
        self.texts = []

    def feed(self, data):
        data = self.rest + data
        end = whole_characters(data)
        self.rest = data[end:]
        return self.add(decoded(data[:end])[0])

    def add(self, text):
        if text:
            self.texts.append(text)
        return text

    def end(self):
        self.add(decoded(self.rest)[0])
        return "".join(self.texts), None


class Json:
    def __init__(self):
        self.received = bytearray()

    def feed(self, data):
        self.received += data
        return ""

    def end(self):
        text = decoded(bytes(self.received))[0]
        try:
            value = loads(text)
        except (ValueError, RecursionError):
            return text, None
        found = text_in(value)
        if found is None and isinstance(value, dict) and value.get("error"):
            raise ServerFailed(said_of(value["error"]))
        return (text if found is None else found), usage_in(value)


class Events(Text):
    """Server-sent events. A server may tell the same text in several kinds of events, so the first kind counts."""

    def __init__(self):
        Text.__init__(self)
        self.lines = bytearray()
        self.kind = None
        self.data = []
        self.whole = None
        self.usage = None

    def feed(self, data):
        self.lines += data
        *lines, rest = self.lines.split(b"\n")
        self.lines = bytearray(rest)
        return self.add("".join([self._line(decoded(bytes(line))[0].rstrip("\r")) for line in lines]))

    def end(self):
        self.add(self._line(decoded(bytes(self.lines))[0]) + self._line(""))
        text = "".join(self.texts)
        return (text if self.whole is None else self.whole), self.usage

    def _line(self, line):
        if line.startswith("data:"):
            self.data.append(line[6:] if line.startswith("data: ") else line[5:])
            return ""
        if line or not self.data:
            return ""
        data, self.data = "\n".join(self.data), []
        return "" if data == "[DONE]" else self._event(data)

    def _event(self, data):
        try:
            event = loads(data)
        except (ValueError, RecursionError):
            event = None
        if not isinstance(event, (dict, str)):
            return self._of_kind("plain", data)
        if isinstance(event, str):
            return self._of_kind("plain", event)
        kind = event.get("type")
        if kind in ("response.failed", "error") or event.get("error"):
            raise ServerFailed(said_of(event.get("error") or event.get("response") or event))
        self.usage = usage_in(event.get("response", event)) or self.usage
        if kind in ("response.completed", "response.incomplete"):
            self.whole = text_in(event.get("response"))
            return ""
        if isinstance(kind, str) and isinstance(event.get("delta"), str):
            is_text = "text" in kind.lower() and "reasoning" not in kind
            return self._of_kind(kind, event["delta"]) if is_text else ""
        # An event of a kind that is not known may carry other messages than the reply.
        for name in PIECES if kind else PIECES + TEXT:
            if isinstance(event.get(name), str):
                return self._of_kind(name, event[name])
        if isinstance(event.get("choices"), list) and event["choices"]:
            return self._of_kind("choices", event["choices"][0].get("delta", {}).get("content") or "")
        return ""

    def _of_kind(self, kind, text):
        if text:
            self.kind = self.kind or kind
        return text if kind == self.kind else ""


def text_in(value):
    """The text of an answer; None where nothing in it is plainly that."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        texts = [text for text in map(_text_of_part, value) if text is not None]
        return "".join(texts) if texts else None
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("choices"), list) and value["choices"]:
        return text_in(value["choices"][0].get("message"))
    if isinstance(value.get("messages"), list) and value["messages"]:
        return text_in(value["messages"][-1])
    for name in TEXT:
        found = text_in(value.get(name))
        if found is not None:
            return found
    return None


def _text_of_part(part):
    # What an agent thought and which tools it called is no reply.
    if isinstance(part, dict) and part.get("type") not in (None, "message", "output_text", "text"):
        return None
    return text_in(part)


def usage_in(value):
    """In the protocol's words, whichever of the usual ones the server has."""
    counted = value.get("usage") if isinstance(value, dict) else None
    if not isinstance(counted, dict):
        return None
    pairs = {
        "input_tokens": ("input_tokens", "prompt_tokens", "inputTokens"),
        "output_tokens": ("output_tokens", "completion_tokens", "outputTokens"),
    }
    said = {name: next((counted[one] for one in names if one in counted), None) for name, names in pairs.items()}
    return usage_of(dict(counted, model=value.get("model"), **said))


def said_of(error):
    found = text_in(error)
    if found is None and isinstance(error, dict):
        found = error.get("error") and said_of(error["error"])
    return (found or dumps(error))[:500]
