"""Stories of whether the person agrees with a plan, each with what RC-PLAN-003 must say of that plan."""

from __future__ import annotations

from datetime import date

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import SNOMED, Chart, Resource, concept
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import CarePlan
from risk_checks.synth.horizon import ONE_DAY, pick
from risk_checks.synth.story import PlanStory
from risk_checks.synth.verdicts import unmet_since
from risk_checks.synth.written import write_day

AGREE_DAYS = 14
_ANSWERS = ("714831004", "714831004", "714831004", "707165003", "714830003")
_ABLE = "714411005"
_QUESTION = "1156042004"


def tell_answered(chart: Chart, plan: CarePlan) -> None:
    """Answered, at any time until the day of the check."""
    _answered(chart, plan, pick(chart.rng, chart.near, chart.near.ago(700), chart.near.as_of))


def tell_answered_before(chart: Chart, plan: CarePlan) -> None:
    """Answered before the plan was written, which counts because the answer names the plan."""
    assert plan.written is not None
    _answered(chart, plan, min(chart.near.as_of, plan.written.earliest - ONE_DAY))


def tell_answered_some_day(chart: Chart, plan: CarePlan) -> None:
    """Answered in a month or year that has begun."""
    begun = [each for each in (*chart.near.years, *chart.near.months) if each.earliest <= chart.near.as_of]
    _answered(chart, plan, chart.rng.choice(begun).text)


def tell_not_answered(chart: Chart, plan: CarePlan) -> None:
    """No answer."""
    _unmet(chart, plan, ReasonCode.NONE_RECORDED)


def tell_answer_ahead(chart: Chart, plan: CarePlan) -> None:
    """An answer dated after the day of the check."""
    _unmet(chart, plan, ReasonCode.ONLY_FUTURE)
    add_answer(chart, plan, pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(60)))


def tell_no_answer_that_counts(chart: Chart, plan: CarePlan) -> None:
    """Answers without a day, not final, taken back, to another question, about another plan, or a no to `agrees`."""
    _unmet(chart, plan, ReasonCode.NONE_RECORDED)
    chart.distractors += 1
    rng, day = chart.rng, pick(chart.rng, chart.near, chart.near.ago(300), chart.near.as_of)
    match rng.randrange(6):
        case 0:
            add_answer(chart, plan, None)
        case 1:
            add_answer(chart, plan, day, status=rng.choice(("registered", "preliminary")))
        case 2:
            add_answer(chart, plan, day, status=rng.choice(("cancelled", "entered-in-error")))
        case 3:
            add_answer(chart, plan, day, answer=_ABLE)
        case 4:
            add_answer(chart, plan, day, about=f"CarePlan/{chart.patient}-gone")
        case _:
            add_answer(chart, plan, day, said_no=True)


def add_answer(
    chart: Chart,
    plan: CarePlan,
    when: date | str | None,
    *,
    status: str | None = None,
    answer: str | None = None,
    about: str | None = None,
    said_no: bool = False,
) -> None:
    """Add an Observation that says whether the person agrees with the plan."""
    rng = chart.rng
    link: Resource = {"reference": about or plan.key}
    elements: Resource = {
        "status": status or rng.choice(("final", "final", "amended", "corrected")),
        "subject": plan.resource["subject"],
    }
    code = concept(SNOMED, answer or rng.choice(_ANSWERS))
    if said_no:
        elements |= {"code": code, "valueBoolean": False}
    elif rng.random() < 0.5:
        elements["code"] = code
    else:
        elements |= {"code": concept(SNOMED, _QUESTION), "valueCodeableConcept": code}
    elements["focus" if rng.random() < 0.6 else "basedOn"] = [link]
    if when is not None:
        elements["effectiveDateTime"] = when if isinstance(when, str) else write_day(rng, when)
    chart.add("Observation", **elements)


def _answered(chart: Chart, plan: CarePlan, when: date | str) -> None:
    if chart.referrals:
        chart.claim(planted.PLAN_AGREEMENT, plan.key, OutcomeKind.MET, ReasonCode.RECORDED)
    add_answer(chart, plan, when)


def _unmet(chart: Chart, plan: CarePlan, reason: ReasonCode) -> None:
    if chart.referrals:
        unmet_since(chart, planted.PLAN_AGREEMENT, plan.key, reason, since=plan.written, days=AGREE_DAYS)


def _is_written(_chart: Chart, plan: CarePlan) -> bool:
    return plan.written is not None


STORIES = (
    Weighted(PlanStory("answered", tell_answered), 30),
    Weighted(PlanStory("answered before", tell_answered_before, _is_written), 2),
    Weighted(PlanStory("answered some day", tell_answered_some_day), 3),
    Weighted(PlanStory("not answered", tell_not_answered), 12),
    Weighted(PlanStory("answer ahead", tell_answer_ahead), 3),
    Weighted(PlanStory("no answer that counts", tell_no_answer_that_counts), 8),
)
