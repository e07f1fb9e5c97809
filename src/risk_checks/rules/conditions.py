"""Conditions as they are written: a typed tree with places, its names not yet looked up.

The classes mirror those of `plan`; `resolving` turns one into the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from risk_checks.documents import Scalar
from risk_checks.errors import Where
from risk_checks.rules.plan import Comparison


@dataclass(frozen=True, slots=True)
class Moved:
    """`{of: OPERAND, plus|minus: TIME}`."""

    of: Operand
    time: Scalar
    sign: Literal[1, -1]
    where: Where


Operand = Scalar | Moved
"""A scalar is a literal, a `$parameter`, a column or `as_of`: which one depends on what it is compared with."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A column beside an operand."""

    column: Scalar
    how: Comparison
    to: Operand
    where: Where


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column and a list of values."""

    column: Scalar
    values: tuple[Scalar, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class AnyIn:
    """A column of codes and a code set."""

    column: Scalar
    code_set: Scalar
    where: Where


@dataclass(frozen=True, slots=True)
class Filled:
    """A column that is to be filled, or empty."""

    column: Scalar
    want: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Lasts:
    """A column of days that still stands a time later."""

    column: Scalar
    time: Scalar
    where: Where


@dataclass(frozen=True, slots=True)
class Age:
    """How old the person is on a day: at least a time, or under it."""

    on: Operand | None
    at_least: Scalar | None
    under: Scalar | None
    where: Where


@dataclass(frozen=True, slots=True)
class All:
    """Conditions joined by *and*."""

    items: tuple[Condition, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Any_:
    """Conditions joined by *or*."""

    items: tuple[Condition, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Not:
    """A condition denied."""

    item: Condition
    where: Where


@dataclass(frozen=True, slots=True)
class Use:
    """A named condition."""

    name: Scalar
    where: Where


@dataclass(frozen=True, slots=True)
class Window:
    """The days between which a row counts; a side that is not written has no bound."""

    first: Operand | None
    first_day_counted: bool
    last: Operand | None
    last_day_counted: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Having:
    """Rows of another table; `at_least` is a whole number or a `$parameter`."""

    table: Scalar
    dated_by: Scalar | None
    condition: Condition
    window: Window | None
    at_least: Scalar | None
    same: tuple[tuple[Scalar, Scalar], ...]
    where: Where


Condition = Compare | OneOf | AnyIn | Filled | Lasts | Age | All | Any_ | Not | Use | Having

WORDS = ("age", "all", "any", "having", "not", "use")
"""The keys of a condition that are not columns."""
