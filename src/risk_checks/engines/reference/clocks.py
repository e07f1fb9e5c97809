"""The clocks (design clause 5.10): which outcomes a subject's candidates leave possible, and by when it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from risk_checks.engines.reference.candidates import Candidate, Standing
from risk_checks.engines.reference.operands import ReadDays, compile_days, compile_time, moved
from risk_checks.engines.reference.person import Context, Row
from risk_checks.model.days import NO_END, Days
from risk_checks.model.duration import Duration, shift
from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.plan import Every, Grace, Operand, Recorded, Time, Window, Within

KINDS = OutcomeKind
_DAY, _NO_TIME = Duration(1, "day"), Duration(0, "day")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clock leaves possible, the candidates that decide, and the deadline that goes with an outcome."""

    possible: frozenset[OutcomeKind]
    decisive: tuple[Candidate, ...]
    due_on: Callable[[OutcomeKind], date | None]


ReadClock = Callable[[Sequence[Candidate], Context], Reading]
IsSeen = Callable[[Context], bool]
"""Whether every row that could answer was in the input."""


@dataclass(frozen=True, slots=True)
class _Deadline:
    """A deadline as it decides, cut at `as_of`, and as it was recorded."""

    base: ReadDays
    recorded: ReadDays
    time: Callable[[Row, Context], Duration]

    def start(self, context: Context) -> Days:
        """Return the days it is counted from."""
        return self.base(context.subject, context)

    def days(self, context: Context) -> Days:
        """Return the days that it may be."""
        return moved(self.start(context), self.time(context.subject, context))

    def due_on(self, context: Context) -> date | None:
        """Return the latest day that it may be; None where it has no end."""
        return bounded(moved(self.recorded(context.subject, context), self.time(context.subject, context)).latest)


def _deadline(of: Operand, time: Time) -> _Deadline:
    return _Deadline(compile_days(of), compile_days(of, cut=False), compile_time(time))


def compile_clock(expect: Recorded, whole: IsSeen) -> ReadClock:
    """Return the function that reads the clock of an expectation, given whether all that could answer was seen."""
    match expect.clock:
        case Window(last=last, closes=True) if last is not None:
            return _grace(_deadline(last, _NO_TIME), whole)
        case None | Window():
            return lambda rows, context: _plain(rows, whole=whole(context))
        case Grace(of=of, time=time):
            return _grace(_deadline(of, time), whole)
        case Within(of=of, time=time, first_day_counted=counted):
            return _within(_deadline(of, time), whole, first_day_counted=counted)
        case Every(of=of, first_time=first_time, time=time):
            return _every(_deadline(of, first_time), compile_time(time), whole)
        case _:
            assert_never(expect.clock)


def _counting(rows: Sequence[Candidate]) -> list[Candidate]:
    return [row for row in rows if row.standing is Standing.COUNTS]


def _plain(rows: Sequence[Candidate], *, whole: bool) -> Reading:
    counting = _counting(rows)
    surely = any(row.qualifies.surely for row in counting)
    possible = {KINDS.MET} if surely else {KINDS.GAP} | ({KINDS.MET} if counting or not whole else set())
    return Reading(frozenset(possible), latest_of(counting), lambda kind: None)


def _grace(until: _Deadline, is_seen: IsSeen) -> ReadClock:
    def read(rows: Sequence[Candidate], context: Context) -> Reading:
        counting = _counting(rows)
        deadline = until.days(context)
        possible: set[OutcomeKind] = set()
        if counting or not is_seen(context):
            possible.add(KINDS.MET)
        if not any(row.qualifies.surely for row in counting):
            possible |= _open(deadline, context.as_of)
        due = until.due_on(context)
        return Reading(frozenset(possible), latest_of(counting), lambda kind: None if kind is KINDS.MET else due)

    return read


def _within(until: _Deadline, is_seen: IsSeen, *, first_day_counted: bool) -> ReadClock:
    def read(rows: Sequence[Candidate], context: Context) -> Reading:
        start = until.start(context)
        first = start if first_day_counted else moved(start, _DAY)
        deadline = until.days(context)
        placed = [_place(row, first=first, deadline=deadline) for row in _counting(rows)]
        whole = is_seen(context)
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
        due = until.due_on(context)
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


def _every(until: _Deadline, every: Callable[[Row, Context], Duration], is_seen: IsSeen) -> ReadClock:
    def read(rows: Sequence[Candidate], context: Context) -> Reading:
        counting, as_of, time = _counting(rows), context.as_of, every(context.subject, context)
        sure = [row for row in counting if row.qualifies.surely]
        first = until.days(context)
        possible: set[OutcomeKind] = set()
        ends = [moved(row.days, time) for row in counting]
        if any(end.latest is None or as_of <= end.latest for end in ends) or not is_seen(context):
            possible.add(KINDS.MET)
        if sure:
            known = [row.days.earliest for row in sure if row.days.earliest is not None]
            if not known or as_of > shift(max(known), time):
                possible.add(KINDS.GAP)
        else:
            possible |= _open(first, as_of)
            if any(end.earliest is None or as_of > end.earliest for end in ends):
                possible.add(KINDS.GAP)
        due = until.due_on(context)
        lasts = [bounded(moved(row.recorded_days, time).latest) for row in counting]

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


def bounded(day: date | None) -> date | None:
    """Return a deadline, or None where it has no end."""
    return None if day == NO_END else day


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
