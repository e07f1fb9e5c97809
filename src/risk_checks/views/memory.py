"""Evaluates a view on one resource in memory: the plain reading of the standard's processing algorithm."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from risk_checks.records.turns import DEEPEST
from risk_checks.views.definition import Repeat, Select, View
from risk_checks.views.faults import repeats_too_deep
from risk_checks.views.fhirpath.terms import RowIndex
from risk_checks.views.memory_cells import Row, Rows, compile_columns
from risk_checks.views.memory_paths import compile_term
from risk_checks.views.memory_truth import Step, compile_test


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
        parts.append(compile_columns(view, select.columns))
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
