"""Clocks that no row could ever satisfy, seen before any record is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from risk_checks.errors import Where
from risk_checks.model.duration import Duration, shift
from risk_checks.rules.faults import WRONG_VALUE, Faults
from risk_checks.rules.plan import AsOf, Chosen, Clock, ColumnRef, Literal_, Operand, Shifted, Time, Window, Within

_DAYS = (date(2023, 1, 31), date(2024, 2, 29), date(2025, 2, 28), date(2025, 6, 15))
"""Days around which months and years are long and short."""

_Base = AsOf | ColumnRef | None
_Move = Callable[[date], date]


def is_impossible(clock: Clock) -> bool:
    """Return whether the last day that counts is before the first, on whatever day the clock begins.

    What cannot be compared (two columns, a time or a day per service) is taken to be possible.
    """
    match clock:
        case Within(time=Duration(count=0), first_day_counted=False):
            return True
        case Window(first=first, last=last) if first is not None:
            return _is_after(first, AsOf()) or (last is not None and _is_after(first, last))
        case _:
            return False


def _is_after(one: Operand, other: Operand) -> bool:
    """Whether one day is after another whatever day they are counted from; what is after `as_of` is no evidence."""
    read, other_read = _read(one), _read(other)
    if read is None or other_read is None or read[0] != other_read[0]:
        return False
    return all(read[1](day) > other_read[1](day) for day in _DAYS)


def check_possible(clock: Clock, where: Where, faults: Faults) -> None:
    """Record a clock that no row could satisfy."""
    if is_impossible(clock):
        message = "no day can lie between the first and the last that count"
        faults.add(WRONG_VALUE, message, where, hint="count the first day, or move an end")


def is_no_age(at_least: Time | None, under: Time | None) -> bool:
    """Return whether nobody can be at least so old and under so old; what depends on the service is possible."""
    if not isinstance(at_least, Duration) or not isinstance(under, Duration):
        return False
    return all(shift(day, under, sign=-1) >= shift(day, at_least, sign=-1) for day in _DAYS)


def _read(operand: Operand) -> tuple[_Base, _Move] | None:
    """Return what an operand is counted from (None: a day of the calendar), and how it moves from there."""
    match operand:
        case AsOf() | ColumnRef():
            return operand, lambda day: day
        case Literal_(value=date() as fixed):
            return None, lambda day: fixed
        case Shifted(of=of, time=Duration() as time, sign=sign):
            inner = _read(of)
            if inner is None:
                return None
            base, move = inner
            return base, lambda day: shift(move(day), time, sign=sign)
        case Literal_() | Shifted() | Chosen():
            return None
