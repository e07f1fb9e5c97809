"""Which resource types a run can speak of, and for which patients it cannot (design clause 5.1a)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from risk_checks.errors import UsageError, nearest
from risk_checks.records.resource_types import RESOURCE_TYPES

GIVEN = "as given"
FILES = "the types that have a file"
RECORDS = "every type that views read, as whole records were given"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The covered types, those of them that a patient's own data does not cover, and how they were found."""

    types: frozenset[str]
    uncovered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    how: str = GIVEN

    def covers(self, resource_type: str, *, patient: str) -> bool:
        """Return whether a type is covered for a patient's key.

        >>> Coverage(frozenset({"Flag"}), {"Patient/p1": frozenset({"Flag"})}).covers("Flag", patient="Patient/p1")
        False
        """
        return resource_type in self.types and resource_type not in self.uncovered.get(patient, ())

    def given_to(self, survivors: Mapping[str, str]) -> Coverage:
        """Return the coverage after merges: what a merged record lacks, whoever survives it lacks.

        >>> coverage = Coverage(frozenset({"Flag"}), {"Patient/old": frozenset({"Flag"})})
        >>> coverage.given_to({"Patient/old": "Patient/new"}).covers("Flag", patient="Patient/new")
        False
        """
        uncovered: dict[str, frozenset[str]] = {}
        for patient, types in self.uncovered.items():
            person = survivors.get(patient, patient)
            uncovered[person] = uncovered.get(person, frozenset()) | types
        return replace(self, uncovered=uncovered)


class CoverageNotes:
    """What is noted while reading, from which coverage follows."""

    def __init__(self) -> None:
        self._in_files: set[str] = set()
        self._lost: set[str] = set()
        self._whole_records = False
        self._uncovered: dict[str, set[str]] = {}

    def note_file_type(self, resource_type: str) -> None:
        """Note that a type has an NDJSON file."""
        self._in_files.add(resource_type)

    def note_record(self) -> None:
        """Note that a record was handed over whole: a Bundle with resources, an array, a single resource."""
        self._whole_records = True

    def note_loss(self, resource_type: str) -> None:
        """Note that a file of a type could not be used, so that nothing can be said to be absent from it."""
        self._lost.add(resource_type)

    def uncover(self, resource_type: str, patients: Collection[str]) -> None:
        """Note that something of a type is missing for patients."""
        for patient in patients:
            self._uncovered.setdefault(patient, set()).add(resource_type)

    def coverage(
        self, *, needed: Collection[str], covers: Collection[str] | None, not_used: Collection[str]
    ) -> Coverage:
        """Return what the run covers."""
        if covers is not None:
            types, how = frozenset(covers), GIVEN
        elif self._whole_records:
            types, how = frozenset(needed), RECORDS
        else:
            types, how = frozenset(self._in_files), FILES
        uncovered = {patient: frozenset(types) for patient, types in self._uncovered.items()}
        if not_used:
            how = f"{how}; declared as never filled: {', '.join(sorted(not_used))}"
        if self._lost & types:
            how = f"{how}; but for the files that could not be used: {', '.join(sorted(self._lost & types))}"
        return Coverage((types - self._lost) | frozenset(not_used), uncovered, how)


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
