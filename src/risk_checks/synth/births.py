"""When people were born: mostly adults, with both sides of the ages that rules ask about, years alone, and no day."""

from __future__ import annotations

from datetime import date
from enum import Enum
from random import Random

from risk_checks.model.duration import Duration, shift
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Span
from risk_checks.synth.horizon import ONE_DAY, Horizon, pick

ADULT = Duration(18, "year")
MOVING = Duration(210, "month")
MOVED = Duration(19, "year")
PLAN_DAYS = 28
"""The days after which a plan must be there."""


class Birth(Enum):
    """How old a person is on the day of the check, and how the record says it."""

    ADULT = "an adult"
    EIGHTEEN_TODAY = "eighteen on the day"
    EIGHTEEN_TOMORROW = "eighteen the day after"
    CHILD = "a child"
    MOVING = "of the age in which people move to adult services"
    MOVING_TODAY = "of that age from the day on"
    MOVING_DUE = "of that age for as long as a plan may take"
    MOVING_PAST = "of that age for a day longer"
    MOVED = "past that age since the day"
    ADULT_YEAR = "an adult, the year alone is known"
    YEAR_UNDECIDED = "eighteen this year, the year alone is known"
    UNKNOWN = "not known"


BIRTHS = (
    Weighted(Birth.ADULT, 66),
    Weighted(Birth.EIGHTEEN_TODAY, 3),
    Weighted(Birth.EIGHTEEN_TOMORROW, 3),
    Weighted(Birth.CHILD, 4),
    Weighted(Birth.MOVING, 9),
    Weighted(Birth.MOVING_TODAY, 1),
    Weighted(Birth.MOVING_DUE, 2),
    Weighted(Birth.MOVING_PAST, 2),
    Weighted(Birth.MOVED, 1),
    Weighted(Birth.ADULT_YEAR, 4),
    Weighted(Birth.YEAR_UNDECIDED, 2),
    Weighted(Birth.UNKNOWN, 2),
)


def born(rng: Random, near: Horizon, birth: Birth) -> Span | None:
    """Return the days on which the person may have been born; None where the record does not say."""
    day, year = near.as_of, near.as_of.year
    match birth:
        case Birth.UNKNOWN:
            return None
        case Birth.ADULT_YEAR:
            return _year(year - rng.randrange(20, 96))
        case Birth.YEAR_UNDECIDED:
            return _year(year - 18)
        case Birth.EIGHTEEN_TODAY:
            found = _born_by(day, ADULT)
        case Birth.EIGHTEEN_TOMORROW:
            found = _born_by(day, ADULT) + ONE_DAY
        case Birth.MOVING:
            found = pick(rng, near, _born_by(day, MOVED) + ONE_DAY, _born_by(day, MOVING))
        case Birth.MOVING_TODAY:
            found = _born_by(day, MOVING)
        case Birth.MOVING_DUE:
            found = _born_by(near.ago(PLAN_DAYS), MOVING)
        case Birth.MOVING_PAST:
            found = _born_by(near.ago(PLAN_DAYS + 1), MOVING)
        case Birth.MOVED:
            found = _born_by(day, MOVED)
        case Birth.CHILD:
            found = near.ago(rng.randrange(6 * 365, 17 * 365))
        case _:
            found = near.ago(rng.randrange(20 * 365, 96 * 365))
    return Span(found, found)


def birth_date(days: Span) -> str:
    """Return the days as a FHIR date: a day, or a year."""
    return days.earliest.isoformat() if days.earliest == days.latest else f"{days.earliest.year:04}"


def is_aged(days: Span | None, age: Duration, on: date) -> tuple[bool, bool]:
    """Return whether the person is surely, and whether they are possibly, of an age on a day.

    Whoever was born on 29 February is a year older on 1 March.

    >>> is_aged(Span(date(2008, 11, 1), date(2008, 11, 1)), ADULT, date(2026, 11, 1))
    (True, True)
    """
    if days is None:
        return False, True
    born_by = _born_by(on, age)
    return days.latest <= born_by, days.earliest <= born_by


def _born_by(on: date, age: Duration) -> date:
    return shift(on, age, sign=-1)


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))
