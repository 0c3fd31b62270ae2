// An agent that does what its message says, without an SDK: `ask b: text`, `all b: text & c: text` (or with +), `hand b: text`,
// `return b: text`, `wait FILE`, `context`, `agents`; anything else it has done. Messages nest: `ask b: ask c: hello`.

export const TALKER = `
import http.client, json, os, socket, threading, time

def request(method, path, body=None):
    connection = http.client.HTTPConnection("session")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(os.environ["RAWORC_SOCKET"])
    connection.request(method, path, json.dumps(body) if body else None)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer

def ask(text, context):
    agent, _, message = text.partition(": ")
    answer = request("POST", "/ask", {"agent": agent, "message": message, "turn": context["turn_id"]})
    if "error" in answer:
        return "%s refused %s" % (agent, answer["error"]["code"])
    return "%s says <%s>" % (agent, answer["content"])

def process_message(message, context):
    workspace = context["workspace"]
    with open(os.path.join(workspace, "diary"), "a") as diary:
        diary.write("%s: %s attempt %d\\n" % (context["agent"], message, context["attempt"]))
    print("at", message, flush=True)
    verb, _, rest = message.partition(" ")
    if verb == "ask":
        return ask(rest, context)
    if verb == "all":
        answers = {}
        def keep(text):
            answers[text] = ask(text, context)
        # Where a message holds one such message for each of several agents.
        questions = rest.split(" & " if " & " in rest else " + ")
        threads = [threading.Thread(target=keep, args=(text,)) for text in questions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return " and ".join(answers[text] for text in questions)
    if verb == "leave":
        threading.Thread(target=ask, args=(rest, context), daemon=True).start()
        while not os.path.exists(os.path.join(workspace, "left")):
            time.sleep(0.01)
        return "left it"
    if verb in ("hand", "return"):
        agent, _, text = rest.partition(": ")
        heir = {"agent": agent, **({"message": text} if text else {})}
        if verb == "return":
            return {"handoff": heir}
        answer = request("POST", "/handoff", {**heir, "turn": context["turn_id"]})
        return answer["error"]["code"] if "error" in answer else "nobody reads this"
    if verb == "wait":
        while not os.path.exists(os.path.join(workspace, rest)):
            time.sleep(0.01)
        return "waited for " + rest
    if verb == "context":
        return json.dumps({key: context[key] for key in ("agent", "user", "parent", "history")})
    if verb == "agents":
        return json.dumps(request("GET", "/agents")["agents"])
    return "did " + message
`;
