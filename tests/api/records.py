"""A small record in the forms that callers hold one in."""

from __future__ import annotations

from typing import Any

PATIENT: dict[str, Any] = {"resourceType": "Patient", "id": "p1", "birthDate": "1980-05-01"}
EPISODE: dict[str, Any] = {
    "resourceType": "EpisodeOfCare",
    "id": "e1",
    "status": "active",
    "patient": {"reference": "Patient/p1"},
    "period": {"start": "2026-01-05"},
}
ASSESSMENT: dict[str, Any] = {
    "resourceType": "RiskAssessment",
    "id": "r1",
    "status": "final",
    "subject": {"reference": "Patient/p1"},
    "occurrenceDateTime": "2026-01-10",
}
RECORD = [PATIENT, EPISODE, ASSESSMENT]


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    """Return a collection Bundle of resources."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}
