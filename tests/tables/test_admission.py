"""Stays in hospital from made-up Encounters: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import (
    ACT,
    OPEN,
    SNOMED,
    UK_CODES,
    Made,
    coded,
    day,
    days,
    patients_of,
    ref,
    resource,
    says,
)

V2_CLASS = "http://terminology.hl7.org/CodeSystem/v2-0004"
STATUSES = {
    "planned": "planned",
    "arrived": "current",
    "triaged": "current",
    "in-progress": "current",
    "onleave": "current",
    "finished": "discharged",
    "cancelled": "cancelled",
    "entered-in-error": "retracted",
    "unknown": None,
}
CONTACTS = ("AMB", "EMER", "FLD", "HH", "OBSENC", "PRENC", "SS", "VR")


def _stay(key: str, *, kind: Made | None = None, **elements: Any) -> Made:
    whole: Made = {
        "status": "finished",
        "class": kind or {"system": ACT, "code": "IMP"},
        "subject": ref(f"Patient/{key}"),
        "period": {"start": "2026-03-02T22:00:00Z", "end": "2026-03-20T11:00:00Z"},
        "serviceProvider": ref("Organization/o1"),
    }
    return resource("Encounter", key, **{**whole, **elements})


def _classless(key: str, **elements: Any) -> Made:
    stay = _stay(key, **elements)
    del stay["class"]
    return stay


def _at(place: str, *, status: str | None = None, start: str | None = None, end: str | None = None) -> Made:
    period = {name: text for name, text in (("start", start), ("end", end)) if text}
    return {
        "location": ref(f"Location/{place}"),
        **({"status": status} if status else {}),
        **({"period": period} if period else {}),
    }


def _legal(context: str, code: str) -> Made:
    parts = [
        {"url": "legalStatusContext", "valueCodeableConcept": coded(f"{UK_CODES}LegalStatusContext|{context}")},
        {
            "url": "legalStatusClassification",
            "valueCodeableConcept": coded(f"{UK_CODES}LegalStatusClassificationEngland|{code}"),
        },
    ]
    return {"url": says("LegalStatus")["url"], "extension": parts}


def _request(key: str, stay: str, to: str, *, code: str = "3457005", **elements: Any) -> Made:
    whole: Made = {
        "status": "active",
        "intent": "order",
        "category": [coded(f"{SNOMED}|{code}")],
        "subject": ref(f"Patient/{stay}"),
        "encounter": ref(f"Encounter/{stay}"),
        "performer": [ref(to)],
    }
    return resource("ServiceRequest", key, **{**whole, **elements})


MOVES: dict[str, Made] = {
    "past": {"location": [_at("w1")]},
    "now": {"status": "in-progress", "period": {"start": "2026-03-05"}, "location": [_at("w2")]},
    "planned": {"status": "planned", "period": {"start": "2026-03-09"}, "location": [_at("w0")]},
}
HOME: Made = {"admitSource": {"text": "home"}}
_ABOUT = [
    *(_stay(f"status-{code}", status=code) for code in STATUSES),
    *(_stay(f"class-{code}", kind={"system": ACT, "code": code}) for code in ("IMP", "ACUTE", "NONAC")),
    *(_stay(f"no-{code}", kind={"system": ACT, "code": code}, hospitalization=HOME) for code in CONTACTS),
    *(_stay(f"no-v2-{code}", kind={"system": V2_CLASS, "code": code}, hospitalization=HOME) for code in "EOPR"),
    _stay("class-v2", kind={"system": V2_CLASS, "code": "I"}),
    _stay("class-no-system", kind={"code": "IMP"}),
    _stay("class-i-alone", kind={"code": "I"}),
    _stay("class-local", kind={"system": "urn:local", "code": "WARD"}, hospitalization=HOME),
    _stay("class-local-only", kind={"system": "urn:local", "code": "WARD"}),
    _classless("no-class", hospitalization=HOME),
    _classless("no-class-method", extension=[says("DischargeMethod", "urn:s|1")]),
    _classless("no-class-detained", extension=[_legal("admission", "02")]),
    _classless("no-class-old-method", extension=[says("AdmissionMethod", "urn:s|13")]),
    _classless("no-class-nothing"),
    _stay("open", status="in-progress", period={"start": "2026-03"}),
    _stay("moved", location=[_at("w1", end="2026-03-05"), _at("w2", status="active", start="2026-03-05")]),
    _stay("ward-a", subject=ref("Patient/moved"), partOf=ref("Encounter/moved")),
    _stay("bed-a", subject=ref("Patient/moved"), partOf=ref("Encounter/ward-a")),
    _classless("ward-b", subject=ref("Patient/moved"), partOf=ref("Encounter/moved")),
    _stay("ward-c", subject=ref("Patient/moved"), partOf=ref("Encounter/not-there")),
    _stay("of-itself", partOf=ref("Encounter/of-itself")),
    _stay("from-emergency", partOf=ref("Encounter/emergency")),
    _stay("emergency", kind={"system": ACT, "code": "EMER"}, subject=ref("Patient/from-emergency")),
    _stay("ward-dated", location=[_at("w1", start="2026-03-02", end="2026-03-05"), _at("w2", start="2026-03-05")]),
    _stay("ward-done", location=[_at("w1", status="completed"), _at("w2", status="reserved")]),
    _stay("ward-only", location=[_at("w1", start="2026-03-02", end="2026-03-20")]),
    _stay("ward-bare", location=[_at("w1")]),
    _stay("ward-named", location=[{"location": {"display": "Ward 1"}, "status": "active"}]),
    _stay(
        "ward-moves",
        status="in-progress",
        period={"start": "2026-03-02"},
        location=[_at("hospital"), _at("w9", status="planned")],
    ),
    *(
        _stay(f"move-{name}", subject=ref("Patient/ward-moves"), partOf=ref("Encounter/ward-moves"), **elements)
        for name, elements in MOVES.items()
    ),
    _stay("onward"),
    _request("onward-1", "onward", "Organization/o2"),
    _request("onward-2", "onward", "Organization/o0", status="revoked"),
    _request("onward-3", "onward", "Organization/o0", status="draft"),
    _request("onward-4", "onward", "Organization/o0", intent="plan"),
    _request("onward-5", "onward", "Organization/o0", doNotPerform=True),
    _stay("onward-tests"),
    _request("onward-6", "onward-tests", "Organization/lab", code="108252007"),
    _stay("onward-team"),
    _request("onward-7", "onward-team", "CareTeam/t1", status="completed"),
    _stay(
        "whole",
        type=[coded("urn:local|adult-acute")],
        serviceType=coded(f"{SNOMED}|708168004"),
        extension=[
            says("DischargeMethod", f"{UK_CODES}DischargeMethodEngland|1"),
            _legal("admission", "02"),
            _legal("discharge", "01"),
        ],
        hospitalization={
            "extension": [says("AdmissionMethod", f"{UK_CODES}AdmissionMethodEngland|28")],
            "admitSource": coded(f"{UK_CODES}SourceOfAdmissionEngland|19"),
            "dischargeDisposition": coded(f"{UK_CODES}DischargeDestinationEngland|54"),
        },
        location=[_at("w1", status="completed", end="2026-03-20")],
    ),
    _request(
        "onward-8",
        "whole",
        "Organization/o2",
        category=[coded("https://fhir.nhs.uk/CodeSystem/message-category-servicerequest|referral")],
    ),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("admission", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "word"), STATUSES.items())
def test_every_status_of_an_encounter_has_its_word(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"status-{code}")["status"] == word


@pytest.mark.parametrize(
    "name",
    [
        *("class-IMP", "class-ACUTE", "class-NONAC", "class-v2", "class-no-system", "class-local"),
        *("no-class", "no-class-method", "no-class-detained", "no-class-old-method"),
    ],
)
def test_the_class_says_that_it_is_a_stay_or_else_what_only_a_stay_has(built: Built, name: str) -> None:
    assert built.one(name)["id"] == f"Encounter/{name}"


@pytest.mark.parametrize("name", [*(f"no-{code}" for code in CONTACTS), *(f"no-v2-{code}" for code in "EOPR")])
def test_a_class_of_a_contact_is_believed(built: Built, name: str) -> None:
    assert built.of(name) == []


@pytest.mark.parametrize("name", ["class-local-only", "no-class-nothing", "class-i-alone"])
def test_nothing_is_a_stay_that_does_not_say_so(built: Built, name: str) -> None:
    assert built.of(name) == []


def test_moves_within_a_stay_are_no_stays(built: Built) -> None:
    assert [row["id"] for row in built.of("moved")] == ["Encounter/moved"]


def test_a_stay_that_is_part_of_a_contact_is_a_stay(built: Built) -> None:
    assert [row["id"] for row in built.of("from-emergency")] == ["Encounter/from-emergency"]


def test_a_stay_that_is_said_to_be_part_of_itself_stands_alone(built: Built) -> None:
    assert [row["id"] for row in built.of("of-itself")] == ["Encounter/of-itself"]


def test_a_stay_without_an_end_goes_on(built: Built) -> None:
    row = built.one("open")
    assert (days(row, "start"), days(row, "end")) == ((date(2026, 3, 1), date(2026, 3, 31)), OPEN)


@pytest.mark.parametrize(
    ("name", "ward"),
    {
        "moved": "Location/w2",
        "ward-dated": "Location/w2",
        "ward-done": None,
        "ward-only": "Location/w1",
        "ward-bare": "Location/w1",
        "ward-named": None,
        "ward-moves": "Location/w2",
        "no-class": None,
    }.items(),
)
def test_the_ward_is_the_one_in_use_or_the_only_one(built: Built, name: str, ward: str | None) -> None:
    assert built.one(name)["ward"] == ward


@pytest.mark.parametrize(
    ("name", "provider"),
    {"onward": "Organization/o2", "onward-tests": "Organization/o1", "onward-team": "Organization/o1"}.items(),
)
def test_whoever_the_person_was_referred_to_follows_up(built: Built, name: str, provider: str) -> None:
    row = built.one(name)
    assert (row["provider"], row["follow_up_provider"]) == ("Organization/o1", provider)


def test_a_stay_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "Encounter/whole",
        "patient": "Patient/whole",
        "status": "discharged",
        "start_earliest": date(2026, 3, 2),
        "start_latest": date(2026, 3, 2),
        "end_earliest": date(2026, 3, 20),
        "end_latest": date(2026, 3, 20),
        "provider": "Organization/o1",
        "follow_up_provider": "Organization/o2",
        "ward": "Location/w1",
        "bed_class": [f"{SNOMED}|708168004", "urn:local|adult-acute"],
        "admission_source": [f"{UK_CODES}SourceOfAdmissionEngland|19"],
        "admission_method": [f"{UK_CODES}AdmissionMethodEngland|28"],
        "discharge_method": [f"{UK_CODES}DischargeMethodEngland|1"],
        "discharge_destination": [f"{UK_CODES}DischargeDestinationEngland|54"],
        "legal_status": [
            f"{UK_CODES}LegalStatusClassificationEngland|01",
            f"{UK_CODES}LegalStatusClassificationEngland|02",
        ],
    }


def test_nothing_is_wrong_with_the_data(built: Built) -> None:
    assert dict(built.problems) == {}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_uk_core_stays(engine: str) -> None:
    built = build("admission", resources_in("data", "uk_core_json"), engine=engine)
    row = built.rows["Encounter/UKCore-Encounter-InpatientEncounter-Example"]
    assert row == {
        "id": "Encounter/UKCore-Encounter-InpatientEncounter-Example",
        "patient": "Patient/UKCore-Patient-RichardSmith-Example",
        "status": "discharged",
        "start_earliest": date(2019, 12, 10),
        "start_latest": date(2019, 12, 10),
        "end_earliest": date(2019, 12, 11),
        "end_latest": date(2019, 12, 11),
        "provider": "Organization/UKCore-Organization-LeedsTeachingHospital-Example",
        "follow_up_provider": "Organization/UKCore-Organization-LeedsTeachingHospital-Example",
        "ward": "Location/UKCore-Location-CardiologySJUH-Example",
        "bed_class": [f"{SNOMED}|185212007"],
        "admission_source": [],
        "admission_method": [f"{UK_CODES}AdmissionMethodEngland|13"],
        "discharge_method": [f"{UK_CODES}DischargeMethodEngland|1"],
        "discharge_destination": [f"{UK_CODES}DischargeDestinationEngland|19"],
        "legal_status": [],
    }
    detained = built.rows["Encounter/UKCore-Encounter-Extension-LegalStatus-Example"]
    assert detained["legal_status"] == [f"{UK_CODES}LegalStatusClassificationWales|02"]
    assert len(built.rows) == 6
    assert dict(built.problems) == {("patient", "patient-not-named"): 5}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_stays_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("admission", resources_in("data", "hl7_r4_examples"), engine=engine)
    found = {key: (row["status"], *days(row, "start")) for key, row in built.rows.items()}
    assert found["Encounter/emerg"] == ("current", *day(2017, 1, 31))
    assert found["Encounter/f203"] == ("discharged", *day(2013, 3, 11))
    assert "Encounter/f001" not in found
