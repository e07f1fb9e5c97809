"""The resources that crisis plans stand in: CarePlan, and DocumentReference."""

from __future__ import annotations

from datetime import date

from risk_checks.synth.chart import SNOMED, Chart, Resource, concept
from risk_checks.synth.facts import PlanRow, span
from risk_checks.synth.horizon import pick
from risk_checks.synth.plan_rows import Kind, add_plan, note_written
from risk_checks.synth.written import write_day

_TYPE = "736253002"


def add_crisis_plan(chart: Chart, day: date) -> None:
    """Add a crisis plan in force on the day of the check, of which `day` is the latest sign of work on it."""
    rng, near = chart.rng, chart.near
    match rng.randrange(8):
        case 0:
            add_plan(chart, kind=Kind.CRISIS, start=day)
        case 1:
            end = pick(rng, near, near.ahead(1), near.ahead(300))
            add_plan(chart, kind=Kind.CRISIS, created=day, start=day, end=end)
        case 2 | 3:
            earlier = near.ago((near.as_of - day).days + rng.choice((1, 30, 400)))
            add_plan(chart, kind=Kind.CRISIS, created=earlier, renewed=day)
        case 4:
            _add_document(chart, created=day)
        case _:
            add_plan(chart, kind=Kind.CRISIS, created=day)


def add_own_form(
    chart: Chart, *, created: date | str | None, start: date | None = None, status: str = "active"
) -> None:
    """Add a crisis plan with one date, or with none, in one of its forms."""
    if start is None and chart.rng.random() < 0.25:
        _add_document(chart, created=created, status=status)
    else:
        add_plan(chart, kind=Kind.CRISIS, created=created, start=start, status=status)


def add_dead_crisis_plan(chart: Chart) -> None:
    """Add a plan that is over, on hold, only proposed, of another kind or another patient's."""
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, near.ago(360), near.ago(1))
    match rng.randrange(7 if chart.bystander is not None else 6):
        case 0:
            add_plan(chart, kind=Kind.CRISIS, created=day, start=day, end=near.as_of)
        case 1:
            status = rng.choice(("active", "completed", "revoked"))
            add_plan(chart, kind=Kind.CRISIS, status=status, start=day, end=pick(rng, near, day, near.as_of))
        case 2:
            add_plan(chart, kind=Kind.CRISIS, status=rng.choice(("on-hold", "revoked", "completed")), created=day)
        case 3:
            add_plan(chart, kind=Kind.CRISIS, intent="proposal", created=day)
        case 4:
            add_plan(chart, kind=Kind.OTHER, created=day)
        case 5:
            _add_document(chart, created=day, status="superseded")
        case _:
            subject: Resource = {"reference": f"Patient/{chart.bystander}"}
            add_plan(chart, kind=Kind.CRISIS, created=day, subject=subject)


def _add_document(chart: Chart, *, created: date | str | None, status: str = "active") -> None:
    attachment: Resource = {"contentType": "application/pdf", "url": f"https://documents.example.org/{chart.patient}"}
    if created is not None:
        attachment["creation"] = created if isinstance(created, str) else write_day(chart.rng, created)
    note_written(chart, created, stands=status in {"active", "superseded"})
    elements: Resource = {"status": "current" if status in {"active", "draft"} else status}
    if status == "draft":
        elements["docStatus"] = "preliminary"
    identity = chart.add(
        "DocumentReference",
        **elements,
        type=concept(SNOMED, _TYPE),
        category=[concept(SNOMED, "734163000")],
        subject=chart.subject(),
        content=[{"attachment": attachment}],
    )
    marked = "completed" if status == "superseded" else status
    written = None if created is None else span(created)
    chart.facts.plan_rows.append(PlanRow(f"DocumentReference/{identity}", marked, written))
