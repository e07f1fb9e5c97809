"""The services, clinics and workers that records point at."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from risk_checks.synth.chart import Resource

SERVICES = (
    "Northmere Community Team", "Southmere Community Team", "Eastmere Early Intervention", "Westmere Crisis Team",
    "Mere Older People's Team", "Mere Forensic Outreach", "Mere Perinatal Team", "Mere Inpatient Service",
)  # fmt: skip
WORKERS = 24
LEFT = "worker-left"
WARD = "Organization/service-08"
"""The service that runs the ward, and nothing else."""
CLINICS = len(SERVICES) - 1


def organization_id(number: int) -> str:
    """Return the id of a service, from 1."""
    return f"service-{number:02}"


def any_organization(rng: Random) -> Resource:
    """Return a reference to one of the services, other than the ward."""
    return {"reference": f"Organization/{organization_id(rng.randrange(CLINICS) + 1)}"}


def any_clinic(rng: Random) -> Resource:
    """Return a reference to the clinic of one of those services."""
    return {"reference": f"HealthcareService/clinic-{rng.randrange(CLINICS) + 1:02}"}


def any_worker(rng: Random) -> Resource:
    """Return a reference to one of the workers."""
    return {"reference": f"Practitioner/worker-{rng.randrange(WORKERS) + 1:02}"}


def service_resources() -> Iterator[Resource]:
    """Return the Organizations, HealthcareServices and Practitioners of the cohort."""
    for number, name in enumerate(SERVICES, start=1):
        yield {"resourceType": "Organization", "id": organization_id(number), "active": True, "name": name}
    for number in range(1, CLINICS + 1):
        by = {"reference": f"Organization/{organization_id(number)}"}
        yield {"resourceType": "HealthcareService", "id": f"clinic-{number:02}", "active": True, "providedBy": by}
    for number in range(1, WORKERS + 1):
        called = {"family": f"Workhythe-{number:02}", "given": ["Mx"]}
        yield {"resourceType": "Practitioner", "id": f"worker-{number:02}", "active": True, "name": [called]}
    gone: Resource = {"family": "Workhythe-Gone", "given": ["Mx"]}
    yield {"resourceType": "Practitioner", "id": LEFT, "active": False, "name": [gone]}
