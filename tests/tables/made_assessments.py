"""Made-up resources that carry assessments, of every type, with what is expected of them: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.tables.making import SNOMED, UNKNOWN, Made, coded, day, patients_of, ref, resource

ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CREATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|CREATE"
UPDATE = "http://terminology.hl7.org/CodeSystem/v3-DataOperation|UPDATE"
AUTHOR = "http://terminology.hl7.org/CodeSystem/provenance-participant-type|author"
V3_AUTHOR = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType|AUT"
SURVEY = "http://terminology.hl7.org/CodeSystem/observation-category|survey"
FORM, TYPE = f"{SNOMED}|225337009", "urn:documents|risk-assessment"
OBSERVATION = {
    "registered": "draft",
    "preliminary": "draft",
    "final": "complete",
    "amended": "complete",
    "corrected": "complete",
    "cancelled": "retracted",
    "entered-in-error": "retracted",
    "unknown": None,
}
STATUSES: dict[str, dict[str, str | None]] = {
    "RiskAssessment": OBSERVATION,
    "Observation": OBSERVATION,
    "QuestionnaireResponse": {
        "in-progress": "draft",
        "completed": "complete",
        "amended": "complete",
        "stopped": "stopped",
        "entered-in-error": "retracted",
    },
    "Procedure": {
        "preparation": "draft",
        "in-progress": "draft",
        "not-done": "retracted",
        "on-hold": "active",
        "stopped": "stopped",
        "completed": "complete",
        "entered-in-error": "retracted",
        "unknown": None,
    },
    "ClinicalImpression": {"in-progress": "draft", "completed": "complete", "entered-in-error": "retracted"},
    "Composition": {
        "preliminary": "draft",
        "final": "complete",
        "amended": "complete",
        "entered-in-error": "retracted",
    },
    "DocumentReference": {"current": "complete", "superseded": "complete", "entered-in-error": "retracted"},
}
KINDS = tuple(STATUSES)
DONE = {
    **dict.fromkeys(("RiskAssessment", "Observation", "Composition"), "final"),
    **dict.fromkeys(("QuestionnaireResponse", "Procedure", "ClinicalImpression"), "completed"),
    "DocumentReference": "current",
}
CASES = tuple((kind, code, word) for kind, words in STATUSES.items() for code, word in words.items())


def _done(kind: str, key: str, **elements: Any) -> Made:
    return resource(kind, key, **{"status": DONE[kind], "subject": ref(f"Patient/{key}"), **elements})


def _within(kind: str, encounter: str) -> Made:
    """Return what says in which encounter a resource of a type was made."""
    if kind == "DocumentReference":
        return {"context": {"encounter": [ref(encounter)]}}
    return {"encounter": ref(encounter)}


def _provenance(key: str, target: str, recorded: str, *activity: str, agent: Made | None = None) -> Made:
    given = {"activity": coded(*activity)} if activity else {}
    return resource("Provenance", key, target=[ref(target)], recorded=recorded, agent=[agent or {}], **given)


def _by(who: str, *kind: str) -> Made:
    return {"who": ref(who), "type": coded(*kind)}


WHOLE: dict[str, Made] = {
    "RiskAssessment": {
        "code": coded(FORM),
        "occurrenceDateTime": "2026-03-01",
        "performer": ref("Practitioner/w1"),
        "basis": [ref("Observation/o1"), ref("RelatedPerson/r1")],
        **_within("", "Encounter/v1"),
    },
    "Observation": {
        "category": [coded(SURVEY)],
        "code": coded(FORM),
        "effectiveDateTime": "2026-03-01",
        "performer": [ref("Practitioner/w1"), ref("RelatedPerson/r1")],
        "issued": "2026-03-04T10:00:00Z",
        "valueCodeableConcept": coded("urn:answers|carer"),
        "component": [
            {"code": coded("urn:questions|1"), "valueCodeableConcept": coded("urn:answers|mother")},
            {"code": coded("urn:questions|2"), "valueString": "every day"},
        ],
        **_within("", "Encounter/v1"),
    },
    "QuestionnaireResponse": {
        "questionnaire": "https://forms.example/risk|2.0",
        "authored": "2026-03-01",
        "author": ref("Practitioner/w1"),
        "source": ref("RelatedPerson/r1"),
        "item": [
            {"linkId": "1", "answer": [{"valueCoding": {"system": "urn:answers", "code": "yes"}}]},
            {
                "linkId": "2",
                "item": [
                    {
                        "linkId": "2.1",
                        "answer": [
                            {
                                "valueString": "my mother",
                                "item": [
                                    {
                                        "linkId": "2.1.1",
                                        "answer": [{"valueCoding": {"system": "urn:followed", "code": "up"}}],
                                    }
                                ],
                            }
                        ],
                    }
                ],
            },
            {"linkId": "3", "answer": [{"valueCoding": {"system": ABSENT, "code": "asked-declined"}}]},
            {"linkId": "4", "answer": [{"valueCoding": {"code": "without-a-system"}}]},
        ],
        **_within("", "Encounter/v1"),
    },
    "Procedure": {
        "code": coded(FORM),
        "performedDateTime": "2026-03-01",
        "performer": [{"actor": ref("Practitioner/w1")}, {"actor": ref("RelatedPerson/r1")}],
        "recorder": ref("Practitioner/w2"),
        **_within("", "Encounter/v1"),
    },
    "ClinicalImpression": {
        "code": coded(FORM),
        "effectiveDateTime": "2026-03-01",
        "date": "2026-03-04",
        "assessor": ref("Practitioner/w1"),
        "supportingInfo": [ref("RelatedPerson/r1")],
        "finding": [{"itemCodeableConcept": coded("urn:answers|hopeless")}],
        **_within("", "Encounter/v1"),
    },
    "Composition": {
        "type": coded(FORM),
        "category": [coded(TYPE)],
        "date": "2026-03-01",
        "author": [ref("Practitioner/w1"), ref("RelatedPerson/r1")],
        **_within("", "Encounter/v1"),
    },
    "DocumentReference": {
        "type": coded(FORM),
        "category": [coded(TYPE)],
        "date": "2026-03-04T10:00:00Z",
        "content": [{"attachment": {"creation": "2026-03-03"}}],
        "author": [ref("Practitioner/w1"), ref("RelatedPerson/r1")],
        "context": {
            "encounter": [ref("Encounter/v1"), ref("EpisodeOfCare/e2")],
            "period": {"start": "2026-03-01", "end": "2026-03-01"},
        },
    },
}
CODED = [FORM]
EXPECTED: dict[str, Made] = {
    "RiskAssessment": {"kinds": CODED, "recorded_date": UNKNOWN, "answers": []},
    "Observation": {
        "kinds": CODED,
        "recorded_date": day(2026, 3, 4),
        "answers": ["urn:answers|carer", "urn:answers|mother"],
    },
    "QuestionnaireResponse": {
        "kinds": ["urn:risk-checks:questionnaire|https://forms.example/risk"],
        "recorded_date": UNKNOWN,
        "answers": [f"{ABSENT}|asked-declined", "urn:answers|yes", "urn:followed|up"],
    },
    "Procedure": {"kinds": CODED, "recorded_date": UNKNOWN, "answers": []},
    "ClinicalImpression": {"kinds": CODED, "recorded_date": day(2026, 3, 4), "answers": ["urn:answers|hopeless"]},
    "Composition": {"kinds": [FORM, TYPE], "recorded_date": UNKNOWN, "answers": []},
    "DocumentReference": {"kinds": [FORM, TYPE], "recorded_date": day(2026, 3, 4), "answers": []},
}
AUTHORS: dict[str, tuple[str, Made, str]] = {
    "recorder": ("Procedure", {"recorder": ref("Practitioner/w2"), "asserter": ref("Patient/x")}, "Practitioner/w2"),
    "asserter": ("Procedure", {"asserter": ref("Patient/x")}, "Patient/x"),
    "source": ("QuestionnaireResponse", {"source": ref("Patient/x")}, "Patient/x"),
    "authenticator": ("DocumentReference", {"authenticator": ref("Practitioner/w3")}, "Practitioner/w3"),
}
FIRST_TO_SECOND = (date(2026, 3, 1), date(2026, 3, 2))
DATES: dict[str, tuple[str, Made, tuple[date | None, date | None]]] = {
    "risk-period": (
        "RiskAssessment",
        {"occurrencePeriod": {"start": "2026-03-01", "end": "2026-03-02"}},
        FIRST_TO_SECOND,
    ),
    "observed-instant": ("Observation", {"effectiveInstant": "2026-06-30T23:30:00Z"}, day(2026, 7, 1)),
    "observed-period": (
        "Observation",
        {"effectivePeriod": {"start": "2026-03-01", "end": "2026-03-02"}},
        FIRST_TO_SECOND,
    ),
    "done-period": ("Procedure", {"performedPeriod": {"start": "2026-03-01", "end": "2026-03-02"}}, FIRST_TO_SECOND),
    "done-in-words": ("Procedure", {"performedString": "last week"}, UNKNOWN),
    "impression-period": (
        "ClinicalImpression",
        {"effectivePeriod": {"start": "2026-03-01", "end": "2026-03-02"}},
        FIRST_TO_SECOND,
    ),
    "impression-written": (
        "ClinicalImpression",
        {"date": "2026-03", **_within("", "Encounter/v1")},
        (date(2026, 3, 1), date(2026, 3, 31)),
    ),
    "document-until": ("DocumentReference", {"context": {"period": {"end": "2026-03-02"}}}, (None, date(2026, 3, 2))),
    "document-written": (
        "DocumentReference",
        {"content": [{"attachment": {"creation": "2026-03-03"}}], "date": "2026-03-04T10:00:00Z"},
        day(2026, 3, 3),
    ),
    "document-indexed": (
        "DocumentReference",
        {"date": "2026-03-04T10:00:00Z", **_within("DocumentReference", "Encounter/v1")},
        day(2026, 3, 4),
    ),
}
BASES: dict[str, Made] = {
    "revoked": {"status": "revoked"},
    "option": {"intent": "option"},
    "proposal": {"intent": "proposal"},
}
"""Plans that do not stand, or are none yet."""
REASONS: dict[str, str | None] = {
    **dict.fromkeys(("not-performed", "not-asked", "error"), "retracted"),
    **dict.fromkeys(("asked-declined", "asked-unknown", "unknown", "temp-unknown", "masked", "unsupported"), None),
    **dict.fromkeys(("not-applicable", "not-permitted", "as-text"), None),
}
"""Why an observation has no value, and what is known of whether it was made (clinical note G5)."""
_WHY = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
_HIDDEN = {"extension": [{"url": _WHY, "valueCode": "masked"}]}


def _absent(code: str) -> Made:
    return {"dataAbsentReason": coded(f"{ABSENT}|{code}")}


OBSERVED: dict[str, tuple[Made, str | None]] = {
    **{f"absent-{code}": (_absent(code), word) for code, word in REASONS.items()},
    **{
        f"absent-in-value-{code}": ({"valueCodeableConcept": coded(f"{ABSENT}|{code}")}, word)
        for code, word in REASONS.items()
    },
    "absent-by-local-code": ({"dataAbsentReason": coded("urn:why|shy")}, None),
    "absent-in-words": ({"dataAbsentReason": {"text": "they went out"}}, None),
    "absent-in-all-parts": ({"component": [{"code": coded("urn:q|1"), **_absent("not-performed")}]}, None),
    "absent-by-extension": ({"_valueString": _HIDDEN}, None),
    "absent-by-extension-of-a-code": ({"valueCodeableConcept": _HIDDEN}, None),
    "absent-and-draft": ({"status": "preliminary", **_absent("unknown")}, "draft"),
    "absent-and-void": ({"status": "entered-in-error", **_absent("unknown")}, "retracted"),
    "absent-but-for-a-part": (
        {"component": [{"code": coded("urn:q|1"), "valueInteger": 3}], **_absent("unknown")},
        "complete",
    ),
    "absent-but-for-a-member": ({"hasMember": [ref("Observation/o1")], **_absent("unknown")}, "complete"),
    "said-no": ({"valueBoolean": False}, None),
    "said-no-and-void": ({"valueBoolean": False, "status": "entered-in-error"}, "retracted"),
    "said-yes": ({"valueBoolean": True}, "complete"),
    "said-nothing": ({}, "complete"),
    "said-a-number": ({"valueQuantity": {"value": 0}}, "complete"),
}
"""What an observation of an assessment has for a value, and what its status comes to."""
_ABOUT = [
    resource(
        "Encounter",
        "v1",
        status="finished",
        subject=ref("Patient/x"),
        period={"start": "2026-02-01", "end": "2026-02-10"},
        episodeOfCare=[ref("EpisodeOfCare/e1")],
    ),
    *(_done(kind, f"{kind}-{code}", status=code) for kind, code, _ in CASES),
    *(_done(kind, f"{kind}-whole", **WHOLE[kind]) for kind in KINDS),
    *(_done(kind, f"{kind}-bare") for kind in KINDS),
    *(_done(kind, f"{kind}-in-encounter", **_within(kind, "Encounter/v1")) for kind in KINDS),
    *(_done(kind, f"{kind}-elsewhere", **_within(kind, "Encounter/v9")) for kind in KINDS),
    *(_done(kind, f"{kind}-recorded") for kind in KINDS),
    *(_done(kind, f"author-{name}", **given) for name, (kind, given, _) in AUTHORS.items()),
    *(_done(kind, f"date-{name}", **given) for name, (kind, given, _) in DATES.items()),
    *(
        each
        for number, kind in enumerate(KINDS)
        for each in (
            _provenance(f"a{number}", f"{kind}/{kind}-recorded", "2026-03-06T10:00:00Z", UPDATE),
            _provenance(f"b{number}", f"{kind}/{kind}-recorded", "2026-03-05T10:00:00Z"),
            _provenance(
                f"c{number}",
                f"{kind}/{kind}-recorded/_history/1",
                "2026-03-04T23:30:00Z",
                CREATE,
                agent=_by("Practitioner/w4", AUTHOR),
            ),
            _provenance(f"d{number}", f"{kind}/{kind}-recorded", "2026-03-01T10:00:00Z", UPDATE),
        )
    ),
    _done("RiskAssessment", "v3-author"),
    _provenance("e", "RiskAssessment/v3-author", "2026-03-05T10:00:00Z", agent=_by("Practitioner/w5", V3_AUTHOR)),
    _done("RiskAssessment", "transmitted"),
    _provenance("f", "RiskAssessment/transmitted", "2026-03-05T10:00:00Z", agent=_by("Practitioner/w6", "urn:by|post")),
    _done("Observation", "observed-blood", category=[coded("urn:c|laboratory")], code=coded(FORM)),
    _done("Observation", "observed-exam", category=[coded("urn:c|exam")], code=coded(FORM)),
    _done("Observation", "observed-social", category=[coded("urn:c|social-history")], code=coded(FORM)),
    _done("Observation", "observed-local", category=[coded("urn:c|mental-health")], code=coded(FORM)),
    _done("Observation", "observed-blood-in-survey", category=[coded("urn:c|laboratory", SURVEY)], code=coded(FORM)),
    _done("Observation", "observed-in-words", category=[{"text": "Mental health"}], code=coded(FORM)),
    _done("Observation", "observed-member", category=[coded(SURVEY)], code=coded(FORM)),
    *(
        _done("Observation", f"observed-{name}", **{"code": coded(FORM), **given})
        for name, (given, _) in OBSERVED.items()
    ),
    _done("Observation", "declined", dataAbsentReason=coded(f"{ABSENT}|asked-declined", "urn:why|shy")),
    _done("Observation", "declined-in-value", valueCodeableConcept=coded(f"{ABSENT}|asked-unknown")),
    _done("Observation", "answered-in-words", valueString="no carer"),
    *(
        _done(
            "QuestionnaireResponse",
            f"absent-{code}",
            item=[{"linkId": "1", "answer": [{"valueCoding": {"system": ABSENT, "code": code}}]}],
        )
        for code in (
            "asked-declined",
            "asked-unknown",
            "masked",
            "not-applicable",
            "not-asked",
            "unknown",
            "unsupported",
        )
    ),
    _done("QuestionnaireResponse", "by-proxy", author=ref("RelatedPerson/r1")),
    _done("QuestionnaireResponse", "local-form", questionnaire="urn:forms:risk"),
    _done("DocumentReference", "of-episode", context={"encounter": [ref("EpisodeOfCare/e2")]}),
    _done("DocumentReference", "of-encounter", context={"encounter": [ref("Encounter/v1"), ref("EpisodeOfCare/e2")]}),
    *(
        _done("DocumentReference", f"is-{code}", docStatus=code)
        for code in ("preliminary", "final", "amended", "entered-in-error")
    ),
    _done("DocumentReference", "void-draft", status="entered-in-error", docStatus="preliminary"),
    _done("DocumentReference", "about-staff", subject=ref("Practitioner/w1")),
    _done("Composition", "about-place", subject=ref("Location/l1")),
    _done("RiskAssessment", "planned-for"),
    _done("RiskAssessment", "addressed"),
    _done("RiskAssessment", "drafted-for"),
    resource(
        "CarePlan",
        "q2",
        status="active",
        intent="plan",
        subject=ref("Patient/planned-for"),
        supportingInfo=[ref("Observation/o1"), ref("RiskAssessment/planned-for")],
        addresses=[ref("RiskAssessment/planned-for-another")],
    ),
    resource(
        "CarePlan",
        "q3",
        status="active",
        intent="order",
        subject=ref("Patient/addressed"),
        addresses=[ref("RiskAssessment/addressed")],
    ),
    _done("RiskAssessment", "planned-for-another"),
    *(_done("RiskAssessment", f"basis-{name}") for name in BASES),
    *(
        resource(
            "CarePlan",
            f"basis-{name}",
            **{"status": "active", "intent": "plan", **given},
            subject=ref(f"Patient/basis-{name}"),
            supportingInfo=[ref(f"RiskAssessment/basis-{name}")],
        )
        for name, given in BASES.items()
    ),
    resource(
        "CarePlan",
        "q1",
        status="draft",
        intent="plan",
        subject=ref("Patient/planned-for"),
        supportingInfo=[ref("RiskAssessment/planned-for"), ref("RiskAssessment/drafted-for")],
    ),
    _done("RiskAssessment", "odd", status="done", occurrenceDateTime="2026-13-01"),
    _done("Procedure", "backwards", performedPeriod={"start": "2026-03-02", "end": "2026-03-01"}),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]
