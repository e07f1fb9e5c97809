"""Plans from made-up care plans and documents: each person is one case."""

from __future__ import annotations

from datetime import date

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.made_plans import (
    CODES_OF_PLANS,
    COMPOSITIONS,
    DOCUMENTS,
    KIND,
    OWN,
    PLANS,
    RESOURCES,
    WRITERS,
)
from tests.tables.making import OPEN, SNOMED, UNKNOWN, day, days
from tests.tables.plan_parts import CRISIS, PLAN, REVIEW


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    given = [{name: value for name, value in each.items() if value is not None} for each in RESOURCES]
    return build("care_plan", given, engine=request.param)


@pytest.mark.parametrize(("code", "word"), PLANS.items())
def test_every_status_of_a_plan_is_known(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"is-{code}")["status"] == word


@pytest.mark.parametrize("code", PLANS)
def test_a_plan_is_marked_active_by_its_status_alone(built: Built, code: str) -> None:
    assert built.one(f"is-{code}")["marked_active"] is (code == "active")


def test_a_plan_stays_marked_active_whatever_its_days_say(built: Built) -> None:
    assert [built.one(name)["marked_active"] for name in ("over", "no-status")] == [True, None]


@pytest.mark.parametrize(("code", "word"), COMPOSITIONS.items())
def test_every_status_of_a_composition_is_known(built: Built, code: str, word: str) -> None:
    assert built.one(f"composition-is-{code}")["status"] == word


@pytest.mark.parametrize(("code", "word"), DOCUMENTS.items())
def test_every_status_of_a_document_is_known(built: Built, code: str, word: str) -> None:
    assert built.one(f"document-is-{code}")["status"] == word


def test_what_the_document_itself_says_of_its_status_goes_before_that_of_the_pointer(built: Built) -> None:
    found = built.column("status")
    names = ("document-preliminary", "document-final", "document-void", "document-void-draft")
    assert [found[name] for name in names] == ["draft", "active", "retracted", "retracted"]


def test_a_composition_ends_when_a_finished_one_replaces_it(built: Built) -> None:
    names = ("composition-old", "composition-new", "composition-void", "composition-kept")
    assert [built.one(name)["status"] for name in names] == ["ended", "active", "retracted", "active"]
    assert built.one("composition-of-a-number")["status"] == "ended"


def test_a_pointer_ends_when_one_that_stands_replaces_it(built: Built) -> None:
    names = ("old", "of-a-number", "new", "kept", "kept-from-draft", "kept-from-error")
    assert [built.one(f"pointer-{name}")["status"] for name in names] == ["ended"] * 2 + ["active"] * 4


def test_a_care_plan_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "CarePlan/whole",
        "patient": "Patient/whole",
        "kinds": [PLAN, "urn:local|mental-health"],
        "status": "active",
        "marked_active": True,
        "intent": "order",
        "start_earliest": date(2026, 1, 12),
        "start_latest": date(2026, 1, 12),
        "end_earliest": date(2026, 12, 31),
        "end_latest": date(2026, 12, 31),
        "created_earliest": date(2026, 1, 5),
        "created_latest": date(2026, 1, 5),
        "reviewed_earliest": date(2026, 3, 1),
        "reviewed_latest": date(2026, 3, 1),
        "author": "Practitioner/w1",
        "sections": [REVIEW, "urn:sections|contingency"],
        "review_due_earliest": date(2026, 7, 1),
        "review_due_latest": date(2026, 7, 1),
        "agreed": "agrees",
        "agreed_date_earliest": date(2026, 1, 13),
        "agreed_date_latest": date(2026, 1, 13),
        "contributors": [f"{KIND}Patient", f"{KIND}Practitioner", f"{KIND}RelatedPerson"],
        "sent_earliest": date(2026, 1, 14),
        "sent_latest": date(2026, 1, 14),
    }


def test_a_composition_fills_every_column_it_can(built: Built) -> None:
    assert built.one("composition-whole") == {
        "id": "Composition/composition-whole",
        "patient": "Patient/composition-whole",
        "kinds": [CRISIS],
        "status": "active",
        "marked_active": None,
        "intent": "plan",
        "start_earliest": None,
        "start_latest": None,
        "end_earliest": date(9999, 12, 31),
        "end_latest": date(9999, 12, 31),
        "created_earliest": date(2026, 1, 5),
        "created_latest": date(2026, 1, 5),
        "reviewed_earliest": date(2026, 1, 5),
        "reviewed_latest": date(2026, 1, 5),
        "author": "PractitionerRole/w1",
        "sections": [f"urn:sections|{name}" for name in ("listed", "safety", "signs", "triggers")],
        "review_due_earliest": None,
        "review_due_latest": None,
        "agreed": None,
        "agreed_date_earliest": None,
        "agreed_date_latest": None,
        "contributors": [f"{KIND}Patient", f"{KIND}PractitionerRole"],
        "sent_earliest": None,
        "sent_latest": None,
    }


