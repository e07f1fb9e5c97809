"""The resources that plan the review of a care plan: still to be done, or settled."""

from __future__ import annotations

from datetime import date

from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.facts import CarePlan, Contact, ContactState, Span
from risk_checks.synth.messages import note_request
from risk_checks.synth.plan_rows import REVIEW
from risk_checks.synth.services import any_clinic, any_worker
from risk_checks.synth.written import write_day, write_hour, write_period


def add_planned_review(chart: Chart, plan: CarePlan, day: date) -> None:
    """Add a review that is still to be done by a day."""
    rng = chart.rng
    match rng.randrange(6):
        case 0 | 1 | 2:
            _add_activity(chart, plan, day, status=rng.choice(("not-started", "scheduled", "in-progress")))
        case 3:
            _add_task(chart, plan, day, status=rng.choice(("requested", "accepted", "in-progress")))
        case 4:
            _add_request(chart, plan, day, status=rng.choice(("active", "on-hold")))
        case _:
            _add_appointment(chart, plan, day, status="booked")


def add_settled_review(chart: Chart, plan: CarePlan, day: date) -> None:
    """Add a review that is done, was called off or entered in error, or something else that was planned."""
    rng = chart.rng
    match rng.randrange(5):
        case 0 | 1:
            _add_activity(
                chart, plan, day, status=rng.choice(("completed", "cancelled", "stopped", "entered-in-error"))
            )
        case 2:
            _add_task(chart, plan, day, status=rng.choice(("completed", "rejected", "cancelled", "failed")))
        case 3:
            _add_request(chart, plan, day, status=rng.choice(("completed", "revoked", "draft")))
        case _:
            _add_activity(chart, plan, day, status="scheduled", code=concept(LOCAL, "walk"))


def _add_activity(chart: Chart, plan: CarePlan, day: date, *, status: str, code: Resource | None = None) -> None:
    rng = chart.rng
    activities = plan.resource.setdefault("activity", [])
    assert isinstance(activities, list)
    detail: Resource = {"code": code or concept(SNOMED, REVIEW), "status": status}
    if rng.random() < 0.5:
        detail["scheduledPeriod"] = write_period(rng, day, day)
    else:
        detail["scheduledTiming"] = {"event": [write_day(rng, day)]}
    activities.append({"detail": detail})


def _add_task(chart: Chart, plan: CarePlan, day: date, *, status: str) -> None:
    rng = chart.rng
    authored = chart.near.ago(rng.randrange(30, 400))
    note_request(chart, authored, status=status)
    chart.add(
        "Task",
        **{"for": plan.resource["subject"]},
        status=status,
        intent="order",
        code=concept(SNOMED, REVIEW),
        focus={"reference": plan.key},
        authoredOn=write_day(rng, authored),
        requester=any_worker(rng),
        owner=any_worker(rng),
        restriction={"period": {"end": write_day(rng, day)}},
    )


def _add_request(chart: Chart, plan: CarePlan, day: date, *, status: str) -> None:
    rng = chart.rng
    authored = chart.near.ago(rng.randrange(30, 400))
    note_request(chart, authored, status=status)
    chart.add(
        "ServiceRequest",
        status=status,
        intent="order",
        code=concept(SNOMED, REVIEW),
        subject=plan.resource["subject"],
        basedOn=[{"reference": plan.key}],
        authoredOn=write_day(rng, authored),
        requester=any_worker(rng),
        performer=[any_worker(rng)],
        occurrenceDateTime=write_day(rng, day),
    )


def _add_appointment(chart: Chart, plan: CarePlan, day: date, *, status: str) -> None:
    start, end = write_hour(chart.rng, day)
    actors = (plan.resource["subject"], any_clinic(chart.rng))
    identity = chart.add(
        "Appointment",
        status=status,
        serviceType=[concept(SNOMED, REVIEW)],
        start=start,
        end=end,
        supportingInformation=[{"reference": plan.key}],
        participant=[{"actor": actor, "status": "accepted"} for actor in actors],
    )
    chart.facts.contacts.append(Contact(f"Appointment/{identity}#person.0", ContactState.PLANNED, Span(day, day)))
