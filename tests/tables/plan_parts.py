"""Short ways to write made-up plans and what tells of them: each plan has the id of its patient."""

from __future__ import annotations

from typing import Any

from tests.tables.making import SNOMED, Made, coded, ref, resource

REVIEW, CRISIS, PLAN = f"{SNOMED}|425268008", f"{SNOMED}|736253002", f"{SNOMED}|734163000"
AGREES, REFUSES, UNABLE, ABLE = (f"{SNOMED}|{code}" for code in ("714831004", "707165003", "714830003", "714411005"))
UPDATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|UPDATE"


def plan(key: str, **elements: Any) -> Made:
    return resource(
        "CarePlan", key, **{"status": "active", "intent": "plan", "subject": ref(f"Patient/{key}"), **elements}
    )


def composition(key: str, **elements: Any) -> Made:
    whole: Made = {"status": "final", "type": coded(CRISIS), "subject": ref(f"Patient/{key}"), "date": "2026-01-05"}
    return resource("Composition", key, **{**whole, **elements})


def document(key: str, **elements: Any) -> Made:
    whole: Made = {"status": "current", "type": coded(CRISIS), "subject": ref(f"Patient/{key}"), "content": []}
    return resource("DocumentReference", key, **{**whole, **elements})


def owner(plan: str) -> Made:
    """Return the subject of what is about a plan: each plan has the id of its patient."""
    return ref(f"Patient/{plan.partition('/')[2]}")


def file(creation: str) -> list[Made]:
    return [{"attachment": {"contentType": "application/pdf", "creation": creation}}]


def reviewed(key: str, plan: str, **elements: Any) -> Made:
    whole: Made = {"status": "completed", "code": coded(REVIEW), "subject": owner(plan), "basedOn": [ref(plan)]}
    return resource("Procedure", key, **{**whole, **elements})


def provenance(key: str, target: str, recorded: str, *activity: str, by: Made | None = None) -> Made:
    given = {"activity": coded(*activity)} if activity else {}
    agent = [{"who": by or ref("Practitioner/w1")}]
    return resource("Provenance", key, target=[ref(target)], recorded=recorded, agent=agent, **given)


def answer(key: str, plan: str, **elements: Any) -> Made:
    whole: Made = {"status": "final", "code": coded(AGREES), "subject": owner(plan), "focus": [ref(plan)]}
    return resource("Observation", key, **{**whole, **elements})


def activity(*, code: str = REVIEW, **detail: Any) -> Made:
    return {"detail": {"status": "scheduled", "code": coded(code), **detail}}


def request(key: str, plan: str, **elements: Any) -> Made:
    whole: Made = {"status": "active", "intent": "order", "code": coded(REVIEW), "subject": owner(plan)}
    return resource("ServiceRequest", key, **{**whole, "basedOn": [ref(plan)], **elements})


def task(key: str, plan: str, end: str, **elements: Any) -> Made:
    whole: Made = {"status": "requested", "intent": "order", "code": coded(REVIEW), "focus": ref(plan)}
    return resource("Task", key, **{**whole, "restriction": {"period": {"end": end}}, **elements})


def appointment(key: str, plan: str, start: str, **elements: Any) -> Made:
    whole: Made = {"status": "booked", "serviceType": [coded(REVIEW)], "participant": [], "start": start}
    return resource("Appointment", key, **{**whole, "supportingInformation": [ref(plan)], **elements})


def message(key: str, sent: str, **elements: Any) -> Made:
    whole: Made = {"status": "completed", "sent": sent, "recipient": [ref("Organization/gp")]}
    return resource("Communication", key, **{**whole, **elements})
