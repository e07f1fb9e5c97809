"""Stays in hospital, and what goes with a discharge: contacts of the ward, and letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.encounters import add_encounter
from risk_checks.synth.facts import Stay
from risk_checks.synth.messages import add_message
from risk_checks.synth.services import WARD, any_organization
from risk_checks.synth.written import write_period

_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_METHOD = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DischargeMethod"
_METHODS = "https://fhir.hl7.org.uk/CodeSystem/UKCore-DischargeMethodEngland"
_DESTINATIONS = "https://fhir.hl7.org.uk/CodeSystem/UKCore-DischargeDestinationEngland"
_BEDS = "urn:risk-checks:mhsds:MHAdmittedPatientClass"
OTHER_BEDS = ("203", "300", "301")
ELSEWHERE = ("37", "38", "49")
_LETTER = "373942005"
_TELEPHONE = "185317003"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a stay ended, and in which kind of bed it was; what is empty is not recorded."""

    method: str = ""
    destination: str = ""
    bed: str = ""


def add_stay(
    chart: Chart,
    start: date,
    end: date | None,
    *,
    status: str,
    ending: Ending | None = None,
    next_on: date | None = None,
) -> Stay:
    """Add a stay on the ward and return it; `next_on` is the day on which the next one begins."""
    ending = ending or Ending()
    elements: Resource = {
        "status": status,
        "class": {"system": _ACT_CODE, "code": chart.rng.choice(("IMP", "IMP", "ACUTE", "NONAC"))},
        "subject": chart.subject(),
        "period": write_period(chart.rng, start, end),
        "serviceProvider": {"reference": WARD},
    }
    if ending.method:
        method = concept(_METHODS, ending.method)
        elements["extension"] = [{"url": _METHOD, "valueCodeableConcept": method}]
    if ending.destination:
        elements["hospitalization"] = {"dischargeDisposition": concept(_DESTINATIONS, ending.destination)}
    if ending.bed:
        elements["type"] = [concept(_BEDS, ending.bed)]
    identity = chart.add("Encounter", **elements)
    stay = Stay(
        key=f"Encounter/{identity}",
        start=start,
        end=end,
        method=ending.method,
        died=ending.method == "4" or ending.destination == "79",
        followed_up_elsewhere=ending.destination in ELSEWHERE,
        in_adult_acute_bed=ending.bed not in OTHER_BEDS,
        next_on=next_on,
    )
    if status in {"in-progress", "onleave", "arrived", "finished"}:
        chart.facts.stays.append(stay)
    return stay


def add_follow_up(chart: Chart, day: date, *, status: str = "finished", provider: str = WARD) -> None:
    """Add a contact with the person by the ward, or by another service."""
    add_encounter(chart, status=status, first=day, last=day, provider={"reference": provider})
    made = chart.resources[-1]
    made["class"] = {"system": _ACT_CODE, "code": chart.rng.choice(("AMB", "HH"))}
    if chart.rng.random() < 0.3:
        made["class"] = {"system": _ACT_CODE, "code": "VR"}
        made["type"] = [concept(SNOMED, _TELEPHONE)]


def add_indirect_contact(chart: Chart, day: date) -> None:
    """Add a contact of the ward in which the person took no part."""
    add_follow_up(chart, day)
    chart.resources[-1]["class"] = {"system": _ACT_CODE, "code": "AMB"}
    chart.resources[-1]["type"] = [concept(SNOMED, "185316007")]


def add_letter(chart: Chart, day: date, *, status: str = "completed", discharge: bool = True) -> None:
    """Add a discharge letter, or another one, to a service."""
    kind = concept(SNOMED, _LETTER) if discharge else concept(LOCAL, "invitation")
    add_message(chart, day, status=status, party=any_organization(chart.rng), kind=kind, is_sent=True)
