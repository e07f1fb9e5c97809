"""The boundaries of one number, date or time, in memory."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any

from risk_checks.views.fhirpath.boundaries import (
    HIGH_ZONE,
    LOW_ZONE,
    MOST_DIGITS,
    ZONE,
    lengths_of,
    pattern_of,
)
from risk_checks.views.fhirpath.terms import Side

_LOWEST = {False: "0000-01-01T00:00:00.000", True: "00:00:00.000"}
_HIGHEST = {False: "0000-12-31T23:59:59.999", True: "23:59:59.999"}
_LARGEST = 10**MOST_DIGITS
_EXACT = Context(prec=60)
_WRITTEN_ZONE = re.compile(rf"{ZONE}$")


def number_boundary(side: Side, precision: int) -> Callable[[Any], float | None]:
    """Return the function from a number to half a unit of its last digit below or above it.

    The result is rounded outwards to `precision` digits. None for numbers with more digits than FHIR has.

    >>> number_boundary("low", 19)(1.587), number_boundary("low", 2)(-1.587)
    (1.5865, -1.59)
    """
    direction, sign = (ROUND_FLOOR, -1) if side == "low" else (ROUND_CEILING, 1)

    def bound(number: Any) -> float | None:
        written = Decimal(repr(number))
        exponent = written.as_tuple().exponent
        digits = max(0, -exponent) if isinstance(exponent, int) else 0
        if digits > MOST_DIGITS or abs(written) >= _LARGEST:
            return None
        exact = written + sign * Decimal(5).scaleb(-digits - 1)
        return float(exact.quantize(Decimal(1).scaleb(-precision), rounding=direction, context=_EXACT))

    return bound


def text_boundary(side: Side, precision: int, type_name: str) -> Callable[[str], str | None]:
    """Return the function from a date or time to its first or last moment, to `precision` digits.

    A time on a date that has no offset gets the one that makes it earliest or latest. None for a text of another form.

    >>> text_boundary("high", 8, "date")("2026-02"), text_boundary("low", 17, "dateTime")("2026")
    ('2026-02-28', '2026-01-01T00:00:00.000+14:00')
    """
    pattern = re.compile(pattern_of(type_name).removesuffix("$"))
    length, clock_only = lengths_of(type_name)[precision], type_name == "time"
    rest = (_LOWEST if side == "low" else _HIGHEST)[clock_only]
    default = LOW_ZONE if side == "low" else HIGH_ZONE
    zoned = not clock_only and length > len("2026-01-31")

    def bound(text: str) -> str | None:
        if not pattern.fullmatch(text):
            return None
        zone = _WRITTEN_ZONE.search(text) if "T" in text else None
        clock = text[: zone.start()] if zone else text
        whole = clock + rest[len(clock) :]
        if side == "high" and len(clock) == len("2026-01") and not clock_only:
            whole = f"{clock}-{_last_day(clock)}{rest[len('2026-01-31') :]}"
        return whole[:length] + ((zone[0] if zone else default) if zoned else "")

    return bound


def _last_day(month: str) -> int:
    year = int(month[:4]) or 4  # the calendar has no year 0, which is a leap year like 4
    return calendar.monthrange(year, int(month[5:]))[1]
