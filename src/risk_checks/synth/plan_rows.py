"""The CarePlan resources of a record, with the signs that they were renewed: in force, or not, on the day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

from risk_checks.synth.chart import LOCAL, SNOMED, Chart, Resource, concept
from risk_checks.synth.facts import CarePlan, PlanRow, Span, span
from risk_checks.synth.horizon import pick
from risk_checks.synth.services import any_worker
from risk_checks.synth.site import TRANSITION_PLANS
from risk_checks.synth.written import write_day, write_moment, write_period


class Kind(Enum):
    """What a plan is for, as far as rules tell plans apart."""

    CARE = "care"
    CRISIS = "crisis"
    TRANSITION = "transition"
    OTHER = "other"


REVIEW = "425268008"
_DATA_OPERATION = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
_CARE = ("734163000", "718347000", "2181441000000107")
_CRISIS = ("736253002", "736253002", "325691000000100")
_OTHER = ((SNOMED, "736366004"), (LOCAL, "meal-plan"), (LOCAL, "exercise-plan"))


def add_plan(
    chart: Chart,
    *,
    status: str = "active",
    created: date | str | None = None,
    start: date | None = None,
    end: date | str | None = None,
    intent: str | None = None,
    kind: Kind = Kind.CARE,
    subject: Resource | None = None,
    renewed: date | None = None,
) -> Resource:
    """Add a plan with these dates and return it; dates not given stay out. `renewed` is the day of a review of it.

    A month or year that begins by the day of the check and ends after it may end only a plan of another kind.
    """
    rng = chart.rng
    if subject is None and chart.facts.plans_closed:
        status, end = _closed(chart, status, start=start, end=end)
    elements: Resource = {
        "status": status,
        "intent": intent or rng.choice(("plan", "plan", "plan", "order")),
        "subject": subject or chart.subject(),
    }
    if category := _category(chart, kind):
        elements["category"] = category
    if created is not None:
        elements["created"] = created if isinstance(created, str) else write_day(rng, created)
    if isinstance(end, str):
        elements["period"] = {"end": end} if start is None else {**write_period(rng, start, None), "end": end}
    elif start is not None:
        elements["period"] = write_period(rng, start, end)
    elif end is not None:
        elements["period"] = {"end": write_day(rng, end)}
    identity = chart.add("CarePlan", **elements)
    made, ends = chart.resources[-1], None if end is None else span(end)
    if renewed is not None:
        _renew(chart, made, renewed)
    if subject is None:
        row = PlanRow(f"CarePlan/{identity}", status, written_on(created, start), start, ends)
        chart.facts.plan_rows.append(row)
    if subject is None and kind in {Kind.CARE, Kind.CRISIS} and made["intent"] != "proposal":
        as_of = chart.near.as_of
        begins_later, is_over = start is not None and start > as_of, ends is not None and ends.latest <= as_of
        note_written(chart, created, start, renewed, stands=_stands(status, begins_later=begins_later, is_over=is_over))
    return made


def _closed(chart: Chart, status: str, *, start: date | None, end: date | str | None) -> tuple[str, date | str | None]:
    """Return how a plan was closed when the person died: by its status, its end or both, where it was not over."""
    rng, as_of, died = chart.rng, chart.near.as_of, chart.facts.died
    begins_later = start is not None and start > as_of
    stays_open = end is None or (isinstance(end, date) and end > as_of)
    if status not in {"active", "on-hold", "completed"} or begins_later or not stays_open:
        return status, end
    day = chart.near.ago(rng.randrange(400)) if died is None else min(died.latest, as_of)
    day = day if start is None else max(day, start)
    return rng.choice((("completed", day), ("completed", None), ("revoked", None), ("active", day)))


def written_on(created: date | str | None, start: date | None) -> Span | None:
    """Return when a plan was written: where it does not say, the day it begins stands for it."""
    said = start if created is None else created
    return None if said is None else span(said)


def note_written(chart: Chart, *days: date | str | None, stands: bool) -> None:
    """Note when a plan that stands, is paused or is over was last renewed."""
    if stands:
        signs = [span(each) for each in days if each is not None]
        chart.facts.written.append(max(signs, key=lambda each: each.latest, default=None))


def _stands(status: str, *, begins_later: bool, is_over: bool) -> bool:
    """Return whether a plan is active, on hold or ended on the day, and not a draft, withdrawn, void or to come."""
    return status == "on-hold" or (status in {"active", "completed"} and (is_over or not begins_later))


def add_plan_in_care(
    chart: Chart,
    *,
    status: str = "active",
    created: date | str | None = None,
    start: date | None = None,
    end: date | None = None,
    renewed: date | None = None,
) -> None:
    """Add a care plan that is in force on the day of the check, and note what is known of it.

    Where plans were closed when the person died, it is over.
    """
    made = add_plan(chart, status=status, created=created, start=start, end=end, renewed=renewed)
    if chart.facts.plans_closed:
        return
    signs = [span(each) for each in (created, start, renewed) if each is not None]
    latest = max(signs, key=lambda each: each.latest, default=None)
    chart.facts.plans.append(CarePlan(made, written_on(created, start), latest, end))


def _category(chart: Chart, kind: Kind) -> list[Resource]:
    rng = chart.rng
    match kind:
        case Kind.CRISIS:
            return [concept(SNOMED, rng.choice(_CRISIS))]
        case Kind.TRANSITION:
            system, code, _ = rng.choice(TRANSITION_PLANS)
            return [concept(system, code)]
        case Kind.OTHER:
            return [concept(*rng.choice(_OTHER))]
        case Kind.CARE if rng.random() < 0.7:
            others = [concept(*rng.choice(_OTHER))] if rng.random() < 0.1 else []
            return [*others, concept(SNOMED, rng.choice(_CARE))]
    return []


def _renew(chart: Chart, plan: Resource, day: date) -> None:
    rng = chart.rng
    reference: Resource = {"reference": f"CarePlan/{plan['id']}"}
    if rng.random() < 0.5:
        chart.add(
            "Procedure",
            status="completed",
            code=concept(SNOMED, REVIEW),
            subject=plan["subject"],
            basedOn=[reference],
            performedDateTime=write_day(rng, day),
        )
    else:
        chart.add(
            "Provenance",
            target=[reference],
            recorded=write_moment(rng, day),
            activity=concept(_DATA_OPERATION, "UPDATE"),
            agent=[{"who": any_worker(rng)}],
        )


def add_plan_in_force(chart: Chart, day: date) -> None:
    """Add a plan in force on the day of the check, of which `day` is the later of its two dates."""
    rng, near = chart.rng, chart.near
    status, ends = rng.choices((("active", False), ("active", True), ("completed", True)), weights=(8, 3, 2))[0]
    end = pick(rng, near, near.ahead(1), near.ahead(300)) if ends else None
    earlier = day - timedelta(days=rng.choice((0, 1, 14, 400)))
    match rng.randrange(5):
        case 0:
            add_plan_in_care(chart, status=status, created=day, end=end)
        case 1:
            add_plan_in_care(chart, status=status, start=day, end=end)
        case 2:
            add_plan_in_care(chart, status=status, created=day, start=earlier, end=end)
        case 3:
            add_plan_in_care(chart, status=status, created=earlier, end=end, renewed=day)
        case _:
            add_plan_in_care(chart, status=status, created=earlier, start=day, end=end)


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
            add_plan(chart, created=day, kind=Kind.OTHER)
        case 7:
            add_plan(chart, status=rng.choice(("draft", "active", "entered-in-error")), created=day, kind=Kind.OTHER)
        case _:
            add_plan(chart, created=day, subject={"reference": f"Patient/{chart.bystander}"})
