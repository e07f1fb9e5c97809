"""The loop most people would write: a model of `fhir.resources` (R4B) for each resource, and Python over the models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from fhir.resources.R4B import get_fhir_model_class

from benchmarks.loops.asked import Asked, asked
from benchmarks.loops.days import months_later
from benchmarks.loops.deciding import Answer
from benchmarks.loops.grouping import TYPES, by_person
from benchmarks.loops.writing import write_answers

RISK = "225337009"
PLANS = {"734163000", "718347000", "2181441000000107", "736254008", "assess-plan"}
DONE = {"final", "amended", "corrected", "completed"}
NO_CARERS = {"E", "I", "S", "F"}


def run(given: Asked) -> None:
    """Answer the six rules over an extract and write the answers."""
    models = {kind: get_fhir_model_class(kind) for kind in TYPES}
    people = by_person(given.folder, lambda line: models[_kind(line)].model_validate_json(line))
    answers = [answer for key, held in people.items() for answer in about(key, held, given.as_of)]
    read = sum(len(rows) for held in people.values() for rows in held.values())
    write_answers(given.out, answers, people=len(people), resources=read)


def _kind(line: str) -> str:
    return line.partition('"resourceType":"')[2].partition('"')[0]


def about(key: str, held: dict[str, list[Any]], as_of: date) -> Iterator[Answer]:
    """Yield the answers about a person."""
    for patient in held["Patient"]:
        died = day(patient.deceasedDateTime)
        if patient.active is False or patient.deceasedBoolean or (died is not None and died <= as_of):
            return
    episodes = [each for each in held["EpisodeOfCare"] if is_open(each, as_of)]
    assessed = [day_of(each) for each in assessments(held)]
    planned = [plan_day(each) for each in plans(held, as_of)]
    carers = [each for each in related(held) if in_use(each, as_of)]
    for episode in episodes:
        start, subject = day(episode.period.start) if episode.period else None, f"EpisodeOfCare/{episode.id}"
        for rule, days, first in (("RISK", assessed, 7), ("PLAN", planned, 28)):
            past = [each for each in days if each is None or each <= as_of]
            waits = start is not None and as_of <= start + timedelta(days=first)
            yield Answer(f"RC-{rule}-001", subject, "met" if past else "due" if waits else "gap")
            recent = [each for each in past if each is not None and as_of <= months_later(each, 12)]
            counts = [each for each in recent if rule == "PLAN" or start is None or each >= start]
            waits = start is not None and as_of <= start + timedelta(days=14 if rule == "RISK" else 28)
            yield Answer(f"RC-{rule}-002", subject, "met" if counts else "due" if waits else "gap")
        waits = start is not None and as_of <= start + timedelta(days=14)
        yield Answer("RC-CARER-001", subject, "met" if carers else "due" if waits else "gap")
    if episodes and carers:
        yield Answer("RC-CARER-002", key, "met" if any(is_whole(each) for each in carers) else "gap")


def day(value: date | datetime | str | None) -> date | None:
    """Return the day of what a model holds for a date; a year or a month, which it holds as text, is its first day."""
    if isinstance(value, str):
        return date.fromisoformat((value + "-01-01")[:10])
    return value.date() if isinstance(value, datetime) else value


def day_of(row: Any) -> date | None:
    """Return the day on which an assessment was made."""
    for name in ("occurrence", "effective", "performed"):
        moment, period = getattr(row, f"{name}DateTime", None), getattr(row, f"{name}Period", None)
        if moment is not None or period is not None:
            return day(moment) if period is None else day(period.end or period.start)
    return None


def plan_day(plan: Any) -> date | None:
    """Return the day on which a plan was written, or began."""
    return day(plan.created or (plan.period.start if plan.period else None))


def codes(concept: Any) -> set[str]:
    """Return the codes of a concept."""
    return {coding.code for coding in concept.coding or ()} if concept else set()


def is_open(episode: Any, as_of: date) -> bool:
    """Return whether an episode is open on a day."""
    if episode.status not in ("active", "onhold"):
        return False
    start, end = (day(episode.period.start), day(episode.period.end)) if episode.period else (None, None)
    return (start is None or start <= as_of) and (end is None or end > as_of)


def assessments(held: dict[str, list[Any]]) -> Iterator[Any]:
    """Yield the finished assessments of a person."""
    for kind in ("RiskAssessment", "Observation", "Procedure"):
        for row in held[kind]:
            is_kind = RISK in codes(row.code) or (kind == "RiskAssessment" and row.code is None)
            if is_kind and row.status in DONE:
                yield row


def plans(held: dict[str, list[Any]], as_of: date) -> Iterator[Any]:
    """Yield the active care plans of a person."""
    for plan in held["CarePlan"]:
        kinds = {code for category in plan.category or () for code in codes(category)}
        end = day(plan.period.end) if plan.period else None
        is_kind = not plan.category or bool(kinds & PLANS)
        is_on = plan.status == "active" and plan.intent != "proposal" and (end is None or end > as_of)
        if is_kind and is_on:
            yield plan


def related(held: dict[str, list[Any]]) -> Iterator[Any]:
    """Yield the related people and the contacts of a person."""
    yield from held["RelatedPerson"]
    for patient in held["Patient"]:
        yield from patient.contact or ()


def in_use(carer: Any, as_of: date) -> bool:
    """Return whether a carer is in use on a day."""
    relations = {code for each in carer.relationship or () for code in codes(each)}
    end = day(carer.period.end) if carer.period else None
    return getattr(carer, "active", None) is not False and not relations & NO_CARERS and (end is None or end > as_of)


def is_whole(carer: Any) -> bool:
    """Return whether name, relationship and a way to reach a carer are recorded."""
    return bool(carer.name and carer.relationship and (carer.telecom or carer.address))


if __name__ == "__main__":
    run(asked(__doc__))
