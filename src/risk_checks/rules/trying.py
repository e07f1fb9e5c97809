"""Examples tried on engines: every difference between what was expected and what came, readable, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from risk_checks.errors import RiskChecksError
from risk_checks.model.outcome import Outcome
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.examples import NONE, Example, Expected, load_examples
from risk_checks.tables.definition import TableDef

Check = Callable[[Example, str], Sequence[Outcome]]
"""Gives the outcomes of an example on an engine."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one engine said otherwise than one example."""

    example: Example
    engine: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        head = f"{self.example.where} {self.example.rule} '{self.example.name}' on {self.engine}:"
        return "\n  ".join((head, *self.lines))


def run_examples(
    catalogue: Catalogue, *, tables: Mapping[str, TableDef], check: Check, engines: Sequence[str]
) -> tuple[Difference, ...]:
    """Return every difference over all rules, examples and engines, in that order."""
    return tuple(
        difference
        for rule in catalogue.rules
        for example in load_examples(rule, tables=tables)
        for engine in engines
        if (difference := try_example(example, check=check, engine=engine)) is not None
    )


def try_example(example: Example, *, check: Check, engine: str) -> Difference | None:
    """Return how the engine's outcomes of the example's own rule differ from those expected, or None."""
    try:
        outcomes = check(example, engine)
    except RiskChecksError as error:
        return Difference(example, engine, (f"failed: {error}",))
    got = [outcome for outcome in outcomes if outcome.rule == example.rule]
    lines = tuple(_compare(example.expect, got))
    return Difference(example, engine, lines) if lines else None


def _compare(expected: Sequence[Expected], got: Sequence[Outcome]) -> Iterator[str]:
    wanted = {said.subject: said for said in expected}
    found: dict[str, list[Outcome]] = {}
    for outcome in got:
        found.setdefault(outcome.subject, []).append(outcome)
    for subject in sorted(wanted.keys() | found.keys()):
        said, came = wanted.get(subject), found.get(subject, [])
        if said is None or len(came) != 1 or not _agree(said, came[0]):
            before = "no outcome" if said is None else _words(said.outcome, said.facts)
            after = " and ".join(_words(outcome.outcome, _facts(outcome)) for outcome in came) or "no outcome"
            yield f"{subject}: expected {before}; got {after}"


def _agree(said: Expected, came: Outcome) -> bool:
    facts = _facts(came)
    return said.outcome is came.outcome and all(facts[name] == text for name, text in said.facts.items())


def _facts(outcome: Outcome) -> Mapping[str, str]:
    return {
        "reason_code": str(outcome.reason_code),
        "due_on": str(outcome.due_on or NONE),
        "missing": ", ".join(outcome.missing) or NONE,
    }


def _words(outcome: str, facts: Mapping[str, str]) -> str:
    return ", ".join((str(outcome), *(f"{name} {text}" for name, text in facts.items())))
