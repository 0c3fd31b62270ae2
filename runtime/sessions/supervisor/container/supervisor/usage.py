# What a turn took, as far as the agent told: only the fields that the host knows, and only where they make sense.

MOST_NAME = 256


def _count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _amount(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2**53


def _name(value):
    return isinstance(value, str) and 0 < len(value) <= MOST_NAME


FIELDS = {"input_tokens": _count, "output_tokens": _count, "cost": _amount, "currency": _name, "model": _name}


def usage_of(value):
    """None where there is nothing to tell."""
    if not isinstance(value, dict):
        return None
    return {name: value[name] for name, fits in FIELDS.items() if name in value and fits(value[name])} or None
