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
class Select:
    """One selection structure; its rows are the product of its own columns, its selects and its union."""

    columns: tuple[ViewColumn, ...] = ()
    selects: tuple[Select, ...] = ()
    union: tuple[Select, ...] = ()
    for_each: Term | None = None
    or_null: bool = False

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
