"""What conditions are made of: the columns they read, the related rows they ask for, the code sets they look in."""

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
    Plan,
    Recorded,
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
    for leaf in leaves(condition):
        match leaf:
            case Compare(column=column, to=to):
                yield column
                yield from _operand(to)
            case OneOf(column=column) | AnyIn(column=column) | Filled(column=column):
                yield column
            case Having():
                pass
            case _:
                assert_never(leaf)


def havings_in(condition: Condition) -> Iterator[Having]:
    """Yield the related rows that a condition asks for, not those asked for within them."""
    return (leaf for leaf in leaves(condition) if isinstance(leaf, Having))


def code_sets_in(plan: Plan) -> tuple[str, ...]:
    """Return the names of the code sets that a plan looks codes up in, sorted."""
    return tuple(sorted({name for condition in conditions_of(plan) for name in _code_sets(condition)}))


def conditions_of(plan: Plan) -> tuple[Condition, ...]:
    """Return every condition of a plan, in the order in which they are decided."""
    found = (plan.when, *(exemption.when for exemption in plan.unless))
    return (*found, plan.expect.status, plan.expect.where) if isinstance(plan.expect, Recorded) else found


def leaves(condition: Condition) -> Iterator[Compare | OneOf | AnyIn | Filled | Having]:
    """Yield the conditions that are not made of others."""
    match condition:
        case All(items=items) | Any_(items=items):
            for item in items:
                yield from leaves(item)
        case Not(item=item):
            yield from leaves(item)
        case Compare() | OneOf() | AnyIn() | Filled() | Having():
            yield condition
        case _:
            assert_never(condition)


def _code_sets(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        if isinstance(leaf, AnyIn):
            yield leaf.code_set
        elif isinstance(leaf, Having):
            yield from _code_sets(leaf.where)


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
