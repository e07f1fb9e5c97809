"""Days of birth that nobody can have, and what is dated before them: counted by Ibis expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ibis.expr.types as ir

from risk_checks.engines.columnar.conditions import is_no_age_of_anybody
from risk_checks.engines.columnar.days import DayPair, known
from risk_checks.engines.columnar.today import pair
from risk_checks.engines.population import birth_problems
from risk_checks.records.problems import Problem
from risk_checks.rules.links import BIRTH
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import PATIENT_TABLE


def problems_of_births(
    rows: Mapping[str, ir.Table], tables: Iterable[TableDef], *, as_of: ir.DateValue
) -> tuple[Problem, ...]:
    """Return the problems of people's days of birth, and of the rows of dated tables that lie before them."""
    people = rows[PATIENT_TABLE]
    if f"{BIRTH}_earliest" not in people.columns:
        return ()
    wrong = people.filter(is_no_age_of_anybody(pair(people, BIRTH), DayPair(as_of, as_of)))
    born = people.select(person="id", born=f"{BIRTH}_earliest")
    return birth_problems(_count(wrong), [(table, _count(_before(rows[table.name], table, born))) for table in tables])


def _before(rows: ir.Table, table: TableDef, born: ir.Table) -> ir.Table:
    dated = rows.select("patient", day=f"{table.dated_by}_latest")
    both = dated.inner_join(born, dated["patient"] == born["person"])
    return both.filter(known(both["day"] < both["born"]))


def _count(rows: ir.Table) -> int:
    return int(rows.count().to_pyarrow().as_py())
