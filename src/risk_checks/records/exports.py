"""Bulk exports among the sources: what their manifests say held against the files that are there."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from risk_checks.records.folders import ODD_NAME, UNFINISHED, is_named_as_lines, real_path, spot_of
from risk_checks.records.gate import CONTROL_TYPES, trusted_type
from risk_checks.records.manifest import Listed, Manifest, paths_of, read_manifest
from risk_checks.records.refused import Refused
from risk_checks.records.sources import Plan, Source
from risk_checks.records.taking import Taken
from risk_checks.records.units import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that does not add up, as the code of a problem.

    `is_loss` says that data may be missing for it; `type` is that of which some surely is.
    """

    code: str
    file: str
    element: str | None = None
    count: int = 1
    is_loss: bool = True
    type: str | None = None


@dataclass(slots=True)
class Arrived:
    """A listed file that is there, and what was counted in it."""

    listed: Listed
    path: Path
    count: int = 0
    line: int = 0
    types: set[str] = field(default_factory=set)
    is_read: bool = False

    def verify(self) -> bool:
        """Return whether the manifest's hash vouches for the file; raises Refused where the two differ."""
        if self.listed.sha256 is None:
            return False
        try:
            with self.path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            raise Refused("file-unreadable") from None
        if found != self.listed.sha256:
            raise Refused("manifest-hash-differs")
        return True

    def meet(self, unit: Unit) -> None:
        """Count an entry of the file."""
        if unit.kind is not UnitKind.BLANK and unit.line != self.line:  # a Bundle on a line counts once, as the line
            self.line = unit.line
            self.count += 1
        kind = trusted_type(unit.value)
        if kind is not None and kind not in CONTROL_TYPES:
            self.types.add(kind)

    def take(self, lines: int, *, of: str) -> None:
        """Count lines that were read elsewhere, all of one type."""
        self.count, self.is_read = lines, True
        self.types.add(of)

    def mismatches(self, label: str) -> Iterator[Mismatch]:
        """Give what differs from what the manifest says."""
        if self.listed.count is not None and self.is_read and self.count != self.listed.count:
            yield Mismatch("manifest-count-differs", label, self.listed.element, type=self.listed.type)


