"""Assessments from made-up resources of every type that carries them: each person is one case."""

from __future__ import annotations

from datetime import date

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.made_assessments import (
    ABSENT,
    AUTHORS,
    BASES,
    CASES,
    DATES,
    EXPECTED,
    FORM,
    KINDS,
    OBSERVED,
    RESOURCES,
)
from tests.tables.making import SNOMED, UNKNOWN, day, days


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("assessment", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("kind", "code", "word"), CASES)
def test_every_status_of_every_type_is_known(built: Built, kind: str, code: str, word: str | None) -> None:
    assert built.one(f"{kind}-{code}")["status"] == word


def test_what_the_document_itself_says_of_its_status_goes_before_that_of_the_pointer(built: Built) -> None:
    found = built.column("status")
    names = ("is-preliminary", "is-final", "is-amended", "is-entered-in-error", "void-draft")
    assert [found[name] for name in names] == ["draft", "complete", "complete", "retracted", "retracted"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_assessment_fills_every_column_it_can(built: Built, kind: str) -> None:
    said = EXPECTED[kind]
    assert built.one(f"{kind}-whole") == {
        "id": f"{kind}/{kind}-whole",
        "patient": f"Patient/{kind}-whole",
        "kinds": said["kinds"],
        "status": "complete",
        "date_earliest": date(2026, 3, 1),
        "date_latest": date(2026, 3, 1),
        "author": "Practitioner/w1",
        "with_carer": True,
        "encounter": "Encounter/v1",
        "referral": "EpisodeOfCare/e1",
        "recorded_date_earliest": said["recorded_date"][0],
        "recorded_date_latest": said["recorded_date"][1],
        "answers": said["answers"],
        "plan": None,
        "no_plan_needed": None,
        "review_due_earliest": None,
        "review_due_latest": None,
        "family_view": None,
    }


def test_an_assessment_without_a_code_may_say_by_its_type_what_it_is(built: Built) -> None:
    assert {kind: built.one(f"{kind}-bare")["kinds"] for kind in KINDS} == {
        **{kind: [] for kind in KINDS},
        "RiskAssessment": ["urn:risk-checks:kind|risk-assessment"],
        "ClinicalImpression": ["urn:risk-checks:kind|clinical-impression"],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_an_assessment_that_says_nothing_has_no_day_and_nobody(built: Built, kind: str) -> None:
    row = built.one(f"{kind}-bare")
    assert (days(row, "date"), days(row, "recorded_date")) == (UNKNOWN, UNKNOWN)
    assert (row["author"], row["with_carer"], row["encounter"], row["answers"]) == (None, False, None, [])


@pytest.mark.parametrize("kind", KINDS)
def test_an_assessment_without_a_date_has_that_of_its_encounter(built: Built, kind: str) -> None:
    row, elsewhere = built.one(f"{kind}-in-encounter"), built.one(f"{kind}-elsewhere")
    assert (days(row, "date"), row["referral"]) == ((date(2026, 2, 1), date(2026, 2, 10)), "EpisodeOfCare/e1")
    assert (days(elsewhere, "date"), elsewhere["referral"]) == (UNKNOWN, None)


@pytest.mark.parametrize("name", DATES)
def test_the_day_is_that_on_which_it_was_done_and_else_written(built: Built, name: str) -> None:
    assert days(built.one(f"date-{name}"), "date") == DATES[name][2]


@pytest.mark.parametrize("kind", KINDS)
def test_it_was_recorded_when_a_provenance_first_tells_of_it(built: Built, kind: str) -> None:
    row = built.one(f"{kind}-recorded")
    assert (days(row, "recorded_date"), row["author"]) == (day(2026, 3, 4), "Practitioner/w4")


def test_who_sent_it_on_is_not_its_author(built: Built) -> None:
    assert (built.one("v3-author")["author"], built.one("transmitted")["author"]) == ("Practitioner/w5", None)


@pytest.mark.parametrize("name", AUTHORS)
def test_whoever_stands_for_it_is_its_author(built: Built, name: str) -> None:
    assert built.one(f"author-{name}")["author"] == AUTHORS[name][2]


def test_measurements_are_no_assessments(built: Built) -> None:
    assert (built.of("observed-blood"), len(built.of("observed-member"))) == ([], 1)


@pytest.mark.parametrize("name", ["exam", "social", "local", "in-words", "blood-in-survey"])
def test_what_is_not_only_a_measurement_may_be_one(built: Built, name: str) -> None:
    assert built.one(f"observed-{name}")["kinds"] == [FORM]


def test_why_there_is_no_answer_is_an_answer(built: Built) -> None:
    assert built.one("declined")["answers"] == [f"{ABSENT}|asked-declined", "urn:why|shy"]
    assert built.one("declined-in-value")["answers"] == [f"{ABSENT}|asked-unknown"]
    assert built.one("answered-in-words")["answers"] == []
    codes = ("asked-declined", "asked-unknown", "masked", "not-applicable", "not-asked", "unknown", "unsupported")
    assert [built.one(f"absent-{code}")["answers"] for code in codes] == [[f"{ABSENT}|{code}"] for code in codes]


@pytest.mark.parametrize("name", OBSERVED)
def test_an_observation_that_found_nothing_is_not_one_that_was_made(built: Built, name: str) -> None:
    _, word = OBSERVED[name]
    assert built.one(f"observed-{name}")["status"] == word


def test_a_form_is_named_without_its_version(built: Built) -> None:
    assert built.one("local-form")["kinds"] == ["urn:risk-checks:questionnaire|urn:forms:risk"]


def test_a_carer_takes_part_who_answers_or_writes_down_the_answers(built: Built) -> None:
    assert built.one("by-proxy")["with_carer"] is True


def test_a_document_may_name_the_period_itself(built: Built) -> None:
    assert built.one("of-episode")["referral"] == "EpisodeOfCare/e2"
    assert built.one("of-encounter")["referral"] == "EpisodeOfCare/e1"


def test_documents_that_are_about_no_person_are_no_assessments(built: Built) -> None:
    assert {"DocumentReference/about-staff", "Composition/about-place"}.isdisjoint(built.rows)


def test_the_plan_is_one_that_rests_on_the_assessment_and_is_no_draft(built: Built) -> None:
    found = built.column("plan")
    assert [found[name] for name in ("planned-for", "addressed", "drafted-for")] == ["CarePlan/q2", "CarePlan/q3", None]


@pytest.mark.parametrize("name", [*(f"basis-{name}" for name in BASES), "planned-for-another"])
def test_no_plan_is_one_that_was_revoked_or_only_proposed_or_is_another_s(built: Built, name: str) -> None:
    assert built.one(name)["plan"] is None


def test_what_cannot_be_read_are_the_only_problems(built: Built) -> None:
    assert (built.one("odd")["status"], days(built.one("backwards"), "date")) == (None, UNKNOWN)
    assert dict(built.problems) == {
        ("status", "code-not-mapped"): 1,
        ("date", "date-not-readable"): 1,
        ("date", "period-reversed"): 1,
    }


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_assessments_among_the_examples_of_uk_core(engine: str) -> None:
    built = build("assessment", resources_in("data", "uk_core_json"), engine=engine)
    procedure = built.rows["Procedure/UKCore-Procedure-ExaminationOfSkin-Example"]
    assert (procedure["status"], procedure["kinds"]) == ("complete", [f"{SNOMED}|128004"])
    assert (procedure["patient"], days(procedure, "date")) == (
        "Patient/UKCore-Patient-RichardSmith-Example",
        day(2019, 12, 10),
    )
    summary = built.rows["Composition/UKCore-Composition-Discharge-Example"]
    assert (summary["status"], summary["kinds"]) == ("complete", [f"{SNOMED}|373942005"])
    assert days(summary, "date") == day(2021, 2, 12)


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_assessments_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("assessment", resources_in("data", "hl7_r4_examples"), engine=engine)
    impression = built.rows["ClinicalImpression/example"]
    assert (impression["status"], impression["author"]) == ("complete", "Practitioner/example")
    assert (days(impression, "date"), days(impression, "recorded_date")) == (day(2014, 12, 6), day(2014, 12, 6))
    document = built.rows["DocumentReference/example"]
    assert (document["status"], document["kinds"]) == (
        "draft",
        [
            "http://ihe.net/xds/connectathon/classCodes|History and Physical",
            "http://loinc.org|34108-1",
        ],
    )
    assert (days(document, "date"), days(document, "recorded_date")) == (day(2004, 12, 22), day(2005, 12, 23))
    assert document["author"] == "Practitioner/xcda1"
