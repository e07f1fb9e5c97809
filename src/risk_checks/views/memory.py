"""Evaluates a view on one resource in memory: the plain reading of the standard's processing algorithm."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import groupby
from typing import Any

from risk_checks.records.turns import DEEPEST
from risk_checks.views.definition import Repeat, Select, View, ViewColumn
from risk_checks.views.faults import repeats_too_deep, several_values
from risk_checks.views.fhirpath.terms import Child, Filter, Focus, RowIndex, Term
from risk_checks.views.memory_paths import compile_term, spread
from risk_checks.views.memory_truth import Step, compile_test, compile_truth, is_decided

Row = dict[str, Any]
Rows = Callable[[Any, int], list[Row]]
Fill = Callable[[Row, Any, int], None]
Cell = Callable[[Any, int], Any]


def compile_view(view: View) -> Callable[[dict[str, Any]], list[Row]]:
    """Return the function from a resource to the view's rows of it.

    A resource of another type has no rows; one without `resourceType` is taken to be of the view's. Raises ViewError
    where a column without `collection` finds several values.

    >>> from risk_checks.views.loading import load_view
    >>> view = load_view("{resource: Patient, select: [{column: [{name: born, path: birthDate}]}]}", file="v.yaml")
    >>> compile_view(view)({"resourceType": "Patient", "birthDate": "1990-02"})
    [{'born': '1990-02'}]
    """
    select = _compile_select(view, view.select)
    conditions = [compile_test(term, step_of=compile_term) for term in view.where]

    def rows(resource: dict[str, Any]) -> list[Row]:
        if resource.get("resourceType", view.resource) != view.resource:
            return []
        for condition in conditions:
            if not condition(resource, 0):
                return []
        return select(resource, 0)

    return rows


def _compile_select(view: View, select: Select) -> Rows:
    parts: list[Rows] = []
    if select.columns:
        parts.append(_compile_columns(view, select.columns))
    parts.extend(_compile_select(view, each) for each in select.selects)
    if select.union:
        parts.append(_concatenated([_compile_select(view, each) for each in select.union]))
    product = _product(parts)
    if select.repeat is not None:
        return _iterated(_repeated(view, select.repeat), product, None)
    if select.for_each is None:
        return product
    blank = _blank(select) if select.or_null else None
    return _iterated(compile_term(select.for_each), product, blank)


def _compile_columns(view: View, columns: tuple[ViewColumn, ...]) -> Rows:
    fills = [_compile_fill(view, list(beside)) for _, beside in groupby(columns, key=_shared)]
    if len(fills) == 1:
        (only,) = fills

        def one(focus: Any, index: int) -> list[Row]:
            row: Row = {}
            only(row, focus, index)
            return [row]

        return one

    def rows(focus: Any, index: int) -> list[Row]:
        row: Row = {}
        for fill in fills:
            fill(row, focus, index)
        return [row]

    return rows


def _shared(column: ViewColumn) -> Term | None:
    """Return what is looked for before a property of it is read: the columns beside each other that share it, share it.

    A path from the focus is looked for at once.
    """
    path = column.path
    if not isinstance(path, Child) or not column.collection:
        return None
    return path.of if isinstance(path.of, Filter) else None


def _compile_fill(view: View, columns: list[ViewColumn]) -> Fill:
    """Return what writes columns that share what they are read from into a row."""
    shared = _shared(columns[0])
    if shared is None:
        cells = [(column.name, _compile_cell(view, column)) for column in columns]

        def fill(row: Row, focus: Any, index: int) -> None:
            for name, cell in cells:
                row[name] = cell(focus, index)

        return fill
    found = compile_term(shared)
    names = [(column.name, (column.path.property,)) for column in columns if isinstance(column.path, Child)]

    def fill_alike(row: Row, focus: Any, index: int) -> None:
        held = found(focus, index)
        for name, path in names:
            row[name] = spread(held, path)

    return fill_alike


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

    if not isinstance(path, Child) or not isinstance(path.of, Focus):
        return one_of
    key = path.property

    def of_property(focus: Any, index: int) -> Any:
        value = None if focus is None else focus.get(key)
        return one_of(focus, index) if type(value) is list else value

    return of_property


def _product(parts: list[Rows]) -> Rows:
    if len(parts) == 1:
        return parts[0]

    def rows(focus: Any, index: int) -> list[Row]:
        return reduce(
            lambda whole, part: [{**left, **right} for left in whole for right in part],
            (part(focus, index) for part in parts),
            [{}],
        )

    return rows


def _concatenated(branches: list[Rows]) -> Rows:
    return lambda focus, index: [row for branch in branches for row in branch(focus, index)]


def _iterated(for_each: Step, inner: Rows, blank: Row | None) -> Rows:
    def rows(focus: Any, index: int) -> list[Row]:
        found = for_each(focus, index)
        if not found and blank is not None:
            return [dict(blank)]
        return [row for position, each in enumerate(found) for row in inner(each, position)]

    return rows


def _repeated(view: View, repeat: Repeat) -> Step:
    """Return the step that finds an element's parts and theirs, each before what is found in it."""
    first, then = ([compile_term(term) for term in paths] for paths in (repeat.first, repeat.then))

    def found(focus: Any, index: int) -> list[Any]:
        nodes: list[Any] = []

        def walk(paths: list[Step], start: Any, turn: int) -> None:
            for path in paths:
                for node in path(start, index):
                    if turn > DEEPEST:
                        raise repeats_too_deep(view)
                    nodes.append(node)
                    walk(then, node, turn + 1)

        walk(first, focus, 1)
        return nodes

    return found


def _blank(select: Select) -> Row:
    """Return the one row of a forEachOrNull that finds nothing: all null, but `%rowIndex` is 0 and lists are empty."""
    row: Row = {}
    for column in select.all_columns():
        empty: Any = 0 if isinstance(column.path, RowIndex) else None
        row[column.name] = ([] if empty is None else [empty]) if column.collection else empty
    return row
