"""Calendar time as rules say it, and the one way it is added to a day (design clause 5.3)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year"]
_FORM = re.compile(r"(\d{1,4}) (day|week|month|year)s?")


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number of days, weeks, months or years."""

    count: int
    unit: Unit

    @property
    def months(self) -> int:
        """The calendar months in it; 0 for days and weeks."""
        return self.count * {"day": 0, "week": 0, "month": 1, "year": 12}[self.unit]

    @property
    def days(self) -> int:
        """The days in it beside the months."""
        return self.count * {"day": 1, "week": 7, "month": 0, "year": 0}[self.unit]

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


OLDEST = Duration(130, "year")
"""An age that nobody reaches: who has it was not born on the day that is recorded."""


def parse_duration(text: str) -> Duration | None:
    """Return the duration a text such as `12 months` names, or None.

    >>> str(parse_duration("1 year"))
    '1 year'
    """
    found = _FORM.fullmatch(text.strip())
    return Duration(int(found[1]), found[2]) if found else None  # type: ignore[arg-type]


def shift(day: date, duration: Duration, *, sign: Literal[1, -1] = 1) -> date:
    """Return the day that lies a duration later (or earlier), clamped to the end of the month.

    Days beyond the calendar's ends (years 1 and 9999) are cut to them.

    >>> shift(date(2025, 1, 31), Duration(1, "month"))
    datetime.date(2025, 2, 28)
    """
    month_index = day.year * 12 + day.month - 1 + sign * duration.months
    year, month = divmod(month_index, 12)
    if not 1 <= year <= 9999:
        return date.max if sign > 0 else date.min
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    try:
        return moved + timedelta(days=sign * duration.days)
    except OverflowError:
        return date.max if sign > 0 else date.min
