"""Who is who: links between patient records closed to one survivor each (design clause 5.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from risk_checks.records.merges import close_merges, replacements
from risk_checks.records.problems import Problem
from risk_checks.tables.faults import Fault, as_problems

Survivors: TypeAlias = Mapping[str, str]
"""Merged key to the survivor's key; whoever is not in it is themselves."""

PATIENT_TABLE = "patient"
PATIENT_VIEW = "patient"
LINK_VIEW = "patient_link"

CHECKED, MERGED, TEST, INACTIVE = "checked", "merged", "test", "inactive"
STANDING = "standing"
"""The extra stored column of the patient table; whoever is several of these is the first of merged, test, inactive."""


class Link(NamedTuple):
    """One `Patient.link`: which record says what (`replaced-by`, `replaces`...) about which other."""

    source: str
    target: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who survives a merge, and what is wrong with the links that say so."""

    survivors: Survivors
    problems: tuple[Problem, ...] = ()


def close_links(links: Iterable[Link], *, present: Collection[str]) -> Identity:
    """Return who every merged patient has become: the furthest one along its links who is `present` in the input.

    Nobody is merged who is in a circle or leads into one, nor whoever is replaced by two patients who are not one.

    >>> links = [Link("p1", "p2", "replaced-by"), Link("p3", "p2", "replaces")]
    >>> close_links(links, present={"p1", "p2", "p3"}).survivors
    {'p2': 'p3', 'p1': 'p3'}
    """
    closed = close_merges(replacements(links), is_present=present.__contains__)
    counts: Counter[tuple[Fault, str]] = Counter()
    counts[Fault.SURVIVOR_ABSENT, "replaced_by"] = closed.absent
    counts[Fault.AMBIGUOUS, "replaced_by"] = closed.ambiguous
    counts[Fault.LOOP, "replaced_by"] = closed.circular
    return Identity(closed.survivors, as_problems(counts, table=PATIENT_TABLE))
