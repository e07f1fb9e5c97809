"""The one plain sentence of an outcome: fixed words, dates and the rule's own words, never record text.

Both engines fill the same templates; a template is a tuple of texts and slots, so that a columnar engine can join them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from risk_checks.engines.coverage import Input
from risk_checks.engines.population import starts
from risk_checks.model.outcome import ReasonCode
from risk_checks.rules.fields import parts_of
from risk_checks.rules.plan import Complete, Plan, Recorded, Within
from risk_checks.rules.words import article


class Slot(StrEnum):
    """A date, or the list of empty columns, that differs from subject to subject."""

    DUE_ON = "due_on"
    LATEST = "latest"
    MISSING = "missing"


class Doubt(StrEnum):
    """What is said in the place of a reason that would claim more than can be told."""

    MAY_BE_RECORDED = "may_be_recorded"


Template = tuple[str | Slot, ...]
Templates = Mapping[ReasonCode | Doubt, Template]


@dataclass(frozen=True, slots=True)
class Clauses:
    """What one part of an expectation can say, without the full stop: with a deadline and without one."""

    with_due: Templates
    without_due: Templates


@dataclass(frozen=True, slots=True)
class Sentences:
    """What a plan can say: of the population, of each part (in the order of `parts_of`), of its exemptions.

    The clauses of the parts that decide are joined by `JOINT` into one sentence, those after the first begun by
    `following`; `exempt` and `unread` stand one beside each exemption.
    """

    population: str
    parts: tuple[Clauses, ...]
    exempt: tuple[str, ...]
    unread: tuple[str, ...]


JOINT, STOP = "; and ", "."


def following(template: Template) -> Template:
    """Return a template that does not begin a sentence."""
    first = template[0]
    return template if isinstance(first, Slot) else (first[:1].lower() + first[1:], *template[1:])


def sentences(plan: Plan, *, seen: Input) -> Sentences:
    """Return what outcomes of this plan can say on this input."""
    return Sentences(
        population=f"The record cannot tell whether this rule applies ({', '.join(plan.when_fields)}).",
        parts=tuple(_clauses(part, seen=seen) for part in parts_of(plan.expect)),
        exempt=tuple(f"Exempt: {exemption.because}." for exemption in plan.unless),
        unread=tuple(
            f" Whether {exemption.because} could not be read ({', '.join(exemption.fields)})."
            for exemption in plan.unless
        ),
    )


def _clauses(part: Recorded | Complete, *, seen: Input) -> Clauses:
    match part:
        case Complete():
            bare: Templates = {
                ReasonCode.COMPLETE: ("Every field asked for is filled",),
                ReasonCode.FIELD_EMPTY: ("Not recorded: ", Slot.MISSING),
                ReasonCode.NOT_COVERED: (f"The record cannot tell: {seen.absence(part)}",),
                ReasonCode.SET_ASIDE: ("The record cannot tell: a resource that may hold what is empty was set aside",),
            }
            return Clauses(with_due=bare, without_due=bare)
        case Recorded():
            bare = _bare(part, seen=seen)
            return Clauses(with_due={**bare, **_dated(part.called, bare)}, without_due=bare)
        case _:
            assert_never(part)


def _bare(part: Recorded, *, seen: Input) -> Templates:
    called, named = part.called, article(part.called)
    one = named[:1].upper() + named[1:]
    tell, none = "The record cannot tell: ", f"No {called} that counts is recorded"
    fields = ", ".join(part.where_fields)
    return {
        ReasonCode.RECORDED: (f"{one} is recorded",),
        ReasonCode.CURRENT: (f"{one} is recorded, dated no later than ", Slot.LATEST),
        ReasonCode.IN_TIME: (f"{one} is recorded in time",),
        ReasonCode.RECORDED_LATE: (f"{one} is recorded, after its deadline",),
        ReasonCode.NOT_YET_DUE: (f"No {called} is recorded yet; none is due yet",),
        Doubt.MAY_BE_RECORDED: (f"{_whether(named)}; none is due yet",),
        ReasonCode.NONE_RECORDED: (f"No {called} is recorded",),
        ReasonCode.OUT_OF_DATE: (f"The latest {called} is dated no later than ", Slot.LATEST),
        ReasonCode.ONLY_DRAFT: (f"{none} (there is {_unfinished(part)})",),
        ReasonCode.ONLY_RETRACTED: (f"{none} (there is one that was retracted or not done)",),
        ReasonCode.ONLY_FUTURE: (f"{none} (there is one {_ahead(part)} after the day of this check)",),
        ReasonCode.ONLY_BEFORE_START: (f"{none} (there is one from {_too_early(part)})",),
        ReasonCode.OUTSIDE_WINDOW: (f"{none} (there is one from outside the days asked for)",),
        ReasonCode.DATE_NOT_KNOWN: (f"{tell}a date that decides about the {called} is missing or not exact enough",),
        ReasonCode.STATUS_NOT_KNOWN: (f"{tell}the status of {article(called)} is missing or not known",),
        ReasonCode.FIELD_NOT_KNOWN: (f"{tell}a possible {called} has {fields} missing or not known",),
        ReasonCode.NOT_COVERED: (f"{tell}{seen.absence(part)}",),
        ReasonCode.SET_ASIDE: (f"{tell}a resource that may hold the {called} was set aside",),
    }


def _whether(named: str) -> str:
    return f"The record cannot tell whether {named} is recorded"


def _ahead(part: Recorded) -> str:
    return "dated" if starts(part.table) in (None, part.table.dated_by) else "dated or starting"


def _unfinished(part: Recorded) -> str:
    words = part.table.drafts
    return "a draft" if words in ((), ("draft",)) else f"one whose status is {' or '.join(words)}"


def _too_early(part: Recorded) -> str:
    if isinstance(part.clock, Within) and not part.clock.first_day_counted:
        return "the first day or before it, which do not count"
    return "before the start"


_OVERDUE = (
    ReasonCode.NONE_RECORDED,
    ReasonCode.ONLY_DRAFT,
    ReasonCode.ONLY_RETRACTED,
    ReasonCode.ONLY_FUTURE,
    ReasonCode.ONLY_BEFORE_START,
    ReasonCode.OUTSIDE_WINDOW,
)


def _dated(called: str, bare: Templates) -> Templates:
    overdue: Templates = {code: (*bare[code], "; it was due by ", Slot.DUE_ON) for code in _OVERDUE}
    late = str(bare[ReasonCode.RECORDED_LATE][0]).removesuffix("its deadline")
    return {
        **overdue,
        ReasonCode.CURRENT: (*bare[ReasonCode.CURRENT], "; the next is due by ", Slot.DUE_ON),
        ReasonCode.RECORDED_LATE: (f"{late}the deadline of ", Slot.DUE_ON),
        ReasonCode.NOT_YET_DUE: (f"No {called} is recorded yet; it is due by ", Slot.DUE_ON),
        Doubt.MAY_BE_RECORDED: (f"{_whether(article(called))}; it is due by ", Slot.DUE_ON),
        ReasonCode.OUT_OF_DATE: (*bare[ReasonCode.OUT_OF_DATE], "; the next was due by ", Slot.DUE_ON),
    }
