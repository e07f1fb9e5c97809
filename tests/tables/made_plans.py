"""Made-up plans and documents, and what tells of their review, agreement and sending: each person is one case."""

from __future__ import annotations

from typing import Any

from tests.tables.making import SNOMED, Made, coded, patients_of, ref, resource

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
    return resource(
        "CarePlan", key, **{"status": "active", "intent": "plan", "subject": ref(f"Patient/{key}"), **elements}
    )


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
    _task("t6", "Composition/composition-due", "2026-11-01"),
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
    _plan("agrees-some-day"),
    _answer("o14", "CarePlan/agrees-some-day", effectiveTiming={"event": ["2026-01-10"]}),
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
                "section": [
                    {"code": coded("urn:sections|triggers"), "section": [{"code": coded("urn:sections|signs")}]}
                ],
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
