"""Tables as Ibis expressions: the same rows and problems as in memory, portable and without SQL of our own.

An expression is made of view tables and of the table of who survives whom; it reads days in the session's time zone,
which the engine sets. `wide_table` holds the stored columns and one counter per possible fault, so that an engine can
keep it once and take rows and problems from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import ibis

from risk_checks.records.problems import Problem
from risk_checks.tables.columnar_derived import derived_rows
from risk_checks.tables.columnar_periods import settled
from risk_checks.tables.columnar_sources import day_expressions, plain_expressions, source_rows
from risk_checks.tables.columnar_truth import NO, YES, Expression, Keep, as_it_is, holds
from risk_checks.tables.definition import Derive, Source, TableDef
from risk_checks.tables.faults import Fault, as_problems
from risk_checks.tables.identity import CHECKED, INACTIVE, MERGED, PATIENT_TABLE, STANDING, TEST
from risk_checks.tables.periods import periods
from risk_checks.tables.possible import fault_column, fault_columns
from risk_checks.tables.stored import stored_columns

Views: TypeAlias = Mapping[str, Expression]
NOBODY = "nobody patient"  # a space: no table column has one


def table_expression(definition: TableDef, views: Views, *, merged: Expression | None = None) -> Expression:
    """Return the table's rows, with its stored columns."""
    return rows_of(definition, wide_table(definition, views, merged=merged))


def rows_of(definition: TableDef, wide: Expression) -> Expression:
    """Return the stored columns of a wide table."""
    return wide.select(*stored_columns(definition))


def table_problems(definition: TableDef, wide: Expression) -> tuple[Problem, ...]:
    """Return what was wrong with the data that feed a table: runs one query over its wide table."""
    counters = {**fault_columns(definition), NOBODY: (Fault.NOBODY, "patient")}
    belongs_to_nobody = wide["patient"].isnull().cast("int64")
    sums = {name: (belongs_to_nobody if name == NOBODY else wide[name]).sum() for name in counters}
    found = wide.aggregate(**sums).to_pyarrow().to_pylist()[0]
    return as_problems({counters[name]: int(count or 0) for name, count in found.items()}, table=definition.name)


def wide_table(
    definition: TableDef, views: Views, *, merged: Expression | None = None, keep: Keep = as_it_is
) -> Expression:
    """Return the table's rows with their stored columns, then how often each fault was met in each row.

    `merged` says who survives whom (`merged_pairs`). `keep` stores what is looked up and the rows of each source, which
    are needed until the table itself is stored.
    """

    def read(source: Source) -> Expression:
        return source_rows(definition, source, views, merged=merged, keep=keep)

    plain = [
        (source.view, keep(_plain_rows(definition, source, read(source))))
        for source in definition.plain_sources
        if source.view in views
    ]
    made = [rows for _, rows in plain]
    derived = [each for each in definition.derived_sources if each.source.view in views]
    if derived:
        visits = [read(each.source) for each in derived]
        for place, each in enumerate(derived):
            for rows in (rows for view, rows in plain if view == each.derive.unless_rows_from):
                visits[place] = visits[place].anti_join(_served(definition, each.derive, rows), "patient")
        rows = derived_rows(definition, derived, visits)
        made.append(rows.select(**_shaped(definition, {name: rows[name] for name in rows.columns})))
    table = ibis.union(*made) if made else _no_rows(definition)
    for period in periods(definition):
        table = settled(table, period, counter=fault_column(Fault.REVERSED, period.end.name))
    if definition.name == PATIENT_TABLE:
        table = table.mutate(**{STANDING: _standing(definition, table)})
    return table.select(*_wide_types(definition))


def _plain_rows(definition: TableDef, source: Source, rows: Expression) -> Expression:
    key = rows["id"]
    if source.part is not None:
        key = key + f"#{source.part[0]}." + rows[source.part[1]].cast("string")
    found = {
        "id": key,
        "patient": rows["patient"],
        **plain_expressions(definition, source, rows),
        **day_expressions(definition, source, rows),
    }
    return rows.select(**_shaped(definition, found))


def _shaped(definition: TableDef, found: Mapping[str, Expression]) -> dict[str, Expression]:
    """Return every column of the wide table, in its order; faults that were not counted were not met."""
    zero = ibis.literal(0)
    return {
        name: found.get(name, zero).cast(stored) for name, stored in _wide_types(definition).items() if name != STANDING
    }


def _wide_types(definition: TableDef) -> Mapping[str, str]:
    return {**stored_columns(definition), **dict.fromkeys(fault_columns(definition), "int64")}


def _no_rows(definition: TableDef) -> Expression:
    return ibis.memtable([], schema=dict(_wide_types(definition)))


def _served(definition: TableDef, derive: Derive, rows: Expression) -> Expression:
    """Return the patients who have a row of the source that makes deriving one needless."""
    status = rows[str(definition.status)]
    return rows.filter(status.isnull() | status.notin(derive.disregard)).select("patient").distinct()


def _standing(definition: TableDef, table: Expression) -> Expression:
    signs = (("test_patient", YES, TEST), ("active", NO, INACTIVE))
    marks = [(holds(table[name] == sign), word) for name, sign, word in signs if name in definition.columns]
    return ibis.cases((table["patient"] != table["id"], MERGED), *marks, else_=CHECKED)
