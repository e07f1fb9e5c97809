"""Expressions of `fhirpathpy` over one Bundle a person, compiled once; Python only asks them and writes the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from fhirpathpy import compile as compiled
from fhirpathpy.models import models

from benchmarks.loops.asked import Asked, asked
from benchmarks.loops.days import months_later
from benchmarks.loops.deciding import Answer
from benchmarks.loops.grouping import by_person
from benchmarks.loops.writing import write_answers

Ask = Callable[[Any], list[Any]]

_OF = "entry.resource.where(resourceType = '{}')"
_DONE = "(status = 'final' or status = 'amended' or status = 'corrected' or status = 'completed')"
_IS_RISK = "code.coding.where(code = '225337009').exists()"
_DAY = "(occurrence | effective | performed).where(start.empty())"
_PLAN_CODES = "('734163000' | '718347000' | '2181441000000107' | '736254008' | 'assess-plan')"
_CARER = (
    f"({_OF.format('RelatedPerson')} | {_OF.format('Patient')}.contact).where(active.where($this = false).empty()"
    " and relationship.coding.where(code in ('E' | 'I' | 'S' | 'F')).empty()"
    " and (period.end.empty() or period.end > @{today}))"
)


def expressions(as_of: date) -> dict[str, Ask]:
    """Return the questions, each compiled once, that are asked of a person's Bundle."""
    today, since = as_of.isoformat(), months_later(as_of, -12).isoformat()
    done = " | ".join(
        f"{_OF.format(kind)}.where({_DONE} and {is_kind}"
        f" and {field}.where(start.empty()).where($this > @{today}).empty())"
        for kind, is_kind, field in (
            ("RiskAssessment", f"(code.empty() or {_IS_RISK})", "occurrence"),
            ("Observation", _IS_RISK, "effective"),
            ("Procedure", _IS_RISK, "performed"),
        )
    )
    plans = (
        f"{_OF.format('CarePlan')}.where(status = 'active' and intent != 'proposal'"
        f" and (category.empty() or category.coding.where(code in {_PLAN_CODES}).exists())"
        f" and (period.end.empty() or period.end > @{today}))"
    )
    carer = _CARER.replace("{today}", today)
    alive = (
        f"{_OF.format('Patient')}.where(active.where($this = false).empty() and deceasedBoolean.where($this = true)"
        f".empty() and deceasedDateTime.where($this <= @{today}).empty()).exists()"
    )
    episodes = (
        f"{_OF.format('EpisodeOfCare')}.where((status = 'active' or status = 'onhold')"
        f" and (period.end.empty() or period.end > @{today}) and period.start.where($this > @{today}).empty())"
    )
    written = {
        "alive": alive,
        "episodes": episodes,
        "RC-RISK-001": f"({done}).exists()",
        "RC-RISK-002": f"({done}).where({_DAY} >= @{since}).exists()",
        "RC-PLAN-001": f"{plans}.exists()",
        "RC-PLAN-002": f"{plans}.where(iif(created.exists(), created, period.start) >= @{since}).exists()",
        "RC-CARER-001": f"{carer}.exists()",
        "RC-CARER-002": f"{carer}.where(name.exists() and relationship.exists()"
        " and (telecom.exists() or address.exists())).exists()",
        **{f"new {days}": f"period.start >= @{as_of - timedelta(days=days)}" for days in (7, 14, 28)},
    }
    return {name: compiled(text, models["r4"]) for name, text in written.items()}


FIRST = {"RC-RISK-001": 7, "RC-RISK-002": 14, "RC-PLAN-001": 28, "RC-PLAN-002": 28, "RC-CARER-001": 14}


def run(given: Asked) -> None:
    """Answer the six rules over an extract and write the answers."""
    ask = expressions(given.as_of)
    people = by_person(given.folder)
    answers: list[Answer] = []
    failed = 0
    for key, held in people.items():
        try:
            answers += about(key, held, ask)
        except Exception:  # noqa: BLE001 - which is what fhirpathpy raises at dates that it cannot compare
            failed += 1
    read = sum(len(rows) for held in people.values() for rows in held.values())
    write_answers(given.out, answers, people=len(people), resources=read, failed=failed)


def about(key: str, held: dict[str, list[Any]], ask: dict[str, Ask]) -> Iterator[Answer]:
    """Yield the answers about a person."""
    bundle = {"resourceType": "Bundle", "entry": [{"resource": row} for rows in held.values() for row in rows]}
    episodes = ask["episodes"](bundle)
    if not episodes or ask["alive"](bundle) != [True]:
        return
    found = {rule: ask[rule](bundle) == [True] for rule in (*FIRST, "RC-CARER-002")}
    for episode in episodes:
        for rule, days in FIRST.items():
            waits = not found[rule] and ask[f"new {days}"](episode) == [True]
            yield Answer(rule, f"EpisodeOfCare/{episode['id']}", "met" if found[rule] else "due" if waits else "gap")
    if found["RC-CARER-001"]:
        yield Answer("RC-CARER-002", key, "met" if found["RC-CARER-002"] else "gap")


if __name__ == "__main__":
    run(asked(__doc__))
