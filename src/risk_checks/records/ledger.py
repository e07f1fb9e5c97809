"""What is written down while entries are read: the sums, the problems, and what the run cannot speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from risk_checks.records.accounting import Fate, Sums, Tally
from risk_checks.records.coverage import Coverage, CoverageNotes
from risk_checks.records.gate import CONTROL_TYPES, Passed, Turned, trusted_type
from risk_checks.records.identifiers import Search
from risk_checks.records.instants import moment_of, nanoseconds
from risk_checks.records.names import Names
from risk_checks.records.patients import patients_of
from risk_checks.records.problems import Problem, problem
from risk_checks.records.references import NO_SCOPE, Scope, Unfollowed
from risk_checks.records.register import Settlement
from risk_checks.records.resource_types import RESOURCE_TYPES
from risk_checks.records.sources import Skipped, Source
from risk_checks.records.units import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the sources; the same whether entries are held in memory or staged."""

    sums: Sums
    problems: tuple[Problem, ...]
    coverage: Coverage
    incomplete: bool
    skipped: tuple[Skipped, ...]
    paths: Mapping[str, Path]
    latest_update: datetime | None
    digest: bytes


class Ledger:
    """The books of one reading; `needed` are the types that views read."""

    def __init__(self, *, needed: Collection[str], names: Names) -> None:
        self._needed = needed
        self._names = names
        self._tally = Tally()
        self._notes = CoverageNotes()
        self._problems: list[Problem] = []
        self._incomplete = False
        self._skipped: list[Skipped] = []
        self._faults: Counter[tuple[str, str]] = Counter()
        self._owed: list[tuple[str, frozenset[str | Search]]] = []
        self._found: set[str] = set()
        self._latest: int | None = None
        self._last_text: object = None

    def source(self, source: Source, *, is_record: bool) -> None:
        """Note a source that is about to be read."""
        if is_record:
            self._notes.note_record()
        if source.type_in_name is not None:
            self._notes.note_file_type(source.type_in_name)

    def skip(self, skipped: Iterable[Skipped]) -> None:
        """Write down files that are passed over."""
        self._skipped += skipped

    def refuse(self, code: str, label: str, *, type_in_name: str | None = None) -> None:
        """Write down a file that cannot be used, or not to its end; the type it is named after is not covered."""
        self._problems.append(problem(code, file=label))
        self._incomplete = True
        if type_in_name is not None:
            self._notes.note_loss(type_in_name)

    def meet(self, unit: Unit) -> None:
        """Count an entry, and note what it tells of coverage and of the time of the extract."""
        self._tally.total += 1
        kind = trusted_type(unit.value)
        if kind is None or kind in CONTROL_TYPES:
            return
        self._found.add(kind)
        if not unit.whole:
            self._notes.note_file_type(kind)
        elif kind in self._needed:  # a stray CapabilityStatement beside an extract is nobody's whole record
            self._notes.note_record()
        if unit.kind is UnitKind.RESOURCE:
            self._note_time(unit.value.get("meta"))

    def _note_time(self, meta: Any) -> None:
        text = meta.get("lastUpdated") if isinstance(meta, dict) else None
        if text != self._last_text:  # an export writes the same moment many times over
            self._last_text = text
            point = nanoseconds(text)
            if point is not None and (self._latest is None or point > self._latest):
                self._latest = point

    def use(self, verdict: Passed) -> None:
        """Write down an entry that views need."""
        self._tally.count(Fate.USED)
        for code in verdict.faults:
            self._faults[code, verdict.entry.type] += 1
        for search in verdict.searches:
            self._names.want(search, by=verdict.entry.type)

    def turn(self, verdict: Turned, unit: Unit, file: str) -> None:
        """Write down an entry that goes no further, and what is not covered for want of it."""
        self._tally.count(verdict.fate)
        if verdict.code is None:
            return
        kind = trusted_type(unit.value)
        known = kind if kind in RESOURCE_TYPES else None
        self._problems.append(
            problem(verdict.code, file=file, line=unit.line, element=verdict.element, resource_type=known)
        )
        if verdict.code == "server-error":
            self._incomplete = True
        elif verdict.fate is Fate.SET_ASIDE and kind is not None and kind in self._needed:
            self._uncover(kind, unit.value, scope=unit.scope or NO_SCOPE, full_url=unit.full_url)
        elif verdict.fate is Fate.SET_ASIDE and (known is None or known in CONTROL_TYPES):
            self._incomplete = True  # it may have been of a needed type

    def settle(self, settlement: Settlement, conflicting: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        """Write down the entries that are not used after all; `conflicting` are those set aside, with their types."""
        dropped = [(kind, one) for kind, places in settlement.dropped.items() for one in places.values()]
        for _, one in dropped:
            self._tally.count(Fate.USED, by=-1)
            self._tally.count(one.fate)
        conflicts = [(one.file, one.line, kind, one.code) for kind, one in dropped if one.fate is Fate.SET_ASIDE]
        for file, line, kind, code in sorted(conflicts):
            self._problems.append(problem(code, file=file, line=line, resource_type=kind))
        for kind, resource in conflicting:
            self._uncover(kind, resource, scope=NO_SCOPE)
        for kind, named in self._owed:
            self._close(kind, named)

    def _uncover(self, kind: str, resource: Any, *, scope: Scope, full_url: object = None) -> None:
        """Note whose record lacks a resource, once it is known who has the identifiers that it names them by."""
        named = patients_of(resource, type_=kind, scope=scope, full_url=full_url)
        for each in named:
            if isinstance(each, Search):
                self._names.want(each)
        self._owed.append((kind, named))

    def _close(self, kind: str, named: frozenset[str | Search]) -> None:
        found = [self._names.key_of(each) if isinstance(each, Search) else each for each in named]
        keys = [key for key in found if not isinstance(key, Unfollowed)]
        patients = [key for key in keys if key.startswith("Patient/")] if len(keys) == len(found) else []
        self._notes.uncover(kind, patients)
        if kind == "Patient" and len(patients) > 1:  # what is recorded of one may be the other's
            for every in self._needed:
                self._notes.uncover(every, patients)
        if not patients:
            self._incomplete = True

    def account(
        self, *, covers: Collection[str] | None, not_used: Collection[str], paths: Mapping[str, Path], digest: bytes
    ) -> Account:
        """Return the books, closed."""
        for (code, kind), count in sorted((self._faults + self._names.failed).items()):
            self._problems.append(problem(code, count=count, resource_type=kind))
        for kind in sorted(self._found.intersection(not_used)):
            self._problems.append(problem("not-used-but-found", resource_type=kind))
        return Account(
            sums=self._tally.sums(),
            problems=tuple(self._problems),
            coverage=self._notes.coverage(needed=self._needed, covers=covers, not_used=not_used),
            incomplete=self._incomplete,
            skipped=tuple(self._skipped),
            paths=paths,
            latest_update=None if self._latest is None else moment_of(self._latest),
            digest=digest,
        )
