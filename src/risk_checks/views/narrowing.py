"""A view with fewer columns: the same rows, and no element read for a column that nobody asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from risk_checks.views.definition import Select, View


def narrowed_view(view: View, columns: Collection[str]) -> View:
    """Return the view with those of its columns that are named; what makes its rows stays."""
    kept = tuple(column for column in view.columns if column.name in columns)
    return replace(view, columns=kept, select=_narrowed(view.select, columns))


def _narrowed(select: Select, columns: Collection[str]) -> Select:
    return replace(
        select,
        columns=tuple(column for column in select.columns if column.name in columns),
        selects=tuple(_narrowed(each, columns) for each in select.selects),
        union=tuple(_narrowed(each, columns) for each in select.union),
    )
