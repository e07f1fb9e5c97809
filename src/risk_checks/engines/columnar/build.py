"""Canonical tables from staged files: views, tables, and who survives whom, each materialised once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from risk_checks.engines.columnar.lazy import WhenRead
from risk_checks.engines.definitions import Definitions
from risk_checks.records.problems import Problem
from risk_checks.tables.columnar import rows_of, table_problems, wide_table
from risk_checks.tables.columnar_identity import collect_identity
from risk_checks.tables.definition import TableDef
from risk_checks.tables.stored import stored_columns
from risk_checks.views.columnar import view_rows

Keep = Callable[[str, ir.Table], ir.Table]
"""Stores an expression under a name and returns the stored table."""


@dataclass(frozen=True, slots=True)
class ColumnarTables:
    """The stored tables, what was wrong with the data that feed them, and who became whom."""

    tables: Mapping[str, ir.Table]
    problems: tuple[Problem, ...]
    survivors: Mapping[str, str]


def build_columnar(definitions: Definitions, resources: Mapping[str, ir.Table], *, keep: Keep) -> ColumnarTables:
    """Return every table, stored by `keep`; `resources` holds one table for each type that a view reads."""
    views = {
        name: keep(f"view_{name}", view_rows(view, resources[view.resource]))
        for name, view in definitions.views.items()
    }
    identity = collect_identity(views)
    problems = list(identity.problems)
    fed: dict[str, ir.Table] = {}
    for name, definition in definitions.tables.items():
        if not definition.sources:
            continue
        wide = keep(f"wide_{name}", wide_table(definition, views, survivors=identity.survivors))
        problems += table_problems(definition, wide)
        fed[name] = rows_of(definition, wide)

    def table(name: str) -> ir.Table:
        """Return a table; one that nothing feeds is stored, empty, when it is first read."""
        return fed[name] if name in fed else keep(f"unfed_{name}", rows_table(definitions.tables[name], ()))

    return ColumnarTables(WhenRead(definitions.tables, table), tuple(problems), identity.survivors)


def rows_table(definition: TableDef, rows: Sequence[Mapping[str, object]]) -> ir.Table:
    """Return table rows held in memory as an Ibis table with the stored columns."""
    schema = ibis.schema(dict(stored_columns(definition)))
    return cast("ir.Table", ibis.memtable(rows_arrow(definition, rows), schema=schema))


def rows_arrow(definition: TableDef, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Return table rows held in memory as an Arrow table with the stored columns."""
    schema = ibis.schema(dict(stored_columns(definition)))
    return pa.table({name: [row[name] for row in rows] for name in schema.names}, schema=schema.to_pyarrow())
