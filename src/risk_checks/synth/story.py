"""A story: one way a record can be, with the outcomes it must lead to and the people it can be told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from risk_checks.synth.chart import Chart
from risk_checks.synth.facts import CarePlan


def anyone(_chart: Chart) -> bool:
    """Return that the story can be told of everybody."""
    return True


def any_plan(_chart: Chart, _plan: CarePlan) -> bool:
    """Return that the story can be told of every plan."""
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
