"""The days that matter around the day of the check: year boundaries, clock changes, and years and months as dates."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from risk_checks.model.duration import Duration, shift

YEAR = Duration(12, "month")
QUARTER = Duration(3, "month")
ONE_DAY = timedelta(days=1)
YEARS_BACK = 9


@dataclass(frozen=True, slots=True)
class Partial:
    """A date known to the year or the month only, and the days it may be."""

    text: str
    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Horizon:
    """The day of the check and what is reckoned from it.

    `first_current` is the first day whose renewal a year later is not before `as_of`.
    """

    as_of: date
    first_current: date
    year_ago: date
    clock_changes: tuple[date, ...]
    years: tuple[Partial, ...]
    months: tuple[Partial, ...]

    def ago(self, days: int) -> date:
        """Return the day so many days before the check."""
        return self.as_of - timedelta(days=days)

    def ahead(self, days: int) -> date:
        """Return the day so many days after the check."""
        return self.as_of + timedelta(days=days)

    def straddling(self, day: date) -> list[Partial]:
        """Return the years and months of which some days come before a day, and some do not."""
        return [each for each in (*self.years, *self.months) if each.earliest < day <= each.latest]

    def between(self, first: date, last: date) -> list[Partial]:
        """Return the years and months that lie in a span of days."""
        return [each for each in (*self.years, *self.months) if first <= each.earliest and each.latest <= last]


def horizon(as_of: date) -> Horizon:
    """Return the horizon of a day.

    >>> horizon(date(2024, 2, 29)).first_current
    datetime.date(2023, 3, 1)
    """
    years = range(as_of.year - YEARS_BACK, as_of.year + 2)
    return Horizon(
        as_of=as_of,
        first_current=first_current(as_of, YEAR),
        year_ago=shift(as_of, YEAR, sign=-1),
        clock_changes=tuple(_last_sunday(year, month) for year in years for month in (3, 10)),
        years=tuple(Partial(f"{year:04}", date(year, 1, 1), date(year, 12, 31)) for year in years),
        months=tuple(_month(year, month) for year in years for month in range(1, 13)),
    )


def renewal(day: date) -> date:
    """Return the last day on which something done on `day` is still current."""
    return shift(day, YEAR)


def quarter_ago(near: Horizon) -> date:
    """Return the first day of the three months that most rules look back on."""
    return shift(near.as_of, QUARTER, sign=-1)


def carried_over(start: date) -> date:
    """Return the first day that still counts for a referral's care plan: a year before it started."""
    return shift(start, YEAR, sign=-1)


def pick(rng: Random, near: Horizon, first: date, last: date) -> date:
    """Return a day from `first` to `last`, with a liking for both ends and for days on which the clocks change."""
    liking = rng.randrange(8)
    if liking == 0:
        return first
    if liking == 1:
        return last
    if liking == 2:
        changes = [day for day in near.clock_changes if first <= day <= last]
        if changes:
            return rng.choice(changes)
    return first + timedelta(days=rng.randrange((last - first).days + 1))


@lru_cache(maxsize=64)
def first_current(as_of: date, time: Duration) -> date:
    """Return the first day that, with the time added, does not come before `as_of`."""
    day = shift(as_of, time, sign=-1)
    while shift(day, time) < as_of:
        day += ONE_DAY
    while shift(day - ONE_DAY, time) >= as_of:
        day -= ONE_DAY
    return day


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _month(year: int, month: int) -> Partial:
    return Partial(f"{year:04}-{month:02}", date(year, month, 1), date(year, month, monthrange(year, month)[1]))
