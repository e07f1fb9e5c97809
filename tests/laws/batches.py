"""Rules with many records each, the same every time: one run of an engine answers a rule for all of its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import count, islice

from hypothesis import settings

from tests.laws.forms import EVERY_FORM, forms_of
from tests.laws.precision import Asked, Draw, answered, asked, drawn, world_of
from tests.spec.harness import World, on_reference
from tests.strategies.picking import dealt

RULES = max(32, settings().max_examples // 4)
"""How many rules: 32 unless a long search is asked for."""
RECORDS = 60
_ENOUGH = 20 * RULES
_LOOK = 15
"""How many of its records show whether a rule is one that records can answer."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A rule and records drawn for it."""

    about: Asked
    draws: tuple[Draw, ...]

    @property
    def world(self) -> World:
        """The world that holds them all."""
        return world_of(self.draws)


@cache
def rules() -> tuple[tuple[int, Asked], ...]:
    """Return the rules of the batches, each with the number that its records are drawn by; every form is in one."""
    forms: set[str] = set()
    first: list[tuple[int, Asked]] = []
    others: list[tuple[int, Asked]] = []
    for number, about in islice(_answerable(), _ENOUGH):
        if len(first) + len(others) >= RULES and forms == EVERY_FORM:
            break
        (others if forms_of(about.plan) <= forms else first).append((number, about))
        forms |= forms_of(about.plan)
    return (*first, *others)[:RULES]


def batch(place: int) -> Batch:
    """Return the rule at a place, and its records."""
    number, about = rules()[place]
    return _batch(number, about, records=RECORDS)


def _batch(number: int, about: Asked, *, records: int) -> Batch:
    return Batch(about, tuple(dealt(partial(drawn, about=about), seed=f"{number} {each}") for each in range(records)))


def _answerable() -> Iterator[tuple[int, Asked]]:
    """Yield rules of which a record drawn for them is in the domain of the law at least now and then."""
    for number in count():
        about = dealt(asked, seed=str(number))
        few = _batch(number, about, records=_LOOK)
        outcomes = on_reference(few.world, [about.plan], about.as_of).outcomes
        if any(each.in_domain for each in answered(few.draws, outcomes)):
            yield number, about
