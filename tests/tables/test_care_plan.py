"""Plans from made-up care plans and documents: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import OPEN, SNOMED, UNKNOWN, Made, coded, day, days, patients_of, ref, resource

KIND = "http://hl7.org/fhir/resource-types|"
OWN = "urn:risk-checks:kind|care-plan"
REVIEW, CRISIS, PLAN = f"{SNOMED}|425268008", f"{SNOMED}|736253002", f"{SNOMED}|734163000"
AGREES, REFUSES, UNABLE, ABLE = (f"{SNOMED}|{code}" for code in ("714831004", "707165003", "714830003", "714411005"))
UPDATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|UPDATE"
CREATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|CREATE"
PLANS = {
    "draft": "draft",
    "active": "active",
    "on-hold": "on-hold",
    "revoked": "withdrawn",
    "completed": "ended",
    "entered-in-error": "retracted",
    "unknown": None,
}
COMPOSITIONS = {"preliminary": "draft", "final": "active", "amended": "active", "entered-in-error": "retracted"}
DOCUMENTS = {"current": "active", "superseded": "ended", "entered-in-error": "retracted"}
CODES_OF_PLANS = (
    *("736253002", "734163000", "718347000", "2181441000000107", "325691000000100", "736366004", "735324008"),
    "887701000000100",
)
WRITERS = ("Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization", "CareTeam", "Device")


def _plan(key: str, **elements: Any) -> Made:
    return resource("CarePlan", key, **{"status": "active", "intent": "plan", "subject": ref(f"Patient/{key}"), **elements})


def _composition(key: str, **elements: Any) -> Made:
    whole: Made = {"status": "final", "type": coded(CRISIS), "subject": ref(f"Patient/{key}"), "date": "2026-01-05"}
    return resource("Composition", key, **{**whole, **elements})


def _document(key: str, **elements: Any) -> Made:
    whole: Made = {"status": "current", "type": coded(CRISIS), "subject": ref(f"Patient/{key}"), "content": []}
    return resource("DocumentReference", key, **{**whole, **elements})


def _file(creation: str) -> list[Made]:
    return [{"attachment": {"contentType": "application/pdf", "creation": creation}}]


def _reviewed(key: str, plan: str, **elements: Any) -> Made:
    whole: Made = {"status": "completed", "code": coded(REVIEW), "subject": ref("Patient/x"), "basedOn": [ref(plan)]}
    return resource("Procedure", key, **{**whole, **elements})


def _provenance(key: str, target: str, recorded: str, *activity: str) -> Made:
    given = {"activity": coded(*activity)} if activity else {}
    return resource("Provenance", key, target=[ref(target)], recorded=recorded, agent=[], **given)


def _answer(key: str, plan: str, **elements: Any) -> Made:
    whole: Made = {"status": "final", "code": coded(AGREES), "subject": ref("Patient/x"), "focus": [ref(plan)]}
    return resource("Observation", key, **{**whole, **elements})


def _activity(*, code: str = REVIEW, **detail: Any) -> Made:
    return {"detail": {"status": "scheduled", "code": coded(code), **detail}}


def _request(key: str, plan: str, **elements: Any) -> Made:
    whole: Made = {"status": "active", "intent": "order", "code": coded(REVIEW), "subject": ref("Patient/x")}
    return resource("ServiceRequest", key, **{**whole, "basedOn": [ref(plan)], **elements})


def _task(key: str, plan: str, end: str, **elements: Any) -> Made:
    whole: Made = {"status": "requested", "intent": "order", "code": coded(REVIEW), "focus": ref(plan)}
    return resource("Task", key, **{**whole, "restriction": {"period": {"end": end}}, **elements})


def _appointment(key: str, plan: str, start: str, **elements: Any) -> Made:
    whole: Made = {"status": "booked", "serviceType": [coded(REVIEW)], "participant": [], "start": start}
    return resource("Appointment", key, **{**whole, "supportingInformation": [ref(plan)], **elements})


def _message(key: str, sent: str, **elements: Any) -> Made:
    return resource("Communication", key, **{"status": "completed", "sent": sent, **elements})


_REVIEWS = [
    _plan("reviewed", created="2026-01-05", period={"start": "2026-01-12"}),
    _reviewed("r1", "CarePlan/reviewed", performedDateTime="2026-05-01"),
    _reviewed("r2", "CarePlan/reviewed", performedPeriod={"start": "2026-06-01", "end": "2026-06-02"}),
    _reviewed("r3", "CarePlan/reviewed", performedDateTime="2026-09-01", status="preparation"),
    _reviewed("r4", "CarePlan/reviewed", performedDateTime="2026-09-01", code=coded(f"{SNOMED}|225337009")),
    _plan("reviewed-from", created="2026-01-05"),
    _reviewed("r5", "CarePlan/reviewed-from", performedPeriod={"start": "2026-04"}),
    _plan("updated", created="2026-01-05", meta={"lastUpdated": "2026-09-01T00:00:00Z"}),
    _provenance("u1", "CarePlan/updated/_history/2", "2026-04-01T23:30:00Z", UPDATE),
    _provenance("u2", "CarePlan/updated/_history/3", "2026-02-01T10:00:00Z", UPDATE),
    _provenance("u3", "CarePlan/updated", "2026-08-01T10:00:00Z", CREATE),
    _provenance("u4", "CarePlan/updated", "2026-08-02T10:00:00Z"),
    _plan("touched", meta={"lastUpdated": "2026-09-01T00:00:00Z"}),
    _composition("composition-updated"),
    _provenance("u5", "Composition/composition-updated", "2026-04-01T10:00:00Z", UPDATE),
    _document("document-updated", content=_file("2026-01-05")),
    _provenance("u6", "DocumentReference/document-updated", "2026-04-01T10:00:00Z", UPDATE),
]
_DUE = [
    _plan(
        "due-event",
        activity=[
            _activity(scheduledTiming={"event": ["2026-08-01"]}),
            _activity(scheduledTiming={"event": ["2026-07-01"]}),
            _activity(scheduledTiming={"event": ["2026-05-01"]}, status="completed"),
            _activity(scheduledTiming={"event": ["2026-04-01"]}, code="urn:local|walk"),
        ],
        period={"end": "2026-12-31"},
    ),
    _plan("due-period", activity=[_activity(scheduledPeriod={"start": "2026-07-01", "end": "2026-07-31"})]),
    _plan("due-from", activity=[_activity(scheduledPeriod={"start": "2026-07"})]),
    _plan("due-in-words", activity=[_activity(scheduledString="in the summer")]),
    _plan("due-by-end", period={"end": "2026-12-31"}),
    _plan("due-request"),
    _request("q1", "CarePlan/due-request", occurrenceDateTime="2026-09-01"),
    _request("q2", "CarePlan/due-request", occurrenceDateTime="2026-08-01", status="on-hold"),
    _request("q3", "CarePlan/due-request", occurrenceDateTime="2026-05-01", status="completed"),
    _request("q4", "CarePlan/due-request", occurrenceDateTime="2026-05-01", code=coded("urn:local|other")),
    _plan("due-request-event"),
    _request("q5", "CarePlan/due-request-event", occurrenceTiming={"event": ["2026-09-01"]}),
    _plan("due-request-period"),
    _request("q6", "CarePlan/due-request-period", occurrencePeriod={"start": "2026-09-01", "end": "2026-09-30"}),
    _plan("due-request-from"),
    _request("q7", "CarePlan/due-request-from", occurrencePeriod={"start": "2026-09-01"}),
    _plan("due-task"),
    _task("t1", "CarePlan/due-task", "2026-10-31"),
    _task("t2", "CarePlan/due-task", "2026-05-01", status="completed"),
    _plan("due-task-of-plan"),
    _task("t3", "Condition/c1", "2026-10-31", basedOn=[ref("CarePlan/due-task-of-plan")]),
    _plan("due-task-from"),
    _task("t4", "CarePlan/due-task-from", "", restriction={"period": {"start": "2026-10-01"}}),
    _plan("due-appointment"),
    _appointment("a1", "CarePlan/due-appointment", "2026-11-01T10:00:00Z"),
    _appointment("a2", "CarePlan/due-appointment", "2026-05-01T10:00:00Z", status="fulfilled"),
    _appointment("a3", "CarePlan/due-appointment", "2026-05-01T10:00:00Z", serviceType=[coded("urn:local|other")]),
    _plan("due-appointment-by-reason"),
    _appointment(
        "a4",
        "CarePlan/due-appointment-by-reason",
        "2026-11-01T10:00:00Z",
        serviceType=[coded("urn:local|other")],
        reasonCode=[coded(REVIEW)],
    ),
    _document("document-due"),
    _task("t5", "DocumentReference/document-due", "2026-10-31"),
    _composition("composition-due"),
    _appointment("a5", "Composition/composition-due", "2026-11-01T10:00:00Z"),
]
_AGREEMENTS = [
    _plan("agrees"),
    _answer("o1", "CarePlan/agrees", effectiveDateTime="2026-01-10"),
    _plan("agrees-by-value"),
    _answer(
        "o2",
        "CarePlan/agrees-by-value",
        code=coded("urn:local|agreement"),
        valueCodeableConcept=coded(AGREES),
        effectiveInstant="2026-01-10T23:30:00-01:00",
    ),
    _plan("agrees-under-plan"),
    _answer("o3", "Condition/c1", basedOn=[ref("CarePlan/agrees-under-plan")], effectivePeriod={"start": "2026-01-10"}),
    _plan("refuses"),
    _answer("o4", "CarePlan/refuses", code=coded(REFUSES), issued="2026-01-10T10:00:00Z"),
    _plan("unable"),
    _answer("o5", "CarePlan/unable", code=coded(UNABLE)),
    _plan("able"),
    _answer("o6", "CarePlan/able", code=coded(ABLE), effectiveDateTime="2026-01-10"),
    _plan("asked-and-said-no"),
    _answer("o7", "CarePlan/asked-and-said-no", valueBoolean=False, effectiveDateTime="2026-01-10"),
    _plan("asked-and-said-yes"),
    _answer("o8", "CarePlan/asked-and-said-yes", valueBoolean=True, effectiveDateTime="2026-01-10"),
    _plan("not-yet-said"),
    _answer("o9", "CarePlan/not-yet-said", status="preliminary"),
    _plan("differs"),
    _answer("o10", "CarePlan/differs", code=coded(REFUSES), effectiveDateTime="2026-01-10"),
    _answer("o11", "CarePlan/differs", code=coded(AGREES), effectiveDateTime="2026-02-10"),
    _document("document-agreed"),
    _answer("o12", "DocumentReference/document-agreed", effectiveDateTime="2026-01-10"),
    _composition("composition-refused"),
    _answer("o13", "Composition/composition-refused", code=coded(REFUSES), effectiveDateTime="2026-01-10"),
]
_COPIES = [
    _plan("sent-about"),
    _message("m1", "2026-01-20", about=[ref("CarePlan/sent-about")]),
    _message("m2", "2026-01-18", about=[ref("Encounter/v1"), ref("CarePlan/sent-about")]),
    _message("m3", "2026-01-10", about=[ref("CarePlan/sent-about")], status="preparation"),
    _plan("sent-within"),
    _message("m4", "2026-01-20", payload=[{"contentReference": ref("CarePlan/sent-within")}]),
    _plan("rung-under-plan"),
    _message("m5", "2026-01-20", basedOn=[ref("CarePlan/rung-under-plan")]),
    _document("document-sent"),
    _message("m6", "2026-01-20", payload=[{"contentReference": ref("DocumentReference/document-sent")}]),
    _composition("composition-sent"),
    _message("m7", "2026-01-20", about=[ref("Composition/composition-sent")]),
]
_ABOUT = [
    *(_plan(f"is-{code}", status=code) for code in PLANS),
    *(_composition(f"composition-is-{code}", status=code) for code in COMPOSITIONS),
    *(_document(f"document-is-{code}", status=code) for code in DOCUMENTS),
    *(_document(f"type-{code}", type=coded(f"{SNOMED}|{code}")) for code in CODES_OF_PLANS),
    *(_document(f"category-{code}", type=None, category=[coded(f"{SNOMED}|{code}")]) for code in CODES_OF_PLANS),
    *(_composition(f"composition-{code}", type=coded(f"{SNOMED}|{code}")) for code in CODES_OF_PLANS),
    *(_plan(f"by-{kind}", author=ref(f"{kind}/x")) for kind in WRITERS),
    *(_plan(f"with-{kind}", contributor=[ref("Location/x"), ref(f"{kind}/x")]) for kind in WRITERS),
    *(_composition(f"composition-by-{kind}", author=[ref(f"{kind}/x")]) for kind in WRITERS),
    *(_document(f"document-by-{kind}", author=[ref(f"{kind}/x")]) for kind in WRITERS),
    _plan(
        "whole",
        intent="order",
        category=[coded(PLAN), coded("urn:local|mental-health")],
        period={"start": "2026-01-12", "end": "2026-12-31"},
        created="2026-01-05",
        author=ref("Practitioner/w1"),
        contributor=[ref("Patient/whole"), {"type": "RelatedPerson", "display": "My mum"}],
        activity=[
            _activity(code="urn:sections|contingency"),
            _activity(code="urn:sections|called-off", status="cancelled"),
            _activity(code="urn:sections|stopped", status="stopped"),
            _activity(code="urn:sections|mistake", status="entered-in-error"),
            _activity(scheduledTiming={"event": ["2026-07-01"]}),
            {"reference": ref("ServiceRequest/q9")},
        ],
    ),
    _reviewed("r9", "CarePlan/whole", performedDateTime="2026-03-01"),
    _answer("o99", "CarePlan/whole", effectiveDateTime="2026-01-13"),
    _message("m99", "2026-01-14", about=[ref("CarePlan/whole")]),
    _plan("uncoded", category=[{"text": "Care plan"}]),
    _composition(
        "composition-whole",
        category=[coded(PLAN)],
        author=[ref("PractitionerRole/w1"), ref("Patient/composition-whole")],
        section=[
            {
                "code": coded("urn:sections|safety"),
                "section": [{"code": coded("urn:sections|triggers"), "section": [{"code": coded("urn:sections|signs")}]}],
            },
            {"code": coded("urn:sections|left-empty"), "emptyReason": coded("urn:empty|nilknown")},
            {"title": "Without a code"},
        ],
    ),
    _composition("composition-old", date="2025-01-05"),
    _composition(
        "composition-new",
        date="2026-01-05",
        relatesTo=[
            {"code": "replaces", "targetReference": ref("Composition/composition-old")},
            {"code": "replaces", "targetReference": ref("Composition/composition-void")},
            {"code": "appends", "targetReference": ref("Composition/composition-kept")},
        ],
    ),
    _composition("composition-void", status="entered-in-error"),
    _composition("composition-kept"),
    _composition(
        "composition-drafted",
        status="preliminary",
        relatesTo=[{"code": "replaces", "targetReference": ref("Composition/composition-kept")}],
    ),
    _document(
        "document-whole",
        category=[coded(PLAN)],
        date="2026-01-10T10:00:00Z",
        content=_file("2026-01-05T10:00:00Z"),
        author=[ref("Organization/o1"), ref("Patient/document-whole")],
        authenticator=ref("Practitioner/w1"),
    ),
    _document("document-indexed", date="2026-01-10T10:00:00Z"),
    _document("document-signed", authenticator=ref("Practitioner/w1")),
    _document("document-preliminary", docStatus="preliminary"),
    _document("document-final", docStatus="final"),
    _document("document-void", docStatus="entered-in-error"),
    _document("document-void-draft", docStatus="preliminary", status="entered-in-error"),
    _document("letter", type=coded(f"{SNOMED}|373942005")),
    _document("local-plan", type=coded("urn:local|care-plan"), category=[coded(PLAN)]),
    _composition("summary", type=coded("http://loinc.org|736253002")),
    _plan("odd", status="live", created="soon"),
]
_EVERYTHING = [*_ABOUT, *_REVIEWS, *_DUE, *_AGREEMENTS, *_COPIES]
RESOURCES = [*patients_of(_EVERYTHING), *_EVERYTHING]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    given = [{name: value for name, value in each.items() if value is not None} for each in RESOURCES]
    return build("care_plan", given, engine=request.param)


@pytest.mark.parametrize(("code", "word"), PLANS.items())
def test_every_status_of_a_plan_is_known(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"is-{code}")["status"] == word


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


def test_a_care_plan_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "CarePlan/whole",
        "patient": "Patient/whole",
        "kinds": [PLAN, "urn:local|mental-health"],
        "status": "active",
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
        "sections": ["urn:sections|safety", "urn:sections|signs", "urn:sections|triggers"],
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
        "document-due": day(2026, 10, 31),
        "composition-due": day(2026, 11, 1),
    }
    assert {name: days(built.one(name), "review_due") for name in whole} == whole


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
