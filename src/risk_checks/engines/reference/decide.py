"""One outcome for one subject, decided in the order of design clause 5.11."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from risk_checks.engines.coverage import Input
from risk_checks.engines.limits import EVIDENCE_LIMIT
from risk_checks.engines.reasons import Sentences, Slot, sentences
from risk_checks.engines.reference.candidates import Candidate, Candidates, Standing, compile_candidates
from risk_checks.engines.reference.clocks import ReadClock, Reading, compile_clock, ordered
from risk_checks.engines.reference.conditions import compile_condition
from risk_checks.engines.reference.operands import days_in
from risk_checks.engines.reference.person import Context
from risk_checks.model.days import Days
from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
from risk_checks.rules.plan import Clock, Complete, Every, Plan, Recorded, Within
from risk_checks.tables.definition import Column, ColumnType


@dataclass(frozen=True, slots=True)
class Answer:
    """What an expectation says before the sentence is built."""

    kind: OutcomeKind
    code: ReasonCode
    due_on: date | None = None
    latest: date | None = None
    missing: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


Decide = Callable[[Context], Outcome | None]
Expect = Callable[[Context], Answer]


def compile_plan(plan: Plan, *, seen: Input) -> Decide:
    """Return the function that decides a rule for a subject; None where the subject is not in the population."""
    when = compile_condition(plan.when)
    unless = tuple(compile_condition(exemption.when) for exemption in plan.unless)
    expect = compile_expectation(plan, seen=seen)
    words = sentences(plan, seen=seen)

    def decide(context: Context) -> Outcome | None:
        applies = when(context.subject, context)
        if not applies.possibly:
            return None
        if not applies.surely:
            answer = Answer(OutcomeKind.UNKNOWN, ReasonCode.POPULATION_NOT_KNOWN)
            return _outcome(plan, context, answer, text=_fill(answer, words))
        exempt = [test(context.subject, context) for test in unless]
        for sentence, truth in zip(words.exempt, exempt, strict=True):
            if truth.surely:
                return _outcome(plan, context, Answer(OutcomeKind.EXEMPT, ReasonCode.EXEMPT), text=sentence)
        answer = expect(context)
        unread = [sentence for sentence, truth in zip(words.unread, exempt, strict=True) if truth.possibly]
        return _outcome(plan, context, answer, text=_fill(answer, words) + "".join(unread))

    return decide


def compile_expectation(plan: Plan, *, seen: Input) -> Expect:
    """Return the function that answers the expectation of a plan."""
    match plan.expect:
        case Complete(columns=columns):
            return lambda context: _complete(columns, context)
        case Recorded() as recorded:
            candidates, clock = compile_candidates(recorded), compile_clock(recorded)
            return lambda context: _recorded(recorded, candidates, clock, context, seen=seen)
        case _:
            assert_never(plan.expect)


def decided(possible: frozenset[OutcomeKind]) -> OutcomeKind:
    """Return the one outcome that a set of possible ones amounts to (clause 5.11, step 4)."""
    if possible == {OutcomeKind.MET, OutcomeKind.DUE}:
        return OutcomeKind.DUE
    return next(iter(possible)) if len(possible) == 1 else OutcomeKind.UNKNOWN


def _complete(columns: Sequence[Column], context: Context) -> Answer:
    empty = tuple(column.name for column in columns if _is_empty(column, context))
    if empty:
        return Answer(OutcomeKind.GAP, ReasonCode.FIELD_EMPTY, missing=empty)
    return Answer(OutcomeKind.MET, ReasonCode.COMPLETE)


def _is_empty(column: Column, context: Context) -> bool:
    if column.type is ColumnType.DAY:
        return days_in(context.subject, column) == Days(None, None)
    return context.subject[column.name] in (None, [], ())


def _recorded(expect: Recorded, candidates: Candidates, clock: ReadClock, context: Context, *, seen: Input) -> Answer:
    rows = candidates(context)
    reading = clock(rows, context)
    kind = decided(reading.possible)
    code = _code(kind, expect, rows, context, seen=seen)
    return Answer(
        kind=kind,
        code=code,
        due_on=reading.due_on(kind),
        latest=_latest(rows),
        evidence=tuple(row.key for row in _evidence(code, rows, reading)[:EVIDENCE_LIMIT]),
    )


_VOID = {
    ReasonCode.ONLY_FUTURE: Standing.FUTURE,
    ReasonCode.ONLY_DRAFT: Standing.DRAFT,
    ReasonCode.ONLY_RETRACTED: Standing.RETRACTED,
    ReasonCode.ONLY_BEFORE_START: Standing.BEFORE_START,
}


def _evidence(code: ReasonCode, rows: Sequence[Candidate], reading: Reading) -> tuple[Candidate, ...]:
    if code in _VOID:
        return ordered(row for row in rows if row.standing is _VOID[code])
    return reading.decisive


def _code(
    kind: OutcomeKind, expect: Recorded, rows: Sequence[Candidate], context: Context, *, seen: Input
) -> ReasonCode:
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
            return _unknown(expect, rows, context, seen=seen)
        case OutcomeKind.EXEMPT:  # pragma: no cover - an expectation never exempts (clause 5.11)
            raise AssertionError
        case _:
            assert_never(kind)


def _met(clock: Clock | None) -> ReasonCode:
    if isinstance(clock, Every):
        return ReasonCode.CURRENT
    return ReasonCode.IN_TIME if isinstance(clock, Within) else ReasonCode.RECORDED


def _gap(rows: Sequence[Candidate]) -> ReasonCode:
    standings = {row.standing for row in rows}
    if Standing.COUNTS in standings:
        return ReasonCode.OUT_OF_DATE
    return next((code for code, standing in _VOID.items() if standing in standings), ReasonCode.NONE_RECORDED)


def _unknown(expect: Recorded, rows: Iterable[Candidate], context: Context, *, seen: Input) -> ReasonCode:
    if not context.person.whole(expect.table.name):
        return ReasonCode.NOT_COVERED if seen.not_covered(expect.table.name) else ReasonCode.SET_ASIDE
    counting = [row for row in rows if row.standing is Standing.COUNTS]
    if any(not row.status.surely for row in counting):
        return ReasonCode.STATUS_NOT_KNOWN
    if any(not row.where.surely for row in counting):
        return ReasonCode.FIELD_NOT_KNOWN
    return ReasonCode.DATE_NOT_KNOWN


def _latest(rows: Sequence[Candidate]) -> date | None:
    days = [row.days.latest for row in rows if row.standing is Standing.COUNTS and row.days.latest is not None]
    return max(days, default=None)


def _fill(answer: Answer, words: Sentences) -> str:
    template = (words.with_due if answer.due_on else words.without_due)[answer.code]
    values = {
        Slot.DUE_ON: str(answer.due_on),
        Slot.LATEST: str(answer.latest),
        Slot.MISSING: ", ".join(answer.missing),
    }
    return "".join(values[part] if isinstance(part, Slot) else part for part in template)


def overdue(kind: OutcomeKind, due_on: date | None, as_of: date) -> int | None:
    """Return the days past the deadline, 0 before it; None where no clock runs (any more)."""
    if due_on is None or kind is OutcomeKind.LATE:
        return None
    return max(0, (as_of - due_on).days)


def _outcome(plan: Plan, context: Context, answer: Answer, *, text: str) -> Outcome:
    team = context.subject.get(plan.subject.team) if plan.subject.team else None
    return Outcome(
        rule=plan.rule,
        patient=context.person.key,
        table=plan.subject.name,
        subject=str(context.subject["id"]),
        outcome=answer.kind,
        reason_code=answer.code,
        reason=text,
        missing=answer.missing,
        due_on=answer.due_on,
        overdue_days=overdue(answer.kind, answer.due_on, context.as_of),
        evidence=answer.evidence,
        team=None if team is None else str(team),
        revision=plan.revision,
        severity=plan.severity,
        as_of=context.as_of,
    )
