"""Stories of information for carers of people with psychosis, each with what RC-CARER-006 must say."""

from __future__ import annotations

from datetime import date

from risk_checks.model.outcome import ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.deck import Weighted
from risk_checks.synth.horizon import pick
from risk_checks.synth.messages import note_request
from risk_checks.synth.services import any_worker
from risk_checks.synth.story import Story
from risk_checks.synth.verdicts import FirstDeadline, all_met, unmet
from risk_checks.synth.written import write_day

OFFER = FirstDeadline(planted.CARER_INFORMATION, 90)
_PSYCHOSIS = ("69322001", "58214004", "191526005", "64905009")
_OFFERS = ("726052009", "1097201000000108")
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def has_carer(chart: Chart) -> bool:
    """Return whether there is somebody to inform."""
    return chart.facts.has_carer


def tell_not_asked(chart: Chart) -> None:
    """No psychosis that stands, or nobody to inform; offers may be there all the same."""
    match chart.rng.randrange(24):
        case 0:
            chart.distractors += 1
            _add_psychosis(chart, status="resolved")
        case 1:
            chart.distractors += 1
            _add_psychosis(chart, verification=chart.rng.choice(("refuted", "provisional")))
        case 2:
            _offer(chart, pick(chart.rng, chart.near, chart.near.ago(600), chart.near.as_of))
        case 3 if not chart.facts.has_carer:
            _add_psychosis(chart)
        case 4 if chart.bystander is not None:
            chart.distractors += 1
            _add_psychosis(chart, of=chart.bystander)


def tell_offered(chart: Chart) -> None:
    """Offered, at any time."""
    _asked(chart, None)
    _offer(chart, pick(chart.rng, chart.near, chart.near.ago(1500), chart.near.as_of))


def tell_offered_some_day(chart: Chart) -> None:
    """Offered, nobody knows when."""
    _asked(chart, None)
    _offer(chart, None)


def tell_not_offered(chart: Chart) -> None:
    """Not offered."""
    _asked(chart, ReasonCode.NONE_RECORDED)


def tell_other_offer(chart: Chart) -> None:
    """Something else was offered, or the offer was withdrawn."""
    _asked(chart, ReasonCode.NONE_RECORDED)
    chart.distractors += 1
    day = chart.near.ago(chart.rng.randrange(300))
    if chart.rng.random() < 0.5:
        _request(chart, day, status="completed", code=concept(LOCAL, "leaflet"))
    else:
        _request(chart, day, status="revoked")


def tell_draft(chart: Chart) -> None:
    """An offer that was not made."""
    _asked(chart, ReasonCode.ONLY_DRAFT)
    chart.distractors += 1
    _request(chart, chart.near.ago(chart.rng.randrange(300)), status="draft")


def tell_void(chart: Chart) -> None:
    """An offer that was entered in error, or was not to be made."""
    _asked(chart, ReasonCode.ONLY_RETRACTED)
    chart.distractors += 1
    _request(chart, chart.near.ago(chart.rng.randrange(300)), status="entered-in-error")


def tell_ahead(chart: Chart) -> None:
    """An offer dated after the day of the check."""
    _asked(chart, ReasonCode.ONLY_FUTURE)
    _request(chart, chart.near.ahead(chart.rng.randrange(1, 60)), status="active")


def _asked(chart: Chart, reason: ReasonCode | None) -> None:
    _add_psychosis(chart)
    if reason is None:
        all_met(chart, OFFER)
    else:
        unmet(chart, OFFER, reason)


def _offer(chart: Chart, when: date | None) -> None:
    rng = chart.rng
    if rng.random() < 0.7:
        _request(chart, when, status=rng.choice(("active", "completed", "completed")))
        return
    dated: Resource = {} if when is None else {"performedDateTime": write_day(rng, when)}
    code = concept(SNOMED, rng.choice(_OFFERS))
    chart.add("Procedure", status="completed", code=code, subject=chart.subject(), **dated)


def _request(chart: Chart, when: date | None, *, status: str, code: Resource | None = None) -> None:
    rng = chart.rng
    note_request(chart, when, status=status)
    dated: Resource = {} if when is None else {"authoredOn": write_day(rng, when)}
    chart.add(
        "ServiceRequest",
        status=status,
        intent="order",
        code=code or concept(SNOMED, rng.choice(_OFFERS)),
        subject=chart.subject(),
        requester=any_worker(rng),
        performer=[any_worker(rng)],
        **dated,
    )


def _add_psychosis(
    chart: Chart, *, status: str = "active", verification: str = "confirmed", of: str | None = None
) -> None:
    rng = chart.rng
    if of is None and status == "active" and verification == "confirmed":
        chart.facts.has_psychosis = True
    chart.add(
        "Condition",
        clinicalStatus=concept(_CLINICAL, status),
        verificationStatus=concept(_VERIFICATION, verification),
        code=concept(SNOMED, rng.choice(_PSYCHOSIS)),
        subject=chart.subject() if of is None else {"reference": f"Patient/{of}"},
        onsetDateTime=write_day(rng, chart.near.ago(rng.randrange(30, 6000))),
    )


STORIES = (
    Weighted(Story("not asked", tell_not_asked), 70),
    Weighted(Story("offered", tell_offered, has_carer), 10),
    Weighted(Story("offered some day", tell_offered_some_day, has_carer), 1),
    Weighted(Story("not offered", tell_not_offered, has_carer), 7),
    Weighted(Story("other offer", tell_other_offer, has_carer), 2),
    Weighted(Story("draft", tell_draft, has_carer), 2),
    Weighted(Story("void", tell_void, has_carer), 2),
    Weighted(Story("ahead", tell_ahead, has_carer), 2),
)
