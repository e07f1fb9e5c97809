"""Whether a condition speaks of the status of a row, and whether it does so apart from all else (clause 5.6)."""

from __future__ import annotations

from collections.abc import Iterable

from risk_checks.rules.fields import columns_of, havings_in, leaves
from risk_checks.rules.plan import (
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Filled,
    Literal_,
    OneOf,
    Scope,
)
from risk_checks.tables.definition import TableDef


def is_of_status(condition: Condition, table: TableDef) -> bool:
    """Return whether a condition reads the row's status and nothing else."""
    own = [_is_status(ref, table) for ref in columns_of(condition)]
    return bool(own) and all(own) and not any(havings_in(condition))


def is_mixed(condition: Condition, table: TableDef) -> bool:
    """Return whether a condition reads the row's status together with something else."""
    reads_status = any(_is_status(ref, table) for ref in columns_of(condition))
    return reads_status and not is_of_status(condition, table)


def names_a_status(conditions: Iterable[Condition], table: TableDef) -> bool:
    """Return whether conditions ask for a status; that one is filled does not make a draft count."""
    return any(
        _is_status(ref, table)
        for condition in conditions
        for leaf in leaves(condition)
        if not isinstance(leaf, Filled)
        for ref in columns_of(leaf)
    )


def asks_for_never(condition: Condition, table: TableDef) -> bool:
    """Return whether a condition asks for words of the status that never count, and for no others."""
    match condition:
        case Compare(column=column, how=Comparison.IS, to=Literal_(value=value)):
            return _is_status(column, table) and value in table.retracted
        case OneOf(column=column, values=values):
            return _is_status(column, table) and set(values) <= set(table.retracted)
        case _:
            return False


def mixed_message(table: TableDef) -> str:
    """Return what is said of a condition that mixes the status with something else."""
    return f"'{table.status}' stands together with other columns under any, not or a comparison"


def mixed_hint(table: TableDef) -> str:
    """Return how to mend it."""
    return f"put the condition on '{table.status}' beside the others, where all must hold"


def _is_status(ref: ColumnRef, table: TableDef) -> bool:
    return ref.scope is Scope.ROW and ref.column.name == table.status
