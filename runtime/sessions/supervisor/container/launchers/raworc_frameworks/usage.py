# Usage in the words of the protocol. Pure.


def usage(input_tokens, output_tokens, model=None):
    """None where nothing was counted."""
    said = {}
    if isinstance(input_tokens, int) and input_tokens > 0:
        said["input_tokens"] = input_tokens
    if isinstance(output_tokens, int) and output_tokens > 0:
        said["output_tokens"] = output_tokens
    if said and isinstance(model, str):
        said["model"] = model
    return said or None


def summed(counts, models=()):
    """`counts` are pairs of tokens in and out; the model is told where it was one only."""
    counts = list(counts)
    names = {one for one in models if one}
    return usage(
        sum(one or 0 for one, _ in counts), sum(one or 0 for _, one in counts), names.pop() if len(names) == 1 else None
    )
