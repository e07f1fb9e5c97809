"""Stories of wishes about sharing with carers, each with what RC-CARER-003 must say of every referral."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.duration import Duration
from risk_checks.model.outcome import ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart, Resource, concept
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Wish, span
from risk_checks.synth.horizon import pick
from risk_checks.synth.renewing import Question, State, Way, When, claim_unknown, is_asked, stories
from risk_checks.synth.story import Story
from risk_checks.synth.written import write_day

_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_ACT_CLASS = "http://terminology.hl7.org/CodeSystem/v3-RoleClass"
_STATUS = {
    State.COUNTS: ("active", "active", "active", "rejected"),
    State.DRAFT: ("draft", "proposed"),
    State.RETRACTED: ("entered-in-error",),
}


def add_wish(
    chart: Chart,
    when: When,
    state: State,
    *,
    status: str | None = None,
    about_sharing: bool = True,
    about_somebody: bool = True,
    over: bool = False,
    of: str | None = None,
) -> None:
    """Add a consent about sharing with a carer; the day may be that on which it was gone over again."""
    rng, near = chart.rng, chart.near
    provision: Resource = {}
    if about_somebody:
        provision["actor"] = [{"role": concept(_ACT_CLASS, "CAREGIVER"), "reference": _carer(chart)}]
    if rng.random() < 0.8:
        provision["type"] = rng.choice(("permit", "permit", "deny"))
    end = None
    if over:
        end = pick(rng, near, near.ago(500), near.ago(1))
    elif rng.random() < 0.2:
        end = pick(rng, near, near.as_of, near.ahead(200))
    if end is not None:
        provision["period"] = {"end": write_day(rng, end)}
    elements: Resource = {
        "status": status or rng.choice(_STATUS[state]),
        "scope": concept(_SCOPE, "patient-privacy" if about_sharing else "treatment"),
        "category": [concept(_ACT_CODE, "INFA" if about_sharing and rng.random() < 0.5 else "NOAUTH")],
        "patient": chart.subject() if of is None else {"reference": f"Patient/{of}"},
    }
    given = when
    if isinstance(when, date) and rng.random() < 0.3:
        given = when - timedelta(days=rng.randrange(1, 900))
    elements.update(_dated(chart, given, confirmed=when))
    if provision:
        elements["provision"] = provision
    if of is None and about_sharing and elements["status"] == "active":
        refuses = {"deny": True, "permit": False}.get(str(provision.get("type")))
        chart.facts.wishes.append(Wish(refuses, None if given is None else span(given), end))
    chart.add("Consent", **elements)


def _dated(chart: Chart, given: When, *, confirmed: When) -> Resource:
    """Return the day on which the wish was given, and the later one on which it was gone over again."""
    rng = chart.rng
    if given is None:
        return {}
    made: Resource = {"dateTime": given if isinstance(given, str) else write_day(rng, given)}
    if isinstance(confirmed, date) and confirmed != given:
        made["verification"] = [{"verified": True, "verificationDate": write_day(rng, confirmed)}]
    elif isinstance(confirmed, date) and rng.random() < 0.1:
        later = write_day(rng, confirmed + timedelta(days=rng.randrange(1, 200)))
        made["verification"] = [{"verified": False, "verificationDate": later}]
    return made


def _carer(chart: Chart) -> Resource:
    if chart.facts.carers and chart.rng.random() < 0.9:
        return {"reference": f"RelatedPerson/{chart.rng.choice(chart.facts.carers)}"}
    return {"type": "RelatedPerson", "display": "Somebody close"}


def _add_look_alike(chart: Chart) -> None:
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, near.ago(300), near.as_of)
    match rng.randrange(4 if chart.bystander is not None else 3):
        case 0:
            add_wish(chart, day, State.COUNTS, status="inactive")
        case 1:
            add_wish(chart, day, State.COUNTS, about_sharing=False)
        case 2:
            add_wish(chart, day, State.COUNTS, over=True)
        case _:
            add_wish(chart, day, State.COUNTS, of=chart.bystander)


QUESTION = Question(
    rule=planted.SHARING,
    every=Duration(12, "month"),
    first_days=28,
    ways=(Way(add_wish, is_first=True, fits=lambda _chart: True),),
    add_look_alike=_add_look_alike,
)


def tell_about_nobody(chart: Chart) -> None:
    """A wish about sharing that does not say with whom: it may be about a carer."""
    claim_unknown(chart, QUESTION, ReasonCode.FIELD_NOT_KNOWN)
    near = chart.near
    day = pick(chart.rng, near, QUESTION.first_current(near), near.as_of)
    add_wish(chart, day, State.COUNTS, about_somebody=False)


STORIES = (
    *stories(QUESTION),
    Weighted(Story("about nobody", tell_about_nobody, is_asked), 3),
)