def test_a_document_fills_every_column_it_can(built: Built) -> None:
    assert built.one("document-whole") == {
        "id": "DocumentReference/document-whole",
        "patient": "Patient/document-whole",
        "kinds": [CRISIS],
        "status": "active",
        "marked_active": None,
        "intent": "plan",
        "start_earliest": None,
        "start_latest": None,
        "end_earliest": date(9999, 12, 31),
        "end_latest": date(9999, 12, 31),
        "created_earliest": date(2026, 1, 5),
        "created_latest": date(2026, 1, 5),
        "reviewed_earliest": date(2026, 1, 5),
        "reviewed_latest": date(2026, 1, 5),
        "author": "Organization/o1",
        "sections": [],
        "review_due_earliest": None,
        "review_due_latest": None,
        "agreed": None,
        "agreed_date_earliest": None,
        "agreed_date_latest": None,
        "contributors": [f"{KIND}Organization", f"{KIND}Patient"],
        "sent_earliest": None,
        "sent_latest": None,
    }


def test_a_plan_that_does_not_say_when_it_was_written_was_written_when_it_begins(built: Built) -> None:
    assert days(built.one("begun"), "created") == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_document_without_a_day_of_its_own_has_that_of_its_pointer(built: Built) -> None:
    row = built.one("document-indexed")
    assert days(row, "created") == days(row, "reviewed") == day(2026, 1, 10)
    assert built.one("document-signed")["author"] == "Practitioner/w1"


@pytest.mark.parametrize("code", CODES_OF_PLANS)
def test_documents_of_every_national_code_for_plans_are_plans(built: Built, code: str) -> None:
    names = (f"type-{code}", f"category-{code}", f"composition-{code}")
    assert [built.one(name)["kinds"] for name in names] == [[f"{SNOMED}|{code}"]] * 3


def test_other_documents_are_no_plans(built: Built) -> None:
    assert (built.of("letter"), built.of("summary")) == ([], [])


def test_a_category_counts_unless_the_type_names_a_plan_for_one_thing(built: Built) -> None:
    assert built.one("document-whole")["kinds"] == [CRISIS]
    assert built.one("local-plan")["kinds"] == [PLAN, "urn:local|care-plan"]


def test_a_plan_without_a_category_is_a_care_plan_and_one_with_words_is_of_no_kind(built: Built) -> None:
    assert (built.one("is-active")["kinds"], built.one("uncoded")["kinds"]) == ([OWN], [])


@pytest.mark.parametrize("kind", WRITERS)
def test_what_kind_of_people_wrote_a_plan_is_told_by_type(built: Built, kind: str) -> None:
    code = f"{KIND}{kind}"
    assert built.one(f"by-{kind}")["contributors"] == built.one(f"with-{kind}")["contributors"] == [code]
    documents = [built.one(f"{name}-by-{kind}")["contributors"] for name in ("composition", "document")]
    assert documents == [[] if kind == "CareTeam" else [code]] * 2


def test_a_review_is_the_latest_of_what_says_so(built: Built) -> None:
    assert days(built.one("reviewed"), "reviewed") == day(2026, 6, 2)
    assert days(built.one("reviewed-from"), "reviewed") == (date(2026, 4, 1), date(2026, 4, 30))
    assert days(built.one("updated"), "reviewed") == day(2026, 4, 2)
    assert days(built.one("composition-updated"), "reviewed") == day(2026, 4, 1)
    assert days(built.one("document-updated"), "reviewed") == day(2026, 4, 1)


def test_what_was_done_for_another_is_no_review(built: Built) -> None:
    assert days(built.one("reviewed-for-another"), "reviewed") == day(2026, 1, 5)


def test_a_plan_that_a_server_touched_was_not_reviewed(built: Built) -> None:
    assert days(built.one("touched"), "reviewed") == UNKNOWN


