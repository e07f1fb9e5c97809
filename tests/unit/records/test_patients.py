from __future__ import annotations

from typing import Any

import pytest

from risk_checks.records.identifiers import Search
from risk_checks.records.keys import NHS_NUMBER
from risk_checks.records.patients import patients_of
from risk_checks.records.strict_json import FlawedObject


def _of(reference: Any) -> dict[str, Any]:
    return {"reference": reference}


@pytest.mark.parametrize(
    ("kind", "resource", "patients"),
    [
        ("Patient", {"id": "p1"}, {"Patient/p1"}),
        (
            "Patient",
            {"id": "p1", "link": [{"other": _of("Patient/p2")}, {"other": _of("RelatedPerson/r1")}]},
            {"Patient/p1", "Patient/p2"},
        ),
        ("Flag", {"subject": _of("Patient/p1")}, {"Patient/p1"}),
        ("Flag", {"subject": _of("https://example.org/fhir/Patient/p1/_history/3")}, {"Patient/p1"}),
        ("Flag", {"subject": _of("urn:uuid:b7f1")}, {"Patient/p9"}),
        ("RelatedPerson", {"patient": _of("Patient/p1")}, {"Patient/p1"}),
        ("Task", {"for": _of("Patient/p1")}, {"Patient/p1"}),
        ("Coverage", {"beneficiary": _of("Patient/p1")}, {"Patient/p1"}),
        ("Account", {"subject": [_of("Patient/p1"), _of("Patient/p2")]}, {"Patient/p1", "Patient/p2"}),
        (
            "Appointment",
            {"participant": [{"actor": _of("Patient/p1")}, {"actor": _of("Practitioner/w1")}, {"status": "accepted"}]},
            {"Patient/p1"},
        ),
    ],
)
def test_the_patients_are_those_it_names(kind: str, resource: dict[str, Any], patients: set[str]) -> None:
    assert patients_of(resource, type_=kind, scope={"urn:uuid:b7f1": "Patient/p9"}) == patients


NUMBER = {"system": NHS_NUMBER, "value": "943 476 5919"}
ASKED = Search("Patient", f"{NHS_NUMBER}|9434765919")


@pytest.mark.parametrize(
    ("kind", "resource", "patients"),
    [
        ("RelatedPerson", {"patient": {"identifier": NUMBER}}, {ASKED}),
        ("Flag", {"subject": _of(f"Patient?identifier={NHS_NUMBER}|9434765919")}, {ASKED}),
        ("Flag", {"subject": _of(f"~waits-for:identifier:{ASKED}")}, {ASKED}),
        (
            "Flag",
            {"subject": _of("#c"), "contained": [{"resourceType": "Patient", "id": "c", "identifier": [NUMBER]}]},
            {ASKED},
        ),
        ("Flag", {"subject": {"identifier": {"system": "s", "value": "1"}}}, {Search("", "s|1")}),
        (
            "Appointment",
            {"participant": [{"actor": _of("Patient/p1")}, {"actor": _of("Practitioner?identifier=s|1")}]},
            {"Patient/p1"},
        ),
        ("Patient", {"id": "p1", "link": [{"other": {"identifier": NUMBER}}]}, {"Patient/p1", ASKED}),
    ],
)
def test_patients_are_asked_for_by_identifier(kind: str, resource: dict[str, Any], patients: set[object]) -> None:
    assert patients_of(resource, type_=kind, scope={}) == patients


def test_a_patient_without_an_id_is_known_by_its_address() -> None:
    assert patients_of({}, type_="Patient", scope={}, full_url="urn:uuid:b7f1") == {"Patient/b7f1"}


@pytest.mark.parametrize(
    ("kind", "resource"),
    [
        ("Organization", {"name": "Ward"}),
        ("Flag", {"subject": _of("Group/g1")}),
        ("Flag", {"subject": _of("urn:uuid:unknown")}),
        ("Flag", {"subject": _of("Patient?identifier=1")}),
        ("Flag", {"subject": _of("patient/p1")}),
        ("Flag", {"subject": _of("#c")}),
        ("Flag", {"subject": {"identifier": FlawedObject(system="s", value="1")}}),
        (
            "Flag",
            {
                "subject": _of("#c"),
                "contained": [FlawedObject(resourceType="Patient", id="c", identifier=[{"system": "s", "value": "1"}])],
            },
        ),
        ("Flag", {"subject": {"display": "Somebody"}}),
        ("Flag", {"subject": _of(5)}),
        ("Flag", {"subject": {"identifier": {"value": "1"}}}),
        ("Flag", {"subject": "Patient/p1"}),
        ("Flag", {"subject": FlawedObject(reference="Patient/p1")}),
        ("Flag", FlawedObject(subject=_of("Patient/p1"))),
        ("Flag", {"subject": [_of("Patient/p1"), {}]}),
        ("Appointment", {"participant": ["Patient/p1"]}),
        ("Patient", {}),
        ("Patient", {"id": 5}),
        ("Patient", {"id": "p1", "link": [{"other": {}}]}),
        ("Flag", "Patient/p1"),
        ("Flag", None),
    ],
)
def test_where_one_cannot_be_read_for_sure_none_is(kind: str, resource: Any) -> None:
    assert patients_of(resource, type_=kind, scope={}) == frozenset()
