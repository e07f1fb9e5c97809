"""Days of death: on both sides of the weeks in which what is open may be closed, months and years alone, and no day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from random import Random

from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Span
from risk_checks.synth.horizon import Horizon, Partial, pick
from risk_checks.synth.written import write_day

CLOSE_DAYS = 28
"""The days after a death in which nothing is asked of what is still open."""


class Death(Enum):
    """How long ago somebody died, before the day of the check, and how the record says it."""

    LATELY = "in the last weeks"
    LAST_DAY_ALLOWED = "the last day for closing is the day of the check"
    FIRST_DAY_OVER = "the last day for closing was the day before"
    LONG_AGO = "longer ago"
    PARTLY = "longer ago, the month or the year alone is known"
    UNDECIDED = "in a month or year some of whose days are long enough ago"


DEATHS = (
    Weighted(Death.LATELY, 4),
    Weighted(Death.LAST_DAY_ALLOWED, 1),
    Weighted(Death.FIRST_DAY_OVER, 1),
    Weighted(Death.LONG_AGO, 8),
    Weighted(Death.PARTLY, 1),
    Weighted(Death.UNDECIDED, 1),
)


def can_be(near: Horizon, death: Death) -> bool:
    """Return whether somebody can have died so: months and years lie as they lie around the day of the check."""
    return death is not Death.UNDECIDED or bool(_undecided(near))


def day_of(rng: Random, near: Horizon, death: Death) -> Span:
    """Return the days on which somebody may have died."""
    match death:
        case Death.LATELY:
            found = pick(rng, near, near.ago(CLOSE_DAYS - 1), near.ago(1))
        case Death.LAST_DAY_ALLOWED:
            found = near.ago(CLOSE_DAYS)
        case Death.FIRST_DAY_OVER:
            found = near.ago(CLOSE_DAYS + 1)
        case Death.LONG_AGO:
            found = pick(rng, near, near.ago(400), near.ago(CLOSE_DAYS + 2))
        case _:
            over = near.between(near.ago(1000), near.ago(CLOSE_DAYS + 1))
            partial = rng.choice(over if death is Death.PARTLY else _undecided(near))
            return Span(partial.earliest, partial.latest)
    return Span(found, found)


def write_death(rng: Random, days: Span) -> str:
    """Return the days of a death as a FHIR dateTime: a moment or a day, a month, or a year."""
    first, last = days.earliest, days.latest
    if first == last:
        return write_day(rng, first)
    return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"


def is_long_ago(died: Span | None, as_of: date) -> tuple[bool, bool]:
    """Return whether the days for closing surely have, and whether they possibly have passed since somebody died.

    Where no day of death is recorded, no time is allowed.

    >>> is_long_ago(Span(date(2026, 10, 4), date(2026, 10, 4)), date(2026, 11, 1))
    (False, False)
    """
    if died is None:
        return True, True
    last = as_of - timedelta(days=CLOSE_DAYS)
    return min(died.latest, as_of) < last, died.earliest < last


def asks_to_close(chart: Chart) -> tuple[bool, bool]:
    """Return whether what is open surely is, and whether it possibly is to be closed because the person died.

    A day of death that cannot be read leaves open whether the person has died.
    """
    if chart.facts.may_have_died:
        return False, True
    return is_long_ago(chart.facts.died, chart.near.as_of) if chart.exempt else (False, False)


def _undecided(near: Horizon) -> list[Partial]:
    return near.straddling(near.ago(CLOSE_DAYS))
