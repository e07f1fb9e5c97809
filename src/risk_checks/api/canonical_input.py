"""Tables that were handed over, loaded into DuckDB once and made ready for either engine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from risk_checks.api.inputs import Prepared, Rows
from risk_checks.api.person import rows_of_person
from risk_checks.engines.columnar.engine import ColumnarEngine
from risk_checks.engines.coverage import Given, Input
from risk_checks.engines.definitions import NOTHING
from risk_checks.engines.duckdb import Shelf, connect
from risk_checks.engines.duckdb_files import batches
from risk_checks.engines.duckdb_given import Loaded, load_files
from risk_checks.engines.duckdb_limits import Limits
from risk_checks.engines.duckdb_mapped import load_mapped
from risk_checks.engines.lazy import WhenRead
from risk_checks.engines.protocol import Engine
from risk_checks.engines.reference.engine import ReferenceEngine
from risk_checks.errors import InputError, UsageError
from risk_checks.records.coverage import Coverage
from risk_checks.records.opening import State, is_other, state_of
from risk_checks.reports.facts import Account
from risk_checks.reports.given import TablesAccount
from risk_checks.reports.held_folder import telling_of, working_folder
from risk_checks.reports.table_folder import read_uncovered
from risk_checks.reports.table_manifest import UNCOVERED, Manifest, read_manifest
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef
from risk_checks.tables.faults import Fault
from risk_checks.tables.flat_loading import MAPPINGS, shipped_mapping
from risk_checks.tables.given_files import DataFile, TableFiles, without_patterns
from risk_checks.tables.identity import PATIENT_TABLE

HOW = "the tables that were given"
Progress = Callable[[int], None]
Files = Callable[[Path], TableFiles]
"""Gives the files of the tables, those made of frames written into the folder that it is called with."""


class GivenInput:
    """A private folder with the database; it is removed when the object goes."""

    def __init__(
        self,
        files: Files,
        *,
        definitions: Mapping[str, TableDef],
        zone: str,
        limits: Limits,
        progress: Progress | None = None,
    ) -> None:
        self._folder = working_folder()
        folder = self._folder.path
        self._definitions = definitions
        with telling_of(folder):
            given = without_patterns(files(folder), folder=folder)
        states = {file: _state(file) for each in given.tables.values() for file in each}
        self._manifest, stated = _checked(given, zone=zone)
        digests = _digests(given.tables, progress)
        if given.manifest is not None:
            digests = {**digests, **_beside(given.manifest, stated, but=digests)}
            _refuse_changed(digests, stated)
        self._connection = connect(
            folder, zone=zone, reads=[file.path for each in given.tables.values() for file in each], limits=limits
        )
        self._loaded = self._load(given)
        _refuse_touched(states)
        self._account = self._accounted(given, digests)

    def for_engine(self, name: str) -> Prepared:
        """Return the input made ready for an engine."""
        return ForEngine(self, name)

    @property
    def account(self) -> TablesAccount:
        """What became of the tables."""
        return self._account

    @property
    def tables(self) -> Mapping[str, Any]:
        """Every table by name."""
        return self._loaded.tables

    @property
    def seen(self) -> Input:
        """The coverage, as the tables see it: what was handed over covers everybody but those of rows set aside."""
        return Input(
            self._account.coverage.given_to(self._loaded.survivors),
            {**dict.fromkeys(self._definitions, NOTHING), **(self._manifest or self._loaded).feeds},
            Given(self._loaded.columns, self._definitions, self._account.mapping, self._carried()),
        )

    def engine(self, name: str) -> Engine:
        """Return an engine that runs on the tables: on these themselves, or on their rows fetched."""
        if name == "reference":
            rows = WhenRead(self.tables, lambda table: self.tables[table].to_pyarrow().to_pylist())
            return ReferenceEngine(rows, seen=self.seen, set_aside=self._patients_set_aside())
        return ColumnarEngine(
            self.tables,
            definitions=self._definitions,
            shelf=partial(Shelf, self._connection),
            seen=self.seen,
            set_aside=self._patients_set_aside(),
        )

    def ordered(self, table: str) -> Any:
        """Return a table in the order of its keys, or raise UsageError where a mapping makes none of that name."""
        if table not in self.tables:
            raise UsageError(
                "RC-E547",
                f"the mapping {self._account.mapping} makes no table '{table}'",
                hint=f"it makes {', '.join(sorted(self._loaded.columns))}",
            )
        return self.tables[table].order_by("id")

    def batches(self, table: str) -> Iterator[Any]:
        """Yield the rows of a table in the order of their keys."""
        return batches(self._connection, self.ordered(table))

    def _carried(self) -> Mapping[str, frozenset[str]]:
        mapping = self._account.mapping
        return shipped_mapping(mapping).carries if mapping in MAPPINGS else {}

    def _load(self, given: TableFiles) -> Loaded:
        if given.mapping is None:
            return load_files(self._connection, given.tables, self._definitions, stored=self._manifest is not None)
        mapped = shipped_mapping(given.mapping)
        loaded = load_mapped(self._connection, given.tables, mapped)
        return _without_assumed_times(loaded) if mapped.mapping.has_local_times else loaded

    def _accounted(self, given: TableFiles, digests: Mapping[str, str]) -> TablesAccount:
        manifest = self._manifest
        types, how = (frozenset(manifest.types), manifest.how) if manifest else (self._loaded.types, HOW)
        uncovered = dict(self._loaded.uncovered)
        for patient, kinds in read_uncovered(given.manifest).items() if given.manifest else ():
            uncovered[patient] = uncovered.get(patient, frozenset()) | kinds
        return TablesAccount(
            tables=self._loaded.sums,
            coverage=Coverage(types, uncovered, how, frozenset(manifest.partly) if manifest else frozenset()),
            problems=self._loaded.problems,
            incomplete=self._loaded.lost or (manifest is not None and manifest.incomplete),
            skipped=given.skipped,
            latest_update=manifest.latest_update if manifest else None,
            digest=hashlib.sha256("\n".join(f"{name} {digests[name]}" for name in sorted(digests)).encode()).digest(),
            mapping=manifest.mapping if manifest else given.mapping,
        )

    def _patients_set_aside(self) -> int:
        """Return how many people were set aside here, or when the tables were made."""
        if self._manifest is None:
            return self._loaded.patients_apart
        feeds = self._manifest.feeds[PATIENT_TABLE]
        apart = [patient for patient, types in self._account.coverage.uncovered.items() if types & feeds]
        people = self.tables[PATIENT_TABLE]
        used = people.filter(people["id"].isin(apart)).count().to_pyarrow().as_py() if apart else 0
        return self._loaded.patients_apart + len(apart) - int(used)


class ForEngine:
    """Tables that were handed over, as one engine sees them."""

    def __init__(self, given: GivenInput, engine: str) -> None:
        self._given = given
        self._engine = engine

    @property
    def account(self) -> Account:
        """What became of the tables."""
        return self._given.account

    @property
    def seen(self) -> Input:
        """The coverage, as the tables see it."""
        return self._given.seen

    def engine(self, _plans: Sequence[Plan]) -> Engine:
        """Return the engine that runs on this input."""
        return self._given.engine(self._engine)

    def person_of(self, plan: Plan, subject: str) -> Rows | None:
        """Return the rows that a plan reads of the person whose subject this is; None where there is no such one."""
        return rows_of_person(self._given.tables, plan, subject)

    def arrow(self, table: str) -> Any:
        """Return a table as a `pyarrow.Table` with the stored columns."""
        return self._given.ordered(table).to_pyarrow()

    def batches(self, table: str) -> Iterator[Any]:
        """Yield the rows of a table in the order of their keys."""
        return self._given.batches(table)


def _checked(given: TableFiles, *, zone: str) -> tuple[Manifest | None, Mapping[str, str]]:
    """Return the manifest beside the files with the digests it states; refuse one whose days are of another zone."""
    if given.manifest is None:
        return None, {}
    manifest, digests = read_manifest(given.manifest)
    if manifest.zone != zone:
        raise UsageError(
            "RC-E530",
            f"these tables hold days of the zone {manifest.zone}",
            hint=f"check them with zone {manifest.zone}",
        )
    return manifest, digests


def _state(file: DataFile) -> State | None:
    try:
        return state_of(file.path)
    except OSError:
        raise InputError("RC-E523", f"{file.label} cannot be read", hint="check its permissions and the disk") from None


def _refuse_touched(states: Mapping[DataFile, State | None]) -> None:
    """Refuse files that have grown, or were replaced or deleted, since they were found."""
    for file, state in states.items():
        if is_other(file.path, state):
            what = f"{file.label} was changed, replaced or deleted while it was read"
            raise InputError("RC-E523", what, hint="run again once nobody writes to it")


def _without_assumed_times(loaded: Loaded) -> Loaded:
    """Return what was loaded of tables whose times are local by their standard, as the zone of the run is."""
    return replace(loaded, problems=tuple(each for each in loaded.problems if each.code != Fault.ASSUMED))


def _digests(tables: Mapping[str, tuple[DataFile, ...]], progress: Progress | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for file in (file for files in tables.values() for file in files):
        found[file.label] = _digest(file)
        if progress:
            progress(file.path.stat().st_size)
    return found


def _digest(file: DataFile) -> str:
    try:
        with file.path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        raise InputError("RC-E523", f"{file.label} cannot be read", hint="check its permissions") from None


def _beside(manifest: Path, stated: Collection[str], *, but: Collection[str]) -> Mapping[str, str]:
    """Return the digests of the other files that a manifest states, and of what says whom the tables do not cover."""
    others = sorted({*stated, UNCOVERED} - set(but))
    there = (DataFile(manifest.with_name(name), name) for name in others if manifest.with_name(name).is_file())
    return {file.label: _digest(file) for file in there}


def _refuse_changed(digests: Mapping[str, str], stated: Mapping[str, str]) -> None:
    again = "write the folder again with `risk-checks tables`"
    for label, digest in digests.items():
        if stated.get(label) != digest:
            raise InputError("RC-E531", f"{label} is not what was written with the tables beside it", hint=again)
    for label in sorted(stated.keys() - digests.keys()):
        raise InputError("RC-E531", f"{label} was written with the tables beside it, and is not here", hint=again)
