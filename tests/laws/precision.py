"""Law (c) over one rule, a record and the ways of filling it: what was definite before is the same after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis.vendor.pretty import RepresentationPrinter

from risk_checks.model.outcome import Outcome, OutcomeKind
from risk_checks.rules.plan import Plan
from tests.laws.completions import filled, gaps
from tests.spec.harness import Run, World, add_person
from tests.spec.rows import Written, no_rows
from tests.strategies.nodes import shown
from tests.strategies.picking import Choose, one_of, pick
from tests.strategies.pools import RUN_DAYS
from tests.strategies.reads import Reads, reads_of
from tests.strategies.records import record
from tests.strategies.rules import plan

DEFINITE = (OutcomeKind.MET, OutcomeKind.LATE, OutcomeKind.GAP)
FILLINGS = 3
"""How often each record is filled."""

Answers = dict[str, OutcomeKind]
"""The outcome of each subject of a person that has one, by the end of its key."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """A rule, what it reads, and the day of the check."""

    plan: Plan
    reads: Reads
    as_of: date

    def __repr__(self) -> str:
        """Return the rule without what is the same for all of them."""
        parts = (self.plan.subject, self.plan.when, self.plan.unless, self.plan.expect)
        return f"on {self.as_of}: {'; '.join(shown(part) for part in parts)}"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:
        printer.text(repr(self))


@dataclass(frozen=True, slots=True, repr=False)
class Draw:
    """A record, some of its gaps filled in several ways, and the types that are not covered for this person."""

    before: tuple[Written, ...]
    after: tuple[tuple[Written, ...], ...]
    uncovered: frozenset[str]

    def __repr__(self) -> str:
        """Return the record and its fillings, each row by its table and its cells."""
        records = ([f"{row.table.name} {dict(row.cells)}" for row in rows] for rows in (self.before, *self.after))
        return f"before and after: {list(records)}; not covered: {sorted(self.uncovered)}"

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:
        printer.text(repr(self))


_OBSERVATION, _RELATED_PERSON = frozenset({"Observation"}), frozenset({"RelatedPerson"})


def asked(choose: Choose) -> Asked:
    """Draw a rule and a day."""
    as_of = one_of(choose, RUN_DAYS)
    made = plan(choose, as_of)
    return Asked(made, reads_of(made), as_of)


def drawn(choose: Choose, about: Asked) -> Draw:
    """Draw a record for a rule, and its fillings: none where nothing of it could be filled."""
    before = record(choose, about.reads, subject=about.plan.subject, as_of=about.as_of)
    number = 1 + choose(FILLINGS) if gaps(before, about.reads.fillable) else 0
    return Draw(
        before=before,
        after=tuple(filled(choose, before, about.reads.fillable, about.as_of) for _ in range(number)),
        uncovered=pick(choose, (12, frozenset), (1, lambda: _OBSERVATION), (1, lambda: _RELATED_PERSON)),
    )


def asked_and_drawn(choose: Choose) -> tuple[Asked, Draw]:
    """Draw a rule, a day and a record."""
    about = asked(choose)
    return about, drawn(choose, about)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an engine says of a record as it is, and of its fillings."""

    draw: Draw
    before: Answers
    after: tuple[Answers, ...]

    @property
    def in_domain(self) -> bool:
        """Whether the law says something: an outcome is definite, and something that the rule reads was filled."""
        return bool(self.draw.after) and any(kind in DEFINITE for kind in self.before.values())

    @property
    def broken(self) -> bool:
        """Whether a filling changed what was definite, or brought somebody into the population who surely was not."""
        return any(not keeps(self.before, filled) for filled in self.after)


def keeps(before: Answers, after: Answers) -> bool:
    """Return whether every definite outcome stays, and whoever had none has none."""
    same = all(after.get(subject) is kind for subject, kind in before.items() if kind in DEFINITE)
    return same and set(after) <= set(before)


def world_of(draws: Sequence[Draw]) -> World:
    """Return the world in which each record and each filling is a person."""
    rows, uncovered = no_rows(), {}
    for number, draw in enumerate(draws):
        for filling, written in enumerate((draw.before, *draw.after)):
            key = f"Patient/{number}-{filling}"
            add_person(rows, key, written)
            if draw.uncovered:
                uncovered[key] = draw.uncovered
    return World(rows, uncovered=uncovered)


def answered(draws: Sequence[Draw], outcomes: Sequence[Outcome]) -> list[Answered]:
    """Return what the outcomes of such a world say of each draw."""
    found: dict[str, Answers] = {}
    for outcome in outcomes:
        found.setdefault(outcome.patient, {})[outcome.subject.removeprefix(outcome.patient)] = outcome.outcome
    return [
        Answered(
            draw,
            found.get(f"Patient/{number}-0", {}),
            tuple(found.get(f"Patient/{number}-{filling}", {}) for filling, _ in enumerate(draw.after, start=1)),
        )
        for number, draw in enumerate(draws)
    ]


def ask(run: Run, about: Asked, draws: Sequence[Draw]) -> list[Answered]:
    """Return what an engine says of each draw, in one run."""
    return answered(draws, run(world_of(draws), [about.plan], about.as_of).outcomes)
