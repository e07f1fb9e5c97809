"""The subject rows of a plan with their patients, and what their havings say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.columns import PATIENT, ROW, SUBJECT, Columns
from risk_checks.engines.columnar.conditions import Both, havings_inside_out, truth
from risk_checks.engines.columnar.days import day, known
from risk_checks.engines.coverage import Input
from risk_checks.engines.population import CHECKED, starts
from risk_checks.rules.plan import Chosen, Condition, Count, Having, Plan
from risk_checks.tables.definition import TableDef

Keep = Callable[[ir.Table], ir.Table]
KEY, PERSON = f"{SUBJECT}id", f"{SUBJECT}patient"


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one run reads: the tables, the day, the coverage.

    `keep` stores rows, so that what follows is not worked out twice, nor its query written twice.
    """

    tables: Mapping[str, ir.Table]
    as_of: date
    seen: Input
    keep: Keep

    @property
    def today(self) -> ir.DateValue:
        """The day of the check as a literal."""
        return day(self.as_of)

    def whole(self, types: frozenset[str], patient: ir.Value) -> ir.BooleanValue:
        """Return whether everything of these types was in the input for the patient."""
        if self.seen.not_covered(types):
            return cast("ir.BooleanValue", ibis.literal(False))
        apart = self.seen.set_aside_for(types)
        return known(~patient.isin(list(apart))) if apart else cast("ir.BooleanValue", ibis.literal(True))


def subject_rows(plan: Plan, run: Run) -> ir.Table:
    """Return every subject row whose patient is checked, subject and patient columns under their prefixes."""
    subject = run.tables[plan.subject.name].rename(lambda name: SUBJECT + name)
    patients = run.tables["patient"].filter(lambda row: row["standing"] == CHECKED)
    joined = subject.inner_join(patients.rename(lambda name: PATIENT + name), [(PERSON, f"{PATIENT}id")])
    if plan.subject.name == "patient":
        joined = joined.filter(lambda row: row[f"{SUBJECT}standing"] == CHECKED)
    return cast("ir.Table", joined)


def is_later(plan: Plan, columns: Columns) -> ir.BooleanValue:
    """Return whether the subject surely starts after `as_of` (clause 5.4a)."""
    start = starts(plan.subject)
    if start is None:
        return cast("ir.BooleanValue", ibis.literal(False))
    return known(columns.table[f"{SUBJECT}{start}_earliest"] > columns.as_of)


def with_havings(rows: ir.Table, conditions: Iterable[Condition], run: Run) -> Columns:
    """Return the subject rows with two columns for each having of the conditions."""
    named: dict[int, tuple[str, str]] = {}
    for condition in conditions:
        for having in havings_inside_out(condition):
            if id(having) in named:
                continue
            surely, possibly = f"h{len(named)}_surely", f"h{len(named)}_possibly"
            columns = Columns(rows, ROW, run.today, dict(named))
            rows = run.keep(_with_having(rows, having, columns, run, names=(surely, possibly)))
            named[id(having)] = (surely, possibly)
    return Columns(rows if named else run.keep(rows), SUBJECT, run.today, named)


def candidates_of(rows: ir.Table, table: TableDef, run: Run) -> ir.Table:
    """Return the subject rows joined to their patient's rows of a table, those under the row prefix."""
    others = run.tables[table.name].rename(lambda name: ROW + name)
    return cast("ir.Table", rows.inner_join(others, [(PERSON, f"{ROW}patient")]))


def _with_having(rows: ir.Table, having: Having, columns: Columns, run: Run, *, names: tuple[str, str]) -> ir.Table:
    joined = candidates_of(rows, having.table, run)
    inner = Columns(joined, ROW, run.today, columns.havings)
    found = truth(having.where, inner)
    if having.table.dated_by:
        ahead = known(joined[f"{ROW}{having.table.dated_by}_earliest"] > run.today)
        found = Both(found.surely & ~ahead, found.possibly & ~ahead)
    flagged = joined.select(KEY, having_surely=found.surely.cast("int64"), having_possibly=found.possibly.cast("int64"))
    counts = flagged.group_by(KEY).aggregate(
        having_surely=flagged["having_surely"].sum(), having_possibly=flagged["having_possibly"].sum()
    )
    counts = counts.rename({"having_key": KEY})
    with_counts = rows.left_join(counts, [(KEY, "having_key")])
    surely, possibly = names
    least = _enough(having.at_least, Columns(with_counts, ROW, run.today, columns.havings))
    enough = with_counts["having_possibly"].fill_null(0) >= least
    marked = with_counts.mutate(
        **{
            surely: with_counts["having_surely"].fill_null(0) >= least,
            possibly: enough | ~run.whole(run.seen.holding(having.table), with_counts[PERSON]),
        }
    )
    return cast("ir.Table", marked.drop("having_key", "having_surely", "having_possibly"))


def _enough(count: Count, columns: Columns) -> ir.Value:
    """Return how many rows are enough, which may depend on the subject."""
    if isinstance(count, Chosen):
        return columns.choice(count, lambda number: cast("ir.Value", ibis.literal(number)))
    return cast("ir.Value", ibis.literal(count))
