"""Mentions of carers from made-up related people and contacts: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import (
    NO_END,
    OPEN,
    SNOMED,
    UK,
    UK_CODES,
    UNKNOWN,
    Made,
    coded,
    day,
    days,
    patients_of,
    ref,
    resource,
)

ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
V2 = "http://terminology.hl7.org/CodeSystem/v2-0131"
NULL = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
PDS = "https://fhir.nhs.uk/R4/StructureDefinition/Extension-UKCore-"
PDS_ROLE = "https://fhir.nhs.uk/R4/CodeSystem/UKCore-AdditionalRelatedPersonRole"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
CREATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|CREATE"
UPDATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|UPDATE"
RELATIONSHIPS: dict[str, tuple[list[Made], list[str], bool]] = {
    "wife": ([coded(f"{ROLE}|WIFE")], [f"{ROLE}|WIFE"], True),
    "kin-and-wife": ([coded(f"{V2}|N", f"{ROLE}|WIFE")], [f"{V2}|N", f"{ROLE}|WIFE"], True),
    "words": ([{"text": "neighbour"}], [], True),
    "not-known": ([coded(f"{V2}|U")], [], False),
    "not-specified": ([coded(f"{UK_CODES}AdditionalPersonRelationshipRole|NotSpecified")], [], False),
    "not-specified-by-pds": ([coded(f"{PDS_ROLE}|NotSpecified")], [], False),
    "null-flavour": ([coded(f"{NULL}|UNK")], [], False),
    "absent": ([coded(f"{ABSENT}|unknown")], [], False),
    "of-pds": ([coded(f"{PDS_ROLE}|Guardian")], [f"{PDS_ROLE}|Guardian"], True),
    "nothing": ([], [], False),
    "only-a-system": ([{"coding": [{"system": ROLE}]}], [], False),
    "shown-without-a-code": ([{"coding": [{"display": "Neighbour"}]}], [], True),
    "blank": ([{"text": " "}], [], False),
}
TELEPHONES = {
    "01131231234": True,
    "0": False,
    "0000": False,
    "00000000000": False,
    "99999999999": False,
    "07777777777": True,
}


def _related(key: str, **elements: Any) -> Made:
    return resource("RelatedPerson", key, **{"patient": ref(f"Patient/{key}"), **elements})


def _contact(key: str, *contacts: Made) -> Made:
    return resource("Patient", key, contact=list(contacts))


def _provenance(key: str, target: str, recorded: str, *activity: str) -> Made:
    given = {"activity": coded(*activity)} if activity else {}
    return resource("Provenance", key, target=[ref(target)], recorded=recorded, agent=[], **given)


def _phone(value: str, **elements: Any) -> Made:
    return {"telecom": [{"system": "phone", "value": value, **elements}]}


_ABOUT = [
    *(_related(name, relationship=given) for name, (given, _, _) in RELATIONSHIPS.items()),
    *(_related(f"phone-{number}", **_phone(number)) for number in TELEPHONES),
    _related("old-phone", **_phone("01131231234", use="old")),
    _related("written-to", address=[{"postalCode": "LS1 6AE"}]),
    *(_related(f"active-{word}", active=word == "true") for word in ("true", "false")),
    _related(
        "whole",
        extension=[
            {"url": f"{UK}ContactRank", "valuePositiveInt": 1},
            {"url": f"{UK}CopyCorrespondenceIndicator", "valueBoolean": True},
        ],
        active=True,
        birthDate="2010-05",
        name=[{"family": "Smith"}],
        relationship=[coded(f"{ROLE}|DAUC")],
        period={"start": "2026-01-05", "end": "2026-06-30"},
        **_phone("01131231234"),
    ),
    resource(
        "CareTeam",
        "t1",
        status="active",
        subject=ref("Patient/whole"),
        participant=[
            {"member": ref("Practitioner/w1"), "role": [coded("urn:roles|nurse")]},
            {
                "member": ref("RelatedPerson/whole"),
                "role": [coded("urn:roles|main-carer"), coded(f"{SNOMED}|133932002")],
            },
        ],
    ),
    resource(
        "CareTeam",
        "t2",
        status="entered-in-error",
        subject=ref("Patient/whole"),
        participant=[{"member": ref("RelatedPerson/whole"), "role": [coded("urn:roles|mistake")]}],
    ),
    resource(
        "Consent",
        "c1",
        status="active",
        patient=ref("Patient/whole"),
        provision={
            "actor": [{"role": coded("urn:roles|informed"), "reference": ref("RelatedPerson/whole")}],
            "provision": [
                {
                    "type": "permit",
                    "actor": [{"role": coded("urn:roles|consulted"), "reference": ref("RelatedPerson/whole")}],
                }
            ],
        },
    ),
    resource(
        "Consent",
        "c2",
        status="entered-in-error",
        patient=ref("Patient/whole"),
        provision={"actor": [{"role": coded("urn:roles|mistake"), "reference": ref("RelatedPerson/whole")}]},
    ),
    _provenance("a", "RelatedPerson/whole", "2026-01-06T09:00:00Z"),
    _provenance("b", "RelatedPerson/whole/_history/1", "2026-01-05T23:30:00Z", CREATE),
    _provenance("c", "RelatedPerson/whole", "2025-01-01T09:00:00Z", UPDATE),
    _related("only-changed"),
    _provenance("d", "RelatedPerson/only-changed", "2026-01-06T09:00:00Z", UPDATE),
    _related(
        "of-pds-with-rank",
        extension=[
            {"url": f"{PDS}ContactRank", "valuePositiveInt": 2},
            {"url": f"{PDS}CopyCorrespondenceIndicator", "valueBoolean": False},
        ],
    ),
    _related(
        "effective",
        extension=[{"url": f"{UK}EffectivePeriod", "valuePeriod": {"start": "2007-03-04", "end": "2026-01-31"}}],
    ),
    _related(
        "effective-and-period",
        extension=[{"url": f"{UK}EffectivePeriod", "valuePeriod": {"start": "2007-03-04"}}],
        period={"start": "2026-01-05"},
    ),
    _related("ended", active=True, period={"end": "2021-12-31"}),
    _related("oneself", relationship=[coded(f"{ROLE}|ONESELF")]),
    resource("Patient", "same-number", identifier=[{"system": NHS_NUMBER, "value": "9434765919"}]),
    _related("same-number", identifier=[{"system": NHS_NUMBER, "value": "9434765919"}]),
    resource("Patient", "other-number", identifier=[{"system": NHS_NUMBER, "value": "9434765919"}]),
    _related("other-number", identifier=[{"system": NHS_NUMBER, "value": "9000000009"}]),
    _related("no-number-of-theirs", identifier=[{"system": NHS_NUMBER, "value": "9000000009"}]),
    _related("same-hospital-number", identifier=[{"system": "urn:hospital", "value": "1"}]),
    resource("Patient", "same-hospital-number", identifier=[{"system": "urn:hospital", "value": "1"}]),
    resource("RelatedPerson", "by-number", patient={"identifier": {"system": NHS_NUMBER, "value": "9449305552"}}),
    resource("Patient", "known-by-number", identifier=[{"system": NHS_NUMBER, "value": "9449305552"}]),
    _contact(
        "contacts",
        {
            "extension": [
                {"url": f"{UK}ContactRank", "valuePositiveInt": 1},
                {"url": f"{UK}CopyCorrespondenceIndicator", "valueBoolean": True},
            ],
            "relationship": [coded(f"{V2}|C")],
            "name": {"text": "Jane Jackson"},
            "telecom": [{"system": "phone", "value": "07777123123"}],
            "period": {"start": "2024-01-01", "end": "2025-12-31"},
        },
        {"relationship": [coded(f"{ROLE}|ONESELF")], "telecom": [{"system": "phone", "value": "00000000000"}]},
    ),
    _contact("backwards", {"period": {"start": "2026-02-01", "end": "2026-01-01"}}),
]
_THERE = {each["id"] for each in _ABOUT if each["resourceType"] == "Patient"}
RESOURCES = [*(each for each in patients_of(_ABOUT) if each["id"] not in _THERE), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("carer", RESOURCES, engine=request.param)


def test_a_related_person_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "RelatedPerson/whole",
        "patient": "Patient/whole",
        "relationships": [f"{ROLE}|DAUC"],
        "has_name": True,
        "has_relationship": True,
        "has_contact": True,
        "contact_rank": 1,
        "gets_copies": True,
        "is_patient": False,
        "start_earliest": date(2026, 1, 5),
        "start_latest": date(2026, 1, 5),
        "end_earliest": date(2026, 6, 30),
        "end_latest": date(2026, 6, 30),
        "active": True,
        "roles": [
            f"{SNOMED}|133932002",
            "urn:roles|consulted",
            "urn:roles|informed",
            "urn:roles|main-carer",
        ],
        "identified_earliest": date(2026, 1, 5),
        "identified_latest": date(2026, 1, 5),
        "birth_date_earliest": date(2010, 5, 1),
        "birth_date_latest": date(2010, 5, 31),
    }


def test_contacts_of_a_person_are_rows(built: Built) -> None:
    first, second = built.of("contacts")
    assert first == {
        "id": "Patient/contacts#contact.0",
        "patient": "Patient/contacts",
        "relationships": [f"{V2}|C"],
        "has_name": True,
        "has_relationship": True,
        "has_contact": True,
        "contact_rank": 1,
        "gets_copies": True,
        "is_patient": False,
        "start_earliest": date(2024, 1, 1),
        "start_latest": date(2024, 1, 1),
        "end_earliest": date(2025, 12, 31),
        "end_latest": date(2025, 12, 31),
        "active": True,
        "roles": [],
        "identified_earliest": None,
        "identified_latest": None,
        "birth_date_earliest": None,
        "birth_date_latest": None,
    }
    assert (second["id"], second["is_patient"], second["has_contact"]) == ("Patient/contacts#contact.1", True, False)
    assert (second["contact_rank"], second["gets_copies"], second["has_name"]) == (None, None, False)


@pytest.mark.parametrize("name", RELATIONSHIPS)
def test_a_relationship_that_nobody_knows_is_none(built: Built, name: str) -> None:
    _, codes, is_said = RELATIONSHIPS[name]
    row = built.one(name)
    assert (row["relationships"], row["has_relationship"]) == (sorted(codes), is_said)


@pytest.mark.parametrize(("number", "reaches"), TELEPHONES.items())
def test_a_number_that_only_fills_the_field_reaches_nobody(built: Built, number: str, reaches: bool) -> None:
    assert built.one(f"phone-{number}")["has_contact"] is reaches


def test_an_old_number_reaches_nobody_and_an_address_does(built: Built) -> None:
    assert (built.one("old-phone")["has_contact"], built.one("written-to")["has_contact"]) == (False, True)


def test_a_mention_is_in_use_unless_it_says_otherwise(built: Built) -> None:
    found = built.column("active")
    assert (found["active-true"], found["active-false"], found["wife"]) == (True, False, True)


def test_the_first_entry_on_the_record_identifies_and_a_change_does_not(built: Built) -> None:
    assert days(built.one("only-changed"), "identified") == UNKNOWN


def test_rank_and_copies_are_read_where_pds_writes_them(built: Built) -> None:
    row = built.one("of-pds-with-rank")
    assert (row["contact_rank"], row["gets_copies"]) == (2, False)


def test_the_effective_period_stands_where_there_is_no_period(built: Built) -> None:
    effective, both = built.one("effective"), built.one("effective-and-period")
    assert (days(effective, "start"), days(effective, "end")) == (day(2007, 3, 4), day(2026, 1, 31))
    assert (days(both, "start"), days(both, "end")) == (day(2026, 1, 5), OPEN)


def test_a_mention_that_has_ended_says_when(built: Built) -> None:
    row = built.one("ended")
    assert (row["active"], days(row, "end")) == (True, day(2021, 12, 31))


def test_the_person_is_known_by_the_relationship_or_by_the_nhs_number(built: Built) -> None:
    names = ("oneself", "same-number", "other-number", "no-number-of-theirs", "same-hospital-number")
    found = built.column("is_patient")
    assert [found[name] for name in names] == [True, True, False, False, False]


def test_somebody_named_by_nhs_number_is_found(built: Built) -> None:
    assert built.one("known-by-number")["id"] == "RelatedPerson/by-number"


def test_a_period_that_ends_before_it_starts_is_the_only_problem(built: Built) -> None:
    row = built.one("backwards")
    assert (days(row, "start"), days(row, "end")) == (UNKNOWN, UNKNOWN)
    assert dict(built.problems) == {("end", "period-reversed"): 1}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_carers_among_the_examples_of_uk_core(engine: str) -> None:
    built = build("carer", resources_in("data", "uk_core_json"), engine=engine)
    joy = built.rows["RelatedPerson/UKCore-RelatedPerson-JoySmith-Example"]
    assert (joy["patient"], joy["relationships"]) == (
        "Patient/UKCore-Patient-RichardSmith-Example",
        [f"{ROLE}|WIFE"],
    )
    assert (joy["has_name"], joy["has_contact"], joy["gets_copies"], joy["contact_rank"]) == (True, False, True, None)
    jane = built.rows["Patient/UKCore-Patient-RichardSmith-Example#contact.0"]
    assert jane["relationships"] == [f"{UK_CODES}AdditionalPersonRelationshipRole|Personal"]
    assert (jane["has_name"], jane["has_contact"], jane["gets_copies"], jane["contact_rank"]) == (True, True, True, 1)
    effective = built.rows["RelatedPerson/UKCore-RelatedPerson-Extension-EffectivePeriod-Example"]
    assert (days(effective, "start"), effective["end_latest"]) == (day(2007, 3, 4), NO_END)


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_a_carer_as_pds_writes_one(engine: str) -> None:
    (guardian,) = [
        each
        for each in resources_in("data", "uk_pds")
        if each["resourceType"] == "RelatedPerson" and each.get("id") == "F4CF8B96"
    ][:1]
    patient = resource("Patient", "p1", identifier=[{"system": NHS_NUMBER, "value": "5328023641"}])
    row = build("carer", [patient, guardian], engine=engine).one("p1")
    assert (row["relationships"], row["contact_rank"], row["gets_copies"]) == ([f"{PDS_ROLE}|Guardian"], 1, True)
    assert (row["active"], days(row, "start"), days(row, "end")) == (True, day(2020, 1, 1), day(2021, 12, 31))
    assert (row["has_name"], row["is_patient"]) == (False, False)  # the name ended in 2021, as the guardian did
