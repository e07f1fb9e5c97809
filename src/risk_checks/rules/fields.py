"""Which columns a condition reads: to say what could not be read, and to tell the status from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    AsOf,
    ColumnRef,
    Compare,
    Condition,
    Filled,
    Having,
    Literal_,
    Not,
    OneOf,
    Operand,
    Scope,
    Shifted,
)
from risk_checks.tables.definition import Column


def fields_read(condition: Condition, *, at: Scope) -> tuple[str, ...]:
    """Return the names of the columns that may leave a condition unknown, sorted; those of the row at hand stand bare.

    A column whose absence has a stated meaning is always known, unless it is a state that dates decide.
    """
    named = list(_names(condition, at=at))
    return tuple(sorted({name for name, column in named if _may_be_unknown(column)} or {name for name, _ in named}))


def _may_be_unknown(column: Column) -> bool:
    return column.absent is None or column.on_day is not None


def _names(condition: Condition, *, at: Scope) -> Iterator[tuple[str, Column]]:
    for ref in columns_of(condition):
        yield ref.column.name if ref.scope is at else f"{ref.scope}.{ref.column.name}", ref.column
    for having in havings_in(condition):
        for name, column in _names(having.where, at=Scope.ROW):
            inner = f"{having.table.name}.{name}"
            yield name.removeprefix(f"{at}.") if "." in name else inner, column


def columns_of(condition: Condition) -> Iterator[ColumnRef]:
    """Yield the columns read by a condition itself, not by the related rows it asks for."""
    match condition:
        case Compare():
            yield condition.column
            yield from _operand(condition.to)
        case OneOf() | AnyIn() | Filled():
            yield condition.column
        case All() | Any_():
            for item in condition.items:
                yield from columns_of(item)
        case Not():
            yield from columns_of(condition.item)
        case Having():
            pass
        case _:
            assert_never(condition)


def havings_in(condition: Condition) -> Iterator[Having]:
    """Yield the related rows that a condition asks for, not those asked for within them."""
    match condition:
        case Having():
            yield condition
        case All() | Any_():
            for item in condition.items:
                yield from havings_in(item)
        case Not():
            yield from havings_in(condition.item)
        case Compare() | OneOf() | AnyIn() | Filled():
            pass
        case _:
            assert_never(condition)


def _operand(operand: Operand) -> Iterator[ColumnRef]:
    match operand:
        case ColumnRef():
            yield operand
        case Shifted():
            yield from _operand(operand.of)
        case AsOf() | Literal_():
            pass
        case _:
            assert_never(operand)
