"""An input staged on disk and loaded into DuckDB, for the columnar engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from risk_checks.api.inputs import Rows, patients_apart, problems_read, seen_of
from risk_checks.api.person import rows_of_person
from risk_checks.engines.columnar.build import ColumnarTables
from risk_checks.engines.columnar.engine import ColumnarEngine
from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.duckdb import Shelf, connect, read_staged
from risk_checks.engines.duckdb_clean import CleanFiles
from risk_checks.engines.duckdb_files import batches
from risk_checks.engines.duckdb_limits import Limits
from risk_checks.engines.needs import NOBODY_YET, Needs, all_columns, both, met_by, narrowed, needs_of
from risk_checks.records.opening import Progress
from risk_checks.records.staging import Staged
from risk_checks.records.taking import Taker
from risk_checks.reports.facts import Account
from risk_checks.reports.held_folder import telling_of, working_folder
from risk_checks.reports.timing import TimedMapping, Timings
from risk_checks.rules.plan import Plan

Stage = Callable[[Path, Taker | None], Staged]
"""Reads the sources into a folder, with or without somebody who takes types of them."""

_OF_VIEWS = ("read_", "view_")  # how what is stored on the way to a view is called


class Warehouse:
    """A private folder with the staged files and the database; it is removed when the object goes."""

    def __init__(
        self,
        stage: Stage,
        *,
        definitions: Definitions,
        zone: str,
        limits: Limits,
        strict: bool = False,
        progress: Progress | None = None,
        timings: Timings,
    ) -> None:
        self._folder = working_folder()
        folder = self._folder.path
        self._definitions = definitions
        self._timings = timings
        self._connection = connect(folder, zone=zone, limits=limits)
        self._clean = CleanFiles(self._connection, shapes=definitions.shapes, progress=progress)
        with telling_of(folder):
            self._staged = stage(folder / "staged", None if strict else self._clean)
        self._held = needs_of((), definitions.tables)
        self._stored, self._built = self._build(self._held)

    @property
    def account(self) -> Account:
        """What became of the sources."""
        return self._staged

    @property
    def seen(self) -> Input:
        """The coverage, as the tables see it."""
        return seen_of(self._staged, self._definitions, survivors=self._built.survivors)

    def engine(self, plans: Sequence[Plan]) -> ColumnarEngine:
        """Return the engine that runs these plans on this input, with tables that hold what they read."""
        self._hold(needs_of(plans, self._definitions.tables))
        return ColumnarEngine(
            TimedMapping(self._built.tables, timings=self._timings, part="tables"),
            definitions=self._built.definitions,
            shelf=partial(Shelf, self._connection),
            seen=self.seen,
            set_aside=self._patients_set_aside(),
            problems=problems_read(self._built.problems, self._definitions),
        )

    def person_of(self, plan: Plan, subject: str) -> Rows | None:
        """Return the rows that a plan reads of the person whose subject this is; None where there is no such one."""
        return rows_of_person(self._built.tables, plan, subject)

    def arrow(self, table: str) -> Any:
        """Return a table as a `pyarrow.Table` with the stored columns."""
        return self._whole(table).order_by("id").to_pyarrow()

    def batches(self, table: str) -> Iterator[Any]:
        """Yield the rows of a table as record batches, in the order of their keys."""
        yield from batches(self._connection, self._whole(table).order_by("id"))

    def _whole(self, table: str) -> Any:
        """Return a table with all its columns."""
        self._hold(all_columns(self._definitions.tables))
        return self._built.tables[table]

    def _hold(self, needs: Needs) -> None:
        """See that what is needed can be read: what was made for less is made again, for all that was ever needed."""
        if met_by(needs, self._held):
            return
        needs = both(self._held, needs)
        self._held = NOBODY_YET  # for as long as there is nothing
        self._stored.clear()
        self._stored, self._built = self._build(needs)
        self._held = needs

    def _build(self, needs: Needs) -> tuple[Shelf, ColumnarTables]:
        """Return the tables of what is needed, and the shelf on which they are stored when they are read."""
        definitions = narrowed(self._definitions, needs)
        resources = {
            kind: read_staged(self._connection, file, definitions.shapes[kind])
            for kind, file in self._staged.files.items()
            if kind in definitions.shapes and file.stat().st_size  # of a type without resources, no view is written
        }
        taken = sorted(self._staged.taken.intersection(definitions.shapes))
        resources |= {kind: self._clean.rows(kind) for kind in taken}
        stored = Shelf(self._connection)
        return stored, ColumnarTables(
            definitions,
            resources,
            keep=partial(_kept, stored, self._timings),  # nothing that holds this object: it goes when it is let go
            shelf=partial(Shelf, self._connection),
        )

    def _patients_set_aside(self) -> int:
        apart = patients_apart(self._staged.coverage)
        if not apart:
            return 0
        patients = self._built.tables["patient"]
        used = patients.filter(patients["id"].isin(list(apart))).count().to_pyarrow().as_py()
        return len(apart) - int(used)


def _kept(stored: Shelf, timings: Timings, name: str, expression: Any) -> Any:
    with timings.part("views" if name.startswith(_OF_VIEWS) else "tables"):
        return stored.keep(expression)
