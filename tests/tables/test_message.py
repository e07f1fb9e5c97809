"""Messages from made-up communications, tasks and service requests: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import SNOMED, UNKNOWN, Made, coded, day, days, patients_of, ref, resource

KIND = "http://hl7.org/fhir/resource-types|"
COMMUNICATIONS = {
    "preparation": "draft",
    "in-progress": "active",
    "not-done": "not-done",
    "on-hold": "stopped",
    "stopped": "stopped",
    "completed": "complete",
    "entered-in-error": "retracted",
    "unknown": None,
}
TASKS = {
    "draft": "draft",
    "requested": "active",
    "received": "active",
    "accepted": "active",
    "rejected": "not-done",
    "ready": "active",
    "cancelled": "not-done",
    "in-progress": "active",
    "on-hold": "stopped",
    "failed": "stopped",
    "completed": "complete",
    "entered-in-error": "retracted",
}
REQUESTS = {
    "draft": "draft",
    "active": "active",
    "on-hold": "stopped",
    "revoked": "stopped",
    "completed": "complete",
    "entered-in-error": "retracted",
    "unknown": None,
}
EVERYBODY = (
    *("Patient", "RelatedPerson", "Practitioner", "PractitionerRole", "Organization", "CareTeam"),
    *("HealthcareService", "Device"),
)


def _communication(key: str, **elements: Any) -> Made:
    return resource("Communication", key, **{"status": "completed", "subject": ref(f"Patient/{key}"), **elements})


def _task(key: str, **elements: Any) -> Made:
    return resource("Task", key, **{"status": "completed", "intent": "order", "for": ref(f"Patient/{key}"), **elements})


def _request(key: str, **elements: Any) -> Made:
    whole: Made = {"status": "active", "intent": "order", "subject": ref(f"Patient/{key}")}
    return resource("ServiceRequest", key, **{**whole, **elements})


_ABOUT = [
    resource(
        "Encounter",
        "v1",
        status="finished",
        subject=ref("Patient/whole"),
        period={"start": "2026-03-01", "end": "2026-03-02"},
        episodeOfCare=[ref("EpisodeOfCare/e1")],
    ),
    *(_communication(f"communication-{code}", status=code) for code in COMMUNICATIONS),
    *(_task(f"task-{code}", status=code) for code in TASKS),
    *(_request(f"request-{code}", status=code) for code in REQUESTS),
    *(_communication(f"to-{kind}", recipient=[ref(f"{kind}/x")]) for kind in (*EVERYBODY, "Group")),
    *(_task(f"task-to-{kind}", owner=ref(f"{kind}/x")) for kind in EVERYBODY),
    *(_request(f"request-to-{kind}", performer=[ref(f"{kind}/x")]) for kind in EVERYBODY),
    *(_communication(f"from-{kind}", sender=ref(f"{kind}/x")) for kind in EVERYBODY if kind != "CareTeam"),
    *(_task(f"task-from-{kind}", requester=ref(f"{kind}/x")) for kind in EVERYBODY[:5]),
    *(_request(f"request-from-{kind}", requester=ref(f"{kind}/x")) for kind in EVERYBODY[:5]),
    _communication(
        "whole",
        category=[coded("urn:letters|discharge")],
        topic=coded(f"{SNOMED}|1"),
        reasonCode=[coded(f"{SNOMED}|2")],
        sent="2026-03-02T23:30:00Z",
        received="2026-03-05",
        recipient=[ref("Organization/gp"), ref("RelatedPerson/r1"), {"type": "Patient", "display": "A. Person"}],
        sender=ref("PractitionerRole/w1"),
        about=[ref("Encounter/v1"), ref("CarePlan/q1")],
        encounter=ref("Encounter/v1"),
    ),
    _communication("arrived", received="2026-03-05", sender=ref("RelatedPerson/r1")),
    _communication("of-encounter", encounter=ref("Encounter/v1")),
    _communication("undated"),
    _communication("carries-plan", payload=[{"contentString": "Hello"}, {"contentReference": ref("CarePlan/q1")}]),
    _communication(
        "carries-plan-about-visit", about=[ref("Encounter/v1")], payload=[{"contentReference": ref("CarePlan/q1")}]
    ),
    _communication("about-visit", about=[ref("Encounter/v1"), ref("Condition/c1")]),
    _communication("carries-letter", payload=[{"contentReference": ref("DocumentReference/d1")}]),
    _task(
        "task-whole",
        code=coded("urn:tasks|offer"),
        reasonCode=coded(f"{SNOMED}|2"),
        authoredOn="2026-03",
        owner=ref("RelatedPerson/r1"),
        requester=ref("Practitioner/w1"),
        focus=ref("CarePlan/q1"),
        encounter=ref("Encounter/v1"),
    ),
    _task("task-of-encounter", encounter=ref("Encounter/v1")),
    resource("Task", "of-a-claim", status="completed", intent="order", **{"for": ref("Organization/o1")}),
    _request(
        "request-whole",
        code=coded("urn:requests|carers-assessment"),
        category=[coded("urn:requests|social")],
        reasonCode=[coded(f"{SNOMED}|2")],
        authoredOn="2026-03-02",
        performer=[ref("Organization/council"), ref("CareTeam/t1")],
        requester=ref("Practitioner/w1"),
        supportingInfo=[ref("Condition/c1"), ref("CarePlan/q1")],
        encounter=ref("Encounter/v1"),
    ),
    _request("request-about", supportingInfo=[ref("Condition/c1")]),
    _request("not-to-do", doNotPerform=True),
    _request("not-to-do-void", doNotPerform=True, status="entered-in-error"),
    _request("to-do", doNotPerform=False),
    _request("of-a-ward", subject=ref("Location/w1")),
    _communication("odd", status="sent", sent="soon"),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("message", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "word"), COMMUNICATIONS.items())
def test_only_a_completed_communication_was_made(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"communication-{code}")["status"] == word


@pytest.mark.parametrize(("code", "word"), TASKS.items())
def test_a_task_that_somebody_would_not_do_was_not_done(built: Built, code: str, word: str) -> None:
    assert built.one(f"task-{code}")["status"] == word


@pytest.mark.parametrize(("code", "word"), REQUESTS.items())
def test_a_request_is_active_until_it_was_answered(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"request-{code}")["status"] == word


def test_a_request_not_to_do_something_is_no_request_for_it(built: Built) -> None:
    found = built.column("status")
    assert (found["not-to-do"], found["not-to-do-void"], found["to-do"]) == ("not-done", "retracted", "active")


@pytest.mark.parametrize("kind", EVERYBODY)
def test_whom_it_went_to_is_told_by_the_type_of_what_is_named(built: Built, kind: str) -> None:
    found = [built.one(f"{name}{kind}")["recipients"] for name in ("to-", "task-to-", "request-to-")]
    assert found == [[f"{KIND}{kind}"]] * 3


def test_a_communication_may_go_to_a_group(built: Built) -> None:
    assert built.one("to-Group")["recipients"] == [f"{KIND}Group"]


@pytest.mark.parametrize("kind", EVERYBODY)
def test_whom_it_came_from_is_told_by_the_type_of_what_is_named(built: Built, kind: str) -> None:
    names = [f"{name}{kind}" for name in ("from-", "task-from-", "request-from-")]
    found = [row["senders"] for name in names for row in built.of(name)]
    assert found == [[f"{KIND}{kind}"]] * (3 if kind in EVERYBODY[:5] else 0 if kind == "CareTeam" else 1)


def test_a_communication_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "Communication/whole",
        "patient": "Patient/whole",
        "status": "complete",
        "kinds": [f"{SNOMED}|1", "urn:letters|discharge"],
        "reasons": [f"{SNOMED}|2"],
        "sent_earliest": date(2026, 3, 2),
        "sent_latest": date(2026, 3, 2),
        "received_earliest": date(2026, 3, 5),
        "received_latest": date(2026, 3, 5),
        "recipients": [f"{KIND}Organization", f"{KIND}Patient", f"{KIND}RelatedPerson"],
        "senders": [f"{KIND}PractitionerRole"],
        "about": "CarePlan/q1",
        "encounter": "Encounter/v1",
        "referral": "EpisodeOfCare/e1",
    }


def test_a_task_fills_every_column_it_can(built: Built) -> None:
    assert built.one("task-whole") == {
        "id": "Task/task-whole",
        "patient": "Patient/task-whole",
        "status": "complete",
        "kinds": ["urn:tasks|offer"],
        "reasons": [f"{SNOMED}|2"],
        "sent_earliest": date(2026, 3, 1),
        "sent_latest": date(2026, 3, 31),
        "received_earliest": None,
        "received_latest": None,
        "recipients": [f"{KIND}RelatedPerson"],
        "senders": [f"{KIND}Practitioner"],
        "about": "CarePlan/q1",
        "encounter": "Encounter/v1",
        "referral": "EpisodeOfCare/e1",
    }


def test_a_request_fills_every_column_it_can(built: Built) -> None:
    assert built.one("request-whole") == {
        "id": "ServiceRequest/request-whole",
        "patient": "Patient/request-whole",
        "status": "active",
        "kinds": ["urn:requests|carers-assessment", "urn:requests|social"],
        "reasons": [f"{SNOMED}|2"],
        "sent_earliest": date(2026, 3, 2),
        "sent_latest": date(2026, 3, 2),
        "received_earliest": None,
        "received_latest": None,
        "recipients": [f"{KIND}CareTeam", f"{KIND}Organization"],
        "senders": [f"{KIND}Practitioner"],
        "about": "CarePlan/q1",
        "encounter": "Encounter/v1",
        "referral": "EpisodeOfCare/e1",
    }


def test_a_message_that_only_arrived_is_of_that_day_and_else_of_its_encounter(built: Built) -> None:
    assert days(built.one("arrived"), "sent") == day(2026, 3, 5)
    encounter = (date(2026, 3, 1), date(2026, 3, 2))
    assert days(built.one("of-encounter"), "sent") == days(built.one("task-of-encounter"), "sent") == encounter
    assert days(built.one("undated"), "sent") == UNKNOWN


def test_a_message_is_about_a_plan_before_anything_else(built: Built) -> None:
    names = ("carries-plan", "carries-plan-about-visit", "about-visit", "carries-letter", "request-about", "undated")
    assert {name: built.one(name)["about"] for name in names} == {
        "carries-plan": "CarePlan/q1",
        "carries-plan-about-visit": "CarePlan/q1",
        "about-visit": "Encounter/v1",
        "carries-letter": "DocumentReference/d1",
        "request-about": "Condition/c1",
        "undated": None,
    }


def test_what_is_about_no_person_is_no_message(built: Built) -> None:
    assert {"Task/of-a-claim", "ServiceRequest/of-a-ward"}.isdisjoint(built.rows)


def test_a_status_and_a_date_that_cannot_be_read_are_the_only_problems(built: Built) -> None:
    row = built.one("odd")
    assert (row["status"], days(row, "sent")) == (None, UNKNOWN)
    assert dict(built.problems) == {("status", "code-not-mapped"): 1, ("sent", "date-not-readable"): 1}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_messages_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("message", resources_in("data", "hl7_r4_examples"), engine=engine)
    row = built.rows["Communication/example"]
    assert (row["status"], row["kinds"]) == ("complete", ["http://acme.org/messagetypes|Alert"])
    assert (days(row, "sent"), days(row, "received")) == (day(2014, 12, 13), day(2014, 12, 13))
    assert (row["recipients"], row["senders"]) == ([f"{KIND}Practitioner"], [f"{KIND}Device"])
    assert row["encounter"] == "Encounter/example"
    request = built.rows["ServiceRequest/physiotherapy"]
    assert (request["status"], request["kinds"]) == ("complete", [f"{SNOMED}|34431008"])
    assert (days(request, "sent"), request["senders"]) == (day(2017, 2, 1), [f"{KIND}Practitioner"])
