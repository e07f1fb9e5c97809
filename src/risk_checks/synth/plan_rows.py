"""The CarePlan resources of a record: in force, or not, on the day of the check."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.horizon import pick
from risk_checks.synth.written import write_day, write_period

_KINDS = ("734163000", "718347000", "2181441000000107")
_OTHER_KINDS = ((SNOMED, "736366004"), (SNOMED, "736253002"), (LOCAL, "meal-plan"))


def add_plan(
    chart: Chart,
    *,
    status: str = "active",
    created: date | str | None = None,
    start: date | None = None,
    end: date | None = None,
    intent: str | None = None,
    other_kind: bool = False,
    subject: Resource | None = None,
) -> None:
    """Add a care plan with these dates; those not given stay out."""
    rng = chart.rng
    elements: Resource = {
        "status": status,
        "intent": intent or rng.choice(("plan", "plan", "plan", "order")),
        "subject": subject or chart.subject(),
    }
    if other_kind:
        elements["category"] = [concept(*rng.choice(_OTHER_KINDS))]
    elif rng.random() < 0.7:
        elements["category"] = [concept(SNOMED, rng.choice(_KINDS))]
        if rng.random() < 0.1:
            elements["category"] = [concept(*rng.choice(_OTHER_KINDS)), concept(SNOMED, rng.choice(_KINDS))]
    if created is not None:
        elements["created"] = created if isinstance(created, str) else write_day(rng, created)
    if start is not None:
        elements["period"] = write_period(rng, start, end)
    elif end is not None:
        elements["period"] = {"end": write_day(rng, end)}
    chart.add("CarePlan", **elements)


def add_plan_in_force(chart: Chart, day: date) -> None:
    """Add a plan in force on the day of the check, of which `day` is the later of its two dates."""
    rng, near = chart.rng, chart.near
    status, ends = rng.choices((("active", False), ("active", True), ("completed", True)), weights=(8, 3, 2))[0]
    end = pick(rng, near, near.ahead(1), near.ahead(300)) if ends else None
    earlier = day - timedelta(days=rng.choice((0, 1, 14, 400)))
    match rng.randrange(4):
        case 0:
            add_plan(chart, status=status, created=day, end=end)
        case 1:
            add_plan(chart, status=status, start=day, end=end)
        case 2:
            add_plan(chart, status=status, created=day, start=earlier, end=end)
        case _:
            add_plan(chart, status=status, created=earlier, start=day, end=end)


def add_plan_not_in_force(chart: Chart) -> None:
    """Add a plan that is over, on hold, only proposed, of another kind or another patient's; never evidence."""
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, near.ago(600), near.ago(1))
    match rng.randrange(9 if chart.bystander is not None else 8):
        case 0:
            add_plan(chart, created=day, start=day, end=near.as_of)
        case 1:
            status = rng.choice(("active", "completed", "revoked"))
            add_plan(chart, status=status, start=day, end=pick(rng, near, day, near.as_of))
        case 2:
            add_plan(chart, status=rng.choice(("completed", "revoked")), created=day, start=day)
        case 3:
            add_plan(chart, status="on-hold", created=day, start=rng.choice((None, day)))
        case 4 | 5:
            add_plan(chart, intent="proposal", created=day, start=rng.choice((None, day)))
        case 6:
            add_plan(chart, created=day, other_kind=True)
        case 7:
            add_plan(chart, status=rng.choice(("draft", "active", "entered-in-error")), created=day, other_kind=True)
        case _:
            add_plan(chart, created=day, subject={"reference": f"Patient/{chart.bystander}"})
