"""Tables as they stand on `as_of`: days cut and states read once, for every rule of the run (clauses 5.4, 5.4a)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import cast

import ibis.expr.types as ir

from risk_checks.engines.columnar.days import DayPair, cut
from risk_checks.engines.columnar.states import state_on_day
from risk_checks.engines.lazy import WhenRead
from risk_checks.tables.definition import Column, ColumnType, TableDef


def cut_name(column: Column) -> str:
    """Return the name of the column that holds the latest day, cut at `as_of`."""
    return f"{column.name}_cut"


def state_name(column: Column) -> str:
    """Return the name of the column that holds the state on `as_of`."""
    return f"{column.name}_on_day"


def on_day(definition: TableDef, rows: ir.Table, *, as_of: ir.DateValue) -> ir.Table:
    """Return the stored columns of a table, with cut days and states of the day beside them."""
    return cast("ir.Table", rows.mutate(**dict(_columns(definition, rows, as_of))))


def pair(rows: ir.Table, name: str) -> DayPair:
    """Return a day column as recorded."""
    return DayPair(
        cast("ir.DateValue", rows[f"{name}_earliest"]),
        cast("ir.DateValue", rows[f"{name}_latest"]),
    )


def _columns(definition: TableDef, rows: ir.Table, as_of: ir.DateValue) -> Iterator[tuple[str, ir.Value]]:
    for column in definition.columns.values():
        if column.type is ColumnType.DAY and not column.ahead:
            yield cut_name(column), cut(pair(rows, column.name), as_of).latest
        spec = column.on_day
        if spec is not None:
            yield (
                state_name(column),
                state_on_day(
                    rows[column.name],
                    start=pair(rows, spec.start) if spec.start else None,
                    end=pair(rows, spec.end) if spec.end else None,
                    spec=spec,
                    as_of=as_of,
                ),
            )


def all_on_day(
    definitions: Mapping[str, TableDef],
    tables: Mapping[str, ir.Table],
    *,
    as_of: ir.DateValue,
    needed: Mapping[str, Collection[str]],
    keep: Callable[[ir.Table], ir.Table],
) -> Mapping[str, ir.Table]:
    """Return the columns needed of every table as it stands on `as_of`, stored once, when a rule first reads it."""

    def stand(name: str) -> ir.Table:
        return keep(on_day(definitions[name], tables[name], as_of=as_of).select(*needed[name]))

    return WhenRead(tables, stand)
