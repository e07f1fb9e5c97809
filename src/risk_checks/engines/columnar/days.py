"""Intervals of days as pairs of Ibis expressions; a null end has no known bound (design clause 5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import ibis
import ibis.expr.types as ir

from risk_checks.model.days import NO_END
from risk_checks.model.duration import Duration

FIRST_DAY = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class DayPair:
    """The earliest and the latest day, each perhaps null."""

    earliest: ir.DateValue
    latest: ir.DateValue


def day(value: date) -> ir.DateValue:
    """Return a day as a literal."""
    return cast("ir.DateValue", ibis.literal(value, type="date"))


def no_day() -> ir.DateValue:
    """Return the null day."""
    return cast("ir.DateValue", ibis.null("date"))


def known(test: ir.Value) -> ir.BooleanValue:
    """Return a comparison with null read as false: what is surely so."""
    return cast("ir.BooleanValue", test.fill_null(False))


def conceivable(test: ir.Value) -> ir.BooleanValue:
    """Return a comparison with null read as true: what is possibly so."""
    return cast("ir.BooleanValue", test.fill_null(True))


def cut(pair: DayPair, as_of: ir.DateValue) -> DayPair:
    """Return the interval with what lies after `as_of` cut off, unless all of it does (clause 5.4)."""
    capped = ibis.least(pair.latest.fill_null(as_of), as_of)
    latest = ibis.ifelse(known(pair.earliest > as_of), pair.latest, capped)
    return DayPair(pair.earliest, cast("ir.DateValue", latest))


def shifted(value: ir.DateValue, time: Duration, *, sign: Literal[1, -1] = 1) -> ir.DateValue:
    """Return the day a duration later or earlier, clamped to month ends and to years 1 to 9999.

    Null stays null, and what has no end has none then.
    """
    step = ibis.interval(months=time.months) if time.months else ibis.interval(days=time.days)
    moment = value.cast(
        "timestamp"
    )  # Ibis leaves a cast from date to date out, and DuckDB's date + interval is no date
    moved = (moment + step if sign > 0 else moment - step).cast("date")
    bound = ibis.least(moved, day(NO_END)) if sign > 0 else ibis.greatest(moved, day(FIRST_DAY))
    endless = known(value == day(NO_END))
    return cast("ir.DateValue", ibis.cases((value.isnull(), no_day()), (endless, value), else_=bound))


def bounded(value: ir.DateValue) -> ir.DateValue:
    """Return a deadline, null where it has no end."""
    return cast("ir.DateValue", value.nullif(day(NO_END)))
