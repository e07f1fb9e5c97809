"""Tables built from view rows on every engine, in one form, so that one test body can be run on all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from risk_checks.records.problems import Problem
from risk_checks.tables.columnar import rows_of, table_problems, wide_table
from risk_checks.tables.columnar_identity import collect_identity, merged_pairs
from risk_checks.tables.definition import TableDef
from risk_checks.tables.faults import as_problems
from risk_checks.tables.identity import Survivors
from risk_checks.tables.loading import shipped_tables
from risk_checks.tables.memory import compile_table, identify
from risk_checks.tables.view_check import ViewLike
from risk_checks.views.library import shipped_views

ViewRows = Mapping[str, Sequence[Mapping[str, object]]]
Schemas = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BuiltTables:
    """The rows of every table, what was wrong with the data that feed them, and who became whom."""

    rows: Mapping[str, Sequence[dict[str, Any]]]
    problems: tuple[Problem, ...]
    survivors: Survivors


class Build(Protocol):
    def __call__(
        self,
        views: ViewRows,
        *,
        tables: Iterable[TableDef] | None = None,
        schemas: Schemas | None = None,
        zone: str = "Europe/London",
    ) -> BuiltTables: ...


_KINDS = {"boolean": "boolean", **dict.fromkeys(("integer", "positiveInt", "unsignedInt"), "integer")}


def shipped_schemas() -> Schemas:
    """Return the columns of the views that come with the library."""
    return schemas_of(shipped_views())


def schemas_of(views: Mapping[str, ViewLike]) -> Schemas:
    """Return the columns of views: boolean, integer, texts or text."""
    return {
        name: {
            column.name: "texts" if column.collection else _KINDS.get(column.type, "text") for column in view.columns
        }
        for name, view in views.items()
    }


def in_memory(
    views: ViewRows,
    *,
    tables: Iterable[TableDef] | None = None,
    schemas: Schemas | None = None,
    zone: str = "Europe/London",
) -> BuiltTables:
    views = whole(views, shipped_schemas() if schemas is None else schemas)
    identity = identify(views)
    rows: dict[str, Sequence[dict[str, Any]]] = {}
    problems = list(identity.problems)
    for definition in shipped_tables().values() if tables is None else tables:
        built = compile_table(definition, zone=ZoneInfo(zone))(views, identity.survivors)
        rows[definition.name] = built.rows
        problems += as_problems(built.faults, table=definition.name)
    return BuiltTables(rows, tuple(problems), identity.survivors)


def on_duckdb(
    views: ViewRows,
    *,
    tables: Iterable[TableDef] | None = None,
    schemas: Schemas | None = None,
    zone: str = "Europe/London",
) -> BuiltTables:
    connection = ibis.duckdb.connect()
    connection.raw_sql(f"SET TimeZone='{zone}'")
    schemas = shipped_schemas() if schemas is None else schemas
    read: dict[str, Any] = {}
    for name, rows in whole(views, schemas).items():
        connection.con.register(name, _arrow(rows, schemas[name]))
        read[name] = connection.table(name)
    identity = collect_identity(read)
    pairs = merged_pairs(identity.survivors)
    merged = None if pairs is None else connection.create_table("merged", pairs)
    found: dict[str, Sequence[dict[str, Any]]] = {}
    problems = list(identity.problems)
    for definition in shipped_tables().values() if tables is None else tables:
        wide = _stored(definition, read, merged, connection)
        found[definition.name] = connection.to_pyarrow(rows_of(definition, wide)).to_pylist()
        problems += table_problems(definition, wide)
    return BuiltTables(found, tuple(problems), identity.survivors)


_QUERIES: dict[tuple[int, frozenset[str], bool], tuple[TableDef, str, Any]] = {}


def _stored(definition: TableDef, read: Mapping[str, Any], merged: Any, connection: Any) -> Any:
    """Return the wide table, stored; its query is written once for each set of views, with merges and without.

    Writing it takes twenty times as long as running it over a few rows. The definition is kept beside it, so that no
    other can have its place in memory.
    """
    name, place = f"wide_{definition.name}", (id(definition), frozenset(read), merged is not None)
    if place not in _QUERIES:
        wide = wide_table(definition, read, merged=merged)
        query = str(connection.compile(wide))
        if "memtable" in query:  # what Ibis holds itself is known to one connection only
            return connection.create_table(name, wide)
        _QUERIES[place] = (definition, query, wide.schema())
    _, query, schema = _QUERIES[place]
    stored = connection.create_table(name, schema=schema)
    connection.raw_sql(f"INSERT INTO {name} {query}")
    return stored


def whole(views: ViewRows, schemas: Schemas) -> dict[str, list[dict[str, object]]]:
    """Return rows with every column of their view: those left out are null, and empty where they are lists."""
    return {
        name: [
            {column: row.get(column, [] if kind == "texts" else None) for column, kind in schemas[name].items()}
            for row in rows
        ]
        for name, rows in views.items()
    }


def counts(built: BuiltTables) -> dict[tuple[str | None, str | None, str], int]:
    """Return how often each problem was met, by table, column and code."""
    return {(each.table, each.column, each.code): each.count for each in built.problems}


def as_bag(rows: Iterable[Mapping[str, object]]) -> Counter[str]:
    """Return rows such that two lists of the same rows in any order are equal."""
    return Counter(json.dumps(row, sort_keys=True, default=str) for row in rows)


def _arrow(rows: Sequence[Mapping[str, object]], schema: Mapping[str, str]) -> Any:
    kinds = {"text": pa.string(), "texts": pa.list_(pa.string()), "boolean": pa.bool_(), "integer": pa.int64()}
    fields = [pa.field(name, kinds[kind]) for name, kind in schema.items()]
    return pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(fields))
