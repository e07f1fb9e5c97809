"""A story: one way a record can be, with the outcomes it must lead to and the people it can be told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from risk_checks.synth.chart import Chart
from risk_checks.synth.facts import AssessmentRow, CarePlan


def anyone(_chart: Chart) -> bool:
    """Return that the story can be told of everybody."""
    return True


def any_plan(_chart: Chart, _plan: CarePlan) -> bool:
    """Return that the story can be told of every plan."""
    return True


def any_assessment(_chart: Chart, _assessment: AssessmentRow) -> bool:
    """Return that the story can be told of every assessment."""
    return True


@dataclass(frozen=True, slots=True)
class Story:
    """What is written into the chart, claims first, and whom it suits."""

    name: str
    tell: Callable[[Chart], None]
    suits: Callable[[Chart], bool] = anyone


@dataclass(frozen=True, slots=True)
class PlanStory:
    """The same of one care plan that is in force."""

    name: str
    tell: Callable[[Chart, CarePlan], None]
    suits: Callable[[Chart, CarePlan], bool] = any_plan


@dataclass(frozen=True, slots=True)
class EntryStory:
    """The same of one assessment of risk, and of when it was put on the record."""

    name: str
    tell: Callable[[Chart, AssessmentRow], None]
    suits: Callable[[Chart, AssessmentRow], bool] = any_assessment