class Exports:
    """The manifests among the sources of a plan, and what they say of the others."""

    def __init__(self, plan: Plan) -> None:
        self.manifests: dict[str, Manifest] = {}
        self.arrived: dict[str, Arrived] = {}
        self._mismatches: list[Mismatch] = []
        for source in plan.sources:
            if _may_be_manifest(source) and isinstance(source.content, Path):
                manifest = read_manifest(spot_of(source.content))
                if manifest is not None:
                    self.manifests[source.label] = manifest
        passed_over = {each.file for each in plan.skipped if each.reason not in (ODD_NAME, UNFINISHED)}
        spots = {label: spot_of(path) for label, path in plan.paths.items()} if self.manifests else {}
        labels = {spot: label for label, spot in spots.items() if label not in passed_over}
        labels = {real_path(spot): label for spot, label in labels.items()} | labels
        for label, manifest in self.manifests.items():
            for listed in manifest.listed:
                self._look_for(listed, manifest.path.parent, labels, manifest=label)
        oddly_named = [Source(each.file, plan.paths[each.file]) for each in plan.skipped if each.file in self.arrived]
        others = [source for source in plan.sources if source.label not in self.manifests]
        self.sources = tuple(self._as_listed(source) for source in (*others, *oddly_named))
        self.skipped = tuple(each for each in plan.skipped if each.file not in self.arrived)
        self._paths = frozenset(spots.values())

    def vouches_for(self, source: Source) -> bool:
        """Return whether a source is the file that a manifest means, or listed in none."""
        arrived = self.arrived.get(source.label)
        try:
            return arrived is None or arrived.verify() or arrived.listed.sha256 is None
        except Refused:  # reading it will say so
            return False

    def take(self, taken: Taken) -> None:
        """Count the lines of files that were read elsewhere."""
        for label, lines in taken.lines.items():
            arrived = self.arrived.get(label)
            if arrived is not None:
                arrived.take(lines, of=taken.type)

    def _look_for(self, listed: Listed, folder: Path, labels: Mapping[Path, str], *, manifest: str) -> None:
        paths = paths_of(listed, folder)
        found = [labels[path] for path in paths if path in labels]
        free = [label for label in found if label not in self.arrived]
        if free:
            self.arrived[free[0]] = Arrived(listed, next(path for path in paths if labels.get(path) == free[0]))
        elif listed.section != "error" and (found or listed.count != 0):
            code = "manifest-file-twice" if found else "manifest-file-missing"
            self._mismatches.append(Mismatch(code, manifest, listed.element, type=listed.type))
        if listed.section == "error" and listed.count != 0:
            self._mismatches.append(Mismatch("manifest-errors", manifest, listed.element))

    def _as_listed(self, source: Source) -> Source:
        arrived = self.arrived.get(source.label)
        if arrived is None:
            return source
        kind = arrived.listed.type or source.type_in_name
        is_data = arrived.listed.section == "output"
        return replace(source, named_as_lines=True, type_in_name=kind, is_data=is_data)

    def __bool__(self) -> bool:
        return bool(self.manifests)

    @property
    def time(self) -> int | None:
        """The time of the latest export, as a point in nanoseconds."""
        return max((each.time for each in self.manifests.values() if each.time is not None), default=None)

    @property
    def is_narrowed(self) -> bool:
        """Whether an export was asked to leave out some of what there is."""
        return any(each.is_narrowed for each in self.manifests.values())

    @property
    def types(self) -> frozenset[str]:
        """The types that the manifests list a file of, and those found in files of which they say no type."""
        listed = [each for manifest in self.manifests.values() for each in manifest.listed]
        named = {each.type for each in listed if each.type is not None}
        untyped = (each.types for each in self.arrived.values() if each.listed.type is None)
        return frozenset(named.union(*untyped))

    def mismatches(self, read: Mapping[str, Source]) -> Iterator[Mismatch]:
        """Give what does not add up, once the files were read; `read` are those that held FHIR or nothing."""
        yield from self._mismatches
        for label, manifest in self.manifests.items():
            yield from (Mismatch("manifest-not-usable", label, element) for element in manifest.faults)
            if manifest.is_narrowed:
                yield Mismatch("manifest-narrowed", label)
            if manifest.time is not None and self.time is not None and manifest.time < self.time:
                yield Mismatch("manifest-older", label)
        yield from self._pages_not_read()
        for label, arrived in self.arrived.items():
            yield from arrived.mismatches(label)
        yield from self._not_listed(read)

    def _pages_not_read(self) -> Iterator[Mismatch]:
        """Give the last page of each export that says there is another."""
        pages = Counter((each.path.parent, each.time) for each in self.manifests.values())
        for label, manifest in self.manifests.items():
            export = (manifest.path.parent, manifest.time)
            if manifest.has_next:
                pages[export] -= 1
                if not pages[export]:
                    yield Mismatch("manifest-next-unread", label)

    def _not_listed(self, read: Mapping[str, Source]) -> Iterator[Mismatch]:
        folders = {each.path.parent for each in self.manifests.values()}
        for label, source in read.items():
            path = source.content
            if isinstance(path, Path) and label not in self.arrived and not folders.isdisjoint(spot_of(path).parents):
                yield Mismatch("manifest-not-listed", label, is_loss=False)
        for label, manifest in self.manifests.items():
            unread = len(_lines_beside(manifest.path) - self._paths)
            if unread:
                yield Mismatch("manifest-not-listed", label, count=unread, is_loss=False)


def _lines_beside(manifest: Path) -> frozenset[Path]:
    try:
        return frozenset(each for each in manifest.parent.iterdir() if is_named_as_lines(each.name))
    except OSError:
        return frozenset()


def _may_be_manifest(source: Source) -> bool:
    return isinstance(source.content, Path) and not is_named_as_lines(source.content.name)
