"""What one part of an expectation says of a subject: what is possible, and why, for each outcome it may decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from risk_checks.engines.coverage import Input
from risk_checks.engines.limits import EVIDENCE_LIMIT
from risk_checks.engines.reference.candidates import Candidate, Standing, compile_candidates
from risk_checks.engines.reference.clocks import IsSeen, Reading, compile_clock, ordered
from risk_checks.engines.reference.operands import days_in
from risk_checks.engines.reference.person import Context
from risk_checks.model.days import NOT_KNOWN
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.rules.plan import Clock, Complete, Every, Recorded, Window, Within
from risk_checks.tables.definition import Column, ColumnType


@dataclass(frozen=True, slots=True)
class Said:
    """What a part says where it decides; `part` is its number in the order of `parts_of`.

    `in_doubt` says that what is due may be recorded all the same.
    """

    part: int
    code: ReasonCode
    due_on: date | None = None
    latest: date | None = None
    missing: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is possible; and for an outcome of the whole, the deadline and what the parts that decide say of it."""

    possible: frozenset[OutcomeKind]
    due_on: Callable[[OutcomeKind], date | None]
    said: Callable[[OutcomeKind], tuple[Said, ...]]

    @property
    def kind(self) -> OutcomeKind:
        """The one outcome that this amounts to (clause 5.11, step 4)."""
        if self.possible == {OutcomeKind.MET, OutcomeKind.DUE}:
            return OutcomeKind.DUE
        return next(iter(self.possible)) if len(self.possible) == 1 else OutcomeKind.UNKNOWN


Judge = Callable[[Context], Verdict]


def judge_complete(expect: Complete, *, part: int, seen: Input) -> Judge:
    """Return the judge of whether columns of the subject are filled."""
    columns = [(column, seen.looked_up(expect.table, column)) for column in expect.columns]
    unseen = seen.why_unseen(expect)

    def judge(context: Context) -> Verdict:
        empty = [(column.name, types) for column, types in columns if _is_empty(column, context)]
        missing = tuple(name for name, types in empty if context.person.whole(types))
        if missing or not empty:
            kind, code = (OutcomeKind.GAP, ReasonCode.FIELD_EMPTY) if empty else (OutcomeKind.MET, ReasonCode.COMPLETE)
            said = (Said(part, code, missing=missing),)
            return Verdict(frozenset({kind}), lambda _kind: None, lambda _kind: said)
        said = (Said(part, unseen),)
        return Verdict(frozenset({OutcomeKind.MET, OutcomeKind.GAP}), lambda _kind: None, lambda _kind: said)

    return judge


def _is_empty(column: Column, context: Context) -> bool:
    if column.type is ColumnType.DAY:
        return days_in(context.subject, column) == NOT_KNOWN
    return context.subject[column.name] in (None, [], ())


def judge_recorded(expect: Recorded, *, part: int, seen: Input) -> Judge:
    """Return the judge of whether a row is recorded as the clock asks."""
    whole = all_seen(expect, seen)
    candidates, clock, unseen = compile_candidates(expect), compile_clock(expect, whole), seen.why_unseen(expect)

    def judge(context: Context) -> Verdict:
        rows = candidates(context)
        reading = clock(rows, context)

        def said(kind: OutcomeKind) -> tuple[Said, ...]:
            is_unseen = kind is OutcomeKind.UNKNOWN and not whole(context)
            code = unseen if is_unseen else _code(kind, expect, rows)
            evidence = tuple(row.key for row in _evidence(code, rows, reading)[:EVIDENCE_LIMIT])
            in_doubt = kind is OutcomeKind.DUE and OutcomeKind.MET in reading.possible
            return (Said(part, code, reading.due_on(kind), _latest(rows), evidence=evidence, in_doubt=in_doubt),)

        return Verdict(reading.possible, reading.due_on, said)

    return judge


def all_seen(expect: Recorded, seen: Input) -> IsSeen:
    """Return the test of whether all that could answer was in the input for a person."""
    types = seen.answering(expect)
    return lambda context: context.person.whole(types)


_VOID = {
    ReasonCode.ONLY_FUTURE: Standing.FUTURE,
    ReasonCode.ONLY_DRAFT: Standing.DRAFT,
    ReasonCode.ONLY_RETRACTED: Standing.RETRACTED,
    ReasonCode.ONLY_BEFORE_START: Standing.BEFORE_START,
    ReasonCode.OUTSIDE_WINDOW: Standing.OUTSIDE,
}


def _evidence(code: ReasonCode, rows: Sequence[Candidate], reading: Reading) -> tuple[Candidate, ...]:
    if code in _VOID:
        return ordered(row for row in rows if row.standing is _VOID[code])
    return reading.decisive


def _code(kind: OutcomeKind, expect: Recorded, rows: Sequence[Candidate]) -> ReasonCode:
    match kind:
        case OutcomeKind.MET:
            return _met(expect.clock)
        case OutcomeKind.LATE:
            return ReasonCode.RECORDED_LATE
        case OutcomeKind.DUE:
            return ReasonCode.NOT_YET_DUE
        case OutcomeKind.GAP:
            return _gap(rows)
        case OutcomeKind.UNKNOWN:
            return _unknown(rows)
        case OutcomeKind.EXEMPT:  # pragma: no cover - an expectation never exempts (clause 5.11)
            raise AssertionError
        case _:
            assert_never(kind)


def _met(clock: Clock | None) -> ReasonCode:
    if isinstance(clock, Every):
        return ReasonCode.CURRENT
    return ReasonCode.IN_TIME if isinstance(clock, Within | Window) else ReasonCode.RECORDED


def _gap(rows: Sequence[Candidate]) -> ReasonCode:
    standings = {row.standing for row in rows}
    if Standing.COUNTS in standings:
        return ReasonCode.OUT_OF_DATE
    return next((code for code, standing in _VOID.items() if standing in standings), ReasonCode.NONE_RECORDED)


def _unknown(rows: Iterable[Candidate]) -> ReasonCode:
    counting = [row for row in rows if row.standing is Standing.COUNTS]
    if any(not row.status.surely for row in counting):
        return ReasonCode.STATUS_NOT_KNOWN
    if any(not row.where.surely for row in counting):
        return ReasonCode.FIELD_NOT_KNOWN
    return ReasonCode.DATE_NOT_KNOWN


def _latest(rows: Sequence[Candidate]) -> date | None:
    days = [row.days.latest for row in rows if row.standing is Standing.COUNTS and row.days.latest is not None]
    return max(days, default=None)
