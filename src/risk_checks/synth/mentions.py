"""Mentions of people around the patient, as RelatedPerson or Patient.contact."""

from __future__ import annotations

from datetime import date
from enum import Enum
from random import Random
from typing import cast

from risk_checks.synth.chart import Chart, Resource, concept
from risk_checks.synth.facts import Mention
from risk_checks.synth.identity import FAMILY, human_name
from risk_checks.synth.written import write_day, write_period

V2_0131 = "http://terminology.hl7.org/CodeSystem/v2-0131"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
UK_ROLE = "https://fhir.hl7.org.uk/CodeSystem/UKCore-AdditionalPersonRelationshipRole"
Concepts = list[Resource]

_CLOSE = (
    (ROLE_CODE, "MTH"), (ROLE_CODE, "FTH"), (ROLE_CODE, "SPS"), (ROLE_CODE, "SIS"), (ROLE_CODE, "BRO"),
    (ROLE_CODE, "CHILD"), (ROLE_CODE, "DOMPART"), (ROLE_CODE, "FRND"), (ROLE_CODE, "NBOR"), (V2_0131, "N"),
    (V2_0131, "C"), (UK_ROLE, "Carer"), (UK_ROLE, "Guardian"),
)  # fmt: skip
_WORDS = ("Mum", "lives with him", "best friend", "looks after her", "neighbour who helps")
_UNKNOWN = ((V2_0131, "U"), (UK_ROLE, "NotSpecified"))
_ONESELF = (ROLE_CODE, "ONESELF")
_OFFICIAL = ((V2_0131, "E"), (V2_0131, "I"), (V2_0131, "S"), (V2_0131, "F"))


class Reach(Enum):
    """Whether the mention says how to reach the person."""

    GOOD = "a number, an e-mail address or an address"
    HOLLOW = "an old number, a number without digits, or a country"
    NONE = "nothing"


def close(rng: Random) -> Concepts:
    """Return a relationship that says how the person is close to the patient."""
    system, code = rng.choice(_CLOSE)
    match rng.randrange(10):
        case 0:
            return [concept(system, code, rng.choice(_WORDS))]
        case 1:
            return [concept(system, code), concept(V2_0131, "N")]
        case 2:
            return [concept(V2_0131, "U"), concept(system, code)]
        case 3:
            return [{"coding": [{"system": ROLE_CODE, "code": "FAMMEMB"}, {"system": system, "code": code}]}]
        case _:
            return [concept(system, code)]


def unknown(rng: Random) -> Concepts:
    """Return a relationship of which nothing is recorded but that there is one."""
    match rng.randrange(5):
        case 0 | 1:
            return []
        case 2:
            return [concept(*each) for each in _UNKNOWN]
        case _:
            return [concept(*rng.choice(_UNKNOWN))]


def in_words(rng: Random) -> Concepts:
    """Return a relationship in words, without a code that says anything."""
    said: Resource = {"text": rng.choice(_WORDS)}
    return [said if rng.random() < 0.6 else {**concept(*rng.choice(_UNKNOWN)), **said}]


def official(rng: Random) -> Concepts:
    """Return the relationship of an employer, insurer, or state or federal agency."""
    first = concept(*rng.choice(_OFFICIAL))
    match rng.randrange(6):
        case 0:
            return [first, concept(V2_0131, "U")]
        case 1:
            return [first, concept(V2_0131, "C")]
        case _:
            return [first]


def oneself() -> Concepts:
    """Return the relationship of the patient to themself."""
    return [concept(*_ONESELF)]


def add_mention(
    chart: Chart,
    relationship: Concepts,
    *,
    named: bool = True,
    reach: Reach = Reach.GOOD,
    until: date | None = None,
    inactive: bool = False,
    of: str | None = None,
) -> None:
    """Add a mention with these parts; `until` ends its period, `of` makes it somebody else's."""
    rng = chart.rng
    elements: Resource = {"relationship": relationship} if relationship else {}
    elements.update(_reach(rng, reach))
    began: date | None
    if until is not None:
        began = chart.near.ago(rng.randrange(700, 3000))
        began = min(began, until)
        elements["period"] = write_period(rng, began, until)
    elif rng.random() < 0.1:
        began = chart.near.ago(rng.randrange(1, 3000))
        elements["period"] = {"start": write_day(rng, began)}
    else:
        began = None
    if of is None and not inactive and (until is None or until > chart.near.as_of):
        _note(chart, relationship, began)
    # A contact with neither name nor details breaks a rule of FHIR itself.
    may_be_contact = not inactive and of is None and (named or reach is Reach.GOOD)
    if may_be_contact and rng.random() < 0.4:
        if named:
            elements["name"] = _name(rng)
        chart.contacts.append(elements)
        return
    if named:
        elements["name"] = [_name(rng)]
    if "address" in elements:
        elements["address"] = [elements["address"]]  # one in a contact, many in a RelatedPerson
    if inactive:
        elements["active"] = False
    elif rng.random() < 0.4:
        elements["active"] = True
    patient = chart.subject() if of is None else {"reference": f"Patient/{of}"}
    identity = chart.add("RelatedPerson", patient=patient, **elements)
    if of is None:
        chart.facts.carers.append(identity)


def _note(chart: Chart, relationship: Concepts, start: date | None) -> None:
    codings = [coding for each in relationship for coding in cast("list[dict[str, str]]", each.get("coding", []))]
    codes = {(each["system"], each["code"]) for each in codings}
    if codes.isdisjoint({*_OFFICIAL, _ONESELF}):
        chart.facts.mentions.append(Mention(is_coded=not codes <= set(_UNKNOWN), start=start))


def _name(rng: Random) -> Resource:
    return human_name(rng) if rng.random() < 0.8 else {"text": f"Mx {rng.choice(FAMILY)}"}


def _reach(rng: Random, reach: Reach) -> Resource:
    match reach:
        case Reach.NONE:
            return {}
        case Reach.GOOD:
            return _good_reach(rng)
        case Reach.HOLLOW:
            return _hollow_reach(rng)


def _good_reach(rng: Random) -> Resource:
    match rng.randrange(7):
        case 0:
            return {"telecom": [{"system": "email", "value": f"someone{rng.randrange(1000)}@mail.example"}]}
        case 1:
            return {"address": {"line": [f"{rng.randrange(1, 99)} Made-up Row"], "city": "Nowhere"}}
        case 2:
            return {"address": {"text": f"{rng.randrange(1, 99)} Made-up Row, Nowhere"}}
        case 3:
            return {"address": {"postalCode": "ZZ99 9ZZ"}}
        case 4:
            return {"telecom": [_phone(rng, "old"), _phone(rng, "mobile")]}
        case 5:
            return {"telecom": [{"system": "phone", "value": _digits(rng)}]}
        case _:
            return {"telecom": [_phone(rng, "home")]}


def _hollow_reach(rng: Random) -> Resource:
    match rng.randrange(3):
        case 0:
            return {"telecom": [_phone(rng, "old")]}
        case 1:
            return {"telecom": [{"use": "home"}]}
        case _:
            return {"address": {"country": "GBR"}}


def _phone(rng: Random, use: str) -> Resource:
    return {"system": "phone", "value": _digits(rng), "use": use}


def _digits(rng: Random) -> str:
    return f"07700 900{rng.randrange(1000):03}"
