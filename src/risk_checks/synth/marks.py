"""Marks of a risk of suicide around a discharge: alerts, problems and answers, and what looks like one."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.synth.alerts import add_alert
from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.facts import Mark
from risk_checks.synth.horizon import ONE_DAY, pick
from risk_checks.synth.written import write_day

FOUND_DAYS = 7
"""The days before a discharge in which an assessment speaks of it."""
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def maybe_mark(chart: Chart, start: date, end: date) -> None:
    """Add a mark, or what looks like one, of a stay that ended on `end`."""
    match chart.rng.randrange(8):
        case 0 | 1:
            _add_flag(chart, start, end)
        case 2:
            _add_problem(chart, start, end)
        case 3:
            _add_answer(chart, end)
        case 4:
            _add_look_alike(chart, end)


def _add_flag(chart: Chart, start: date, end: date) -> None:
    rng, near = chart.rng, chart.near
    first = pick(rng, near, start - timedelta(days=30), end)
    match rng.randrange(8):
        case 0:
            add_alert(chart, end, says=_risk())
            chart.facts.marks.append(Mark(end))
        case 1:
            last = pick(rng, near, end, near.as_of)
            add_alert(chart, first, end=last, status=rng.choice(("inactive", "active")), says=_risk())
            chart.facts.marks.append(Mark(first, last))
        case 2:
            first = end - timedelta(days=30)
            add_alert(chart, first, end=end - ONE_DAY, status="inactive", says=_risk())
        case 3 if end < near.as_of:
            add_alert(chart, end + ONE_DAY, says=_risk())
        case 4:
            add_alert(chart, None, says=_risk())
            chart.facts.marks.append(Mark(None))
        case _:
            add_alert(chart, first, says=_risk())
            chart.facts.marks.append(Mark(first))


def _add_problem(chart: Chart, start: date, end: date) -> None:
    rng, near = chart.rng, chart.near
    first, last = pick(rng, near, start - timedelta(days=30), end), None
    elements: Resource = {"clinicalStatus": concept(_CLINICAL, "active")}
    if rng.random() < 0.4:
        last = pick(rng, near, max(first, end - timedelta(days=2)), near.as_of)
        elements = {"clinicalStatus": concept(_CLINICAL, "resolved"), "abatementDateTime": write_day(rng, last)}
    verification = rng.choice(("confirmed", "confirmed", "refuted"))
    chart.add(
        "Condition",
        **elements,
        verificationStatus=concept(_VERIFICATION, verification),
        code=_risk(),
        subject=chart.subject(),
        onsetDateTime=write_day(rng, first),
    )
    if verification == "confirmed":
        chart.facts.marks.append(Mark(first, last))


def _add_answer(chart: Chart, end: date) -> None:
    """Add an assessment that found it, in the last days before the discharge or a day outside of them."""
    rng = chart.rng
    first = end - timedelta(days=FOUND_DAYS)
    day = rng.choice((first, first - ONE_DAY, end, end + ONE_DAY, pick(rng, chart.near, first, end)))
    status = rng.choice(("final", "final", "amended", "preliminary", "entered-in-error"))
    chart.add(
        "Observation",
        status=status,
        category=[concept(_CATEGORY, "survey")],
        code=concept(LOCAL, "discharge-assessment"),
        subject=chart.subject(),
        effectiveDateTime=write_day(rng, day),
        valueCodeableConcept=_risk(),
    )
    if status in {"final", "amended"} and first <= day <= end:
        chart.facts.marks.append(Mark(day))


def _add_look_alike(chart: Chart, end: date) -> None:
    chart.distractors += 1
    match chart.rng.randrange(3 if chart.bystander is not None else 2):
        case 0:
            add_alert(chart, end, status="entered-in-error", says=_risk())
        case 1:
            add_alert(chart, end - ONE_DAY, status="inactive", says=_risk())
        case _:
            add_alert(chart, end, says=_risk(), of=chart.bystander)


def _risk() -> Resource:
    return concept(SNOMED, "225444004")
