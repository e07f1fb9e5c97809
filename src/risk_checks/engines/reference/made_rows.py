"""Whether a row of which only some columns are decided could satisfy a condition."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from risk_checks.engines.reference.conditions import compile_condition
from risk_checks.engines.reference.person import Context, Row
from risk_checks.model import truth
from risk_checks.model.truth import Truth
from risk_checks.rules.fields import columns_of
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    Called,
    Compare,
    Condition,
    Filled,
    Having,
    Lasts,
    Not,
    OneOf,
    Scope,
)


def could_hold(condition: Condition, row: Row, context: Context, *, decided: Collection[str | None]) -> bool:
    """Return whether the condition could hold if the columns that are not decided held the right values."""
    return _truth(condition, row, context, decided).possibly


def _truth(condition: Condition, row: Row, context: Context, decided: Collection[str | None]) -> Truth:
    match condition:
        case All(items=items):
            return truth.every(_truth(item, row, context, decided) for item in items)
        case Any_(items=items):
            return truth.some(_truth(item, row, context, decided) for item in items)
        case Not(item=item):
            return truth.negate(_truth(item, row, context, decided))
        case Called(item=item):
            return _truth(item, row, context, decided)
        case Compare() | OneOf() | AnyIn() | Filled() | Lasts() | Having():
            read = {ref.column.name for ref in columns_of(condition) if ref.scope is Scope.ROW}
            free = not read <= set(decided)
            return truth.UNKNOWN if free else compile_condition(condition)(row, context)
        case _:
            assert_never(condition)
