"""The clocks (design clause 5.10): which outcomes a subject's candidates leave possible, and by when it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from risk_checks.engines.reference.candidates import Candidate, Standing
from risk_checks.engines.reference.operands import ReadDays, compile_days
from risk_checks.engines.reference.person import Context
from risk_checks.model.days import Days
from risk_checks.model.duration import Duration, shift
from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.plan import Every, Grace, Recorded, Within

KINDS = OutcomeKind
_DAY = Duration(1, "day")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock leaves possible, the candidates that decide, and the deadline that goes with an outcome."""

    possible: frozenset[OutcomeKind]
    decisive: tuple[Candidate, ...]
    due_on: Callable[[OutcomeKind], date | None]


ReadClock = Callable[[Sequence[Candidate], Context], Reading]


def compile_clock(expect: Recorded) -> ReadClock:
    """Return the function that reads the clock of an expectation."""
    table = expect.table.name
    match expect.clock:
        case None:
            return lambda rows, context: _plain(rows, whole=context.person.whole(table))
        case Grace(of=of, time=time):
            return _grace(compile_days(of), compile_days(of, cut=False), time, table)
        case Within(of=of) as within:
            return _within(compile_days(of), compile_days(of, cut=False), within, table)
        case Every(of=of) as every:
            return _every(compile_days(of), compile_days(of, cut=False), every, table)
        case _:
            assert_never(expect.clock)


def _counting(rows: Sequence[Candidate]) -> list[Candidate]:
    return [row for row in rows if row.standing is Standing.COUNTS]


def _plain(rows: Sequence[Candidate], *, whole: bool) -> Reading:
    counting = _counting(rows)
    surely = any(row.qualifies.surely for row in counting)
    possible = {KINDS.MET} if surely else {KINDS.GAP} | ({KINDS.MET} if counting or not whole else set())
    return Reading(frozenset(possible), latest_of(counting), lambda kind: None)


def _grace(base: ReadDays, recorded: ReadDays, time: Duration, table: str) -> ReadClock:
    def read(rows: Sequence[Candidate], context: Context) -> Reading:
        counting = _counting(rows)
        deadline = _moved(base(context.subject, context), time)
        possible: set[OutcomeKind] = set()
        if counting or not context.person.whole(table):
            possible.add(KINDS.MET)
        if not any(row.qualifies.surely for row in counting):
            possible |= _open(deadline, context.as_of)
        due = _moved(recorded(context.subject, context), time).latest
        return Reading(frozenset(possible), latest_of(counting), lambda kind: None if kind is KINDS.MET else due)

    return read


def _within(base: ReadDays, recorded: ReadDays, clock: Within, table: str) -> ReadClock:
    def read(rows: Sequence[Candidate], context: Context) -> Reading:
        start = base(context.subject, context)
        first = start if clock.first_day_counted else _moved(start, _DAY)
        deadline = _moved(start, clock.time)
        placed = [_place(row, first=first, deadline=deadline) for row in _counting(rows)]
        whole = context.person.whole(table)
        possible: set[OutcomeKind] = set()
        if any(place.inside_possibly for place in placed) or not whole:
            possible.add(KINDS.MET)
        unseen_late = not whole and KINDS.GAP in _open(deadline, context.as_of)
        if not any(place.inside_surely for place in placed) and (
            any(place.after_possibly for place in placed) or unseen_late
        ):
            possible.add(KINDS.LATE)
        if not any(place.counts_surely for place in placed):
            possible |= _open(deadline, context.as_of)
        due = _moved(recorded(context.subject, context), clock.time).latest
        inside = [place.row for place in placed if place.inside_possibly]
        after = [place.row for place in placed if place.after_possibly]
        return Reading(frozenset(possible), ordered(inside or after), lambda kind: None if kind is KINDS.MET else due)

    return read


@dataclass(frozen=True, slots=True)
class _Place:
    row: Candidate
    inside_surely: bool
    inside_possibly: bool
    after_possibly: bool
    counts_surely: bool


def _place(row: Candidate, *, first: Days, deadline: Days) -> _Place:
    early, late = row.days.earliest, row.days.latest
    counts = row.qualifies.surely and _at_least(early, first.latest)
    return _Place(
        row=row,
        inside_surely=counts and _at_least(deadline.earliest, late),
        inside_possibly=not _below(late, first.earliest) and not _below(deadline.latest, early),
        after_possibly=late is None or deadline.earliest is None or late > deadline.earliest,
        counts_surely=counts,
    )


def _at_least(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one >= other


def _below(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _every(base: ReadDays, recorded: ReadDays, clock: Every, table: str) -> ReadClock:
    def read(rows: Sequence[Candidate], context: Context) -> Reading:
        counting, as_of = _counting(rows), context.as_of
        sure = [row for row in counting if row.qualifies.surely]
        first = _moved(base(context.subject, context), clock.first_time)
        possible: set[OutcomeKind] = set()
        ends = [_moved(row.days, clock.time) for row in counting]
        if any(end.latest is None or as_of <= end.latest for end in ends) or not context.person.whole(table):
            possible.add(KINDS.MET)
        if sure:
            known = [row.days.earliest for row in sure if row.days.earliest is not None]
            if not known or as_of > shift(max(known), clock.time):
                possible.add(KINDS.GAP)
        else:
            possible |= _open(first, as_of)
            if any(end.earliest is None or as_of > end.earliest for end in ends):
                possible.add(KINDS.GAP)
        due = _moved(recorded(context.subject, context), clock.first_time).latest
        lasts = [_moved(row.recorded_days, clock.time).latest for row in counting]

        def due_on(kind: OutcomeKind) -> date | None:
            if kind is KINDS.DUE or not counting:
                return due
            return latest_day(lasts if sure else [*lasts, due])

        return Reading(frozenset(possible), latest_of(counting), due_on)

    return read


def _open(deadline: Days, as_of: date) -> set[OutcomeKind]:
    possible: set[OutcomeKind] = set()
    if deadline.latest is None or as_of <= deadline.latest:
        possible.add(KINDS.DUE)
    if deadline.earliest is None or as_of > deadline.earliest:
        possible.add(KINDS.GAP)
    return possible


def _moved(days: Days, time: Duration) -> Days:
    return Days(
        None if days.earliest is None else shift(days.earliest, time),
        None if days.latest is None else shift(days.latest, time),
    )


def latest_day(days: Iterable[date | None]) -> date | None:
    """Return the greatest of the days, or None where one of them has no bound."""
    found = list(days)
    return None if any(day is None for day in found) else max(day for day in found if day is not None)


def latest_of(counting: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates that could be the latest one (clause 5.5), in evidence order."""
    known = [row.days.earliest for row in counting if row.qualifies.surely and row.days.earliest is not None]
    floor = max(known, default=date.min)
    return ordered(row for row in counting if row.days.latest is not None and row.days.latest >= floor)


def ordered(rows: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return candidates in the order of `evidence`: latest day, earliest day (both from late to early), key."""
    by_key = sorted(rows, key=lambda row: row.key)
    return tuple(
        sorted(by_key, key=lambda row: (row.days.latest or date.max, row.days.earliest or date.min), reverse=True)
    )
