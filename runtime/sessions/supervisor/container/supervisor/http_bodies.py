# What an agent's server is asked, in the words of both protocols. Pure.

ROLES = {"user": "user", "agent": "assistant", "system": "system"}
PATHS = {"invocations": "/invocations", "responses": "/responses"}
# What one protocol's server answers to the other's request.
UNKNOWN = (404, 405)


def body_of(protocol, agent, message, context):
    said = [
        {"role": ROLES.get(one.get("role"), "user"), "content": one.get("content", "")}
        for one in context.get("history") or []
    ] + [{"role": "user", "content": message}]
    session = context.get("session_id")
    if protocol == "responses":
        about = {"session_id": session, "turn_id": context.get("turn_id")}
        items = [dict(one, type="message") for one in said]
        metadata = {name: value for name, value in about.items() if isinstance(value, str)}
        return {"model": agent, "input": items, "stream": True, "store": False, "metadata": metadata}
    # Servers call the text by one of three names.
    body = {"message": message, "prompt": message, "input": message, "messages": said, "session_id": session}
    body["context"] = context
    return body


def headers_of(protocol, context):
    headers = [("Accept", "text/event-stream, application/json")]
    if context.get("traceparent"):
        headers.append(("traceparent", context["traceparent"]))
    session = context.get("session_id")
    if protocol == "invocations" and isinstance(session, str) and session.isascii() and session.isprintable():
        headers.append(("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", session))
    return headers
