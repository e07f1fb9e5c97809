"""Between which days rows count (clause 5.10)."""

from __future__ import annotations

from risk_checks.model.duration import Duration
from risk_checks.rules.plan import Operand, Recorded, Shifted, Window, Within

_DAY = Duration(1, "day")


def next_day(day: Operand) -> Operand:
    """Return the day after."""
    return Shifted(day, _DAY, 1)


def day_before(day: Operand) -> Operand:
    """Return the day before."""
    return Shifted(day, _DAY, -1)


def first_day_of(expect: Recorded) -> Operand | None:
    """Return the first day from which rows count: that of `within` or of a window, else `since`."""
    match expect.clock:
        case Within(of=of, first_day_counted=counted):
            return of if counted else next_day(of)
        case Window(first=first):
            return first
        case _:
            return expect.since


def last_day_of(expect: Recorded) -> Operand | None:
    """Return the last day to which rows count: that of a window."""
    return expect.clock.last if isinstance(expect.clock, Window) else None
