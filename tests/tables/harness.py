"""Resources turned into the rows of one shipped table, as a run does it: the gate, the views, the table, on an engine.

A module of tests builds its made-up resources once for each engine and looks at the rows case by case:

    @pytest.fixture(scope="module", params=ENGINES)
    def built(request: pytest.FixtureRequest) -> Built:
        return build("contact", RESOURCES, engine=request.param)
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from risk_checks.engines.columnar.build import ColumnarTables
from risk_checks.engines.definitions import Definitions, definitions_of
from risk_checks.engines.duckdb import Shelf, connect, read_staged
from risk_checks.engines.duckdb_keep import keep
from risk_checks.engines.reference.build import Maker
from risk_checks.records.problems import Problem
from risk_checks.records.reading import read_sources
from risk_checks.records.staging import stage_sources
from risk_checks.shipped import rules_home
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import PATIENT_TABLE
from risk_checks.tables.loading import load_table
from risk_checks.tables.stored import stored_columns
from risk_checks.views.columnar import refuse_crowded
from risk_checks.views.definition import View
from risk_checks.views.library import shipped_views

ENGINES = ("duckdb", "memory")
ZONE = "Europe/London"
Resource = Mapping[str, Any]
TableRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Built:
    """The rows of a table by their key, and how often each problem was met, by column and code."""

    rows: Mapping[str, TableRow]
    problems: Mapping[tuple[str | None, str], int]

    def of(self, patient: str) -> list[TableRow]:
        """Return the rows of `Patient/<patient>` in the order of their keys."""
        return [row for _, row in sorted(self.rows.items()) if row["patient"] == f"Patient/{patient}"]

    def one(self, patient: str) -> TableRow:
        """Return the only row of `Patient/<patient>`."""
        (row,) = self.of(patient)
        return row

    def column(self, name: str) -> dict[str, Any]:
        """Return one column's value by patient id, for patients with one row each."""
        return {str(row["patient"]).removeprefix("Patient/"): row[name] for row in self.rows.values()}


@lru_cache(maxsize=16)
def definitions(table: str) -> Definitions:
    """Return one shipped table, and the table of patients, with the views that they read."""
    views = shipped_views()
    return definitions_of(views, {name: _table(name, views) for name in dict.fromkeys((PATIENT_TABLE, table))})


def _table(name: str, views: Mapping[str, View]) -> TableDef:
    path = rules_home() / "tables" / f"{name}.yaml"
    return load_table(path.read_text(encoding="utf-8"), file=f"rules/tables/{name}.yaml", views=views)


def build(table: str, resources: Iterable[Resource], *, engine: str, zone: str = ZONE) -> Built:
    """Return what a shipped table makes of resources on an engine."""
    found = list(resources)
    make = {"memory": _in_memory, "duckdb": _on_duckdb}[engine]
    rows, problems = make(definitions(table), table, found, zone)
    by_key = {str(row["id"]): row for row in rows}
    assert len(by_key) == len(rows), "keys of a table differ"
    counts = Counter({(each.column, each.code): each.count for each in problems if each.table == table})
    return Built(by_key, counts)


Made = tuple[Sequence[TableRow], Sequence[Problem]]


def _in_memory(using: Definitions, table: str, resources: list[Resource], zone: str) -> Made:
    records = read_sources([resources], shapes=using.projections)
    built = Maker(using, zone=ZoneInfo(zone))(records.entries)
    columns = stored_columns(using.tables[table])
    return [{name: row[name] for name in columns} for row in built.rows[table]], built.problems([table])


def _on_duckdb(using: Definitions, table: str, resources: list[Resource], zone: str) -> Made:
    with tempfile.TemporaryDirectory(prefix="risk-checks-") as name:
        folder = Path(name)
        staged = stage_sources([resources], shapes=using.projections, into=folder / "staged")
        connection = connect(folder, zone=zone)
        try:
            read = {kind: read_staged(connection, file, using.shapes[kind]) for kind, file in staged.files.items()}
            for view in using.views.values():
                refuse_crowded(view, read[view.resource])
            built = ColumnarTables(using, read, keep=partial(keep, connection), shelf=partial(Shelf, connection))
            return built.tables[table].to_pyarrow().to_pylist(), built.problems([table])
        finally:
            connection.disconnect()
