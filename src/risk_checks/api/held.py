"""An input held in memory, for the reference engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from risk_checks.api.inputs import Rows, patients_apart, problems_read, seen_of
from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.reference.build import Build, MemoryTables
from risk_checks.engines.reference.engine import ReferenceEngine
from risk_checks.engines.reference.ready import MakeReady, make_ready
from risk_checks.records.reading import Records
from risk_checks.reports.facts import Account
from risk_checks.rules.fields import tables_read
from risk_checks.rules.plan import Plan


class Held:
    """Records in memory and the table rows made of them."""

    def __init__(
        self, records: Records, *, definitions: Definitions, build: Build, ready: MakeReady = make_ready
    ) -> None:
        self._records = records
        self._definitions = definitions
        self._ready = ready
        self._built: MemoryTables = build(records.entries)

    @property
    def account(self) -> Account:
        """What became of the sources."""
        return self._records

    @property
    def seen(self) -> Input:
        """The coverage, as the tables see it."""
        return seen_of(self._records, self._definitions, survivors=self._built.survivors)

    def engine(self, _plans: Sequence[Plan]) -> ReferenceEngine:
        """Return the engine that runs on this input."""
        return ReferenceEngine(
            self._built.rows,
            seen=self.seen,
            set_aside=self._patients_set_aside(),
            problems=problems_read(self._built.problems, self._definitions),
            ready=self._ready,
        )

    def person_of(self, plan: Plan, subject: str) -> Rows | None:
        """Return the rows that a plan reads of the person whose subject this is; None where there is no such one."""
        rows = self._built.rows
        patient = next((row["patient"] for row in rows[plan.subject.name] if row["id"] == subject), None)
        if patient is None:
            return None
        return {name: _of(rows[name], patient) for name in tables_read([plan])}

    def arrow(self, table: str) -> Any:
        """Return a table as a `pyarrow.Table` with the stored columns."""
        from risk_checks.engines.columnar.build import rows_arrow

        rows = sorted(self._built.rows[table], key=lambda row: str(row["id"]))
        return rows_arrow(self._definitions.tables[table], rows)

    def batches(self, table: str) -> Iterator[Any]:
        """Yield the rows of a table as record batches, in the order of their keys."""
        yield from self.arrow(table).to_batches()

    def _patients_set_aside(self) -> int:
        apart = patients_apart(self._records.coverage)
        if not apart:
            return 0
        used = {row["id"] for row in self._built.rows["patient"]}
        return sum(key not in used for key in apart)


def _of(rows: Sequence[Mapping[str, object]], patient: object) -> list[Mapping[str, object]]:
    return [row for row in rows if row["patient"] == patient]
