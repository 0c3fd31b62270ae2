"""Says how long it is between two dates, as "1 May 2026 to 24 Dec 2026"."""

import re

from dateutil.parser import ParserError, parse
from dateutil.relativedelta import relativedelta


def process_message(message, context):
    parts = re.split(r"\s+(?:to|until|and)\s+", message.strip(), flags=re.IGNORECASE)
    if len(parts) != 2:
        return 'Write two dates: "1 May 2026 to 24 Dec 2026".'
    try:
        first, last = sorted(parse(part) for part in parts)
    except (ParserError, OverflowError) as problem:
        # A wrong message is answered; only a bug should raise.
        return f"That is no date: {problem}"
    days = (last - first).days
    delta = relativedelta(last, first)
    spoken = [(delta.years, "year"), (delta.months, "month"), (delta.days, "day")]
    return f"{count(days, 'day')}: " + (", ".join(count(*part) for part in spoken if part[0]) or "the same day")


def count(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
