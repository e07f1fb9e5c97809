"""The plain reading of deadlines over facts that are known to the day, to the month or the year, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth.facts import Fact, Progress, Span

BEST_FIRST = (OutcomeKind.MET, OutcomeKind.LATE, OutcomeKind.DUE, OutcomeKind.GAP)
Outcomes = frozenset[OutcomeKind]


def cut(days: Span, as_of: date) -> Span:
    """Return the days that are left of those that had begun by the day of the check."""
    return days if days.earliest > as_of else Span(days.earliest, min(days.latest, as_of))


def still_open(deadline: Span, as_of: date) -> Outcomes:
    """Return whether what is not there is due, a gap, or may be either."""
    found = {OutcomeKind.DUE} if as_of <= deadline.latest else set()
    return frozenset(found | ({OutcomeKind.GAP} if as_of > deadline.earliest else set()))


def within(rows: Iterable[Fact], *, first: Span, deadline: Span, as_of: date) -> Outcomes:
    """Return what is possible of something that was to be done in time, once."""
    found: set[OutcomeKind] = set()
    in_time = there = False
    for row in rows:
        if row.progress is not Progress.DONE or (row.days is not None and row.days.earliest > as_of):
            continue
        days = Span(date.min, as_of) if row.days is None else cut(row.days, as_of)
        if days.latest < first.earliest:
            continue
        counts = days.earliest >= first.latest
        in_time = in_time or (counts and days.latest <= deadline.earliest)
        there = there or counts
        if days.earliest <= deadline.latest:
            found.add(OutcomeKind.MET)
        if days.latest > deadline.earliest:
            found.add(OutcomeKind.LATE)
    if in_time:
        return frozenset({OutcomeKind.MET})
    return frozenset(found) if there else frozenset(found) | still_open(deadline, as_of)


def in_window(rows: Iterable[Fact], *, first: date, last: date, as_of: date) -> Outcomes:
    """Return what is possible of something that was to be done on these days."""
    possibly = False
    for row in rows:
        if row.progress is not Progress.DONE or (row.days is not None and row.days.earliest > as_of):
            continue
        days = Span(date.min, as_of) if row.days is None else cut(row.days, as_of)
        if first <= days.earliest and days.latest <= last:
            return frozenset({OutcomeKind.MET})
        possibly = possibly or (days.latest >= first and days.earliest <= last)
    found = still_open(Span(last, last), as_of)
    return found | {OutcomeKind.MET} if possibly else found


def best(parts: Sequence[Outcomes]) -> Outcomes:
    """Return what the best of several can be."""
    return frozenset(
        kind
        for place, kind in enumerate(BEST_FIRST)
        if any(kind in part for part in parts) and all(not part.isdisjoint(BEST_FIRST[place:]) for part in parts)
    )


def worst(parts: Sequence[Outcomes]) -> Outcomes:
    """Return what the worst of several can be."""
    return frozenset(
        kind
        for place, kind in enumerate(BEST_FIRST)
        if any(kind in part for part in parts) and all(not part.isdisjoint(BEST_FIRST[: place + 1]) for part in parts)
    )


def decided(possible: Outcomes) -> OutcomeKind:
    """Return the one outcome that this amounts to."""
    if possible == {OutcomeKind.MET, OutcomeKind.DUE}:
        return OutcomeKind.DUE
    return next(iter(possible)) if len(possible) == 1 else OutcomeKind.UNKNOWN


def why_not(rows: Iterable[Fact], *, as_of: date, apart: ReasonCode) -> ReasonCode:
    """Return why nothing counts: the first that applies of those that do not count, or that there are none."""
    known = list(rows)
    if any(each.progress is Progress.DONE and each.days is not None and each.days.earliest > as_of for each in known):
        return ReasonCode.ONLY_FUTURE
    states = {each.progress for each in known}
    if Progress.DRAFT in states:
        return ReasonCode.ONLY_DRAFT
    if Progress.VOID in states:
        return ReasonCode.ONLY_RETRACTED
    return apart if states else ReasonCode.NONE_RECORDED
