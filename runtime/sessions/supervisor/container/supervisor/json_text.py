# JSON by the C parts of Python's own library. The package json around them brings regular expressions along, for which each
# session would pay with more than half a megabyte.

import _json


class _Read:
    """What the scanner asks its context for: the settings of `json.loads`."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}.__getitem__
    memo = {}


_BLANK = " \t\n\r"
_scan = _json.make_scanner(_Read)


def loads(text):
    """Of text, or of UTF-8. Raises ValueError, or RecursionError where it is too deep."""
    if not isinstance(text, str):
        text = bytes(text).decode("utf-8")
    text = text.strip(_BLANK)
    try:
        value, end = _scan(text, 0)
    except StopIteration as stopped:
        raise ValueError("a value is missing at character %d" % stopped.value)
    except SystemError:
        # The scanner's own errors are made by the package, and where that is not there it has none.
        raise ValueError("it does not follow the grammar")
    if end != len(text):
        raise ValueError("more than one value, from character %d on" % end)
    return value


def _refuse(value):
    raise TypeError("%s has no JSON" % type(value).__name__)


def dumps(value):
    """Without spaces and with every character as it is."""
    encode = _json.make_encoder({}, _refuse, _json.encode_basestring, None, ":", ",", False, False, True)
    return "".join(encode(value, 0))
