"""The ways in which the gaps of a record could be filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from risk_checks.tables.definition import Column, ColumnType, TableDef
from tests.spec.rows import NOTHING, Cell, Written, days
from tests.strategies.picking import Choose, one_of, pick, some_of
from tests.strategies.pools import FAR, VALUES, days_around
from tests.strategies.reads import Named
from tests.strategies.records import OWN_REFERRALS, Place


def gaps(record: Sequence[Written], cells: frozenset[Named]) -> list[Place]:
    """Return the cells among `cells` that could be filled, periods from their start to their end."""
    return [
        (number, column.name)
        for number, row in enumerate(record)
        for column in row.table.columns.values()
        if (row.table.name, column.name) in cells and _open(row, column) and not _answers(row, column)
    ]


def filled(choose: Choose, record: Sequence[Written], cells: frozenset[Named], as_of: date) -> tuple[Written, ...]:
    """Draw the record with all of its gaps filled, one, or several; it has one at least."""
    places = gaps(record, cells)
    chosen = pick(choose, (2, lambda: tuple(places)), (1, lambda: some_of(choose, places, most=len(places))))
    rows = list(record)
    for number, name in places:
        if (number, name) in chosen:
            row = rows[number]
            value = one_of(choose, _values(row, row.table.columns[name], as_of))
            rows[number] = replace(row, cells={**row.cells, name: value})
    return tuple(rows)


def _open(row: Written, column: Column) -> bool:
    cell = row.cells[column.name]
    if column.type is ColumnType.DAY:
        earliest, latest = days(str(cell))
        return earliest is None or earliest != latest
    return cell == NOTHING and column.type is not ColumnType.CODES


def _answers(row: Written, column: Column) -> bool:
    """Whether it is the start of a state that is yet to begin: without days it is as extracted (clause 5.4a)."""
    for state in row.table.columns.values():
        spec = state.on_day
        if spec is not None and spec.start == column.name and row.cells[column.name] == NOTHING:
            return row.cells.get(state.name) not in (None, NOTHING, spec.open, spec.ended, *spec.fixed)
    return False


def _values(row: Written, column: Column, as_of: date) -> Sequence[Cell]:
    if column.type is not ColumnType.DAY:
        return OWN_REFERRALS if column.name == "referral" else column.words or VALUES[column.type]
    first, last = _span(row, column, as_of)
    middle = first + timedelta(days=(last - first).days // 2)
    inside = [day for day in days_around(as_of) if first <= day <= last]
    return [str(day) for day in dict.fromkeys((first, last, *inside, middle))]


def _span(row: Written, column: Column, as_of: date) -> tuple[date, date]:
    """Return the first and the last day that the record allows.

    A day that says that something happened, and may lie on either side of the check, is taken to have happened; a
    period does not become one that ends before it starts.
    """
    earliest, latest = days(str(row.cells[column.name]))
    first, last = earliest or FAR[0], latest or FAR[1]
    if not column.ahead and first <= as_of:
        last = min(last, as_of)
    start, end = _period(row.table, column)
    if end is not None and (until := days(str(row.cells.get(end, NOTHING)))[1]) is not None:
        last = min(last, until)
    if start is not None and (since := days(str(row.cells.get(start, NOTHING)))[0]) is not None:
        first = max(first, since)
    assert first <= last, "a record's period can be the right way round"
    return first, last


def _period(table: TableDef, column: Column) -> tuple[str | None, str | None]:
    """Return the column that starts what the column ends, and the one that ends what it starts."""
    for state in table.columns.values():
        spec = state.on_day
        if spec is not None and column.name == spec.end:
            return spec.start, None
        if spec is not None and column.name == spec.start:
            return None, spec.end
    return None, None
