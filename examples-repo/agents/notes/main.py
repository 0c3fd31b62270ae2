"""Keeps notes in the session's workspace, where they outlive the agent's process, the container and the image."""

from pathlib import Path


async def process_message(message, context):
    # The workspace is a volume of the session. All agents of the session see it, a fork gets a copy.
    file = Path(context["workspace"]) / "notes.txt"
    notes = file.read_text().splitlines() if file.exists() else []

    command, _, text = message.strip().partition(" ")
    match command.lower():
        case "remember" if text:
            with file.open("a") as out:
                out.write(" ".join(text.split()) + "\n")
            return f"Noted. There are {len(notes) + 1} notes now." if notes else "Noted. It is the first note."
        case "list":
            return "\n".join(f"{number}. {note}" for number, note in enumerate(notes, 1)) or "There are no notes."
        case _:
            return 'Say "remember …" or "list".'
