"""Columns and operands compiled to closures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import assert_never, cast

from risk_checks.engines.reference.person import Context, Row
from risk_checks.engines.reference.states import State, state_on_day
from risk_checks.errors import EngineError
from risk_checks.model.days import NOT_KNOWN, Days
from risk_checks.model.duration import shift
from risk_checks.rules.plan import AsOf, ColumnRef, Literal_, Operand, Scope, Shifted
from risk_checks.tables.definition import Column, ColumnType

Source = Callable[[Row, Context], Row]
ReadDays = Callable[[Row, Context], Days]
ReadState = Callable[[Row, Context], State]


def source_of(scope: Scope) -> Source:
    """Return the function that finds the row a scope speaks of."""
    match scope:
        case Scope.ROW:
            return lambda row, context: row
        case Scope.SUBJECT:
            return lambda row, context: context.subject
        case Scope.PATIENT:
            return lambda row, context: context.person.patient
        case _:
            assert_never(scope)


def days_in(row: Row, column: Column) -> Days:
    """Return the days a day column of the row may mean, as recorded (not cut)."""
    return Days(cast("date | None", row[column.earliest]), cast("date | None", row[column.latest]))


def named_days(row: Row, name: str) -> Days:
    """Return the days stored under a day column's name."""
    return Days(cast("date | None", row[f"{name}_earliest"]), cast("date | None", row[f"{name}_latest"]))


def read_days(ref: ColumnRef, *, cut: bool) -> ReadDays:
    """Return a reader of a day column; `cut` takes off what lies after `as_of`, unless the column may lie ahead."""
    source, column = source_of(ref.scope), ref.column
    if cut and not column.ahead:
        return lambda row, context: days_in(source(row, context), column).cut(context.as_of)
    return lambda row, context: days_in(source(row, context), column)


def read_state(ref: ColumnRef) -> ReadState:
    """Return a reader of any column that is not a day or a code list, as it is on `as_of`."""
    source, column = source_of(ref.scope), ref.column
    name, spec = column.name, column.on_day
    if spec is None:
        return lambda row, context: cast("State", source(row, context)[name])

    def on_day(row: Row, context: Context) -> State:
        found = source(row, context)
        return state_on_day(
            cast("State", found[name]),
            start=named_days(found, spec.start) if spec.start else None,
            end=named_days(found, spec.end) if spec.end else None,
            spec=spec,
            as_of=context.as_of,
        )

    return on_day


def compile_days(operand: Operand, *, cut: bool = True) -> ReadDays:
    """Return a reader of the days an operand may mean."""
    match operand:
        case ColumnRef(column=column) as ref:
            if column.type is not ColumnType.DAY:
                raise EngineError("RC-E401", f"column '{column.name}' is not a day")
            return read_days(ref, cut=cut)
        case AsOf():
            return lambda row, context: Days(context.as_of, context.as_of)
        case Literal_(value=date() as day):
            fixed = Days(day, day)
            return lambda row, context: fixed
        case Literal_():
            return lambda row, context: NOT_KNOWN
        case Shifted(of=of, time=time, sign=sign):
            inner = compile_days(of, cut=cut)

            def moved(row: Row, context: Context) -> Days:
                days = inner(row, context)
                return Days(
                    None if days.earliest is None else shift(days.earliest, time, sign=sign),
                    None if days.latest is None else shift(days.latest, time, sign=sign),
                )

            return moved
        case _:
            assert_never(operand)
