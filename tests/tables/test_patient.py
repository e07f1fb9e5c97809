"""People from made-up patients: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import UK_CODES, UNKNOWN, Made, days, ref, resource, says

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
STATUS = f"{UK_CODES}NHSNumberVerificationStatusEngland"


def _number(value: str | None, *codes: str, system: str | None = NHS_NUMBER, **elements: Any) -> Made:
    made: Made = {"system": system, "value": value, **elements}
    made["extension"] = (
        [says("NHSNumberVerificationStatus", *(f"{STATUS}|{code}" for code in codes))] if codes else None
    )
    return {name: given for name, given in made.items() if given is not None}


def _person(key: str, **elements: Any) -> Made:
    return resource("Patient", key, **elements)


NUMBERS: dict[str, tuple[list[Made], bool | None, list[str]]] = {
    "verified": ([_number("9434765919", "01")], True, [f"{STATUS}|01"]),
    "wrong": ([_number("9434765918", "02")], False, [f"{STATUS}|02"]),
    "traced-by-nobody": ([_number("9434765919")], True, []),
    "no-number": ([_number(None, "07")], None, [f"{STATUS}|07"]),
    "no-system": ([_number(None, "01", system=None)], None, [f"{STATUS}|01"]),
    "other-number": ([_number("H1", "01", system="urn:hospital"), _number("9434765919", "03")], True, [f"{STATUS}|03"]),
    "without": ([], None, []),
    "spaced": ([_number("943 476 5919")], True, []),
    "written-twice": ([_number("943-476-5919"), _number("9434765919")], True, []),
    "two": ([_number("9434765919"), _number("9000000009")], False, []),
    "right-and-wrong": ([_number("9434765919"), _number("9434765918")], False, []),
    "filled": ([_number("0000000000")], False, []),
    "old-one-right": ([_number("9434765919", use="old"), _number("9434765918", use="official")], False, []),
    "old-one-wrong": ([_number("9434765918", use="old"), _number("9434765919")], True, []),
    "ended-one-wrong": ([_number("9434765918", period={"end": "2020"}), _number("9434765919")], True, []),
    "only-an-old-one": ([_number("9434765919", use="temp")], None, []),
}
RESOURCES = [
    *(_person(name, identifier=identifiers) for name, (identifiers, _, _) in NUMBERS.items()),
    _person(
        "whole",
        identifier=[_number("9434765919", "01")],
        birthDate="1990-02",
        deceasedDateTime="2026-01-05",
        active=False,
        generalPractitioner=[ref("Organization/Y12345")],
    ),
    _person("test", meta={"security": [{"system": ACT_REASON, "code": "HTEST"}]}),
    _person("merged", link=[{"other": ref("Patient/kept"), "type": "replaced-by"}]),
    _person("kept", deceasedBoolean=False),
    _person("bare"),
]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("patient", RESOURCES, engine=request.param)


def test_a_patient_fills_every_column(built: Built) -> None:
    assert built.rows["Patient/whole"] == {
        "id": "Patient/whole",
        "patient": "Patient/whole",
        "standing": "inactive",
        "birth_date_earliest": date(1990, 2, 1),
        "birth_date_latest": date(1990, 2, 28),
        "deceased": True,
        "deceased_date_earliest": date(2026, 1, 5),
        "deceased_date_latest": date(2026, 1, 5),
        "active": False,
        "replaced_by": None,
        "gp_practice": "Organization/Y12345",
        "nhs_number_ok": True,
        "nhs_number_status": [f"{STATUS}|01"],
        "test_patient": False,
    }


@pytest.mark.parametrize("name", NUMBERS)
def test_how_far_a_number_was_traced_is_said_of_the_nhs_number(built: Built, name: str) -> None:
    _, is_right, status = NUMBERS[name]
    row = built.rows[f"Patient/{name}"]
    assert (row["nhs_number_ok"], row["nhs_number_status"]) == (is_right, status)


def test_somebody_of_whom_nothing_is_said_is_alive_and_in_use(built: Built) -> None:
    row = built.rows["Patient/bare"]
    assert (row["deceased"], row["active"], row["test_patient"], row["standing"]) == (False, True, False, "checked")
    assert days(row, "birth_date") == UNKNOWN


def test_test_patients_and_merged_ones_stand_apart(built: Built) -> None:
    assert (built.rows["Patient/test"]["test_patient"], built.rows["Patient/test"]["standing"]) == (True, "test")
    merged = built.rows["Patient/merged"]
    assert (merged["standing"], merged["patient"], merged["replaced_by"]) == ("merged", "Patient/kept", "Patient/kept")


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_a_patient_of_uk_core(engine: str) -> None:
    built = build("patient", resources_in("data", "uk_core_json"), engine=engine)
    row = built.rows["Patient/UKCore-Patient-RichardSmith-Example"]
    assert (row["nhs_number_ok"], row["nhs_number_status"]) == (True, [f"{STATUS}|01"])
    assert row["birth_date_earliest"] == date(1970, 9, 11)
    lone = built.rows["Patient/UKCore-Patient-Extension-NHSNumberVerificationStatus-Example"]
    assert (lone["nhs_number_ok"], lone["nhs_number_status"]) == (None, [f"{STATUS}|01"])
