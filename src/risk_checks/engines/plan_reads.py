"""Which tables and columns a plan reads, wherever it reads them: what tables that are handed over must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from risk_checks.engines.population import starts
from risk_checks.rules.fields import columns_of, conditions_of, is_never, leaves_within, parts_of
from risk_checks.rules.plan import (
    AsOf,
    Chosen,
    Clock,
    ColumnRef,
    Compare,
    Complete,
    Every,
    Grace,
    Having,
    Lasts,
    Literal_,
    Operand,
    Plan,
    Recorded,
    Shifted,
    Window,
    Within,
)
from risk_checks.tables.definition import TableDef

Read = tuple[str, str]
"""A table and a column of it."""


def columns_read(plan: Plan, tables: Mapping[str, TableDef]) -> Mapping[str, tuple[str, ...]]:
    """Return for each table that a plan reads, that of patients always among them, its columns, in their order there.

    A column by which a parameter is chosen counts, and so do the days by which a state is read on the day.
    """
    found = {"patient": set[str](), plan.subject.name: set[str]()}
    for table, column in _reads(plan):
        found.setdefault(table, set())
        if column:
            found[table] |= {column, *_dating(tables[table], column)}
    return {name: tuple(column for column in tables[name].columns if column in read) for name, read in found.items()}


def _reads(plan: Plan) -> Iterator[Read]:
    start = starts(plan.subject)
    if start:
        yield plan.subject.name, start
    for condition in conditions_of(plan):
        for leaf in leaves_within(condition):
            yield from ((ref.table, ref.column.name) for ref in columns_of(leaf))
            match leaf:
                case Having(table=table, at_least=count):
                    yield from _dated(table)
                    yield from _chosen(count)
                case Compare(to=to):
                    yield from _operand(to)
                case Lasts(time=time):
                    yield from _chosen(time)
                case _:
                    pass
    for part in parts_of(plan.expect):
        match part:
            case Complete(columns=columns):
                yield from ((plan.subject.name, column.name) for column in columns)
            case Recorded(table=table, where=where, clock=clock, since=since):
                yield from () if is_never(where) else _dated(table)
                yield from _clock(clock)
                yield from _operand(since)
            case _:
                assert_never(part)


def _dated(table: TableDef) -> Iterator[Read]:
    """Yield the table itself, and the day by which its rows are dated."""
    yield table.name, table.dated_by or ""


def _dating(table: TableDef, column: str) -> Iterator[str]:
    state = table.columns[column].on_day if column in table.columns else None
    if state is not None:
        yield from (name for name in (state.start, state.end) if name)


def _clock(clock: Clock | None) -> Iterator[Read]:
    match clock:
        case None:
            pass
        case Grace(of=of, time=time) | Within(of=of, time=time):
            yield from _operand(of)
            yield from _chosen(time)
        case Every(time=time, of=of, first_time=first_time):
            yield from _operand(of)
            yield from _chosen(time)
            yield from _chosen(first_time)
        case Window(first=first, last=last):
            yield from _operand(first)
            yield from _operand(last)
        case _:
            assert_never(clock)


def _operand(operand: Operand | None) -> Iterator[Read]:
    match operand:
        case None | AsOf() | Literal_():
            pass
        case ColumnRef(table=table, column=column):
            yield table, column.name
        case Shifted(of=of, time=time):
            yield from _operand(of)
            yield from _chosen(time)
        case Chosen():
            yield operand.column.table, operand.column.column.name
        case _:
            assert_never(operand)


def _chosen(value: object) -> Iterator[Read]:
    if isinstance(value, Chosen):
        yield value.column.table, value.column.column.name
