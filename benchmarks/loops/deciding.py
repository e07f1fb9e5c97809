"""The six rules decided over what a loop found of a person, with what is sure kept apart from what is possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from benchmarks.loops.days import Span, is_after, months_later

REVIEWED_EVERY = 12  # months


class Answer(NamedTuple):
    """One answer as every contender writes it."""

    rule: str
    subject: str
    outcome: str
    due_on: date | None = None


class Referral(NamedTuple):
    """A referral that is open, or may be."""

    id: str
    start: Span
    is_open: bool


class Evidence(NamedTuple):
    """Something that may be an assessment or a plan, not surely after the day of the check."""

    is_sure: bool
    days: Span


class Carer(NamedTuple):
    """A mention that may be a carer in use: whether it surely is in use, says how they are related, and is complete."""

    is_active: bool
    is_related: bool
    is_whole: bool


@dataclass(slots=True)
class Person:
    """What was found of one person."""

    is_dead: bool = False
    referrals: list[Referral] = field(default_factory=list)
    assessments: list[Evidence] = field(default_factory=list)
    plans: list[Evidence] = field(default_factory=list)
    carers: list[Carer] = field(default_factory=list)


def answers_about(key: str, person: Person, *, as_of: date) -> Iterator[Answer]:
    """Yield the answers of the six rules about a person."""
    for referral in person.referrals:
        if not referral.is_open or person.is_dead:
            outcome = "exempt" if referral.is_open else "unknown"
            for rule in ("RC-RISK-001", "RC-RISK-002", "RC-PLAN-001", "RC-PLAN-002", "RC-CARER-001"):
                yield Answer(rule, referral.id, outcome)
            continue
        for about, rows, first, first_every, carry in (
            ("RISK", person.assessments, 7, 14, 0),
            ("PLAN", person.plans, 28, 28, 12),
        ):
            yield _is_there(f"RC-{about}-001", referral, [row.is_sure for row in rows], days=first, as_of=as_of)
            yield _is_current(f"RC-{about}-002", referral, rows, days=first_every, carry=carry, as_of=as_of)
        sure = [carer.is_active and carer.is_related for carer in person.carers]
        yield _is_there("RC-CARER-001", referral, sure, days=14, as_of=as_of)
    if person.referrals and person.carers:
        yield Answer("RC-CARER-002", key, _details(person))


def _details(person: Person) -> str:
    if not any(each.is_open for each in person.referrals) or not any(each.is_active for each in person.carers):
        return "unknown"
    if person.is_dead:
        return "exempt"
    if any(each.is_active and each.is_whole for each in person.carers):
        return "met"
    return "unknown" if any(each.is_whole for each in person.carers) else "gap"


def _is_there(rule: str, referral: Referral, sure: list[bool], *, days: int, as_of: date) -> Answer:
    due = gap = False
    if not any(sure):
        due, gap = _waiting(referral, days, as_of)
    outcome = _outcome(met=bool(sure), due=due, gap=gap)
    return Answer(rule, referral.id, outcome, None if outcome == "met" else _deadline(referral, days))


def _is_current(
    rule: str, referral: Referral, rows: Iterable[Evidence], *, days: int, carry: int, as_of: date
) -> Answer:
    first, last = referral.start.first, min(referral.start.last or as_of, as_of)
    from_first = months_later(first, -carry) if first else None
    from_last = months_later(last, -carry)
    counting = [row for row in rows if not is_after(from_first, min(row.days.last or as_of, as_of))]
    sure = [d for row in counting if row.is_sure and (d := row.days.first) is not None and d >= from_last]
    met = any(as_of <= months_later(min(row.days.last or as_of, as_of), REVIEWED_EVERY) for row in counting)
    due = False
    if sure:
        gap = as_of > months_later(max(sure), REVIEWED_EVERY)
    else:
        due, gap = _waiting(referral, days, as_of)
        gap |= any(row.days.first is None or as_of > months_later(row.days.first, REVIEWED_EVERY) for row in counting)
    outcome = _outcome(met=met, due=due, gap=gap)
    until = _deadline(referral, days)
    if outcome == "due" or not counting:
        return Answer(rule, referral.id, outcome, until)
    lasts = [None if row.days.last is None else months_later(row.days.last, REVIEWED_EVERY) for row in counting]
    if not sure:
        lasts.append(until)
    known = [day for day in lasts if day is not None]
    return Answer(rule, referral.id, outcome, max(known) if len(known) == len(lasts) else None)


def _waiting(referral: Referral, days: int, as_of: date) -> tuple[bool, bool]:
    """Return whether the first time may still be running, and whether it may be over."""
    time = timedelta(days=days)
    last = min(referral.start.last or as_of, as_of)
    return as_of <= last + time, referral.start.first is None or as_of > referral.start.first + time


def _deadline(referral: Referral, days: int) -> date | None:
    return None if referral.start.last is None else referral.start.last + timedelta(days=days)


def _outcome(*, met: bool, due: bool, gap: bool) -> str:
    if gap:
        return "unknown" if met or due else "gap"
    return "due" if due else "met"
