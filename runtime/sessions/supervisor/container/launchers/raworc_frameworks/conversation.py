# The conversation so far, and the new message, as frameworks take them.

ROLES = {"user": "user", "agent": "assistant", "system": "system"}


def earlier(context):
    """The session's earlier messages as role and content, oldest first."""
    return [
        {"role": ROLES.get(one.get("role"), "user"), "content": one.get("content", "")}
        for one in context.get("history") or []
    ]


def conversation(message, context):
    return earlier(context) + [{"role": "user", "content": message}]


def transcript(context):
    """The same as lines of text, for frameworks whose input is a text."""
    return "\n".join("%s: %s" % (one["role"], one["content"]) for one in earlier(context))
