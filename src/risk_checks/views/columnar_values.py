"""What a FHIRPath collection is as an Ibis expression: one value that may be null, or an array that is never null."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import ibis


@dataclass(frozen=True, slots=True)
class One:
    """At most one value; null is the empty collection."""

    value: Any

    def property(self, name: str) -> Any:
        """Return a field of the value, null where the value is."""
        return self.value[name]

    def exists(self) -> Any:
        """Return whether there is a value; never null."""
        return self.value.notnull()

    def has(self, name: str) -> bool:
        """Return whether there is a field of that name."""
        return name in self.value.type().names

    def guarded(self, condition: Any) -> One:
        """Return the value where a condition that is never null holds."""
        return One(ibis.ifelse(condition, self.value, null_like(self.value)))


@dataclass(frozen=True, slots=True)
class Absent(One):
    """What no resource has, and the table no column for; its value is null."""

    def guarded(self, _condition: Any) -> One:
        """Return the same nothing."""
        return self


@dataclass(frozen=True, slots=True)
class Row:
    """The resource itself: a row of a table, whose columns are its properties."""

    table: Any

    @property
    def value(self) -> Any:
        """The row as one value."""
        return ibis.struct({name: self.table[name] for name in self.table.columns})

    def property(self, name: str) -> Any:
        """Return a column."""
        return self.table[name]

    def has(self, name: str) -> bool:
        """Return whether there is a column of that name."""
        return name in self.table.columns

    def exists(self) -> Any:
        """Return true: a row is there."""
        return ibis.literal(True)

    def guarded(self, condition: Any) -> One:
        """Return the row where a condition that is never null holds."""
        return One(self.value).guarded(condition)


@dataclass(frozen=True, slots=True)
class Many:
    """Any number of values: an array that is never null and holds no null."""

    values: Any

    def has(self, name: str) -> bool:
        """Return whether its values have a field of that name."""
        return name in self.values.type().value_type.names

    def exists(self) -> Any:
        """Return whether there is a value; never null."""
        return self.values.length() > 0


Collection = One | Row | Many


class Each:
    """Makes the functions that Ibis maps over arrays, each with a parameter name of its own.

    Ibis names a parameter after the function's: of two nested functions that share a name, the inner hides the outer.
    """

    def __init__(self, name: str = "each") -> None:
        self._name = name
        self._numbers: Iterator[int] = count(1)

    def __call__(self, body: Callable[[Any], Any]) -> Callable[..., Any]:
        """Return `body` as a function of one parameter that has a new name."""
        return self._named(body, 1)

    def numbered(self, body: Callable[[Any, Any], Any]) -> Callable[..., Any]:
        """Return `body` as a function of a value and its position in the array."""
        return self._named(body, 2)

    def _named(self, body: Callable[..., Any], count: int) -> Callable[..., Any]:
        names = [f"{self._name}{next(self._numbers)}" for _ in range(count)]

        def call(**bound: Any) -> Any:
            return body(*(bound[name] for name in names))

        parameters = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names]
        call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return call


def surely(condition: Any) -> Any:
    """Return a condition that is false where it was null."""
    return condition.fill_null(ibis.literal(False))


def opposite(condition: Any) -> Any:
    """Return the opposite of a condition, null where it is null.

    Ibis 12 writes `(~x).isnull()` as `NOT (x) IS NULL`, which SQL reads as `NOT (x IS NULL)`: so never `~` here.
    """
    return condition == ibis.literal(False)


def null_like(value: Any) -> Any:
    """Return a null of the same type."""
    return ibis.null(value.type())


def filled(values: Any) -> Any:
    """Return an array, empty instead of null."""
    return values.fill_null(ibis.literal([], type=values.type()))


def without_nulls(values: Any, each: Each) -> Any:
    """Return an array without the nulls in it."""
    return values.filter(each(lambda value: value.notnull()))


def at(values: Any, position: int) -> Any:
    """Return the value at a position, null beyond the end; the guard is for engines that refuse such an index."""
    return ibis.ifelse(values.length() > position, values[position], ibis.null(values.type().value_type))


def as_array(value: Any, each: Each) -> Any:
    """Return an array of the one value, empty where it is null."""
    return without_nulls(ibis.array([value]), each)
