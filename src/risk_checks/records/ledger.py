"""What is written down while entries are read: the sums, the problems, and what the run cannot speak of."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from risk_checks.records.accounting import Fate, Sums, Tally
from risk_checks.records.coverage import Coverage, CoverageNotes
from risk_checks.records.exports import Exports
from risk_checks.records.fhir_versions import BECAME, version_of_type
from risk_checks.records.gate import CONTROL_TYPES, Passed, Turned, trusted_type
from risk_checks.records.identifiers import Search
from risk_checks.records.instants import moment_of, nanoseconds
from risk_checks.records.names import Names
from risk_checks.records.patients import patients_of
from risk_checks.records.problem_log import ProblemLog
from risk_checks.records.problems import Problem
from risk_checks.records.references import NO_SCOPE, Scope, Unfollowed
from risk_checks.records.refused import Refused
from risk_checks.records.resource_types import RESOURCE_TYPES
from risk_checks.records.settlement import Settlement
from risk_checks.records.sources import Skipped, Source
from risk_checks.records.taking import Taken
from risk_checks.records.units import Page, Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the sources; the same whether entries are held in memory or staged."""

    sums: Sums
    problems: Sequence[Problem]
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
        self._known = RESOURCE_TYPES.union(needed)
        self._names = names
        self._tally = Tally()
        self._notes = CoverageNotes()
        self._problems = ProblemLog()
        self._incomplete = False
        self._skipped: list[Skipped] = []
        self._faults: Counter[tuple[str, str]] = Counter()
        self._faults_at: dict[tuple[str, str], array[int]] = {}  # of entries: their places among those of their type
        self._places: Counter[str] = Counter()
        self._of_files: Counter[tuple[str, str, str | None, str | None]] = Counter()
        self._source = Source("", b"")
        self._lines: Counter[bool] = Counter()  # of the source, whether they say of which type they are
        self._owed: set[tuple[str, frozenset[str | Search], bool]] = set()
        self._addresses: set[str] = set()  # of the pages that were read
        self._next: list[tuple[Page, Source]] = []
        self._found: set[str] = set()
        self._latest: int | None = None
        self._last_text: object = None

    def source(self, source: Source, *, is_record: bool) -> None:
        """Note a source that is about to be read."""
        self._end_source()
        self._source = source
        if is_record:
            self._notes.note_record()
        if source.type_in_name is not None:
            self._notes.note_file_type(source.type_in_name)

    def _end_source(self) -> None:
        """Note that a file is lost of which no line could be read."""
        if self._lines[False] and not self._lines[True]:
            self._lose_of(self._source)
        self._lines.clear()

    def skip(self, skipped: Iterable[Skipped]) -> None:
        """Write down files that are passed over."""
        self._skipped += skipped

    def refuse(self, refused: Refused, source: Source) -> None:
        """Write down a file that cannot be used, or not to its end; what it may have held is not covered."""
        self._problems.write(refused.code, file=source.label, element=refused.detail)
        self._incomplete = True
        if source.type_in_name is not None:
            self._notes.note_loss(source.type_in_name)
        else:
            self._lose_of(source)

    def _lose_of(self, source: Source) -> None:
        """Note that something of a source is lost: of the type it is named after, else of any type."""
        if source.is_data:
            for kind in self._needed if source.type_in_name is None else (source.type_in_name,):
                self._notes.note_loss_in_part(kind)

    def flag(self, flags: Mapping[str, int], label: str) -> None:
        """Write down what is wrong with a file that is used all the same, and how often."""
        for code, count in sorted(flags.items()):
            self._problems.write(code, file=label, count=count)

    def meet(self, unit: Unit) -> None:
        """Count an entry, and note what it tells of coverage and of the time of the extract."""
        self._tally.total += 1
        kind = trusted_type(unit.value)
        if not unit.whole and unit.kind is not UnitKind.BLANK:
            self._lines[_says_what_it_is(unit, kind)] += 1
        if kind is None or kind in CONTROL_TYPES or kind not in self._known:
            return  # a text that is no type may say anything
        self._found.add(kind)
        if not unit.whole:
            self._notes.note_line(kind)
            if self._source.type_in_name not in (None, kind):
                self._of_files[self._source.label, "type-differs", None, kind] += 1
        elif kind in self._needed:  # a stray CapabilityStatement beside an extract is nobody's whole record
            self._notes.note_record(kind)
        if unit.kind is UnitKind.RESOURCE:
            self._note_time(unit.value.get("meta"))

    def page(self, page: Page, source: Source) -> None:
        """Note a Bundle that is one page of several."""
        if page.address is not None:
            self._addresses.add(page.address)
        if page.has_next:
            self._next.append((page, source))

    def _turn_pages(self) -> None:
        """Write down the files whose next page was not read: what is on it may be of any type, and anybody's."""
        unread = Counter(source.label for page, source in self._next if page.next_address not in self._addresses)
        for source in {source.label: source for _, source in self._next if source.label in unread}.values():
            self._problems.write("bundle-next-unread", file=source.label, count=unread[source.label])
            self._incomplete = True
            self._lose_of(source)

    def _note_time(self, meta: Any) -> None:
        text = meta.get("lastUpdated") if isinstance(meta, dict) else None
        if text != self._last_text:  # an export writes the same moment many times over
            self._last_text = text
            self._note_point(nanoseconds(text))

    def _note_point(self, point: int | None) -> None:
        if point is not None and (self._latest is None or point > self._latest):
            self._latest = point

    def take(self, taken: Taken) -> None:
        """Write down the resources of a type that were read elsewhere."""
        count = sum(taken.lines.values())
        self._tally.total += count
        self._tally.count(Fate.USED if taken.type in self._needed else Fate.NOT_NEEDED, by=count)
        self._found.add(taken.type)
        self._notes.note_line(taken.type)
        self._note_point(taken.latest)
        self._faults.update({(code, taken.type): found for code, found in taken.faults.items()})

    def use(self, verdict: Passed) -> None:
        """Write down an entry that views need."""
        self._tally.count(Fate.USED)
        kind = verdict.entry.type
        for code in verdict.faults:
            self._faults_at.setdefault((code, kind), array("Q")).append(self._places[kind])
        self._places[kind] += 1
        for code in verdict.flags:
            self._of_files[verdict.entry.file, code, None, verdict.entry.type] += 1
        for search in verdict.searches:
            self._names.want(search, by=verdict.entry.type)

    def turn(self, verdict: Turned, unit: Unit, file: str) -> None:
        """Write down an entry that goes no further, and what is not covered for want of it."""
        self._tally.count(verdict.fate)
        if verdict.code is None:
            return
        kind = trusted_type(unit.value)
        known = kind if kind in RESOURCE_TYPES else None
        kind = BECAME.get(kind, kind) if kind else None
        self._problems.write(
            verdict.code,
            file=file,
            line=unit.line,
            offset=unit.offset,
            element=verdict.element,
            resource_type=known,
        )
        if verdict.code == "fhir-version":
            self._of_files[file, "file-fhir-version", verdict.element, None] += 1
            self._incomplete = True
        if verdict.code == "server-error":
            self._incomplete = True
        elif verdict.fate is Fate.SET_ASIDE and kind is not None and kind in self._needed:
            self._uncover(
                kind,
                unit.value,
                scope=unit.scope or NO_SCOPE,
                full_url=unit.full_url,
                in_document=self._in_document(unit),
            )
        elif verdict.fate is Fate.SET_ASIDE and (known is None or known in CONTROL_TYPES):
            self._incomplete = True  # it may have been of a needed type
            if self._in_document(unit) and _is_all(unit, kind):
                self._lose_of(self._source)
        if verdict.code == "line-torn":  # nobody knows what came after
            self._lose_of(self._source)

    def _in_document(self, unit: Unit) -> bool:
        """Return whether an entry is part of one document, and not of a line among many."""
        return unit.whole and not self._lines

    def lose(self, kind: str, resource: Mapping[str, Any]) -> None:
        """Note whose record lacks a resource that passed the gate and is set aside after all."""
        self._uncover(kind, resource, scope=NO_SCOPE)

    def settle(self, settlement: Settlement) -> None:
        """Write down the entries that are not used after all, and close what waited for the last."""
        self._end_source()
        self._turn_pages()
        for fate, count in settlement.counts.items():
            self._tally.count(Fate.USED, by=-count)
            self._tally.count(fate, by=count)
        for one in settlement.conflicts():
            self._problems.write(one.code, file=one.file, line=one.line, offset=one.offset, resource_type=one.type)
        self._faults += settlement.faults
        for (code, kind), places in self._faults_at.items():
            self._faults[code, kind] += sum(settlement.fate(kind, place) is Fate.USED for place in places)
        for kind, named, in_document in self._owed:
            self._close(kind, named, in_document=in_document)

    def _uncover(
        self, kind: str, resource: Any, *, scope: Scope, full_url: object = None, in_document: bool = False
    ) -> None:
        """Note whose record lacks a resource, once it is known who has the identifiers that it names them by."""
        named = patients_of(resource, type_=kind, scope=scope, full_url=full_url)
        searches = [each for each in named if isinstance(each, Search)]
        for each in searches:
            self._names.want(each)
        if searches:
            self._owed.add((kind, named, in_document))
        else:
            self._close(kind, named, in_document=in_document)

    def _close(self, kind: str, named: frozenset[str | Search], *, in_document: bool) -> None:
        found = [self._names.key_of(each) if isinstance(each, Search) else each for each in named]
        keys = [key for key in found if not isinstance(key, Unfollowed)]
        patients = [key for key in keys if key.startswith("Patient/")] if len(keys) == len(found) else []
        self._notes.uncover(kind, patients)
        if kind == "Patient" and len(patients) > 1:  # what is recorded of one may be the other's
            for every in self._needed:
                self._notes.uncover(every, patients)
        if not patients:
            self._incomplete = True
            if in_document:
                self._notes.note_loss_in_part(kind)

    def hold_to(self, exports: Exports, *, read: Mapping[str, Source], covers: Collection[str] | None) -> None:
        """Write down what differs from the manifests of exports, and what they tell of coverage and of the time."""
        for each in exports.mismatches(read):
            self._problems.write(each.code, file=each.file, element=each.element, count=each.count)
            # Whoever says what the input covers knows what the export was asked for.
            self._incomplete |= each.is_loss and (each.code != "manifest-narrowed" or covers is None)
            if each.type is not None:
                self._notes.note_loss(each.type)
        self._notes.note_manifest(frozenset() if exports.is_narrowed else exports.types)
        if exports.time is not None:
            if self._latest is not None and self._latest > exports.time:
                self._problems.write("updated-after-export")
            self._latest = exports.time

    def account(
        self, *, covers: Collection[str] | None, not_used: Collection[str], paths: Mapping[str, Path], digest: bytes
    ) -> Account:
        """Return the books, closed."""
        for (file, code, element, kind), count in self._of_files.items():
            self._problems.write(code, file=file, element=element, resource_type=kind, count=count)
        for (code, kind), count in sorted((self._faults + self._names.failed).items()):
            self._problems.write(code, count=count, resource_type=kind)
        for kind in sorted(self._found.intersection(not_used)):
            self._problems.write("not-used-but-found", resource_type=kind)
        return Account(
            sums=self._tally.sums(),
            problems=self._problems,
            coverage=self._notes.coverage(needed=self._needed, covers=covers, not_used=not_used),
            incomplete=self._incomplete,
            skipped=tuple(self._skipped),
            paths=paths,
            latest_update=None if self._latest is None else moment_of(self._latest),
            digest=digest,
        )


def _says_what_it_is(unit: Unit, kind: str | None) -> bool:
    """Return whether a line tells of which type it is, in whatever version of FHIR."""
    if unit.kind not in (UnitKind.RESOURCE, UnitKind.FAULT):
        return True
    return kind is not None and (kind in RESOURCE_TYPES or version_of_type(kind) is not None)


def _is_all(unit: Unit, kind: str | None) -> bool:
    """Return whether what cannot be read of a document is all of it, or a Bundle in it, and not one entry."""
    return unit.offset is not None or unit.code == "bundle-not-usable" or kind == "Bundle"
