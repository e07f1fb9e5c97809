"""What the loops make of a date text: the first and the last day that it may mean, in London."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NO_END = date(9999, 12, 31)


class Span(NamedTuple):
    """The first and the last day something may have been; None where there is no bound."""

    first: date | None
    last: date | None


NOT_KNOWN = Span(None, None)
OPEN = Span(NO_END, NO_END)


@lru_cache(maxsize=65536)
def span(text: str) -> Span:
    """Return the days that a date text may mean; not known where it cannot be read."""
    try:
        match len(text):
            case 4:
                return Span(date(int(text), 1, 1), date(int(text), 12, 31))
            case 7:
                year, month = int(text[:4]), int(text[5:])
                return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
            case 10:
                day = date.fromisoformat(text)
            case _:
                moment = datetime.fromisoformat(text)
                day = (moment if moment.tzinfo is None else moment.astimezone(LONDON)).date()
    except ValueError:
        return NOT_KNOWN
    return Span(day, day)


@lru_cache(maxsize=65536)
def months_later(day: date, months: int) -> date:
    """Return the day so many months later, or earlier, cut to the end of the month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_after(one: date | None, other: date | None) -> bool:
    """Return whether both days are known and the one is later."""
    return one is not None and other is not None and one > other
