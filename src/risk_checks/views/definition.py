"""A ViewDefinition, read and checked: what both engines evaluate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from risk_checks.views.fhirpath.terms import Term, Value


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """One column: its FHIR type, and whether it holds a list of values (never null, maybe empty)."""

    name: str
    type: str
    collection: bool
    path: Term


@dataclass(frozen=True, slots=True)
class Repeat:
    """What `repeat` finds: the elements of `first`, and again and again those of `then` on each element found.

    `first` are its paths on the element where the select stands, `then` the same paths on what they lead to; a path
    that cannot be followed there is left out.
    """

    first: tuple[Term, ...]
    then: tuple[Term, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Select:
    """One selection structure; its rows are the product of its own columns, its selects and its union.

    At most one of `for_each` and `repeat` is there.
    """

    columns: tuple[ViewColumn, ...] = ()
    selects: tuple[Select, ...] = ()
    union: tuple[Select, ...] = ()
    for_each: Term | None = None
    or_null: bool = False
    repeat: Repeat | None = None

    def has_repeat(self) -> bool:
        """Return whether it or a select within it repeats."""
        return self.repeat is not None or any(each.has_repeat() for each in (*self.selects, *self.union))

    def all_columns(self) -> tuple[ViewColumn, ...]:
        """Return the columns of its rows in the order of the standard: own, selects, union."""
        return tuple(self._columns())

    def _columns(self) -> Iterator[ViewColumn]:
        yield from self.columns
        for each in self.selects:
            yield from each.all_columns()
        for branch in self.union[:1]:
            yield from branch.all_columns()


@dataclass(frozen=True, slots=True)
class View:
    """A view of one resource type; `columns` are those of its rows, in order."""

    name: str
    resource: str
    columns: tuple[ViewColumn, ...]
    select: Select
    where: tuple[Term, ...]
    constants: tuple[tuple[str, Value], ...]
