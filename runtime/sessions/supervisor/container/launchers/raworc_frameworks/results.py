# What frameworks return, as text and usage. Known by shape.

import json

from .usage import usage

PLAIN = (str, bytes, bytearray, int, float, type(None))


def reply_of(result):
    """The text and the usage of what a run gave."""
    return text_of(result), usage_in(result)


def text_of(result):
    if result is None:
        return ""
    if isinstance(result, str):
        return result
    if isinstance(result, (bytes, bytearray)):
        return bytes(result).decode("utf-8", "replace")
    if isinstance(result, dict):
        return _text_of_dict(result)
    if isinstance(result, (list, tuple)):
        return _text_of_list(result)
    # OpenAI Agents, CrewAI, then answers of OpenAI's client and of others that look like them.
    for name in ("final_output", "raw", "output_text"):
        if hasattr(result, name):
            return text_of(getattr(result, name))
    if hasattr(result, "messages") and hasattr(result, "stop_reason"):
        return text_of(last_answer(result.messages))
    if getattr(result, "choices", None) is not None:
        return _text_of_choices(result.choices)
    if hasattr(result, "content"):
        return text_of(result.content)
    if hasattr(result, "model_dump"):
        return json.dumps(result.model_dump(mode="json"), ensure_ascii=False, default=str)
    return json.dumps(result, ensure_ascii=False, default=str)


def last_answer(messages):
    """The last message that an agent wrote, of LangChain's or AutoGen's; None where there is none."""
    for one in reversed(list(messages)):
        kind = getattr(one, "type", None)
        if isinstance(one, dict):
            kind = one.get("role", one.get("type"))
        by_human = getattr(one, "source", None) == "user"
        if kind in ("ai", "AIMessageChunk", "assistant", "TextMessage", "StopMessage", "HandoffMessage"):
            if not by_human:
                return one
        elif kind in ("StructuredMessage", "ToolCallSummaryMessage", "MultiModalMessage") and not by_human:
            return one
    return None


def usage_in(result):
    """What a whole result says about its tokens."""
    if hasattr(result, "context_wrapper"):
        counted = result.context_wrapper.usage
        model = getattr(getattr(result, "last_agent", None), "model", None)
        return usage(counted.input_tokens, counted.output_tokens, model)
    counted = getattr(result, "token_usage", None) or getattr(result, "usage", None)
    if counted is None:
        return None
    took = getattr(counted, "prompt_tokens", getattr(counted, "input_tokens", None))
    gave = getattr(counted, "completion_tokens", getattr(counted, "output_tokens", None))
    return usage(took, gave, getattr(result, "model", None))


def _text_of_dict(result):
    if "content" in result:
        return text_of(result["content"])
    messages = result.get("messages")
    if isinstance(messages, (list, tuple)):
        last = last_answer(messages)
        if last is not None:
            return text_of(last)
    return json.dumps(result, ensure_ascii=False, default=_shown)


def _text_of_list(parts):
    """Parts of one message: those that are text, joined; anything else is shown."""
    if parts and all(isinstance(part, str) or _is_part(part) for part in parts):
        return "".join(part if isinstance(part, str) else part.get("text") or "" for part in parts)
    return json.dumps(parts, ensure_ascii=False, default=_shown)


def _is_part(part):
    return isinstance(part, dict) and isinstance(part.get("type"), str)


def _text_of_choices(choices):
    if not choices:
        return ""
    spoken = getattr(choices[0], "message", None) or getattr(choices[0], "delta", None)
    return text_of(getattr(spoken, "content", None))


def _shown(value):
    return text_of(value) if hasattr(value, "content") else str(value)
