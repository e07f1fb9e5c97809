"""The least table that shows the point: one view, `thing`, and the columns a test names."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.tables.definition import Cell, Column, Source, TableDef


def small_table(columns: Mapping[Column, Cell | None], *, name: str = "sample") -> TableDef:
    cells = {column.name: cell for column, cell in columns.items() if cell is not None}
    return TableDef(
        name=name,
        one="sample",
        many="samples",
        means="A sample.",
        columns={column.name: column for column in columns},
        sources=(Source("thing", cells),),
    )
