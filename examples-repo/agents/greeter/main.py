"""Greets whoever writes. The smallest agent that there is: one function, no dependencies."""

import os

# Change this line, commit, and only this agent is built again.
GREETING = "Hello"


def process_message(message, context):
    # Environment variables come from the agent's declaration (spec.env) and from secrets.
    greeting = os.environ.get("GREETING", GREETING)
    name = message.strip().rstrip(".!?") or "stranger"
    # What an agent prints goes to its log (`raworc session logs`), never into the reply.
    print(f"greeting {name} in session {context['session_id']}")
    return f"{greeting}, {name}!"
