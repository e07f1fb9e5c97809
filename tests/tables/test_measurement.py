"""Measurements from made-up Observations of every category: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.made_assessments import ABSENT, CREATE, OBSERVATION, UPDATE
from tests.tables.making import UNKNOWN, Made, coded, day, days, patients_of, ref, resource

LOINC = "http://loinc.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
PRESSURE = f"{LOINC}|85354-9"
CATEGORIES = ("vital-signs", "laboratory", "social-history", "survey", "exam", "imaging", "activity")


def _seen(key: str, **elements: Any) -> Made:
    return resource("Observation", key, **{"status": "final", "subject": ref(f"Patient/{key}"), **elements})


def _told(key: str, recorded: str, activity: str) -> Made:
    return resource("Provenance", key, target=[ref("Observation/told")], recorded=recorded, agent=[{}],
                    activity=coded(activity))  # fmt: skip


_ABOUT = [
    resource("Encounter", "v1", status="finished", subject=ref("Patient/x"),
             period={"start": "2026-02-01", "end": "2026-02-10"}, episodeOfCare=[ref("EpisodeOfCare/e1")]),
    *(_seen(f"is-{code}", status=code) for code in OBSERVATION),
    *(_seen(f"of-{code}", category=[coded(f"{CATEGORY}|{code}")]) for code in CATEGORIES),
    _seen("of-none"),
    _seen("of-words", category=[{"text": "Observations"}]),
    _seen(
        "whole",
        category=[coded(f"{CATEGORY}|vital-signs")],
        code=coded(PRESSURE, "urn:ours|BP"),
        effectiveDateTime="2026-03-01",
        issued="2026-03-04T10:00:00Z",
        performer=[ref("Practitioner/w1"), ref("Practitioner/w2")],
        encounter=ref("Encounter/v1"),
        valueCodeableConcept=coded("urn:answers|high"),
        component=[{"code": coded("urn:q|1"), "valueCodeableConcept": coded("urn:answers|left-arm")},
                   {"code": coded("urn:q|2"), "valueQuantity": {"value": 121}}],
    ),
    _seen("bare"),
    _seen("in-encounter", encounter=ref("Encounter/v1")),
    _seen("instant", effectiveInstant="2026-06-30T23:30:00Z"),
    _seen("period", effectivePeriod={"start": "2026-03-01", "end": "2026-03-02"}),
    _seen("timing", effectiveTiming={"event": ["2026-03-01"]}),
    _seen("issued-alone", issued="2026-03-04T10:00:00Z"),
    _seen("declined", dataAbsentReason=coded(f"{ABSENT}|asked-declined", "urn:why|shy")),
    _seen("declined-in-value", valueCodeableConcept=coded(f"{ABSENT}|not-performed")),
    _seen("in-numbers", valueQuantity={"value": 38}),
    _seen("told"),
    _told("t1", "2026-03-06T10:00:00Z", UPDATE),
    _told("t2", "2026-03-05T10:00:00Z", CREATE),
    _seen("of-a-place", subject=ref("Location/l1")),
    _seen("odd", status="done", effectiveDateTime="2026-13-01"),
]  # fmt: skip
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("measurement", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "word"), OBSERVATION.items())
def test_every_status_is_known(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"is-{code}")["status"] == word


@pytest.mark.parametrize("name", [*(f"of-{code}" for code in CATEGORIES), "of-none", "of-words"])
def test_an_observation_of_any_category_is_one(built: Built, name: str) -> None:
    assert built.one(name)["id"] == f"Observation/{name}"


def test_a_measurement_fills_every_column_it_can(built: Built) -> None:
    assert built.one("whole") == {
        "id": "Observation/whole",
        "patient": "Patient/whole",
        "kinds": [PRESSURE, "urn:ours|BP"],
        "status": "complete",
        "date_earliest": date(2026, 3, 1),
        "date_latest": date(2026, 3, 1),
        "answers": ["urn:answers|high", "urn:answers|left-arm"],
        "author": "Practitioner/w1",
        "encounter": "Encounter/v1",
        "referral": "EpisodeOfCare/e1",
        "recorded_date_earliest": date(2026, 3, 4),
        "recorded_date_latest": date(2026, 3, 4),
    }


def test_a_measurement_that_says_nothing_has_no_kind_no_day_and_nobody(built: Built) -> None:
    row = built.one("bare")
    assert (row["kinds"], row["answers"], row["author"], row["encounter"]) == ([], [], None, None)
    assert (days(row, "date"), days(row, "recorded_date")) == (UNKNOWN, UNKNOWN)


def test_the_day_is_that_of_the_measuring_and_else_of_the_encounter(built: Built) -> None:
    assert {name: days(built.one(name), "date") for name in ("instant", "period", "in-encounter", "timing")} == {
        "instant": day(2026, 7, 1),
        "period": (date(2026, 3, 1), date(2026, 3, 2)),
        "in-encounter": (date(2026, 2, 1), date(2026, 2, 10)),
        "timing": UNKNOWN,
    }
    assert days(built.one("issued-alone"), "date") == UNKNOWN


def test_it_was_recorded_when_a_provenance_first_tells_of_it(built: Built) -> None:
    assert days(built.one("told"), "recorded_date") == day(2026, 3, 5)
    assert days(built.one("issued-alone"), "recorded_date") == day(2026, 3, 4)


def test_why_there_is_no_result_is_an_answer(built: Built) -> None:
    assert built.one("declined")["answers"] == [f"{ABSENT}|asked-declined", "urn:why|shy"]
    assert built.one("declined-in-value")["answers"] == [f"{ABSENT}|not-performed"]
    assert built.one("in-numbers")["answers"] == []


def test_what_was_measured_of_no_person_is_no_row(built: Built) -> None:
    assert "Observation/of-a-place" not in built.rows


def test_what_cannot_be_read_are_the_only_problems(built: Built) -> None:
    assert (built.one("odd")["status"], days(built.one("odd"), "date")) == (None, UNKNOWN)
    assert dict(built.problems) == {("status", "code-not-mapped"): 1, ("date", "date-not-readable"): 1}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_measurements_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("measurement", resources_in("data", "hl7_r4_examples"), engine=engine)
    pressure = built.rows["Observation/blood-pressure"]
    assert (pressure["status"], pressure["patient"], days(pressure, "date")) == (
        "complete", "Patient/example", day(2012, 9, 17))  # fmt: skip
    assert PRESSURE in pressure["kinds"]
