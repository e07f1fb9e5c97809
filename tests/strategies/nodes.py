"""What a plan is made of, node by node, and the plan on one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from risk_checks.model.duration import Duration
from risk_checks.rules.plan import ColumnRef
from risk_checks.tables.definition import Column, TableDef


def nodes(thing: object) -> Iterator[object]:
    """Yield every node of a plan, an expectation, a condition or an operand, outer ones first."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from nodes(item)
    elif is_dataclass(thing) and not isinstance(thing, TableDef | Column | Duration):
        yield thing
        for field in fields(thing):
            yield from nodes(getattr(thing, field.name))


def shown(thing: object) -> str:
    """Return a plan, or a part of one, on one line: tables and columns by their names."""
    match thing:
        case ColumnRef(scope=scope, column=column):
            return f"{scope}.{column.name}"
        case TableDef(name=name, dated_by=dated_by):
            return name if dated_by is None else f"{name} by {dated_by}"
        case Column(name=name):
            return name
        case tuple():
            return f"({', '.join(shown(item) for item in thing)})"
        case _ if is_dataclass(thing) and not isinstance(thing, Duration):
            parts = (f"{field.name}={shown(getattr(thing, field.name))}" for field in fields(thing))
            return f"{type(thing).__name__}({', '.join(parts)})"
        case _:
            return str(thing)
