"""One part of an expectation judged for every subject: what is possible, and what the part says where it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.candidates import BEFORE_START, DRAFT, FUTURE, OUTSIDE, RETRACTED
from risk_checks.engines.columnar.clocks import possible
from risk_checks.engines.columnar.columns import Columns
from risk_checks.engines.columnar.days import no_day
from risk_checks.engines.columnar.evidence import void, with_evidence
from risk_checks.engines.columnar.subjects import PERSON, Run, to_the_end
from risk_checks.model.outcome import BEST_FIRST, OutcomeKind, ReasonCode
from risk_checks.rules.plan import Complete, Every, Recorded, Scope, Window, Within
from risk_checks.tables.definition import Column, ColumnType

Flags = Mapping[OutcomeKind, ir.BooleanValue]
"""Whether each of the four outcomes is possible."""

_CODES = {
    FUTURE: ReasonCode.ONLY_FUTURE,
    DRAFT: ReasonCode.ONLY_DRAFT,
    RETRACTED: ReasonCode.ONLY_RETRACTED,
    BEFORE_START: ReasonCode.ONLY_BEFORE_START,
    OUTSIDE: ReasonCode.OUTSIDE_WINDOW,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a part says where it decides; `in_doubt` says that what is due may be recorded all the same."""

    code: ir.Value
    due_on: ir.Value
    latest: ir.Value
    missing: ir.Value
    evidence: ir.Value
    in_doubt: ir.Value


@dataclass(frozen=True, slots=True)
class Part:
    """A part judged: `own` is what it says of its own outcome, `unknown` what it says where the whole is unknown."""

    columns: Columns
    possible: Flags
    kind: ir.Value
    own: Said
    unknown: Said


def judged(part: Recorded | Complete, subjects: Columns, run: Run) -> Part:
    """Return a part of an expectation judged for the subjects."""
    match part:
        case Complete():
            return _complete(part, subjects, run)
        case Recorded():
            columns = _judged(part, with_evidence(part, subjects, run), run)
            return _recorded(part, columns, run)
        case _:
            assert_never(part)


def no_texts() -> ir.Value:
    """Return the empty list of texts."""
    return cast("ir.Value", ibis.literal([], type="array<string>"))


def decided(could: Flags) -> ir.Value:
    """Return the one outcome that what is possible amounts to (clause 5.11, step 4)."""
    met, late, due, gap = (could[kind] for kind in BEST_FIRST)
    return ibis.cases(
        (met & ~late & ~due & ~gap, OutcomeKind.MET.value),
        (late & ~met & ~due & ~gap, OutcomeKind.LATE.value),
        (due & ~late & ~gap, OutcomeKind.DUE.value),
        (gap & ~met & ~late & ~due, OutcomeKind.GAP.value),
        else_=OutcomeKind.UNKNOWN.value,
    )


# --- complete ------------------------------------------------------------------------------------------------------


def _complete(expect: Complete, subjects: Columns, run: Run) -> Part:
    columns = _emptied(expect, subjects, run)
    table = columns.table
    missing, some_empty = table["a_missing"], cast("ir.BooleanValue", table["a_some_empty"])
    gap = cast("ir.ArrayValue", missing).length() > 0
    never = cast("ir.BooleanValue", ibis.literal(False))
    could: Flags = dict(zip(BEST_FIRST, (~gap, never, never, some_empty), strict=True))
    said = Said(
        code=ibis.cases(
            (gap, ReasonCode.FIELD_EMPTY.value),
            (some_empty, run.seen.why_unseen(expect).value),
            else_=ReasonCode.COMPLETE.value,
        ),
        due_on=no_day(),
        latest=no_day(),
        missing=missing,
        evidence=no_texts(),
        in_doubt=never,
    )
    return Part(columns=columns, possible=could, kind=decided(could), own=said, unknown=said)


def _emptied(expect: Complete, columns: Columns, run: Run) -> Columns:
    """Return the subjects with which of the columns are surely empty, and whether one of them seems to be."""
    named = []
    some_empty = cast("ir.BooleanValue", ibis.literal(False))
    for column in dict.fromkeys(expect.columns):
        empty = cast("ir.BooleanValue", _is_empty(column, columns))
        some_empty = some_empty | empty
        surely = empty & run.whole(run.seen.looked_up(expect.table, column), columns.table[PERSON])
        named.append(ibis.ifelse(surely, column.name, ibis.null("string")))
    missing = ibis.array(named).filter(lambda name: name.notnull())
    table = columns.table
    return columns.on(table.select(*to_the_end(table), a_missing=missing, a_some_empty=some_empty))


