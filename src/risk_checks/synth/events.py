"""Stories of events that call for a new assessment, each with what RC-RISK-005 must say."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Progress, Span
from risk_checks.synth.horizon import ONE_DAY, pick, quarter_ago
from risk_checks.synth.reckoning import decided, why_not, within
from risk_checks.synth.story import Story
from risk_checks.synth.written import write_day

ASSESS_DAYS = 3
_EVENTS = ("248062006", "276853009", "82313006")
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def tell_none(_chart: Chart) -> None:
    """Nothing happened."""


def tell_event(chart: Chart) -> None:
    """Something happened in the last months."""
    add_event(chart, pick(chart.rng, chart.near, quarter_ago(chart.near), chart.near.as_of))


def tell_first_asked(chart: Chart) -> None:
    """Something happened on the first day that is asked about, or the day before."""
    add_event(chart, quarter_ago(chart.near) - chart.rng.randrange(2) * ONE_DAY)


def tell_just_now(chart: Chart) -> None:
    """Something happened so recently that an assessment is due, or has been since yesterday."""
    add_event(chart, chart.near.ago(chart.rng.randrange(ASSESS_DAYS + 2)))


def is_assessed(chart: Chart) -> bool:
    """Return whether a day is known on which an assessment was made in the last months."""
    return bool(_assessed(chart))


def tell_assessed(chart: Chart) -> None:
    """Something happened, and an assessment followed in time, on the last day, on the day after it, or later."""
    rng = chart.rng
    earlier = rng.choice((0, 1, ASSESS_DAYS, ASSESS_DAYS, ASSESS_DAYS + 1, ASSESS_DAYS + 1, 20))
    add_event(chart, rng.choice(_assessed(chart)) - earlier * ONE_DAY)


def tell_no_event(chart: Chart) -> None:
    """Something that is not confirmed, was taken back, is to come, or does not call for an assessment."""
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, quarter_ago(near), near.as_of)
    match rng.randrange(4 if chart.bystander is not None else 3):
        case 0:
            _add_condition(chart, day, verification=rng.choice(("entered-in-error", "refuted", "unconfirmed")))
        case 1:
            _add_condition(chart, day, code=concept(LOCAL, "toothache"))
        case 2:
            _add_condition(chart, near.ahead(rng.randrange(1, 30)))
        case _:
            _add_condition(chart, day, of=chart.bystander)


def add_event(chart: Chart, day: date) -> None:
    """Add an event, and claim what is said of it."""
    near, rule = chart.near, planted.RISK_AFTER_EVENT
    key = _add_adverse_event(chart, day) if chart.rng.random() < 0.3 else _add_condition(chart, day)
    if not chart.referrals or day < quarter_ago(near):
        return
    last = day + timedelta(days=ASSESS_DAYS)
    rows = chart.facts.assessments
    match decided(within(rows, first=Span(day, day), deadline=Span(last, last), as_of=near.as_of)):
        case OutcomeKind.MET:
            chart.claim(rule, key, OutcomeKind.MET, ReasonCode.IN_TIME)
        case OutcomeKind.LATE:
            chart.claim(rule, key, OutcomeKind.LATE, ReasonCode.RECORDED_LATE, last)
        case OutcomeKind.DUE:
            chart.claim(rule, key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, last)
        case OutcomeKind.GAP:
            reason = why_not(rows, as_of=near.as_of, apart=ReasonCode.ONLY_BEFORE_START)
            chart.claim(rule, key, OutcomeKind.GAP, reason, last)
        case _:
            chart.claim(rule, key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)


def _assessed(chart: Chart) -> list[date]:
    first, as_of = quarter_ago(chart.near), chart.near.as_of
    return [
        each.days.latest
        for each in chart.facts.assessments
        if each.progress is Progress.DONE and each.is_to_the_day and each.days and first <= each.days.latest <= as_of
    ]


def _add_condition(
    chart: Chart, day: date, *, code: Resource | None = None, verification: str = "confirmed", of: str | None = None
) -> str:
    elements: Resource = {} if verification == "entered-in-error" else {"clinicalStatus": _clinical(chart)}
    identity = chart.add(
        "Condition",
        **elements,
        verificationStatus=concept(_VERIFICATION, verification),
        code=code or concept(SNOMED, chart.rng.choice(_EVENTS)),
        subject=chart.subject() if of is None else {"reference": f"Patient/{of}"},
        onsetDateTime=write_day(chart.rng, day),
    )
    return f"Condition/{identity}"


def _clinical(chart: Chart) -> Resource:
    return concept(_CLINICAL, chart.rng.choice(("active", "active", "inactive", "resolved")))


def _add_adverse_event(chart: Chart, day: date) -> str:
    identity = chart.add(
        "AdverseEvent",
        actuality="actual",
        event=concept(SNOMED, chart.rng.choice(_EVENTS)),
        subject=chart.subject(),
        date=write_day(chart.rng, day),
    )
    return f"AdverseEvent/{identity}"


STORIES = (
    Weighted(Story("none", tell_none), 84),
    Weighted(Story("event", tell_event), 5),
    Weighted(Story("first asked", tell_first_asked), 1),
    Weighted(Story("just now", tell_just_now), 3),
    Weighted(Story("assessed", tell_assessed, is_assessed), 5),
    Weighted(Story("no event", tell_no_event), 3),
)
