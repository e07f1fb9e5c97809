"""The periods of a table: which columns hold a start and an end, and which states they date (clause 5.4a)."""

from __future__ import annotations

from dataclasses import dataclass

from risk_checks.tables.definition import Column, TableDef


@dataclass(frozen=True, slots=True)
class Period:
    """A start and an end column, and the state columns that are read by them."""

    start: Column
    end: Column
    states: tuple[Column, ...]


def periods(definition: TableDef) -> tuple[Period, ...]:
    """Return the table's periods; where one ends before it starts, its days and its states are not known."""
    states: dict[tuple[str, str], list[Column]] = {}
    for column in definition.columns.values():
        dated = column.on_day
        if dated is not None and dated.start is not None and dated.end is not None:
            states.setdefault((dated.start, dated.end), []).append(column)
    return tuple(
        Period(definition.columns[start], definition.columns[end], tuple(columns))
        for (start, end), columns in states.items()
    )


def fixed(state: Column) -> tuple[str | bool, ...]:
    """Return the values of a state that its period has no say in."""
    return state.on_day.fixed if state.on_day is not None else ()
