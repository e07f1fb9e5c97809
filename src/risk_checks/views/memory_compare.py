"""How the in-memory engine compares two values."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from risk_checks.views.fhirpath.terms import CompareSign
from risk_checks.views.moments import MOMENT, OFFSET, SECONDS, ZONE

Comparison = Callable[[Any, Any], bool | None]

_SIGNS: dict[CompareSign, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ZONE, _SECONDS, _MOMENT, _OFFSET = (re.compile(pattern) for pattern in (ZONE, SECONDS, MOMENT, OFFSET))
_MINUTE = len("2026-01-31T23:59")


def compare_plain(sign: CompareSign) -> Comparison:
    """Return the comparison of two texts, numbers or booleans."""
    return _SIGNS[sign]


def compare_temporal(sign: CompareSign) -> Comparison:
    """Return the comparison of two dates or times as they are written.

    What is written to the same precision is compared; where offsets differ, the moments are. Where precision differs,
    the part that both have decides if it can. Seconds and parts of seconds are one precision.

    >>> compare_temporal("=")("2026-01", "2026-02-03"), compare_temporal("=")("2026-02", "2026-02-03")
    (False, None)
    >>> compare_temporal("=")("2026-01-31T12:00:00Z", "2026-01-31T13:00:00.0+01:00")
    True
    """
    decide = _SIGNS[sign]

    def as_written(left: str, right: str) -> bool | None:
        if len(left) == len(right) or (_SECONDS.search(left) and _SECONDS.search(right)):
            return decide(left, right)
        length = min(len(left), len(right))
        return None if left[:length] == right[:length] else decide(left[:length], right[:length])

    def compare(left: str, right: str) -> bool | None:
        (left_clock, left_zone), (right_clock, right_zone) = _split(left), _split(right)
        if left_zone == right_zone:
            return as_written(left_clock, right_clock)
        left_minute, right_minute = _minute(left_clock, left_zone), _minute(right_clock, right_zone)
        if left_minute is None or right_minute is None:
            return None
        if left_minute != right_minute:
            return decide(left_minute, right_minute)
        return as_written(f"00:00{left_clock[_MINUTE:]}", f"00:00{right_clock[_MINUTE:]}")

    return compare


def _split(text: str) -> tuple[str, str]:
    """Return a date or time without zeros that say nothing, and its offset."""
    found = _ZONE.search(text)
    clock, zone = (text[: found.start(1)], found[1]) if found else (text, "")
    return (clock.rstrip("0").removesuffix(".") if "." in clock else clock), zone


def _minute(clock: str, zone: str) -> int | None:
    """Return the minutes from the first day to a moment; None where it is none."""
    if not _MOMENT.search(clock) or not _OFFSET.search(zone):
        return None
    try:
        day = date.fromisoformat(clock[:10]).toordinal()
    except ValueError:  # a day that no calendar has
        return None
    offset = 0 if zone == "Z" else _minutes(zone[1:]) * (-1 if zone[0] == "-" else 1)
    return day * 1440 + _minutes(clock[11:_MINUTE]) - offset


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])
