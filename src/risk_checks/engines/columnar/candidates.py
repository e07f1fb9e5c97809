"""Each subject's rows of the evidence table, and why each does or does not count (design clauses 5.4 to 5.6)."""

from __future__ import annotations

from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.clocks import places
from risk_checks.engines.columnar.columns import ROW, Columns
from risk_checks.engines.columnar.conditions import Both, compare_days, every, truth
from risk_checks.engines.columnar.days import DayPair, known, no_day
from risk_checks.engines.columnar.subjects import KEY, Run, candidates_of
from risk_checks.engines.population import starts
from risk_checks.rules.bounds import first_day_of, last_day_of
from risk_checks.rules.plan import ColumnRef, Comparison, Recorded, Scope, Window

COUNTS, BEFORE_START, OUTSIDE, FUTURE, DRAFT, RETRACTED, OTHER = (
    "counts",
    "before_start",
    "outside",
    "future",
    "draft",
    "retracted",
    "other",
)


def candidate_rows(expect: Recorded, subjects: Columns, run: Run) -> ir.Table:
    """Return the rows that may be what is looked for, stored: KEY, `key`, and what each is to its subject.

    `standing` is one of the words above, `counts` and `sure` say whether the row possibly and surely counts,
    `status_sure` and `where_sure` what is sure of it; `day_earliest` and `day_latest` are its days cut at `as_of`. The
    columns of `places` say where these lie to the clock.
    """
    joined = candidates_of(subjects.table, expect.table, run)
    columns = Columns(joined, ROW, run.today, subjects.havings)
    status, where = truth(expect.status, columns), truth(expect.where, columns)
    recorded, days = _days(expect, columns, run)
    inside = _inside(expect, days, columns)
    standing = ibis.cases(
        (~status.possibly, _void(expect, columns)),
        (known(days.earliest > run.today), ibis.literal(FUTURE)),
        (~inside.possibly, ibis.literal(apart(expect))),
        else_=ibis.literal(COUNTS),
    )
    rows = joined.filter(where.possibly).select(
        KEY,
        key=joined[f"{ROW}id"],
        standing=standing,
        counted=every([status, where, inside]).surely,
        status_sure=status.surely,
        where_sure=where.surely,
        day_earliest=days.earliest,
        day_latest=days.latest,
        **places(expect, columns, days, recorded=recorded),
    )
    counts = rows["standing"] == COUNTS
    marked = rows.mutate(counts=counts, sure=counts & rows["counted"]).drop("counted")
    return run.keep(marked.filter(marked["standing"] != OTHER))


def apart(expect: Recorded) -> str:
    """Return the standing of rows from days that do not count."""
    return OUTSIDE if isinstance(expect.clock, Window) else BEFORE_START


def _inside(expect: Recorded, days: DayPair, columns: Columns) -> Both:
    """Return whether candidates are from the days between which rows count."""
    sides = ((Comparison.AT_LEAST, first_day_of(expect)), (Comparison.AT_MOST, last_day_of(expect)))
    return every([compare_days(how, days, columns.operand_days(day)) for how, day in sides if day is not None])


def _days(expect: Recorded, columns: Columns, run: Run) -> tuple[DayPair, DayPair]:
    """Return the days of the candidates as recorded, and cut at `as_of`."""
    if expect.table.dated_by is None:
        return DayPair(no_day(), no_day()), DayPair(no_day(), run.today)
    ref = ColumnRef(Scope.ROW, expect.table.name, expect.table.columns[expect.table.dated_by])
    return columns.days(ref, cut_at_as_of=False), columns.days(ref, cut_at_as_of=True)


def _void(expect: Recorded, columns: Columns) -> ir.Value:
    if expect.table.status is None:
        return cast("ir.Value", ibis.literal(OTHER))
    word = columns.table[f"{ROW}{expect.table.status}"]
    start = starts(expect.table)
    ahead: ir.Value = ibis.literal(False)
    if start is not None:
        ahead = known(columns.table[f"{ROW}{start}_earliest"] > columns.as_of)
    return ibis.cases(
        (known(word.isin(list(expect.table.retracted))), ibis.literal(RETRACTED)),
        (known(word.isin(list(expect.table.drafts))), ibis.literal(DRAFT)),
        (ahead, ibis.literal(FUTURE)),
        else_=ibis.literal(OTHER),
    )
