"""Days as intervals (design clause 5.3): how the text of a FHIR date becomes an earliest and a latest day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

# One pattern for date, dateTime and instant. Groups: year, month, day, hour, minute, second, zone.
DATE_TEXT = (
    r"^([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01])"
    r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]|60)(?:\.[0-9]{1,9})?)?"
    r"(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?)?)?)?$"
)
_DATE = re.compile(DATE_TEXT)
FIRST_PLAUSIBLE = date(1900, 1, 1)  # nobody born before it is alive, and systems write such days for none
_ONLY_A_DAY = len("2025-06-15")


@dataclass(frozen=True, slots=True)
class Days:
    """The days a date may be: None as an end means that it has no known bound there."""

    earliest: date | None
    latest: date | None

    def cut(self, as_of: date) -> Days:
        """Return the interval with what lies after `as_of` cut off, unless all of it does (clause 5.4)."""
        if self.earliest is not None and self.earliest > as_of:
            return self
        latest = as_of if self.latest is None or self.latest > as_of else self.latest
        return Days(self.earliest, latest)


NOT_KNOWN = Days(None, None)
NO_END = date(9999, 12, 31)
OPEN_ENDED = Days(NO_END, NO_END)


def read_days(text: str, *, zone: ZoneInfo) -> Days | None:
    """Return the days that a recorded FHIR date text may mean, or None where it cannot be read.

    A dateTime with an offset is one day in `zone`; a time without an offset is taken to be in `zone`.

    >>> read_days("2024-02", zone=ZoneInfo("Europe/London"))
    Days(earliest=datetime.date(2024, 2, 1), latest=datetime.date(2024, 2, 29))
    """
    found = _DATE.match(text)
    if found is None or found[1] == "0000" or text.endswith("\n"):
        return None
    year = int(found[1])
    if found[2] is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    month = int(found[2])
    last = monthrange(year, month)[1]
    if found[3] is None:
        return Days(date(year, month, 1), date(year, month, last))
    number = int(found[3])
    if number > last:
        return None
    day = date(year, month, number)
    if found[7] is not None:
        local = _local_day(day, found, zone)
        if local is None:
            return None
        day = local
    return Days(day, day)


def is_assumed(text: str) -> bool:
    """Return whether a text that can be read leaves something of its time to be assumed: its zone, or a leap second.

    >>> is_assumed("2025-06-15T10:00:00")
    True
    """
    time = text[_ONLY_A_DAY:]
    return bool(time) and (":60" in time or not any(sign in time for sign in "Z+-"))


def _local_day(day: date, found: re.Match[str], zone: ZoneInfo) -> date | None:
    offset = timedelta(0)
    if found[7] != "Z":
        hours, minutes = found[7][1:].split(":")
        offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if found[7][0] == "-" else 1)
    second = min(int(found[6] or 0), 59)  # FHIR's pattern lets a leap second by; no calendar does
    moment = datetime(day.year, day.month, day.day, int(found[4]), int(found[5]), second, tzinfo=timezone(offset))
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return None
