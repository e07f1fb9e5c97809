"""Appointments, whatever came of them."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from risk_checks.synth.chart import Chart, Resource
from risk_checks.synth.facts import Contact, ContactState, Span
from risk_checks.synth.services import any_clinic, any_worker
from risk_checks.synth.written import write_hour

_STATES = MappingProxyType(
    {
        "fulfilled": ContactState.ATTENDED,
        "booked": ContactState.PLANNED,
        "pending": ContactState.PLANNED,
        "noshow": ContactState.MISSED,
        "cancelled": ContactState.VOID,
        "entered-in-error": ContactState.VOID,
    }
)


def add_appointment(
    chart: Chart,
    day: date,
    *,
    status: str,
    with_carer: Resource | None = None,
    kind: Resource | None = None,
    of: str | None = None,
) -> str:
    """Add an appointment and return its id."""
    start, end = write_hour(chart.rng, day)
    actors = [
        chart.subject() if of is None else {"reference": f"Patient/{of}"},
        any_worker(chart.rng),
        any_clinic(chart.rng),
    ]
    if with_carer is not None:
        actors.append(with_carer)
    elements: Resource = {} if kind is None else {"serviceType": [kind]}
    identity = chart.add(
        "Appointment",
        status=status,
        **elements,
        start=start,
        end=end,
        participant=[{"actor": actor, "status": "accepted"} for actor in actors],
    )
    if of is None:
        is_ahead = status == "fulfilled" and day > chart.near.as_of
        state = ContactState.AHEAD if is_ahead else _STATES[status]
        chart.facts.contacts.append(Contact(f"Appointment/{identity}#person.0", state, Span(day, day)))
    return identity
