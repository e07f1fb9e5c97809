"""Canonical tables from staged files: views, tables, and who survives whom, each stored once, when it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import cast

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from risk_checks.engines.columnar.shelf import Keep, Shelf
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.lazy import WhenRead
from risk_checks.records.problems import Problem
from risk_checks.tables.columnar import rows_of, table_problems, wide_table
from risk_checks.tables.columnar_identity import collect_identity, merged_pairs
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import Identity
from risk_checks.tables.stored import stored_columns
from risk_checks.views.columnar import view_rows


class ColumnarTables:
    """Every table, its views and the resources they read stored when they are first needed; `keep` stores them.

    A type that `resources` does not have has no resources. What is only needed on the way to a table lies on a
    `shelf` until it is made.

    A resource type that several views read is stored once, as typed JSON; one that a single view reads is not stored.
    """

    def __init__(
        self, definitions: Definitions, resources: Mapping[str, ir.Table], *, keep: Keep, shelf: Callable[[], Shelf]
    ) -> None:
        self._definitions = definitions
        self._keep = keep
        self._shelf = shelf
        readers = Counter(view.resource for view in definitions.views.values())
        typed = WhenRead(
            resources, lambda kind: keep(f"read_{kind}", resources[kind]) if readers[kind] > 1 else resources[kind]
        )

        def view(name: str) -> ir.Table:
            definition = definitions.views[name]
            return keep(f"view_{name}", view_rows(definition, typed[definition.resource]))

        with_rows = [name for name, view in definitions.views.items() if view.resource in resources]
        self._views = WhenRead(with_rows, view)
        self._wide = WhenRead(definitions.tables, self._stored)
        self.tables: Mapping[str, ir.Table] = WhenRead(definitions.tables, self._table)

    @cached_property
    def _identity(self) -> Identity:
        return collect_identity(self._views)

    @cached_property
    def _merged(self) -> ir.Table | None:
        pairs = merged_pairs(self.survivors)
        return None if pairs is None else self._keep("merged", pairs)

    @property
    def definitions(self) -> Mapping[str, TableDef]:
        """The tables, with the columns that they have here."""
        return self._definitions.tables

    @property
    def survivors(self) -> Mapping[str, str]:
        """Who became whom."""
        return self._identity.survivors

    def problems(self, tables: Collection[str]) -> tuple[Problem, ...]:
        """Return what was wrong with the data that feed these tables, and with the links between patients."""
        fed = (self._definitions.tables[name] for name in self._definitions.tables if name in tables)
        found = [table_problems(table, self._wide[table.name]) for table in fed if table.sources]
        return (*self._identity.problems, *chain.from_iterable(found))

    def _stored(self, name: str) -> ir.Table:
        definition = self._definitions.tables[name]
        shelf = self._shelf()
        try:
            wide = wide_table(definition, self._views, merged=self._merged, keep=shelf.keep)
            return self._keep(f"wide_{name}", wide)
        finally:
            shelf.clear()

    def _table(self, name: str) -> ir.Table:
        definition = self._definitions.tables[name]
        if not definition.sources:
            return self._keep(f"unfed_{name}", rows_table(definition, ()))
        return rows_of(definition, self._wide[name])


def rows_table(definition: TableDef, rows: Sequence[Mapping[str, object]]) -> ir.Table:
    """Return table rows held in memory as an Ibis table with the stored columns."""
    schema = ibis.schema(dict(stored_columns(definition)))
    return cast("ir.Table", ibis.memtable(rows_arrow(definition, rows), schema=schema))


def rows_arrow(definition: TableDef, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Return table rows held in memory as an Arrow table with the stored columns."""
    schema = ibis.schema(dict(stored_columns(definition)))
    return pa.table({name: [row[name] for row in rows] for name in schema.names}, schema=schema.to_pyarrow())
