"""Which of several versions of one resource counts: `meta` chooses between them, and does nothing else (clause 5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from risk_checks.records.accounting import Fate


@dataclass(frozen=True, slots=True)
class Candidate:
    """One version: its content's digest, its meta.lastUpdated as a point in time, its meta.versionId as a number."""

    digest: bytes
    updated: int | None
    number: int | None


def choose(candidates: Sequence[Candidate]) -> tuple[Fate, ...]:
    """Return the fate of each version of one resource, in the order given.

    The first with the newest content is used, others with that content are duplicates, the rest are superseded.
    Where no content is newer than every other, all are set aside.
    """
    newest = candidates[0]
    for other in candidates[1:]:
        if _is_newer(other, newest):
            newest = other
    if not all(other.digest == newest.digest or _is_newer(newest, other) for other in candidates):
        return (Fate.SET_ASIDE,) * len(candidates)
    fates = []
    is_first = True
    for candidate in candidates:
        if candidate.digest != newest.digest:
            fates.append(Fate.SUPERSEDED)
        else:
            fates.append(Fate.USED if is_first else Fate.DUPLICATE)
            is_first = False
    return tuple(fates)


def _is_newer(one: Candidate, other: Candidate) -> bool:
    if one.updated is not None and other.updated is not None and one.updated != other.updated:
        return one.updated > other.updated
    return one.number is not None and other.number is not None and one.number > other.number


def orders_differ(candidates: Sequence[Candidate]) -> bool:
    """Return whether versions stand in one order by time and in another by number.

    >>> orders_differ([Candidate(b"a", 1, 2), Candidate(b"b", 2, 1)])
    True
    """
    known = sorted(
        (each.updated, each.number) for each in candidates if each.updated is not None and each.number is not None
    )
    return any(number > later for (_, number), (_, later) in pairwise(known))
