"""Columns and operands compiled to closures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, TypeVar, assert_never, cast

from risk_checks.engines.reference.person import Context, Row
from risk_checks.engines.reference.states import State, state_on_day
from risk_checks.errors import EngineError
from risk_checks.model.days import NO_END, NOT_KNOWN, Days
from risk_checks.model.duration import Duration, shift
from risk_checks.rules.plan import AsOf, Chosen, ColumnRef, Literal_, Operand, Scope, Shifted, Time
from risk_checks.tables.definition import Column, ColumnType

T = TypeVar("T")

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
            inner, length = compile_days(of, cut=cut), compile_time(time)
            return lambda row, context: moved(inner(row, context), length(row, context), sign=sign)
        case Chosen():
            read = compile_choice(operand)

            def chosen(row: Row, context: Context) -> Days:
                value = read(row, context).value
                return Days(value, value) if isinstance(value, date) else NOT_KNOWN

            return chosen
        case _:
            assert_never(operand)


def compile_time(time: Time) -> Callable[[Row, Context], Duration]:
    """Return a reader of a time, which may depend on the subject."""
    if isinstance(time, Chosen):
        return compile_choice(time)
    return lambda row, context: time


def compile_choice(chosen: Chosen[T]) -> Callable[[Row, Context], T]:
    """Return a reader of the value that a column of the subject decides (clause 5.13)."""
    read, values = read_state(chosen.column), dict(chosen.values)

    def choose(row: Row, context: Context) -> T:
        value = read(row, context)
        return chosen.otherwise if value is None else values.get(str(value), chosen.otherwise)

    return choose


def moved(days: Days, time: Duration, *, sign: Literal[1, -1] = 1) -> Days:
    """Return both ends of an interval shifted by a time; what has no bound or no end has none then."""
    return Days(_shifted(days.earliest, time, sign), _shifted(days.latest, time, sign))


def _shifted(day: date | None, time: Duration, sign: Literal[1, -1]) -> date | None:
    return day if day is None or day == NO_END else shift(day, time, sign=sign)
