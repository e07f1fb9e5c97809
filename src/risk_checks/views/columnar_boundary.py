"""The boundaries of numbers, dates and times as Ibis expressions."""

from __future__ import annotations

from typing import Any

import ibis

from risk_checks.views.columnar_values import null_like
from risk_checks.views.fhirpath.boundaries import (
    HIGH_ZONE,
    LOW_ZONE,
    MOST_DIGITS,
    ZONE,
    lengths_of,
    pattern_of,
)
from risk_checks.views.fhirpath.terms import Side

_SCALE = MOST_DIGITS + 1
_EXACT = f"decimal(38, {_SCALE})"
_WRITTEN_ZONE = rf"T.*({ZONE})$"
_FEBRUARY, _SHORT = "02", ("04", "06", "09", "11")


def number_boundary(number: Any, side: Side, precision: int) -> Any:
    """Return the boundary of a whole number, or of the text of a number as it is written.

    It is computed in decimals, and made a double through its text, which rounds once.
    """
    text = number.cast("string")
    fraction = text.re_extract(r"\.([0-9]+)", 1).length()
    power = text.re_extract(r"[eE]([+-]?[0-9]+)", 1).nullif("").cast("int64").fill_null(0)
    digits = ibis.greatest(fraction - power, 0)
    exact = text.try_cast(_EXACT)
    readable = (digits <= MOST_DIGITS) & (exact.abs() < 10**MOST_DIGITS)
    half = (ibis.literal("0.") + ibis.literal("0").repeat(digits) + "5").try_cast(_EXACT)
    kept = ibis.ifelse(readable, exact, null_like(exact))
    bound = kept - half if side == "low" else kept + half
    return _outwards(bound, side, precision).cast("string").cast("float64")


def _outwards(bound: Any, side: Side, precision: int) -> Any:
    """Return a decimal rounded down or up; a cast rounds to the nearest."""
    if precision == _SCALE:
        return bound
    scaled = f"decimal(38, {precision})"
    nearest = bound.cast(scaled)
    unit = ibis.literal(f"{10**-precision:.{precision}f}").cast(scaled)
    if side == "low":
        return ibis.ifelse(nearest > bound, (nearest - unit).cast(scaled), nearest)
    return ibis.ifelse(nearest < bound, (nearest + unit).cast(scaled), nearest)


def text_boundary(text: Any, side: Side, precision: int, type_name: str) -> Any:
    """Return the first or the last moment of a date or time, to a precision; null for a text of another form."""
    clock_only = type_name == "time"
    length = lengths_of(type_name)[precision]
    zone = ibis.literal("") if clock_only else text.re_extract(_WRITTEN_ZONE, 1)
    clock = text.left(text.length() - zone.length())
    whole = clock + _rest(clock, side, clock_only=clock_only)
    bound = whole.left(length)
    if not clock_only and length > len("2026-01-31"):
        default = LOW_ZONE if side == "low" else HIGH_ZONE
        bound = bound + ibis.ifelse(zone == "", default, zone)
    return ibis.ifelse(text.re_search(pattern_of(type_name)), bound, null_like(bound))


def _rest(clock: Any, side: Side, *, clock_only: bool) -> Any:
    """Return what follows on what is written, with its lowest or highest digits."""
    if clock_only:
        filling = ibis.literal("00:00:00.000" if side == "low" else "23:59:59.999")
    elif side == "low":
        filling = ibis.literal("0000-01-01T00:00:00.000")
    else:
        day = ibis.ifelse(clock.length() == len("2026-01"), _last_day(clock), "31")
        filling = ibis.literal("0000-12-") + day + "T23:59:59.999"
    return filling.substr(clock.length())


def _last_day(month: Any) -> Any:
    year, name = month.left(4).try_cast("int64"), month.right(2)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    february = ibis.ifelse(leap, "29", "28")
    return ibis.ifelse(name == _FEBRUARY, february, ibis.ifelse(name.isin(_SHORT), "30", "31"))
