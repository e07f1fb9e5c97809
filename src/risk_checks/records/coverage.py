"""Which resource types a run can speak of, and for which patients it cannot (design clause 5.1a)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from risk_checks.errors import UsageError, nearest
from risk_checks.records.resource_types import RESOURCE_TYPES

GIVEN = "as given"
FILES = "the types that have a file"
MANIFEST = "the types that the export's manifest lists"
RECORDS = "every type that views read, as whole records were given"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The covered types, those of them that a patient's own data does not cover, and how they were found.

    Of the types that are covered `partly` something was lost that may have been anybody's.
    """

    types: frozenset[str]
    uncovered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    how: str = GIVEN
    partly: frozenset[str] = frozenset()

    def covers(self, resource_type: str, *, patient: str) -> bool:
        """Return whether a type is covered for a patient's key.

        >>> Coverage(frozenset({"Flag"}), {"Patient/p1": frozenset({"Flag"})}).covers("Flag", patient="Patient/p1")
        False
        """
        return resource_type in self.types - self.partly and resource_type not in self.uncovered.get(patient, ())

    def given_to(self, survivors: Mapping[str, str]) -> Coverage:
        """Return the coverage after merges: what a merged record lacks, whoever survives it lacks.

        >>> coverage = Coverage(frozenset({"Flag"}), {"Patient/old": frozenset({"Flag"})})
        >>> coverage.given_to({"Patient/old": "Patient/new"}).covers("Flag", patient="Patient/new")
        False
        """
        uncovered: dict[str, frozenset[str]] = {}
        for patient, types in self.uncovered.items():
            person = survivors.get(patient, patient)
            uncovered[person] = uncovered[person] | types if person in uncovered else types
        return replace(self, uncovered=uncovered)


class CoverageNotes:
    """What is noted while reading, from which coverage follows."""

    def __init__(self) -> None:
        self._in_files: set[str] = set()
        self._lost: set[str] = set()
        self._lost_in_part: set[str] = set()
        self._in_records: set[str] = set()
        self._is_extract = False
        self._in_manifests: frozenset[str] | None = None
        self._uncovered: dict[str, frozenset[str]] = {}  # patients share their sets, of which there are few
        self._shared: dict[frozenset[str], frozenset[str]] = {}

    def note_file_type(self, resource_type: str) -> None:
        """Note that a type has an NDJSON file."""
        self._in_files.add(resource_type)

    def note_line(self, resource_type: str) -> None:
        """Note that a resource came as a line of NDJSON; patients do in an extract, of which records are parts."""
        self._in_files.add(resource_type)
        self._is_extract |= resource_type == "Patient"

    def note_record(self, resource_type: str | None = None) -> None:
        """Note that a record was handed over whole: a Bundle with resources, an array, a single resource."""
        self._in_records.add(resource_type or "")

    def note_manifest(self, types: frozenset[str]) -> None:
        """Note which types the manifests of exports say there are; none where they hold a part of what there is."""
        self._in_manifests = types

    def note_loss(self, resource_type: str) -> None:
        """Note that a file of a type could not be used, so that nothing can be said to be absent from it."""
        self._lost.add(resource_type)

    def note_loss_in_part(self, resource_type: str) -> None:
        """Note that something is lost that may be of a type, and anybody's: only its absence is not sure."""
        self._lost_in_part.add(resource_type)

    def uncover(self, resource_type: str, patients: Collection[str]) -> None:
        """Note that something of a type is missing for patients."""
        for patient in patients:
            types = self._uncovered.get(patient, frozenset())
            if resource_type not in types:
                more = types | {resource_type}
                self._uncovered[patient] = self._shared.setdefault(more, more)

    def coverage(
        self, *, needed: Collection[str], covers: Collection[str] | None, not_used: Collection[str]
    ) -> Coverage:
        """Return what the run covers."""
        if covers is not None:
            types, how = frozenset(covers), GIVEN
        elif self._in_manifests is not None:
            types, how = self._in_manifests, MANIFEST
        elif self._in_records and not self._is_extract:
            types, how = frozenset(needed), RECORDS
        else:
            types, how = frozenset(self._in_files), FILES
            # Beside an extract, a record is part of it: what it holds counts, and nothing is absent for want of it.
            self._lost_in_part |= self._in_records - types
            types |= self._in_records & frozenset(needed)
        if not_used:
            how = f"{how}; declared as never filled: {', '.join(sorted(not_used))}"
        if self._lost & types:
            how = f"{how}; but for the files that could not be used: {', '.join(sorted(self._lost & types))}"
        partly = (types & self._lost_in_part) - self._lost - frozenset(not_used)
        if partly:
            how = f"{how}; in part only: {', '.join(sorted(partly))}"
        return Coverage((types - self._lost) | frozenset(not_used), self._uncovered, how, partly)


def check_names(names: Collection[str], *, option: str, needed: Collection[str]) -> None:
    """Raise a UsageError for the first name that is no resource type, with the nearest that is."""
    if isinstance(names, str):
        raise UsageError("RC-E506", f"{option} takes a list of resource types, not one text")
    known = RESOURCE_TYPES.union(needed)
    for name in names:
        if name not in known:
            raise UsageError("RC-E506", f"{option} names an unknown resource type '{name}'", hint=_hint(name, known))


def _hint(name: str, known: Collection[str]) -> str | None:
    by_lower_case = {one.casefold(): one for one in known}
    exact = by_lower_case.get(re.sub(r"[\W_]", "", name).casefold())
    return f"did you mean '{exact}'?" if exact else nearest(name, sorted(known))
