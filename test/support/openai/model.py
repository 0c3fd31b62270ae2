# A model that speaks OpenAI's chat completions, for agents of frameworks to talk to where no model is. It runs inside the
# session, as an agent of its own, so that a space without any network will do; alone, `python3 model.py` serves for a person.
#
# It says `heard: ` and the last thing that a person said. Asked to use a tool, it calls the first one that it is offered,
# with the message as every argument, and then says what the tool gave.

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 9917
ADDRESS = "http://127.0.0.1:%d/v1" % PORT


def text_of(content):
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def answer_to(asked):
    """The message that the model gives."""
    messages = asked["messages"]
    last = messages[-1]
    if last["role"] == "tool":
        return {"role": "assistant", "content": "the tool gave: " + text_of(last["content"])}
    said = [text_of(one["content"]) for one in messages if one["role"] == "user"]
    heard = said[-1] if said else ""
    tools = asked.get("tools") or []
    if tools and "use a tool" in heard:
        function = tools[0]["function"]
        names = function.get("parameters", {}).get("properties", {})
        called = {"name": function["name"], "arguments": json.dumps({name: heard for name in names})}
        return {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": called}],
        }
    before = "" if len(said) < 2 else " (said before: %s)" % said[-2]
    return {"role": "assistant", "content": "heard: %s%s" % (core_of(heard), before)}


def core_of(text):
    """The person's words: CrewAI wraps them into a prompt of several lines."""
    lines = text.strip().splitlines() or [""]
    tasks = [line.partition("Current Task: ")[2] for line in lines if "Current Task: " in line]
    return tasks[-1] if tasks else lines[-1]


def chunks_of(message, model):
    """The same message as the pieces of a stream."""
    about = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model}

    def chunk(delta, reason=None):
        return {**about, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

    yield chunk({"role": "assistant", "content": ""})
    if message.get("tool_calls"):
        yield chunk({"tool_calls": [{"index": 0, **message["tool_calls"][0]}]})
        yield chunk({}, "tool_calls")
        return
    for word in message["content"].split(" "):
        yield chunk({"content": word if word == message["content"].split(" ")[0] else " " + word})
    yield chunk({}, "stop")


USAGE = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}


class Model(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = answer_to(asked)
        if asked.get("stream"):
            self.stream(asked, message)
            return
        reason = "tool_calls" if message.get("tool_calls") else "stop"
        whole = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": asked["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
            "usage": USAGE,
        }
        self.send(json.dumps(whole).encode(), "application/json")

    def stream(self, asked, message):
        pieces = list(chunks_of(message, asked["model"]))
        about = {key: pieces[0][key] for key in ("id", "object", "created", "model")}
        pieces.append({**about, "choices": [], "usage": USAGE})
        lines = ["data: %s\n\n" % json.dumps(piece) for piece in pieces] + ["data: [DONE]\n\n"]
        self.send("".join(lines).encode(), "text/event-stream")

    def send(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve():
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Model)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def process_message(message, context):
    """The agent that brings the model into a session: asked once, it serves until the session ends."""
    global running
    running = running or serve()
    return "serving"


running = None

if __name__ == "__main__":
    serve()
    threading.Event().wait()
