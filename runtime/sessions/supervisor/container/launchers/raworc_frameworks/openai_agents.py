# OpenAI Agents: an agent is run through the SDK's own runner; results of functions may be streams.

import sys

from .conversation import conversation
from .results import reply_of


def runner_of(thing):
    if hasattr(thing, "stream_events") and hasattr(thing, "final_output"):
        return lambda message, context, tell: _follow(thing, tell)
    if all(hasattr(thing, name) for name in ("instructions", "handoffs", "tools")) and _runner() is not None:
        return lambda message, context, tell: _run(thing, message, context, tell)
    return None


def _runner():
    return getattr(sys.modules.get("agents"), "Runner", None)


async def _run(agent, message, context, tell):
    return await _follow(_runner().run_streamed(agent, conversation(message, context)), tell)


async def _follow(result, tell):
    async for event in result.stream_events():
        if event.type != "raw_response_event":
            continue
        if getattr(event.data, "type", None) == "response.output_text.delta":
            tell(event.data.delta)
    return reply_of(result)
