"""Compiles the columns of a select to closures that write a row: what is not there is looked for once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from risk_checks.views.definition import View, ViewColumn
from risk_checks.views.faults import several_values
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.terms import Term
from risk_checks.views.memory_paths import compile_term, spread
from risk_checks.views.memory_truth import compile_truth, is_decided

Row = dict[str, Any]
Rows = Callable[[Any, int], list[Row]]
Fill = Callable[[Row, Any, int], None]
"""Writes columns into a row, given the focus and `%rowIndex`."""
Cell = Callable[[Any, int], Any]


@dataclass(frozen=True, slots=True)
class _Alike:
    """What columns beside each other have in common: the one property they hang on, and what is shared below it."""

    root: str | None
    shared: Term | None


def compile_columns(view: View, columns: Sequence[ViewColumn]) -> Rows:
    """Return the function from a focus to the one row of columns."""
    fills = [_compile_fill(view, list(beside), alike) for alike, beside in groupby(columns, key=_alike)]

    def rows(focus: Any, index: int) -> list[Row]:
        row: Row = {}
        for fill in fills:
            fill(row, focus, index)
        return [row]

    return rows


def _alike(column: ViewColumn) -> _Alike:
    roots = roots_of(column.path)
    path = column.path
    is_shared = column.collection and isinstance(path, terms.Child) and isinstance(path.of, terms.Filter)
    return _Alike(
        root=next(iter(roots)) if roots is not None and len(roots) == 1 else None,
        shared=path.of if is_shared and isinstance(path, terms.Child) else None,
    )


def roots_of(term: Term) -> frozenset[str] | None:
    """Return the properties of the focus on which a term hangs; None where it hangs on more than properties.

    Where none of them is there, the term is what it is of an object with nothing in it.
    """
    match term:
        case terms.Value() | terms.Nothing():
            return frozenset()
        case terms.Child(of=terms.Focus(), property=name):
            return frozenset((name,))
        case terms.Filter(of=of):
            return roots_of(of) or None  # of nothing found, no criterion is asked
        case terms.Child() | terms.Item() | terms.Exists() | terms.Not() | terms.Join() | terms.Boundary():
            return roots_of(term.of)
        case terms.ReferenceKey() | terms.ResourceKey():
            return roots_of(term.of)
        case terms.Logic() | terms.Compare() | terms.Arithmetic() | terms.Concat():
            left, right = roots_of(term.left), roots_of(term.right)
            return None if left is None or right is None else left | right
        case terms.Focus() | terms.RowIndex():
            return None


def _compile_fill(view: View, columns: Sequence[ViewColumn], alike: _Alike) -> Fill:
    """Return what writes columns that are alike."""
    fill = _compile_cells(view, columns) if alike.shared is None else _compile_shared(columns, alike.shared)
    if alike.root is None:
        return fill
    root = alike.root
    empty: Row = {}
    fill(empty, {}, 0)
    scalars = {name: value for name, value in empty.items() if not isinstance(value, list)}
    lists = [name for name in empty if name not in scalars]
    if any(empty[name] for name in lists):
        return fill
    names = list(empty)

    def fill_where_there(row: Row, focus: Any, index: int) -> None:
        if focus is not None and root in focus:
            fill(row, focus, index)
        elif not lists:
            row.update(scalars)
        else:
            for name in names:
                row[name] = scalars.get(name, [])

    return fill_where_there


def _compile_shared(columns: Sequence[ViewColumn], shared: Term) -> Fill:
    found = compile_term(shared)
    paths = [(column.name, (column.path.property,)) for column in columns if isinstance(column.path, terms.Child)]

    def fill(row: Row, focus: Any, index: int) -> None:
        held = found(focus, index)
        for name, path in paths:
            row[name] = spread(held, path) if held else []

    return fill


def _compile_cells(view: View, columns: Sequence[ViewColumn]) -> Fill:
    cells = [(column.name, _compile_cell(view, column)) for column in columns]
    if len(cells) == 1:
        ((only, read),) = cells

        def fill_one(row: Row, focus: Any, index: int) -> None:
            row[only] = read(focus, index)

        return fill_one

    def fill(row: Row, focus: Any, index: int) -> None:
        for name, cell in cells:
            row[name] = cell(focus, index)

    return fill


def _compile_cell(view: View, column: ViewColumn) -> Cell:
    """Return what gives the value of a column: a list of its own where the column is a collection."""
    name, path = column.name, column.path
    values = compile_term(path)
    if column.collection:
        return lambda focus, index: list(values(focus, index))
    if is_decided(path):
        return compile_truth(path, step_of=compile_term)

    def one_of(focus: Any, index: int) -> Any:
        found = values(focus, index)
        if len(found) > 1:
            raise several_values(view, name)
        return found[0] if found else None

    if not isinstance(path, terms.Child) or not isinstance(path.of, terms.Focus):
        return one_of
    key = path.property

    def of_property(focus: Any, index: int) -> Any:
        value = None if focus is None else focus.get(key)
        return one_of(focus, index) if type(value) is list else value

    return of_property
