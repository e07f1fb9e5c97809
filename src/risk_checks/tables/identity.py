"""Who is who: links between patient records closed to one survivor each (design clause 5.6)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

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
    replaced_by = _replaced_by(links)
    replaces: dict[str, set[str]] = defaultdict(set)
    for old, news in replaced_by.items():
        for new in news:
            replaces[new].add(old)
    counts: Counter[tuple[Fault, str]] = Counter()
    ends: dict[str, str | None] = {}
    ready = deque(sorted(replaces.keys() - replaced_by.keys()))
    counts[Fault.SURVIVOR_ABSENT, "replaced_by"] = sum(key not in present for key in ready)
    waiting = {old: len(news) for old, news in replaced_by.items()}
    while ready:
        key = ready.popleft()
        found = {ends[new] for new in replaced_by.get(key, ())} - {None}
        counts[Fault.AMBIGUOUS, "replaced_by"] += len(found) > 1
        ends[key] = found.pop() if len(found) == 1 else key if key in present else None
        for old in sorted(replaces[key]):
            waiting[old] -= 1
            if not waiting[old]:
                ready.append(old)
    counts[Fault.LOOP, "replaced_by"] = sum(left > 0 for left in waiting.values())
    survivors = {key: end for key, end in ends.items() if end is not None and end != key}
    return Identity(survivors, as_problems(counts, table=PATIENT_TABLE))


def _replaced_by(links: Iterable[Link]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.target is None:
            continue  # a link to nobody who can be named
        match link.kind:
            case "replaced-by":
                found[link.source].add(link.target)
            case "replaces":
                found[link.target].add(link.source)
            case _:
                pass  # seealso and refer do not merge
    return found
