"""Expectations answered for every subject at once: kind, code, deadline, missing columns, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.candidates import BEFORE_START, DRAFT, FUTURE, RETRACTED
from risk_checks.engines.columnar.clocks import possible
from risk_checks.engines.columnar.columns import Columns
from risk_checks.engines.columnar.days import no_day
from risk_checks.engines.columnar.evidence import VOID, with_evidence
from risk_checks.engines.columnar.subjects import PERSON, Run
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.rules.plan import Complete, Every, Plan, Recorded, Scope, Within
from risk_checks.tables.definition import Column, ColumnType

KIND, CODE, DUE, LATEST, MISSING, EVIDENCE = "a_kind", "a_code", "a_due", "a_latest", "a_missing", "a_evidence"
_CODES = {
    FUTURE: ReasonCode.ONLY_FUTURE,
    DRAFT: ReasonCode.ONLY_DRAFT,
    RETRACTED: ReasonCode.ONLY_RETRACTED,
    BEFORE_START: ReasonCode.ONLY_BEFORE_START,
}


@dataclass(frozen=True, slots=True)
class _Answer:
    kind: ir.Value
    code: ir.Value
    due_on: ir.Value
    latest: ir.Value
    missing: ir.Value
    evidence: ir.Value


def with_answers(plan: Plan, subjects: Columns, run: Run) -> Columns:
    """Return the subjects with the six columns of the expectation's answer."""
    match plan.expect:
        case Complete(columns=wanted):
            columns, answer = subjects, _complete(wanted, subjects)
        case Recorded() as recorded:
            columns = _judged(recorded, with_evidence(recorded, subjects, run), run)
            answer = _recorded(recorded, columns, run)
        case _:
            assert_never(plan.expect)
    answers = {
        KIND: answer.kind,
        CODE: answer.code,
        DUE: answer.due_on,
        LATEST: answer.latest,
        MISSING: answer.missing,
        EVIDENCE: answer.evidence,
    }
    return Columns(run.keep(columns.table.mutate(**answers)), columns.row, columns.as_of, columns.havings)


def no_texts() -> ir.Value:
    """Return the empty list of texts."""
    return cast("ir.Value", ibis.literal([], type="array<string>"))


def _complete(wanted: tuple[Column, ...], columns: Columns) -> _Answer:
    names = ibis.array([ibis.ifelse(_is_empty(column, columns), column.name, ibis.null("string")) for column in wanted])
    missing = names.filter(lambda name: name.notnull())
    gap = missing.length() > 0
    return _Answer(
        kind=ibis.ifelse(gap, OutcomeKind.GAP.value, OutcomeKind.MET.value),
        code=ibis.ifelse(gap, ReasonCode.FIELD_EMPTY.value, ReasonCode.COMPLETE.value),
        due_on=no_day(),
        latest=no_day(),
        missing=missing,
        evidence=no_texts(),
    )


def _is_empty(column: Column, columns: Columns) -> ir.Value:
    match column.type:
        case ColumnType.DAY:
            pair = columns.pair(Scope.SUBJECT, column)
            return pair.earliest.isnull() & pair.latest.isnull()
        case ColumnType.CODES:
            return cast("ir.ArrayValue", columns.raw(Scope.SUBJECT, column.name)).length() == 0
        case _:
            return columns.raw(Scope.SUBJECT, column.name).isnull()


def _judged(expect: Recorded, columns: Columns, run: Run) -> Columns:
    """Return the subjects with what is possible for each and the outcome it amounts to, stored."""
    whole = run.whole(expect.table.name, columns.table[PERSON])
    could = possible(expect, columns, whole=whole)
    table = run.keep(
        columns.table.mutate(
            a_whole=whole,
            a_met=could.met,
            a_late=could.late,
            a_open=could.due,
            a_gap=could.gap,
            a_first_due=could.first_due,
            a_next_due=could.next_due,
        )
    )
    table = run.keep(table.mutate(**{KIND: _kind(table)}))
    return Columns(table, columns.row, columns.as_of, columns.havings)


def _recorded(expect: Recorded, columns: Columns, run: Run) -> _Answer:
    table = columns.table
    due_on = ibis.ifelse(table[KIND] == OutcomeKind.DUE.value, table["a_first_due"], table["a_next_due"])
    if not isinstance(expect.clock, Every):
        due_on = ibis.ifelse(table[KIND] == OutcomeKind.MET.value, no_day(), due_on)
    code = _code(expect, table, run)
    void = [(code == _CODES[standing].value, table[f"keys_{standing}"]) for standing in VOID]
    return _Answer(
        kind=table[KIND],
        code=code,
        due_on=due_on,
        latest=table["latest"],
        missing=no_texts(),
        evidence=ibis.cases(*void, else_=table["keys_counts"]),
    )


def _kind(table: ir.Table) -> ir.Value:
    met, late, due, gap = table["a_met"], table["a_late"], table["a_open"], table["a_gap"]
    return ibis.cases(
        (met & ~late & ~due & ~gap, OutcomeKind.MET.value),
        (late & ~met & ~due & ~gap, OutcomeKind.LATE.value),
        (due & ~late & ~gap, OutcomeKind.DUE.value),
        (gap & ~met & ~late & ~due, OutcomeKind.GAP.value),
        else_=OutcomeKind.UNKNOWN.value,
    )


def _code(expect: Recorded, table: ir.Table, run: Run) -> ir.Value:
    kind = table[KIND]
    met = ReasonCode.RECORDED
    if isinstance(expect.clock, Every):
        met = ReasonCode.CURRENT
    elif isinstance(expect.clock, Within):
        met = ReasonCode.IN_TIME
    gap = ibis.cases(
        (table["some_counts"], ReasonCode.OUT_OF_DATE.value),
        *[(table[f"some_{standing}"], _CODES[standing].value) for standing in VOID],
        else_=ReasonCode.NONE_RECORDED.value,
    )
    unseen = ReasonCode.NOT_COVERED if run.seen.not_covered(expect.table.name) else ReasonCode.SET_ASIDE
    unknown = ibis.cases(
        (~table["a_whole"], unseen.value),
        (table["status_unsure"], ReasonCode.STATUS_NOT_KNOWN.value),
        (table["where_unsure"], ReasonCode.FIELD_NOT_KNOWN.value),
        else_=ReasonCode.DATE_NOT_KNOWN.value,
    )
    return ibis.cases(
        (kind == OutcomeKind.MET.value, met.value),
        (kind == OutcomeKind.LATE.value, ReasonCode.RECORDED_LATE.value),
        (kind == OutcomeKind.DUE.value, ReasonCode.NOT_YET_DUE.value),
        (kind == OutcomeKind.GAP.value, gap),
        else_=unknown,
    )
