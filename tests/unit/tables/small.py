"""The least table that shows the point: one view, `thing`, what it looks up, and the columns a test names."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.tables.definition import Column, Join, Referrers, Source, TableDef
from risk_checks.tables.forms import Cell, Only


def small_table(
    columns: Mapping[Column, Cell | None],
    *,
    name: str = "sample",
    joins: tuple[Join, ...] = (),
    referrers: tuple[Referrers, ...] = (),
    only: Only | None = None,
) -> TableDef:
    cells = {column.name: cell for column, cell in columns.items() if cell is not None}
    return TableDef(
        name=name,
        one="sample",
        many="samples",
        means="A sample.",
        columns={column.name: column for column in columns},
        sources=(Source("thing", cells, joins=joins, referrers=referrers, only=only),),
    )
