"""Asks two colleagues of its session at once and puts together what they say. No SDK: a socket and the standard library."""

import http.client
import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor


def process_message(message, context):
    if not message.strip():
        return 'Say for when: "1 May 2026 to 24 Dec 2026".'
    with ThreadPoolExecutor() as pool:
        time, notes = pool.map(ask, ["dates", "notes"], [message, "list"])
    return f"{time}\n{notes}"


def ask(agent, message):
    # Each worker finds a socket of its own in RAWORC_SOCKET, which speaks HTTP.
    connection = http.client.HTTPConnection("session")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(os.environ["RAWORC_SOCKET"])
    connection.request("POST", "/ask", json.dumps({"agent": agent, "message": message}))
    answer = json.load(connection.getresponse())
    # What is refused, or goes wrong there, comes back as an error with a hint.
    return answer["content"] if "content" in answer else answer["error"]["message"]