def _is_empty(column: Column, columns: Columns) -> ir.Value:
    match column.type:
        case ColumnType.DAY:
            pair = columns.pair(Scope.SUBJECT, column)
            return pair.earliest.isnull() & pair.latest.isnull()
        case ColumnType.CODES:
            return cast("ir.ArrayValue", columns.raw(Scope.SUBJECT, column.name)).length() == 0
        case _:
            return columns.raw(Scope.SUBJECT, column.name).isnull()


# --- recorded ------------------------------------------------------------------------------------------------------


def _judged(expect: Recorded, columns: Columns, run: Run) -> Columns:
    """Return the subjects with what is possible for each and the outcome it amounts to."""
    whole = run.whole(run.seen.answering(expect), columns.table[PERSON])
    could = possible(expect, columns, whole=whole)
    table = columns.table.mutate(
        a_whole=whole,
        a_met=could.met,
        a_late=could.late,
        a_open=could.due,
        a_gap=could.gap,
        a_first_due=could.first_due,
        a_next_due=could.next_due,
    )
    return columns.on(table.mutate(a_own=decided(_flags(table))))


def _flags(table: ir.Table) -> Flags:
    names = ("a_met", "a_late", "a_open", "a_gap")
    return {kind: cast("ir.BooleanValue", table[name]) for kind, name in zip(BEST_FIRST, names, strict=True)}


def _recorded(expect: Recorded, columns: Columns, run: Run) -> Part:
    table = columns.table
    kind = table["a_own"]
    due_on = ibis.ifelse(kind == OutcomeKind.DUE.value, table["a_first_due"], table["a_next_due"])
    if not isinstance(expect.clock, Every):
        due_on = ibis.ifelse(kind == OutcomeKind.MET.value, no_day(), due_on)
    gap, unknown = _gap(expect, table), _unknown(expect, table, run)
    code = ibis.cases(
        (kind == OutcomeKind.MET.value, _met(expect).value),
        (kind == OutcomeKind.LATE.value, ReasonCode.RECORDED_LATE.value),
        (kind == OutcomeKind.DUE.value, ReasonCode.NOT_YET_DUE.value),
        (kind == OutcomeKind.GAP.value, gap),
        else_=unknown,
    )
    counted = ibis.ifelse(table["some_counts"], table["keys"], no_texts())
    evidence = ibis.ifelse(kind == OutcomeKind.GAP.value, table["keys"], counted)
    sure, in_doubt = ibis.literal(False), (kind == OutcomeKind.DUE.value) & table["a_met"]
    return Part(
        columns=columns,
        possible=_flags(table),
        kind=kind,
        own=Said(code, due_on, table["latest"], no_texts(), evidence, in_doubt),
        unknown=Said(unknown, table["a_next_due"], table["latest"], no_texts(), counted, sure),
    )


def _met(expect: Recorded) -> ReasonCode:
    if isinstance(expect.clock, Every):
        return ReasonCode.CURRENT
    return ReasonCode.IN_TIME if isinstance(expect.clock, Within | Window) else ReasonCode.RECORDED


def _gap(expect: Recorded, table: ir.Table) -> ir.Value:
    return ibis.cases(
        (table["some_counts"], ReasonCode.OUT_OF_DATE.value),
        *[(table[f"some_{standing}"], _CODES[standing].value) for standing in void(expect)],
        else_=ReasonCode.NONE_RECORDED.value,
    )


def _unknown(expect: Recorded, table: ir.Table, run: Run) -> ir.Value:
    return ibis.cases(
        (~table["a_whole"], run.seen.why_unseen(expect).value),
        (table["status_unsure"], ReasonCode.STATUS_NOT_KNOWN.value),
        (table["where_unsure"], ReasonCode.FIELD_NOT_KNOWN.value),
        else_=ReasonCode.DATE_NOT_KNOWN.value,
    )
