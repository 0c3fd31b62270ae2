# AutoGen: agents and teams of AgentChat. What they remember lives on in the worker from turn to turn; only what was said
# before it started has to be told.

import sys

from .conversation import earlier, transcript
from .results import last_answer, text_of
from .usage import summed


def runner_of(thing):
    if not all(hasattr(thing, name) for name in ("run_stream", "save_state", "load_state")):
        return None
    return Conversation(thing).run


class Conversation:
    def __init__(self, team):
        self.team = team
        self.begun = False

    async def run(self, message, context, tell):
        task = message if self.begun else self._told(message, context)
        self.begun = True
        result = None
        async for event in self.team.run_stream(task=task):
            if getattr(event, "type", None) == "ModelClientStreamingChunkEvent":
                tell(event.content)
            result = event
        # What was said to it comes first, and is no answer.
        made = list(result.messages)[1 if isinstance(task, str) else len(task) :]
        counted = [one.models_usage for one in made if getattr(one, "models_usage", None) is not None]
        return _reply(made), summed((one.prompt_tokens, one.completion_tokens) for one in counted)

    def _told(self, message, context):
        before = earlier(context)
        if not before:
            return message
        make = getattr(sys.modules.get("autogen_agentchat.messages"), "TextMessage", None)
        if make is None or not hasattr(self.team, "on_messages"):
            # A team counts the messages that it is given, and may have had enough before it begins.
            return "%s\n\n%s" % (transcript(context), message)
        told = [make(content=one["content"], source=one["role"]) for one in before]
        return told + [make(content=message, source="user")]


def _reply(messages):
    last = last_answer(messages)
    # Messages know best how they look as text.
    return last.to_text() if hasattr(last, "to_text") else text_of(last)
