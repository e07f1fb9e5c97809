"""Expectations as they are written: what is to be recorded or complete, and by which clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from risk_checks.documents import Scalar
from risk_checks.errors import Where
from risk_checks.rules.conditions import Condition, Operand, Window


@dataclass(frozen=True, slots=True)
class Grace:
    """Is it there, once `of` + `time` has passed?"""

    of: Operand
    time: Scalar
    where: Where


@dataclass(frozen=True, slots=True)
class Within:
    """Was it done between `of` and `of` + `time`?"""

    of: Operand
    time: Scalar
    first_day_counted: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Every:
    """Is the latest no older than `time`, and the first there by `of` + `first_time`?"""

    time: Scalar
    of: Operand
    first_time: Scalar
    where: Where


Clock = Grace | Within | Every | Window


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of a table."""

    table: Scalar
    called: Scalar | None
    dated_by: Scalar | None
    condition: Condition | None
    same: tuple[tuple[Scalar, Scalar], ...]
    clock: Clock | None
    since: Operand | None
    carry_over: Scalar | None
    where: Where


@dataclass(frozen=True, slots=True)
class Complete:
    """Columns of the subject that are to be filled."""

    columns: tuple[Scalar, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Expectations of which the best counts."""

    items: tuple[Expectation, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class AllOf:
    """Expectations of which the worst counts."""

    items: tuple[Expectation, ...]
    where: Where


Expectation = Recorded | Complete | AnyOf | AllOf


def recorded_in(said: Expectation) -> Iterator[Recorded]:
    """Yield the rows of other tables that an expectation asks for, in the order written."""
    match said:
        case AnyOf(items=items) | AllOf(items=items):
            for item in items:
                yield from recorded_in(item)
        case Recorded():
            yield said
        case Complete():
            pass
        case _:
            assert_never(said)
