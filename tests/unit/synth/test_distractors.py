"""What looks like evidence and is none: a fifth of the people, at least, have each kind of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from random import Random
from typing import Any

import pytest

from risk_checks.synth import DEFAULT_AS_OF
from risk_checks.synth.chart import LOCAL
from risk_checks.synth.horizon import horizon
from risk_checks.synth.people import Dealer, Person

Resource = Mapping[str, Any]
EVIDENCE = {
    "CarePlan", "Communication", "Consent", "DocumentReference", "Flag", "Observation", "Procedure",
    "QuestionnaireResponse", "RiskAssessment",
}  # fmt: skip
BEGUN = {"draft", "in-progress", "preliminary", "preparation", "proposed", "registered"}
TAKEN_BACK = {"cancelled", "entered-in-error", "not-done", "revoked", "stopped"}
DAYS = ("occurrenceDateTime", "effectiveDateTime", "performedDateTime", "authored", "created", "sent", "date")
PERIODS = ("occurrencePeriod", "effectivePeriod", "performedPeriod", "period")


@cache
def _people() -> tuple[Person, ...]:
    return tuple(Dealer(rng=Random(1), near=horizon(DEFAULT_AS_OF), places=range(1, 1501)).deal())


def _day(resource: Resource) -> str | None:
    for name in DAYS:
        if name in resource:
            return str(resource[name])
    return next((each["start"] for name in PERIODS if (each := resource.get(name)) and "start" in each), None)


def _kinds(person: Person) -> Iterator[str]:
    themselves = {f"Patient/{each['id']}" for each in person.resources if each["resourceType"] == "Patient"}
    for resource in person.resources:
        if resource["resourceType"] not in EVIDENCE:
            continue
        status, day = resource.get("status"), _day(resource)
        subject: Any = resource.get("subject") or resource.get("patient")
        yield "begun" if status in BEGUN else "taken back" if status in TAKEN_BACK else "done"
        yield "undated" if day is None else "dated ahead" if day > DEFAULT_AS_OF.isoformat() else "dated"
        if day is not None and len(day) < len("2026-11-01"):
            yield "dated in part"
        if subject and subject["reference"] not in themselves:
            yield "another patient's"
        if LOCAL in str(resource.get("code")) + str(resource.get("category")) + str(resource.get("questionnaire")):
            yield "of another kind"


@pytest.mark.parametrize(
    "kind", ["begun", "taken back", "undated", "dated ahead", "dated in part", "another patient's", "of another kind"]
)
def test_a_fifth_of_the_people_have_each_kind(kind: str) -> None:
    having = sum(kind in set(_kinds(person)) for person in _people())
    assert having >= 0.2 * len(_people())
