"""How a resource shows that it is written in FHIR STU3 or R5: by what those versions have and R4 has not.

A profile or a server may claim any version; what a resource holds decides. One that holds nothing which the versions
write differently says the same in each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

Marks = Mapping[str, frozenset[str]]
"""The marks at one path, each with the versions it shows: a name, or a name and the form it has there."""

NO_MARKS: Marks = {}
BECAME: Mapping[str, str] = {"ProcedureRequest": "ServiceRequest", "ReferralRequest": "ServiceRequest"}
"""Types of STU3 and the type of R4 in which the same is recorded."""

_TYPES = "*"
_FORMS: Mapping[type, str] = {list: "[]", dict: "{}", str: '""'}


def marks_at(path: str) -> Marks:
    """Return the marks of an object at a path that begins with the type of its resource.

    >>> sorted(marks_at("Encounter")["reason"]), sorted(marks_at("Encounter")["class[]"])
    (['R5', 'STU3'], ['R5'])
    """
    return _table().get(path, NO_MARKS)


def as_mark(name: str, value: object) -> str:
    """Return the mark that a property is in the form that its value has.

    >>> as_mark("clinicalStatus", "active")
    'clinicalStatus""'
    """
    return name + _FORMS.get(type(value), "")


def version_of_type(resource_type: str) -> str | None:
    """Return the version that has a type of resource where R4 has not; None where no version known here has it.

    >>> version_of_type("ProcedureRequest")
    'STU3'
    """
    versions = _table()[_TYPES].get(resource_type)
    return in_words(versions) if versions else None


def version_shown(resource: Mapping[str, Any], *, of: str, by: Collection[str]) -> str:
    """Return the version that most of a resource's marks show, among those that one of its marks shows already."""
    marks = marks_at(of)
    names = {each for name, value in resource.items() for each in (name, as_mark(name, value))}
    shown = [marks[name] for name in names & marks.keys()]
    counts = {version: sum(version in versions for versions in shown) for version in by}
    return in_words([version for version in by if counts[version] == max(counts.values())])


def in_words(versions: Collection[str]) -> str:
    """Return versions as a text.

    >>> in_words({"STU3", "R5"})
    'STU3 or R5'
    """
    return " or ".join(sorted(versions, reverse=True))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Marks]:
    text = resources.files("risk_checks.records").joinpath("version_marks.tsv").read_text(encoding="utf-8")
    table: dict[str, dict[str, frozenset[str]]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            path, version, marks = line.split("\t")
            found = table.setdefault(path, {})
            for mark in marks.split(" "):
                found[mark] = found.get(mark, frozenset()) | {version}
    return table
