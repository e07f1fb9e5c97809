"""Problems and incidents from made-up Conditions and AdverseEvents: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import (
    OPEN,
    SNOMED,
    UK_CODES,
    UNKNOWN,
    Made,
    coded,
    day,
    days,
    patients_of,
    ref,
    resource,
    says,
)

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
CLINICAL_WORDS = {
    "active": "active",
    "recurrence": "active",
    "relapse": "active",
    "inactive": "ended",
    "remission": "ended",
    "resolved": "ended",
    "dormant": None,
}
VERIFICATION_WORDS = {
    "unconfirmed": "unconfirmed",
    "provisional": "unconfirmed",
    "differential": "unconfirmed",
    "confirmed": "active",
    "refuted": "refuted",
    "entered-in-error": "retracted",
}


def _condition(key: str, **elements: Any) -> Made:
    return resource("Condition", key, subject=ref(f"Patient/{key}"), **elements)


def _active(key: str, **elements: Any) -> Made:
    return _condition(key, clinicalStatus=coded(f"{CLINICAL}|active"), **elements)


def _event(key: str, **elements: Any) -> Made:
    return resource("AdverseEvent", key, **{"actuality": "actual", "subject": ref(f"Patient/{key}"), **elements})


_ABOUT = [
    *(_condition(f"clinical-{code}", clinicalStatus=coded(f"{CLINICAL}|{code}")) for code in CLINICAL_WORDS),
    *(_active(f"said-{code}", verificationStatus=coded(f"{VERIFICATION}|{code}")) for code in VERIFICATION_WORDS),
    _condition("error-alone", verificationStatus=coded(f"{VERIFICATION}|entered-in-error")),
    _condition("confirmed-alone", verificationStatus=coded(f"{VERIFICATION}|confirmed")),
    _condition("no-system", clinicalStatus=coded("active")),
    _condition("local", clinicalStatus=coded("urn:local|A"), verificationStatus=coded("urn:local|refuted")),
    _condition("bare"),
    _condition("abated", abatementString="after some weeks"),
    _active("abated-still-active", abatementString="after some weeks"),
    _active("onset-month", onsetDateTime="2026-02"),
    _active("onset-period", onsetPeriod={"start": "2026-02-03", "end": "2026-02-20"}),
    _active("onset-age", onsetAge={"value": 30, "unit": "a"}),
    _active("abatement-period", abatementPeriod={"start": "2026-02-03", "end": "2026-02-20"}),
    _active("reversed", onsetDateTime="2026-02-03", abatementDateTime="2026-01-03"),
    _active(
        "whole",
        verificationStatus=coded(f"{VERIFICATION}|confirmed"),
        extension=[says("ConditionEpisode", f"{UK_CODES}ConditionEpisodicity|new")],
        code=coded(f"{SNOMED}|35489007", "http://hl7.org/fhir/sid/icd-10|F32"),
        category=[coded(f"{CATEGORY}|encounter-diagnosis")],
        onsetDateTime="2026-01-02T23:30:00Z",
        abatementDateTime="2026-05",
        recordedDate="2026-01-05",
        recorder=ref("PractitionerRole/role1"),
        asserter=ref("Practitioner/w2"),
        encounter=ref("Encounter/v1"),
    ),
    _event("potential", actuality="potential", date="2026-03-02"),
    _event("undated"),
    _event(
        "incident",
        event=coded("urn:local|self-harm"),
        category=[coded("urn:local|incident")],
        date="2026-03-02T23:30:00Z",
        detected="2026-03-05",
        recordedDate="2026-03-04",
        recorder=ref("Practitioner/w1"),
        encounter=ref("Encounter/v1"),
    ),
    resource("AdverseEvent", "group", actuality="actual", subject=ref("Group/g1")),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("problem", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "word"), CLINICAL_WORDS.items())
def test_every_clinical_status_has_its_word(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"clinical-{code}")["status"] == word


@pytest.mark.parametrize(("code", "word"), VERIFICATION_WORDS.items())
def test_what_is_not_confirmed_is_not_active(built: Built, code: str, word: str) -> None:
    assert built.one(f"said-{code}")["status"] == word


@pytest.mark.parametrize(
    ("name", "word"),
    {
        "error-alone": "retracted",
        "confirmed-alone": None,
        "no-system": "active",
        "local": None,
        "bare": None,
        "abated": "ended",
        "abated-still-active": "active",
    }.items(),
)
def test_a_status_is_not_guessed(built: Built, name: str, word: str | None) -> None:
    assert built.one(name)["status"] == word


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("onset-month", (date(2026, 2, 1), date(2026, 2, 28)), OPEN),
        ("onset-period", (date(2026, 2, 3), date(2026, 2, 20)), OPEN),
        ("onset-age", UNKNOWN, OPEN),
        ("abatement-period", UNKNOWN, (date(2026, 2, 3), date(2026, 2, 20))),
        ("reversed", UNKNOWN, UNKNOWN),
    ],
)
def test_a_period_of_onset_is_some_day_of_it(built: Built, name: str, start: object, end: object) -> None:
    row = built.one(name)
    assert (days(row, "start"), days(row, "end")) == (start, end)


def test_a_condition_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "Condition/whole",
        "patient": "Patient/whole",
        "status": "active",
        "kinds": ["http://hl7.org/fhir/sid/icd-10|F32", f"{SNOMED}|35489007"],
        "categories": [f"{CATEGORY}|encounter-diagnosis", f"{UK_CODES}ConditionEpisodicity|new"],
        "start_earliest": date(2026, 1, 2),
        "start_latest": date(2026, 1, 2),
        "end_earliest": date(2026, 5, 1),
        "end_latest": date(2026, 5, 31),
        "recorded_date_earliest": date(2026, 1, 5),
        "recorded_date_latest": date(2026, 1, 5),
        "recorder": "PractitionerRole/role1",
        "encounter": "Encounter/v1",
    }


def test_an_incident_fills_every_column_and_is_over_on_its_day(built: Built) -> None:
    assert built.one("incident") == {
        "id": "AdverseEvent/incident",
        "patient": "Patient/incident",
        "status": "ended",
        "kinds": ["urn:local|self-harm"],
        "categories": ["urn:local|incident"],
        "start_earliest": date(2026, 3, 2),
        "start_latest": date(2026, 3, 2),
        "end_earliest": date(2026, 3, 2),
        "end_latest": date(2026, 3, 2),
        "recorded_date_earliest": date(2026, 3, 4),
        "recorded_date_latest": date(2026, 3, 4),
        "recorder": "Practitioner/w1",
        "encounter": "Encounter/v1",
    }


def test_what_could_have_happened_is_unconfirmed(built: Built) -> None:
    assert built.one("potential")["status"] == "unconfirmed"
    assert built.one("undated")["status"] == "ended"
    assert days(built.one("undated"), "start") == UNKNOWN


def test_what_is_wrong_with_the_data_is_counted(built: Built) -> None:
    assert dict(built.problems) == {
        ("status", "code-not-mapped"): 1,
        ("end", "period-reversed"): 1,
        ("patient", "patient-not-named"): 1,
    }


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_uk_core_conditions(engine: str) -> None:
    built = build("problem", resources_in("data", "uk_core_json"), engine=engine)
    assert len(built.rows) == 9
    hip = built.rows["Condition/UKCore-Condition-HipReplacement-Example"]
    assert (hip["status"], hip["kinds"], hip["categories"]) == (
        *("active", [f"{SNOMED}|281445000"]),
        [f"{CATEGORY}|encounter-diagnosis"],
    )
    mole = built.rows["Condition/UKCore-Condition-Sn-Extension-CodingSCT-MoleOfSkin-Example"]
    assert (mole["status"], mole["kinds"]) == (None, ["http://read.info/ctv3|X78Uv", f"{SNOMED}|400010006"])
    again = built.rows["Condition/UKCore-Condition-Extension-ConditionEpisode-Example"]
    assert again["categories"] == [f"{UK_CODES}ConditionEpisodicity|new"]


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_the_incident_of_the_specification(engine: str) -> None:
    row = build("problem", resources_in("data", "hl7_r4_examples"), engine=engine).rows["AdverseEvent/example"]
    assert (row["patient"], row["status"], row["kinds"]) == ("Patient/example", "ended", [f"{SNOMED}|304386008"])
    assert (days(row, "start"), row["recorder"]) == (day(2017, 1, 29), "Practitioner/example")
