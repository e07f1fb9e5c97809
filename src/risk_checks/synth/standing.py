"""How a person stands in the extract: living, dead, inactive, a test, merged; and the Patient resources that say so."""

from __future__ import annotations

from enum import Enum

from risk_checks.synth.births import birth_date
from risk_checks.synth.chart import Chart, Resource
from risk_checks.synth.deaths import write_death
from risk_checks.synth.deck import Weighted
from risk_checks.synth.identity import human_name
from risk_checks.synth.written import write_day

_ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
_PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"


class Standing(Enum):
    """What becomes of a person's outcomes, and how the record says it."""

    LIVING = "living"
    SAID_TO_LIVE = "deceasedBoolean false"
    DIES_LATER = "deceasedDateTime after the day"
    DEAD = "deceasedBoolean true"
    DIED_BEFORE = "deceasedDateTime before the day"
    DIED_THAT_DAY = "deceasedDateTime on the day"
    DEATH_UNREADABLE = "deceasedDateTime that cannot be read"
    INACTIVE = "active false"
    TEST = "tagged HTEST"
    MERGED = "two records, one replaced by the other"
    MERGED_ELSEWHERE = "replaced by a record that is not here"


STANDINGS = (
    Weighted(Standing.LIVING, 248),
    Weighted(Standing.SAID_TO_LIVE, 24),
    Weighted(Standing.DIES_LATER, 4),
    Weighted(Standing.DEAD, 4),
    Weighted(Standing.DIED_BEFORE, 12),
    Weighted(Standing.DIED_THAT_DAY, 4),
    Weighted(Standing.DEATH_UNREADABLE, 1),
    Weighted(Standing.INACTIVE, 8),
    Weighted(Standing.TEST, 8),
    Weighted(Standing.MERGED, 4),
    Weighted(Standing.MERGED_ELSEWHERE, 4),
)
_EXEMPT = frozenset({Standing.DEAD, Standing.DIED_BEFORE, Standing.DIED_THAT_DAY})
_UNREADABLE = ("not known", "2026-02-30", "31/03/2026", "last autumn")
_NOT_CHECKED = frozenset({Standing.INACTIVE, Standing.TEST})


def is_exempt(standing: Standing) -> bool:
    """Return whether the person is dead on the day of the check."""
    return standing in _EXEMPT


def is_checked(standing: Standing) -> bool:
    """Return whether the person gives outcomes at all."""
    return standing not in _NOT_CHECKED


def patients(chart: Chart, *, standing: Standing) -> list[Resource]:
    """Return the Patient resources of a person: one, or for a merged person two, in the order of their ids."""
    patient = _patient(chart, chart.patient)
    match standing:
        case Standing.INACTIVE:
            patient["active"] = False
        case Standing.TEST:
            patient["meta"] = {**_meta(chart), "tag": [{"system": _ACT_REASON, "code": "HTEST"}]}
        case Standing.MERGED_ELSEWHERE:
            patient["link"] = [_link("replaced-by", f"{chart.patient}-elsewhere")]
        case _:
            patient.update(_deceased(chart, standing))
            if chart.rng.random() < 0.25:
                patient["active"] = True
            if chart.bystander is not None and chart.rng.random() < 0.04:
                chart.distractors += 1
                patient["link"] = [_link("seealso", chart.bystander)]
    if chart.contacts:
        patient["contact"] = chart.contacts
    if chart.former is None:
        return [patient]
    former = _patient(chart, chart.former)
    former["link"] = [_link("replaced-by", chart.patient)]
    if chart.rng.random() < 0.5:
        former["active"] = False
    if chart.rng.random() < 0.5:
        patient["link"] = [_link("replaces", chart.former)]
    return sorted((patient, former), key=lambda each: str(each["id"]))


def _deceased(chart: Chart, standing: Standing) -> Resource:
    near = chart.near
    match standing:
        case Standing.SAID_TO_LIVE:
            return {"deceasedBoolean": False}
        case Standing.DEAD:
            return {"deceasedBoolean": True}
        case Standing.DIED_BEFORE | Standing.DIED_THAT_DAY:
            assert chart.facts.died is not None
            return {"deceasedDateTime": write_death(chart.rng, chart.facts.died)}
        case Standing.DEATH_UNREADABLE:
            return {"deceasedDateTime": chart.rng.choice(_UNREADABLE)}
        case Standing.DIES_LATER:
            return {"deceasedDateTime": write_day(chart.rng, near.ahead(1))}
        case _:
            return {}


def _patient(chart: Chart, identity: str) -> Resource:
    made: Resource = {
        "resourceType": "Patient",
        "id": identity,
        "meta": _meta(chart),
        "name": [human_name(chart.rng)],
        "gender": chart.rng.choice(("female", "male", "other", "unknown")),
    }
    if chart.facts.identifiers:
        made["identifier"] = chart.facts.identifiers
    if chart.facts.born is not None:
        made["birthDate"] = birth_date(chart.facts.born)
    return made


def _meta(chart: Chart) -> Resource:
    # Every night's load touches every patient: an update is never evidence of a review.
    return {"versionId": "1", "lastUpdated": f"{chart.near.as_of.isoformat()}T02:00:00Z", "profile": [_PROFILE]}


def _link(how: str, other: str) -> Resource:
    return {"other": {"reference": f"Patient/{other}"}, "type": how}
