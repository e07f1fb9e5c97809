"""Short ways to write made-up resources: each person of a case has the name of the case as id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
SNOMED = "http://snomed.info/sct"
UK = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
UK_CODES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-"
NO_END = date(9999, 12, 31)

Made = dict[str, Any]


def resource(kind: str, key: str, **elements: Any) -> Made:
    return {"resourceType": kind, "id": key, **elements}


def people(*keys: str) -> list[Made]:
    return [resource("Patient", key) for key in keys]


def patients_of(resources: Iterable[Made]) -> list[Made]:
    """Return a Patient for everybody whom the resources are about."""
    found = {text for each in resources for text in _patients(each)}
    return people(*(text.removeprefix("Patient/") for text in sorted(found)))


def _patients(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        text = value.get("reference")
        if isinstance(text, str) and text.startswith("Patient/"):
            yield text
        for each in value.values():
            yield from _patients(each)
    if isinstance(value, list):
        for each in value:
            yield from _patients(each)


def ref(key: str) -> Made:
    return {"reference": key}


def coded(*codings: str) -> Made:
    """Return a CodeableConcept of codings written `system|code`."""
    return {"coding": [_coding(each) for each in codings]}


def _coding(text: str) -> Made:
    system, _, code = text.rpartition("|")
    return {"system": system, "code": code} if system else {"code": code}


def says(name: str, *codings: str) -> Made:
    """Return a UK Core extension with a CodeableConcept."""
    return {"url": UK + name, "valueCodeableConcept": coded(*codings)}


def days(row: Mapping[str, Any], name: str) -> tuple[date | None, date | None]:
    """Return the earliest and latest day of a column."""
    return row[f"{name}_earliest"], row[f"{name}_latest"]


def day(year: int, month: int, number: int) -> tuple[date, date]:
    """Return a whole day as it is stored."""
    return date(year, month, number), date(year, month, number)


OPEN = (NO_END, NO_END)
UNKNOWN = (None, None)
