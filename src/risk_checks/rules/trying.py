"""Examples tried on engines: every difference between what was expected and what came, readable, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from risk_checks.errors import RiskChecksError
from risk_checks.model.outcome import Outcome
from risk_checks.rules.examples import NONE, Example, Expected

Check = Callable[[Example, str], Sequence[Outcome] | None]
"""Gives the outcomes of an example on an engine; None where its rule was not evaluated."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one engine said otherwise than one example."""

    example: Example
    engine: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        head = f"{self.example.where} {self.example.rule} '{self.example.name}' on {self.engine}:"
        return "\n  ".join((head, *self.lines))


@dataclass(frozen=True, slots=True)
class Answer:
    """What one engine said of an example: its outcomes of the example's own rule, or how it failed."""

    engine: str
    outcomes: tuple[Outcome, ...]
    difference: Difference | None
    evaluated: bool = True

    @property
    def kinds(self) -> str:
        """The outcomes in the order of their subjects, in words."""
        if not self.evaluated:
            return _NOT_EVALUATED
        if self.difference is not None and not self.outcomes and self.difference.lines[0].startswith(_FAILED):
            return "failed"
        kinds = [outcome.outcome for outcome in sorted(self.outcomes, key=lambda each: each.subject)]
        return _in_words(kinds)


@dataclass(frozen=True, slots=True)
class Trial:
    """One example, and what each engine said of it."""

    example: Example
    answers: tuple[Answer, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """How the engines differ from the example."""
        return tuple(answer.difference for answer in self.answers if answer.difference is not None)

    @property
    def expected(self) -> str:
        """The outcomes expected in the order of their subjects, in words."""
        if not self.example.evaluated:
            return _NOT_EVALUATED
        return _in_words([said.outcome for said in sorted(self.example.expect, key=lambda each: each.subject)])


_FAILED = "failed: "
_NOT_EVALUATED = "not evaluated"


def try_examples(examples: Iterable[Example], *, check: Check, engines: Sequence[str]) -> Iterator[Trial]:
    """Yield every example with what each engine says of it, in that order."""
    for example in examples:
        yield Trial(example, tuple(try_example(example, check=check, engine=engine) for engine in engines))


def try_example(example: Example, *, check: Check, engine: str) -> Answer:
    """Return what the engine says of the example's own rule, and how that differs from what is expected."""
    try:
        outcomes = check(example, engine)
    except RiskChecksError as error:
        return Answer(engine, (), Difference(example, engine, (f"{_FAILED}{error}",)))
    got = tuple(outcome for outcome in outcomes or () if outcome.rule == example.rule)
    evaluated = outcomes is not None
    lines = tuple(_compare(example, got, evaluated=evaluated))
    return Answer(engine, got, Difference(example, engine, lines) if lines else None, evaluated)


def _in_words(kinds: Sequence[str]) -> str:
    return ", ".join(kinds) or "no outcome"


def _compare(example: Example, got: Sequence[Outcome], *, evaluated: bool) -> Iterator[str]:
    if evaluated is not example.evaluated:
        words = {True: "evaluated", False: _NOT_EVALUATED}
        yield f"expected that the rule is {words[example.evaluated]}; it was {words[evaluated]}"
        return
    wanted = {said.subject: said for said in example.expect}
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
