"""Alerts from made-up flags: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import OPEN, SNOMED, UNKNOWN, Made, coded, day, days, patients_of, ref, resource

STATUSES = {"active": "active", "inactive": "ended", "entered-in-error": "retracted"}


def _flag(key: str, **elements: Any) -> Made:
    whole: Made = {"status": "active", "subject": ref(f"Patient/{key}"), "code": coded(f"{SNOMED}|225444004")}
    return resource("Flag", key, **{**whole, **elements})


_ABOUT = [
    *(_flag(f"is-{code}", status=code) for code in STATUSES),
    _flag(
        "whole",
        category=[coded("urn:flags|safety"), coded("urn:flags|clinical")],
        period={"start": "2026-01-05", "end": "2026-02"},
        author=ref("Practitioner/w1"),
        encounter=ref("Encounter/v1"),
    ),
    _flag("open", period={"start": "2026-01-05"}),
    resource("Flag", "bare", subject=ref("Patient/bare"), code={"text": "Bites"}),
    _flag("of-a-place", subject=ref("Location/ward")),
    _flag("backwards", period={"start": "2026-02-01", "end": "2026-01-01"}),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("alert", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "word"), STATUSES.items())
def test_a_flag_is_in_use_until_it_is_inactive(built: Built, code: str, word: str) -> None:
    assert built.one(f"is-{code}")["status"] == word


def test_a_flag_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "Flag/whole",
        "patient": "Patient/whole",
        "status": "active",
        "kinds": [f"{SNOMED}|225444004"],
        "categories": ["urn:flags|clinical", "urn:flags|safety"],
        "start_earliest": date(2026, 1, 5),
        "start_latest": date(2026, 1, 5),
        "end_earliest": date(2026, 2, 1),
        "end_latest": date(2026, 2, 28),
        "author": "Practitioner/w1",
        "encounter": "Encounter/v1",
    }


def test_a_flag_without_an_end_stays(built: Built) -> None:
    assert days(built.one("open"), "end") == OPEN


def test_a_flag_that_says_little_is_a_row_all_the_same(built: Built) -> None:
    row = built.one("bare")
    assert (row["status"], row["kinds"], days(row, "start")) == (None, [], UNKNOWN)


def test_a_flag_that_is_about_a_place_is_no_alert(built: Built) -> None:
    assert "Flag/of-a-place" not in built.rows


def test_a_period_that_ends_before_it_starts_is_the_only_problem(built: Built) -> None:
    assert days(built.one("backwards"), "end") == UNKNOWN
    assert dict(built.problems) == {("end", "period-reversed"): 1}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_alerts_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("alert", resources_in("data", "hl7_r4_examples"), engine=engine)
    flag = built.rows["Flag/example"]
    assert (flag["status"], flag["kinds"]) == ("ended", ["http://example.org/local|bigdog"])
    assert flag["categories"] == ["http://terminology.hl7.org/CodeSystem/flag-category|safety"]
    assert (days(flag, "start"), days(flag, "end")) == (day(2015, 1, 17), day(2016, 12, 1))
    assert built.rows["Flag/example-encounter"]["encounter"] == "Encounter/example"
