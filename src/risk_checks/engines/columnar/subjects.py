"""The subject rows of a plan with their patients, and the rows of other tables beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.columns import FINAL, PATIENT, ROW, SUBJECT, Columns
from risk_checks.engines.columnar.days import day, known
from risk_checks.engines.coverage import Input
from risk_checks.engines.population import CHECKED, starts
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import STANDING

Keep = Callable[[ir.Table], ir.Table]
KEY, PERSON = f"{SUBJECT}id", f"{SUBJECT}patient"


@dataclass(frozen=True, slots=True)
class Run:
    """What every step of one run reads: the tables, the day, the coverage.

    `subjects` has the rows of `subject_rows` by table. `keep` stores rows for one rule, so that what follows is not
    worked out twice, nor its query written twice; `share` stores rows that other rules may ask for as well, once.
    """

    definitions: Mapping[str, TableDef]
    tables: Mapping[str, ir.Table]
    subjects: Mapping[str, ir.Table]
    as_of: date
    seen: Input
    keep: Keep
    share: Keep

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


def subject_rows(table: str, tables: Mapping[str, ir.Table]) -> ir.Table:
    """Return every row of a table whose patient is checked, its columns and the patient's under their prefixes."""
    subject = tables[table].rename(lambda name: SUBJECT + name)
    patients = tables["patient"].filter(lambda row: row[STANDING] == CHECKED)
    joined = subject.inner_join(patients.rename(lambda name: PATIENT + name), [(PERSON, f"{PATIENT}id")])
    if table == "patient":
        joined = joined.filter(lambda row: row[f"{SUBJECT}{STANDING}"] == CHECKED)
    return cast("ir.Table", joined)


def to_the_end(table: ir.Table) -> list[str]:
    """Return the columns of subjects that are still asked for once they were judged."""
    return [name for name in table.columns if name in (KEY, PERSON) or name.startswith(FINAL)]


def is_later(plan: Plan, columns: Columns) -> ir.BooleanValue:
    """Return whether the subject surely starts after `as_of` (clause 5.4a)."""
    start = starts(plan.subject)
    if start is None:
        return cast("ir.BooleanValue", ibis.literal(False))
    return known(columns.table[f"{SUBJECT}{start}_earliest"] > columns.as_of)


def candidates_of(rows: ir.Table, table: TableDef, run: Run) -> ir.Table:
    """Return the subject rows joined to their patient's rows of a table, those under the row prefix."""
    others = run.tables[table.name].rename(lambda name: ROW + name)
    return cast("ir.Table", rows.inner_join(others, [(PERSON, f"{ROW}patient")]))
