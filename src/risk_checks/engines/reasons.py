"""The one plain sentence of an outcome: fixed words, dates and the rule's own words, never record text.

Both engines fill the same templates; a template is a tuple of texts and slots, so that a columnar engine can join them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from risk_checks.engines.coverage import Input
from risk_checks.model.outcome import ReasonCode
from risk_checks.rules.plan import Complete, Exemption, Plan, Recorded


class Slot(StrEnum):
    """A date, or the list of empty columns, that differs from subject to subject."""

    DUE_ON = "due_on"
    LATEST = "latest"
    MISSING = "missing"


Template = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The templates of one plan: with a deadline and without one, per exemption, and per unread exemption."""

    with_due: Mapping[ReasonCode, Template]
    without_due: Mapping[ReasonCode, Template]
    exempt: tuple[str, ...]
    unread: tuple[str, ...]


def sentences(plan: Plan, *, seen: Input) -> Sentences:
    """Return the sentences that outcomes of this plan can carry on this input."""
    tell = "The record cannot tell: "
    common: dict[ReasonCode, Template] = {
        ReasonCode.POPULATION_NOT_KNOWN: (
            f"The record cannot tell whether this rule applies ({_fields(plan.when_fields)}).",
        ),
    }
    match plan.expect:
        case Complete():
            bare: dict[ReasonCode, Template] = {
                ReasonCode.COMPLETE: ("Every field asked for is filled.",),
                ReasonCode.FIELD_EMPTY: ("Not recorded: ", Slot.MISSING, "."),
            }
            return _with(plan, common | bare, {})
        case Recorded(table=table, called=called, where_fields=fields):
            absent = ", ".join(seen.not_covered(table.name))
            bare = {
                ReasonCode.RECORDED: (f"{_article(called)} is recorded.",),
                ReasonCode.CURRENT: (f"{_article(called)} is recorded, dated no later than ", Slot.LATEST, "."),
                ReasonCode.IN_TIME: (f"{_article(called)} is recorded in time.",),
                ReasonCode.RECORDED_LATE: (f"{_article(called)} is recorded, after its deadline.",),
                ReasonCode.NOT_YET_DUE: (f"No {called} is recorded yet; none is due yet.",),
                ReasonCode.NONE_RECORDED: (f"No {called} is recorded.",),
                ReasonCode.OUT_OF_DATE: (f"The latest {called} is dated no later than ", Slot.LATEST, "."),
                ReasonCode.ONLY_DRAFT: (f"No finished {called} is recorded, only a draft.",),
                ReasonCode.ONLY_RETRACTED: (f"No {called} is recorded but one that was retracted or not done.",),
                ReasonCode.ONLY_FUTURE: (f"No {called} is recorded but one dated after the day of this check.",),
                ReasonCode.ONLY_BEFORE_START: (f"No {called} is recorded since the start, only one from before it.",),
                ReasonCode.DATE_NOT_KNOWN: (
                    f"{tell}a date that decides about the {called} is missing or not exact enough.",
                ),
                ReasonCode.STATUS_NOT_KNOWN: (f"{tell}the status of a {called} is missing or not known.",),
                ReasonCode.FIELD_NOT_KNOWN: (f"{tell}a possible {called} has {_fields(fields)} missing or not known.",),
                ReasonCode.NOT_COVERED: (f"{tell}{absent} {'were' if ', ' in absent else 'was'} not in this input.",),
                ReasonCode.SET_ASIDE: (f"{tell}a resource that may hold the {called} was set aside.",),
            }
            dated: dict[ReasonCode, Template] = {
                ReasonCode.CURRENT: (*bare[ReasonCode.CURRENT][:-1], "; the next is due by ", Slot.DUE_ON, "."),
                ReasonCode.RECORDED_LATE: (f"{_article(called)} is recorded, after the deadline of ", Slot.DUE_ON, "."),
                ReasonCode.NOT_YET_DUE: (f"No {called} is recorded yet; it is due by ", Slot.DUE_ON, "."),
                ReasonCode.OUT_OF_DATE: (
                    *bare[ReasonCode.OUT_OF_DATE][:-1],
                    "; the next was due by ",
                    Slot.DUE_ON,
                    ".",
                ),
            }
            for code in _OVERDUE:
                dated[code] = (str(bare[code][0]).removesuffix(".") + "; it was due by ", Slot.DUE_ON, ".")
            return _with(plan, common | bare, dated)


_OVERDUE = (
    ReasonCode.NONE_RECORDED,
    ReasonCode.ONLY_DRAFT,
    ReasonCode.ONLY_RETRACTED,
    ReasonCode.ONLY_FUTURE,
    ReasonCode.ONLY_BEFORE_START,
)


def _with(plan: Plan, bare: Mapping[ReasonCode, Template], dated: Mapping[ReasonCode, Template]) -> Sentences:
    return Sentences(
        with_due={**bare, **dated},
        without_due=bare,
        exempt=tuple(f"Exempt: {exemption.because}." for exemption in plan.unless),
        unread=tuple(_unread(exemption) for exemption in plan.unless),
    )


def _unread(exemption: Exemption) -> str:
    return f" Whether {exemption.because} could not be read ({_fields(exemption.fields)})."


def _fields(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _article(noun: str) -> str:
    return f"An {noun}" if noun[:1].lower() in "aeiou" else f"A {noun}"
