"""Mentions of people around the patient, as RelatedPerson or Patient.contact."""

from __future__ import annotations

from datetime import date
from enum import Enum
from random import Random
from typing import cast

from risk_checks.synth.births import Birth, birth_date
from risk_checks.synth.births import born as born_on
from risk_checks.synth.chart import Chart, Resource, concept
from risk_checks.synth.facts import Mention, Named, Span
from risk_checks.synth.identity import FAMILY, any_number, human_name, nhs_identifier
from risk_checks.synth.written import write_period

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
    since: date | None = None,
    until: date | None = None,
    number: str | None = None,
    inactive: bool = False,
    of: str | None = None,
) -> None:
    """Add a mention with these parts; `of` makes it somebody else's.

    `since` and `until` bound its period: where it ends before it begins, nothing says whether the mention is in use.
    `number` is an NHS number, which only a RelatedPerson has.
    """
    rng = chart.rng
    elements: Resource = {"relationship": relationship} if relationship else {}
    elements.update(_reach(rng, reach))
    period, began = _period(chart, since, until)
    if period:
        elements["period"] = period
    born: Span | None = None
    # A contact with neither name nor details breaks a rule of FHIR itself.
    may_be_contact = number is None and not inactive and of is None and (named or reach is Reach.GOOD)
    if may_be_contact and rng.random() < 0.4:
        if named:
            elements["name"] = _name(rng)
        chart.contacts.append(elements)
        key = f"{chart.key}#contact.{len(chart.contacts) - 1}"
    else:
        if named:
            elements["name"] = [_name(rng)]
        if "address" in elements:
            elements["address"] = [elements["address"]]  # one in a contact, many in a RelatedPerson
        born = _born(chart)
        if born is not None:
            elements["birthDate"] = birth_date(born)
        if number is None and rng.random() < 0.05:
            number = any_number(rng, but=chart.number)
        if number is not None:
            elements["identifier"] = [nhs_identifier(number)]
        if inactive:
            elements["active"] = False
        elif rng.random() < 0.4:
            elements["active"] = True
        patient = chart.subject() if of is None else {"reference": f"Patient/{of}"}
        identity = chart.add("RelatedPerson", patient=patient, **elements)
        key = f"RelatedPerson/{identity}"
        if of is None:
            chart.facts.carers.append(identity)
    if of is None and not inactive:
        _note(chart, key, relationship, number, since=began, until=until, born=born)


def _period(chart: Chart, since: date | None, until: date | None) -> tuple[Resource, date | None]:
    """Return the period of a mention, often none at all, and the day on which it begins."""
    rng = chart.rng
    if since is None and until is None:
        if rng.random() >= 0.1:
            return {}, None
        since = chart.near.ago(rng.randrange(1, 3000))
    elif since is None:
        since = min(chart.near.ago(rng.randrange(700, 3000)), cast("date", until))
    return write_period(rng, since, until), since


def _born(chart: Chart) -> Span | None:
    """Return the days on which somebody close may have been born: mostly not known, now and then those of a child."""
    rng, near = chart.rng, chart.near
    match rng.randrange(60):
        case 0:
            return born_on(rng, near, Birth.EIGHTEEN_TODAY)
        case 1:
            return born_on(rng, near, Birth.EIGHTEEN_TOMORROW)
        case 2:
            return born_on(rng, near, Birth.CHILD)
        case 3:
            return born_on(rng, near, Birth.YEAR_UNDECIDED)
        case 4 | 5 | 6 | 7:
            return born_on(rng, near, Birth.ADULT)
        case _:
            return None


def _note(
    chart: Chart,
    key: str,
    relationship: Concepts,
    number: str | None,
    *,
    since: date | None,
    until: date | None,
    born: Span | None,
) -> None:
    """Note a mention that is or may be in use, and whether it is of the patient or of somebody who may be a carer."""
    as_of = chart.near.as_of
    is_sure = since is None or until is None or since <= until
    if is_sure and ((since is not None and since > as_of) or (until is not None and until <= as_of)):
        return
    codings = [coding for each in relationship for coding in cast("list[dict[str, str]]", each.get("coding", []))]
    codes = {(each["system"], each["code"]) for each in codings}
    is_patient = _ONESELF in codes or (number is not None and is_own_number(chart, number))
    chart.facts.named.append(Named(key, is_patient=is_patient, is_sure=is_sure))
    if not is_patient and codes.isdisjoint(_OFFICIAL):
        assert is_sure
        chart.facts.mentions.append(Mention(is_coded=not codes <= set(_UNKNOWN), start=since, born=born))


def is_own_number(chart: Chart, number: str) -> bool:
    """Return whether a number is one that the patient has in use, be it right or not; one digit ten times is none."""
    digits = _digits_of(number)
    return len(digits) == 10 and len(set(digits)) > 1 and digits in map(_digits_of, chart.facts.numbers)


def _digits_of(number: str) -> str:
    return "".join(each for each in number if each.isdigit())


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
