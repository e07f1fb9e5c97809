"""Stories of assessments of risk that were not finished, or of which that is not known, beside one that was.

Told where an assessment settles how current they are, so that these change nothing but what is said of themselves.
"""

from __future__ import annotations

from datetime import date

from risk_checks.synth.assessment_claims import FINISH_DAYS
from risk_checks.synth.assessment_rows import add_assessment
from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import AssessmentState
from risk_checks.synth.horizon import Partial, pick
from risk_checks.synth.story import Story

_LONG_AGO = 300
"""The days before which an assessment answers about no event, stay or visit that is asked about."""


def is_settled(chart: Chart) -> bool:
    """Return whether another assessment of no later day changes nothing."""
    return chart.facts.settled_on is not None


def is_not_settled(chart: Chart) -> bool:
    """Return whether it may change something."""
    return not is_settled(chart)


def tell_nothing(_chart: Chart) -> None:
    """Nothing else."""


def tell_week_old(chart: Chart) -> None:
    """A draft of a week ago, or of a day before that."""
    _add_draft(chart, chart.near.ago(FINISH_DAYS + chart.rng.randrange(2)))


def tell_undated(chart: Chart) -> None:
    """A draft without a day."""
    _add_draft(chart, None)


def can_be_undecided(chart: Chart) -> bool:
    """Return whether there is a month or year some of whose days are a week ago."""
    return is_settled(chart) and bool(_undecided(chart))


def tell_partly_undecided(chart: Chart) -> None:
    """A draft of a month or year some of whose days are a week ago."""
    _add_draft(chart, chart.rng.choice(_undecided(chart)).text)


def tell_partly_over(chart: Chart) -> None:
    """A draft of a month or year that ended a week ago, or earlier."""
    near = chart.near
    _add_draft(chart, chart.rng.choice(near.between(near.ago(1500), near.ago(FINISH_DAYS + 1))).text)


def tell_ahead(chart: Chart) -> None:
    """A draft of a day to come."""
    _add_draft(chart, pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(60)))


def tell_stopped(chart: Chart) -> None:
    """One that was stopped or put on hold."""
    chart.distractors += 1
    state = chart.rng.choice((AssessmentState.STOPPED, AssessmentState.STOPPED, AssessmentState.ON_HOLD))
    add_assessment(chart, pick(chart.rng, chart.near, chart.near.ago(500), chart.near.as_of), state=state)


def tell_status_not_known(chart: Chart) -> None:
    """One of some time ago, of which the record does not say how far it got."""
    settled, near = chart.facts.settled_on, chart.near
    assert settled is not None
    last = min(settled, near.ago(_LONG_AGO))
    first = min(last, near.ago(700))
    add_assessment(chart, pick(chart.rng, near, first, last), state=AssessmentState.UNKNOWN)


def _add_draft(chart: Chart, when: date | str | None) -> None:
    chart.distractors += 1
    add_assessment(chart, when, state=AssessmentState.DRAFT)


def _undecided(chart: Chart) -> list[Partial]:
    return chart.near.straddling(chart.near.ago(FINISH_DAYS))


STORIES = (
    Weighted(Story("not settled", tell_nothing, is_not_settled), 40),
    Weighted(Story("nothing", tell_nothing, is_settled), 84),
    Weighted(Story("a week old", tell_week_old, is_settled), 4),
    Weighted(Story("undated", tell_undated, is_settled), 1),
    Weighted(Story("partly undecided", tell_partly_undecided, can_be_undecided), 1),
    Weighted(Story("partly over", tell_partly_over, is_settled), 1),
    Weighted(Story("ahead", tell_ahead, is_settled), 1),
    Weighted(Story("stopped", tell_stopped, is_settled), 3),
    Weighted(Story("status not known", tell_status_not_known, is_settled), 2),
)
