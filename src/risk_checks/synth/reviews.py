"""Stories of planned reviews, each with what RC-PLAN-004 and RC-PLAN-005 must say of the plan."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import CarePlan, Span
from risk_checks.synth.horizon import ONE_DAY, pick
from risk_checks.synth.review_rows import add_planned_review, add_settled_review
from risk_checks.synth.story import PlanStory
from risk_checks.synth.verdicts import unmet_since

GRACE_DAYS = 30


def tell_none_planned(chart: Chart, plan: CarePlan) -> None:
    """No review is planned; where the plan is to end, that day stands for it."""
    _claim(chart, plan, plan.end)


def tell_only_settled(chart: Chart, plan: CarePlan) -> None:
    """Reviews that are done, were called off, or are of something else."""
    _claim(chart, plan, plan.end)
    chart.distractors += 1
    add_settled_review(chart, plan, pick(chart.rng, chart.near, chart.near.ago(400), chart.near.as_of))


def tell_ahead(chart: Chart, plan: CarePlan) -> None:
    """Planned for a day to come."""
    _planned(chart, plan, pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(200)))


def tell_just_passed(chart: Chart, plan: CarePlan) -> None:
    """Planned for a day since which the days of grace still run."""
    _planned(chart, plan, pick(chart.rng, chart.near, chart.near.ago(GRACE_DAYS), chart.near.as_of))


def tell_last_day(chart: Chart, plan: CarePlan) -> None:
    """The last day of grace is the day of the check."""
    _planned(chart, plan, chart.near.ago(GRACE_DAYS))


def tell_first_day_over(chart: Chart, plan: CarePlan) -> None:
    """The last day of grace was the day before."""
    _planned(chart, plan, chart.near.ago(GRACE_DAYS + 1))


def tell_passed(chart: Chart, plan: CarePlan) -> None:
    """Planned for a day long past."""
    _planned(chart, plan, pick(chart.rng, chart.near, chart.near.ago(800), chart.near.ago(GRACE_DAYS + 1)))


def is_renewed(chart: Chart, plan: CarePlan) -> bool:
    """Return whether the day of the latest renewal is known, and not ahead."""
    renewed = plan.renewed
    return renewed is not None and renewed.earliest == renewed.latest <= chart.near.as_of


def tell_kept(chart: Chart, plan: CarePlan) -> None:
    """Planned for the day on which the plan was renewed, or before it."""
    assert plan.renewed is not None
    day = plan.renewed.latest
    _planned(chart, plan, pick(chart.rng, chart.near, chart.near.ago((chart.near.as_of - day).days + 200), day))


def tell_renewed_the_day_before(chart: Chart, plan: CarePlan) -> None:
    """Planned for the day after the plan was renewed, which does not count."""
    assert plan.renewed is not None
    _planned(chart, plan, plan.renewed.latest + ONE_DAY)


def _planned(chart: Chart, plan: CarePlan, day: date) -> None:
    _claim(chart, plan, day)
    add_planned_review(chart, plan, day)
    if chart.rng.random() < 0.1:
        later = pick(chart.rng, chart.near, day, chart.near.ahead(300) if day <= chart.near.as_of else day)
        add_settled_review(chart, plan, later)


def _claim(chart: Chart, plan: CarePlan, due: date | None) -> None:
    if not chart.referrals:
        return
    if due is None:
        chart.claim(planted.PLAN_REVIEW_DATE, plan.key, OutcomeKind.GAP, ReasonCode.FIELD_EMPTY)
        return
    chart.claim(planted.PLAN_REVIEW_DATE, plan.key, OutcomeKind.MET, ReasonCode.COMPLETE)
    _claim_passed(chart, plan, due)


def _claim_passed(chart: Chart, plan: CarePlan, due: date) -> None:
    rule, as_of, renewed = planted.PLAN_REVIEW_PASSED, chart.near.as_of, plan.renewed
    if renewed is not None and renewed.earliest > as_of:
        unmet_since(chart, rule, plan.key, ReasonCode.ONLY_FUTURE, since=Span(due, due), days=GRACE_DAYS)
    elif renewed is not None and due <= renewed.earliest:
        chart.claim(rule, plan.key, OutcomeKind.MET, ReasonCode.RECORDED)
    elif renewed is not None and min(renewed.latest, as_of) < due:
        unmet_since(chart, rule, plan.key, ReasonCode.ONLY_BEFORE_START, since=Span(due, due), days=GRACE_DAYS)
    elif (as_of - due).days > GRACE_DAYS:
        chart.claim(rule, plan.key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)
    else:
        deadline = due + timedelta(days=GRACE_DAYS)
        chart.claim(rule, plan.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, deadline)


STORIES = (
    Weighted(PlanStory("none planned", tell_none_planned), 14),
    Weighted(PlanStory("only settled", tell_only_settled), 4),
    Weighted(PlanStory("ahead", tell_ahead), 20),
    Weighted(PlanStory("just passed", tell_just_passed), 5),
    Weighted(PlanStory("last day", tell_last_day), 2),
    Weighted(PlanStory("first day over", tell_first_day_over), 2),
    Weighted(PlanStory("passed", tell_passed), 8),
    Weighted(PlanStory("kept", tell_kept, is_renewed), 6),
    Weighted(PlanStory("renewed the day before", tell_renewed_the_day_before, is_renewed), 2),
)