def test_a_review_is_due_when_something_that_is_still_to_be_done_says_so(built: Built) -> None:
    whole = {
        "due-event": day(2026, 7, 1),
        "due-period": day(2026, 7, 31),
        "due-from": (date(2026, 7, 1), date(2026, 7, 31)),
        "due-in-words": UNKNOWN,
        "due-by-end": day(2026, 12, 31),
        "due-request": day(2026, 8, 1),
        "due-request-event": day(2026, 9, 1),
        "due-request-period": day(2026, 9, 30),
        "due-request-from": day(2026, 9, 1),
        "due-task": day(2026, 10, 31),
        "due-task-of-plan": day(2026, 10, 31),
        "due-task-from": day(2026, 10, 1),
        "due-appointment": day(2026, 11, 1),
        "due-appointment-by-reason": day(2026, 11, 1),
        "due-request-plan": day(2026, 9, 1),
        "due-appointment-with-others": day(2026, 11, 1),
        "document-due": day(2026, 10, 31),
        "composition-due": day(2026, 11, 1),
    }
    assert {name: days(built.one(name), "review_due") for name in whole} == whole


def test_what_is_not_to_be_done_or_only_proposed_or_for_another_is_not_due(built: Built) -> None:
    names = (
        *("not-to-be-reviewed", "due-request-not-to-do", "due-request-proposal", "due-request-option"),
        *("due-task-option", "due-request-for-another", "due-task-for-another", "due-appointment-for-another"),
    )
    assert {name: days(built.one(name), "review_due") for name in names} == dict.fromkeys(names, UNKNOWN)


def test_whether_the_person_agrees_is_said_by_an_observation_about_the_plan(built: Built) -> None:
    whole: dict[str, tuple[str | None, tuple[date | None, date | None]]] = {
        "agrees": ("agrees", day(2026, 1, 10)),
        "agrees-by-value": ("agrees", day(2026, 1, 11)),
        "agrees-under-plan": ("agrees", day(2026, 1, 10)),
        "refuses": ("does-not-agree", day(2026, 1, 10)),
        "unable": ("unable", UNKNOWN),
        "able": (None, UNKNOWN),
        "asked-and-said-no": (None, UNKNOWN),
        "asked-and-said-yes": ("agrees", day(2026, 1, 10)),
        "not-yet-said": (None, UNKNOWN),
        "differs": ("does-not-agree", day(2026, 2, 10)),
        "agrees-some-day": ("agrees", UNKNOWN),
        "document-agreed": ("agrees", day(2026, 1, 10)),
        "composition-refused": ("does-not-agree", day(2026, 1, 10)),
    }
    assert {name: (built.one(name)["agreed"], days(built.one(name), "agreed_date")) for name in whole} == whole


def test_a_copy_was_sent_when_a_message_about_the_plan_first_was(built: Built) -> None:
    whole = {
        "sent-about": day(2026, 1, 18),
        "sent-within": day(2026, 1, 20),
        "rung-under-plan": UNKNOWN,
        "document-sent": day(2026, 1, 20),
        "composition-sent": day(2026, 1, 20),
    }
    assert {name: days(built.one(name), "sent") for name in whole} == whole


def test_a_plan_without_a_period_goes_on(built: Built) -> None:
    row = built.one("is-active")
    assert (days(row, "start"), days(row, "end"), days(row, "reviewed")) == (UNKNOWN, OPEN, UNKNOWN)


def test_a_status_and_a_date_that_cannot_be_read_are_the_only_problems(built: Built) -> None:
    assert (built.one("odd")["status"], days(built.one("odd"), "reviewed")) == (None, UNKNOWN)
    assert dict(built.problems) == {
        ("status", "code-not-mapped"): 1,
        ("created", "date-not-readable"): 1,
        ("reviewed", "date-not-readable"): 1,
    }


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_plans_of_us_core(engine: str) -> None:
    row = build("care_plan", resources_in("data", "us_core"), engine=engine).rows["CarePlan/careplan-ulcer-example"]
    assert (row["status"], row["kinds"], row["contributors"]) == ("active", [PLAN], [f"{KIND}Practitioner"])
    assert (days(row, "start"), days(row, "created"), days(row, "reviewed")) == (
        day(2025, 9, 27),
        day(2025, 9, 27),
        day(2025, 9, 27),
    )


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_plans_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("care_plan", resources_in("data", "hl7_r4_examples"), engine=engine)
    draft = built.rows["CarePlan/f201"]
    assert (draft["status"], draft["intent"], draft["sent_latest"]) == ("draft", "proposal", None)
    ended = built.rows["CarePlan/f002"]
    assert (ended["status"], days(ended, "start"), days(ended, "end")) == ("ended", day(2011, 7, 6), day(2013, 7, 7))
    assert days(ended, "review_due") == day(2013, 7, 7)
