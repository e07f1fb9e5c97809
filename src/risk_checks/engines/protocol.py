"""What every engine gives back, and the one method it must have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from risk_checks.model.outcome import Outcome, OutcomeKind, RuleId
from risk_checks.records.problems import Problem
from risk_checks.rules.plan import Plan

ProblemsOf = Callable[[Sequence[Plan]], tuple[Problem, ...]]
"""What was wrong with the data that feed what plans read; who is who included."""


def no_problems(_plans: Sequence[Plan]) -> tuple[Problem, ...]:
    """Return none: rows that were handed over as they are."""
    return ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the subject rows of one rule (design clause 5.7)."""

    rows: int
    outside: int
    later: int
    orphan: int
    outcomes: Mapping[OutcomeKind, int]

    @property
    def population(self) -> int:
        """The subjects that have an outcome."""
        return sum(self.outcomes.values())

    @property
    def adds_up(self) -> bool:
        """Whether every subject row is accounted for."""
        return self.rows == self.outside + self.later + self.orphan + self.population


@dataclass(frozen=True, slots=True)
class PatientSums:
    """What became of the patients of the input (design clause 5.7)."""

    read: int
    checked: int
    merged: int
    test: int
    inactive: int
    set_aside: int

    @property
    def adds_up(self) -> bool:
        """Whether every patient is accounted for."""
        return self.read == self.checked + self.merged + self.test + self.inactive + self.set_aside


class Columns(Protocol):
    """Outcomes held column by column, in Arrow, in memory or not; the columns are the fields of `Outcome`."""

    @property
    def num_rows(self) -> int:
        """How many there are."""
        ...

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        """Give all of them, or these columns of them, as `pyarrow.RecordBatch` objects."""
        ...

    def to_pyarrow_table(self) -> Any:
        """Return all of them as a `pyarrow.Table`."""
        ...


@dataclass(frozen=True, slots=True)
class EngineResult:
    """One run of some plans: `outcomes` is in the order (rule, patient, subject), rules in the order given.

    `outcomes` is a sequence of `Outcome`, or from a columnar engine their columns. A rule is in `tallies` or, with the
    reason in one sentence, in `not_evaluated`, or in `failed` where its evaluation raised: type and place of the error.
    """

    outcomes: Sequence[Outcome] | Columns
    tallies: Mapping[RuleId, Tally]
    not_evaluated: Mapping[RuleId, str]
    patients: PatientSums
    problems: tuple[Problem, ...]
    failed: Mapping[RuleId, str] = field(default_factory=dict)


class Engine(Protocol):
    """Anything that can run plans on the input it was made with."""

    def run(self, plans: Sequence[Plan], *, as_of: date) -> EngineResult:
        """Return the outcomes of the plans as of a day."""
        ...
