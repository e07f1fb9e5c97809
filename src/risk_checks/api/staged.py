"""An input staged on disk and loaded into DuckDB, for the columnar engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from risk_checks.api.inputs import Rows, patients_apart, seen_of
from risk_checks.api.person import rows_of_person
from risk_checks.engines.columnar.build import ColumnarTables
from risk_checks.engines.columnar.engine import ColumnarEngine
from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.duckdb import Shelf, connect, read_staged
from risk_checks.engines.duckdb_files import batches
from risk_checks.engines.duckdb_keep import keep
from risk_checks.engines.duckdb_limits import Limits
from risk_checks.records.staging import Staged
from risk_checks.reports.facts import Account
from risk_checks.reports.held_folder import telling_of, working_folder
from risk_checks.reports.timing import TimedMapping, Timings
from risk_checks.rules.plan import Plan

Stage = Callable[[Path], Staged]
"""Reads the sources into a folder."""

_OF_VIEWS = ("read_", "view_")  # how what is stored on the way to a view is called


class Warehouse:
    """A private folder with the staged files and the database; it is removed when the object goes."""

    def __init__(self, stage: Stage, *, definitions: Definitions, zone: str, limits: Limits, timings: Timings) -> None:
        self._folder = working_folder()
        folder = self._folder.path
        self._definitions = definitions
        with telling_of(folder):
            self._staged = stage(folder / "staged")
        self._timings = timings
        self._connection = connect(folder, zone=zone, limits=limits)
        resources = {
            kind: read_staged(self._connection, file, definitions.shapes[kind])
            for kind, file in self._staged.files.items()
            if file.stat().st_size  # views of a type without resources need not be written at all
        }
        self._built = ColumnarTables(
            definitions,
            resources,
            keep=self._keep,
            shelf=partial(Shelf, self._connection),
        )

    @property
    def account(self) -> Account:
        """What became of the sources."""
        return self._staged

    @property
    def seen(self) -> Input:
        """The coverage, as the tables see it."""
        return seen_of(self._staged, self._definitions, survivors=self._built.survivors)

    def engine(self) -> ColumnarEngine:
        """Return the engine that runs on this input."""
        return ColumnarEngine(
            TimedMapping(self._built.tables, timings=self._timings, part="tables"),
            definitions=self._definitions.tables,
            shelf=partial(Shelf, self._connection),
            seen=self.seen,
            set_aside=self._patients_set_aside(),
            problems=self._built.problems,
        )

    def person_of(self, plan: Plan, subject: str) -> Rows | None:
        """Return the rows that a plan reads of the person whose subject this is; None where there is no such one."""
        return rows_of_person(self._built.tables, plan, subject)

    def arrow(self, table: str) -> Any:
        """Return a table as a `pyarrow.Table` with the stored columns."""
        rows = self._built.tables[table]
        return rows.order_by("id").to_pyarrow()

    def batches(self, table: str) -> Iterator[Any]:
        """Yield the rows of a table as record batches, in the order of their keys."""
        yield from batches(self._connection, self._built.tables[table].order_by("id"))

    def _keep(self, name: str, expression: ir.Table) -> ir.Table:
        with self._timings.part("views" if name.startswith(_OF_VIEWS) else "tables"):
            return keep(self._connection, name, expression)

    def _patients_set_aside(self) -> int:
        apart = patients_apart(self._staged.coverage)
        if not apart:
            return 0
        patients = self._built.tables["patient"]
        used = patients.filter(patients["id"].isin(list(apart))).count().to_pyarrow().as_py()
        return len(apart) - int(used)
