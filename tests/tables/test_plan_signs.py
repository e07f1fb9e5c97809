"""Who updates, agrees to and sends plans, and what of it counts: each person is one case."""

from __future__ import annotations

import pytest

from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import SNOMED, UNKNOWN, Made, coded, day, days, patients_of, ref
from tests.tables.plan_parts import AGREES, REFUSES, UPDATE, answer, message, plan, provenance

UPDATERS: dict[str, tuple[Made, bool]] = {
    **{kind: (ref(f"{kind}/x"), True) for kind in ("Practitioner", "PractitionerRole", "Patient", "RelatedPerson")},
    "somebody-by-number": ({"type": "Practitioner", "identifier": {"system": "urn:staff", "value": "7"}}, True),
    **{kind: (ref(f"{kind}/x"), False) for kind in ("Device", "Organization")},
    "a-job": ({"display": "nightly migration job"}, False),
}
"""Who updated a plan, and whether that says that a person looked at it."""
SENDINGS: dict[str, tuple[Made, bool]] = {
    "to-nobody": ({"recipient": None}, False),
    "to-a-device": ({"recipient": [ref("Device/d1")]}, False),
    "to-a-device-and-a-carer": ({"recipient": [ref("Device/d1"), ref("RelatedPerson/r1")]}, True),
    "to-a-name": ({"recipient": [{"display": "Dr Patel"}]}, True),
    "by-the-patient": ({"sender": ref("Patient/sent-by-the-patient")}, False),
    "by-a-carer": ({"sender": {"type": "RelatedPerson", "display": "My mum"}}, False),
    "by-a-worker": ({"sender": ref("Practitioner/w1")}, True),
    "for-another": ({"subject": ref("Patient/whole")}, False),
}
"""What a message about a plan says of who sent it to whom, and whether a copy was sent by it."""
ANSWERS: dict[str, tuple[Made, str | None]] = {
    "no-as-code": ({"valueCodeableConcept": coded(f"{SNOMED}|373067005")}, None),
    "yes-as-code": ({"valueCodeableConcept": coded(f"{SNOMED}|373066001")}, None),
    "no-in-words": ({"valueString": "No"}, None),
    "declined": ({"dataAbsentReason": coded("http://terminology.hl7.org/CodeSystem/data-absent-reason|unknown")}, None),
    "a-number": ({"valueInteger": 0}, None),
    "otherwise": ({"valueCodeableConcept": coded(REFUSES)}, "does-not-agree"),
    "the-same": ({"valueCodeableConcept": coded(AGREES)}, "agrees"),
    "not-that-they-refuse": ({"code": coded(REFUSES), "valueBoolean": False}, None),
    "that-they-refuse": ({"code": coded(REFUSES), "valueBoolean": True}, "does-not-agree"),
    "for-another": ({"subject": ref("Patient/whole")}, None),
    "for-nobody": ({"subject": None}, None),
}
"""What stands beside the code that says that somebody agrees, and what it comes to."""


_ABOUT = [
    *(plan(f"updated-by-{name}", created="2026-01-05") for name in UPDATERS),
    *(
        provenance(f"by-{name}", f"CarePlan/updated-by-{name}", "2026-04-01T10:00:00Z", UPDATE, by=who)
        for name, (who, _) in UPDATERS.items()
    ),
    *(plan(f"says-{name}") for name in ANSWERS),
    *(
        answer(f"o-{name}", f"CarePlan/says-{name}", effectiveDateTime="2026-01-10", **given)
        for name, (given, _) in ANSWERS.items()
    ),
    *(plan(f"sent-{name}") for name in SENDINGS),
    *(
        message(f"m-{name}", "2026-01-20", about=[ref(f"CarePlan/sent-{name}")], **given)
        for name, (given, _) in SENDINGS.items()
    ),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    given = [{name: value for name, value in each.items() if value is not None} for each in RESOURCES]
    return build("care_plan", given, engine=request.param)


@pytest.mark.parametrize("name", UPDATERS)
def test_a_plan_was_reviewed_when_a_person_updated_it(built: Built, name: str) -> None:
    _, is_person = UPDATERS[name]
    assert days(built.one(f"updated-by-{name}"), "reviewed") == (day(2026, 4, 1) if is_person else day(2026, 1, 5))


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_says_something_else_is_no_agreement(built: Built, name: str) -> None:
    _, word = ANSWERS[name]
    row = built.one(f"says-{name}")
    assert (row["agreed"], days(row, "agreed_date")) == (word, day(2026, 1, 10) if word else UNKNOWN)


@pytest.mark.parametrize("name", SENDINGS)
def test_a_copy_goes_from_the_service_to_somebody(built: Built, name: str) -> None:
    _, was_sent = SENDINGS[name]
    assert days(built.one(f"sent-{name}"), "sent") == (day(2026, 1, 20) if was_sent else UNKNOWN)
