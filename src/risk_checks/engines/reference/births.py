"""Days of birth that nobody can have, and what is dated before them: counted over the rows in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from risk_checks.engines.population import birth_problems
from risk_checks.engines.reference.conditions import is_no_age_of_anybody
from risk_checks.engines.reference.operands import named_days
from risk_checks.engines.reference.person import Row
from risk_checks.model.days import Days
from risk_checks.records.problems import Problem
from risk_checks.rules.links import BIRTH
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import PATIENT_TABLE


def problems_of_births(
    rows: Mapping[str, Sequence[Row]], tables: Iterable[TableDef], *, as_of: date
) -> tuple[Problem, ...]:
    """Return the problems of people's days of birth, and of the rows of dated tables that lie before them."""
    born = {row["id"]: named_days(row, BIRTH) for row in rows[PATIENT_TABLE] if f"{BIRTH}_earliest" in row}
    today = Days(as_of, as_of)
    wrong = sum(is_no_age_of_anybody(each, today) for each in born.values())
    return birth_problems(
        wrong, ((table, sum(_is_before(row, table, born) for row in rows[table.name])) for table in tables)
    )


def _is_before(row: Row, table: TableDef, born: Mapping[object, Days]) -> bool:
    birth, latest = born.get(row["patient"]), named_days(row, str(table.dated_by)).latest
    return birth is not None and birth.earliest is not None and latest is not None and latest < birth.earliest
