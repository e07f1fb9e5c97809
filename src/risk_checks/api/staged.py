"""An input staged on disk and loaded into DuckDB, for the columnar engine."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from risk_checks.api.inputs import Rows, patients_apart, seen_of
from risk_checks.engines.columnar.build import build_columnar
from risk_checks.engines.columnar.engine import ColumnarEngine
from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.duckdb import Shelf, connect, keep, read_staged
from risk_checks.records.staging import Staged
from risk_checks.reports.facts import Account

Stage = Callable[[Path], Staged]
"""Reads the sources into a folder."""


class Warehouse:
    """A private folder with the staged files and the database; it is removed when the object goes."""

    def __init__(self, stage: Stage, *, definitions: Definitions, zone: str) -> None:
        folder = Path(tempfile.mkdtemp(prefix="risk-checks-"))
        self._close = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._definitions = definitions
        self._staged = stage(folder / "staged")
        self._connection = connect(folder, zone=zone)
        resources = {
            kind: read_staged(self._connection, file, definitions.shapes[kind])
            for kind, file in self._staged.files.items()
        }
        self._built = build_columnar(
            definitions, resources, keep=lambda name, expression: keep(self._connection, name, expression)
        )
        for file in self._staged.files.values():
            file.unlink()

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
            self._built.tables,
            definitions=self._definitions.tables,
            shelf=lambda: Shelf(self._connection),
            seen=self.seen,
            set_aside=self._patients_set_aside(),
            problems=self._built.problems,
        )

    def person_of(self, table: str, subject: str) -> Rows | None:
        """Return every table's rows of the person whose subject this is; None where there is no such subject."""
        rows = self._built.tables[table]
        found = rows.filter(rows["id"] == subject).select("patient").to_pyarrow().to_pylist()
        if not found or found[0]["patient"] is None:
            return None
        patient = found[0]["patient"]
        return {
            name: each.filter(each["patient"] == patient).to_pyarrow().to_pylist()
            for name, each in self._built.tables.items()
        }

    def arrow(self, table: str) -> Any:
        """Return a table as a `pyarrow.Table` with the stored columns."""
        rows = self._built.tables[table]
        return rows.order_by("id").to_pyarrow()

    def _patients_set_aside(self) -> int:
        apart = patients_apart(self._staged.coverage)
        if not apart:
            return 0
        patients = self._built.tables["patient"]
        used = patients.filter(patients["id"].isin(list(apart))).count().to_pyarrow().as_py()
        return len(apart) - int(used)
