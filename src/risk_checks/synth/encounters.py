"""Contacts: those that make a derived referral, and those that must not."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from risk_checks.synth.chart import Chart, Resource
from risk_checks.synth.facts import Contact, ContactState, Span
from risk_checks.synth.horizon import pick
from risk_checks.synth.written import write_period

_ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ONGOING = ("arrived", "triaged", "in-progress", "onleave")
_STATES = MappingProxyType(
    {
        "arrived": ContactState.UNCLEAR,
        "triaged": ContactState.UNCLEAR,
        "in-progress": ContactState.ATTENDED,
        "onleave": ContactState.ATTENDED,
        "finished": ContactState.ATTENDED,
        "planned": ContactState.PLANNED,
        "cancelled": ContactState.VOID,
        "entered-in-error": ContactState.VOID,
    }
)
NOT_HELD = ("planned", "cancelled", "entered-in-error")


def add_encounter(chart: Chart, *, status: str, first: date, last: date | None, provider: Resource | None) -> str:
    """Add a contact from a day to a day (or still going on), and return its id."""
    elements: Resource = {
        "status": status,
        "class": {"system": _ACT_CODE, "code": chart.rng.choice(("AMB", "HH", "VR"))},
        "subject": chart.subject(),
        "period": write_period(chart.rng, first, last),
    }
    if provider is not None:
        elements["serviceProvider"] = provider
    identity = chart.add("Encounter", **elements)
    chart.facts.contacts.append(Contact(f"Encounter/{identity}", _STATES[status], Span(first, first)))
    return identity


def add_contacts(chart: Chart, *, start: date, last: date | None, provider: Resource | None) -> None:
    """Add the contacts of a derived referral: the first on `start`, the last ending on `last` or still going on."""
    rng, near = chart.rng, chart.near
    if last is None:
        begun = pick(rng, near, start, near.as_of)
        add_encounter(chart, status=rng.choice(ONGOING), first=begun, last=None, provider=provider)
        if begun == start:
            return
        add_encounter(chart, status="finished", first=start, last=start, provider=provider)
        return
    begun = pick(rng, near, start, last)
    add_encounter(chart, status="finished", first=begun, last=last, provider=provider)
    if begun != start:
        add_encounter(chart, status="finished", first=start, last=pick(rng, near, start, begun), provider=provider)
    if rng.random() < 0.4:
        between = pick(rng, near, start, last)
        status = rng.choice(("finished", *ONGOING))
        add_encounter(chart, status=status, first=between, last=between, provider=provider)


def add_phantom_contact(chart: Chart, provider: Resource | None) -> None:
    """Add a contact that was only planned, was cancelled or was entered in error."""
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    status = rng.choice(NOT_HELD)
    day = near.ahead(rng.randrange(1, 60)) if status == "planned" else near.ago(rng.randrange(3000))
    add_encounter(chart, status=status, first=day, last=day, provider=provider)
