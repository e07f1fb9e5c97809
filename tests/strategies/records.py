"""One person's rows, only with the columns that a rule reads: first without gaps, then a few cells made vague.

Drawn in that order there is always something to fill, and mostly little enough for the answer to stay definite.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from risk_checks.tables.definition import Column, ColumnType, TableDef
from risk_checks.tables.periods import periods
from tests.spec.rows import NOTHING, OF_THE_SAME, Cell, Written
from tests.spec.world import PATIENT
from tests.strategies.picking import Choose, one_of, pick, some_of
from tests.strategies.pools import CODES, USUAL, VALUES, days_around
from tests.strategies.reads import Reads

OWN_REFERRALS = tuple(f"{OF_THE_SAME}r{number}" for number in (1, 2))
MOST = {"assessment": 3, "referral": 2, "carer": 2}
Place = tuple[int, str]
"""The number of a row and the name of a column of it."""


def record(choose: Choose, reads: Reads, *, subject: TableDef, as_of: date) -> tuple[Written, ...]:
    """Draw a record that holds what a rule reads, with one gap or a few that may be filled, and now and then others."""
    rows = [
        _row(choose, table, reads, as_of)
        for table in reads.tables
        for _ in range(_how_many(choose, table, reads, subject))
    ]
    gaps: list[Place] = []
    stated: list[Place] = []
    for number, row in enumerate(rows):
        for name in row.cells:
            plain = (row.table.name, name) in reads.fillable and row.table.columns[name].type is not ColumnType.CODES
            (gaps if plain else stated).append((number, name))
    aimed = [(number, name) for number, name in gaps if (rows[number].table.name, name) in reads.expected] or gaps
    places = pick(choose, (5, lambda: aimed), (1, lambda: gaps))
    vague = some_of(choose, places, most=pick(choose, (4, lambda: 1), (1, lambda: 3))) if places else ()
    if stated:
        vague += pick(choose, (2, lambda: ()), (1, lambda: some_of(choose, stated, most=2)))
    for number, name in vague:
        row = rows[number]
        left = _vague(choose, row.table.columns[name], row.cells[name], as_of)
        rows[number] = replace(row, cells={**row.cells, name: left})
    return tuple(rows)


def _how_many(choose: Choose, table: TableDef, reads: Reads, subject: TableDef) -> int:
    if table is PATIENT or table.name not in reads.looked_in:
        return 1
    return one_of(choose, range(1 if table is subject else 0, MOST[table.name] + 1))


# --- cells ---------------------------------------------------------------------------------------------------------


def _row(choose: Choose, table: TableDef, reads: Reads, as_of: date) -> Written:
    """Draw a row without gaps, whose period is the right way round."""
    cells = {
        column.name: _exact(choose, table, column, as_of)
        for column in table.columns.values()
        if (table.name, column.name) in reads.cells
    }
    for period in periods(table):
        start, end = cells.get(period.start.name), cells.get(period.end.name)
        if isinstance(start, str) and isinstance(end, str) and end < start:  # "open" comes after every digit
            cells[period.start.name], cells[period.end.name] = end, start
    return Written(table, cells)


def _exact(choose: Choose, table: TableDef, column: Column, as_of: date) -> Cell:
    match column.type:
        case ColumnType.DAY:
            past = sorted(day for day in days_around(as_of) if day <= as_of)
            return pick(
                choose,
                (12 if column.absent == "open" else 0, lambda: "open"),
                (18 if column.name == "start" else 0, lambda: str(one_of(choose, past[:3]))),
                (6, lambda: str(one_of(choose, past[::-1]))),
                (1, lambda: str(one_of(choose, days_around(as_of)))),
            )
        case ColumnType.WORD:
            usual = 8 if column.name == table.status else 0
            return pick(choose, (usual, lambda: USUAL[table.name]), (1, lambda: one_of(choose, column.words)))
        case ColumnType.KEY if column.name == "referral":
            return one_of(choose, OWN_REFERRALS)
        case ColumnType.CODES:
            return one_of(choose, CODES)
        case _:
            return one_of(choose, VALUES[column.type])


def _vague(choose: Choose, column: Column, cell: Cell, as_of: date) -> Cell:
    """Draw what may be left of a cell: of a day a span to another, its month, its year, one bound, or nothing."""
    if column.type is not ColumnType.DAY or cell == "open":
        return NOTHING
    day = date.fromisoformat(str(cell))
    pool = sorted(days_around(as_of))
    near = [other for other in (pool[max(0, pool.index(day) - 1)], *pool[pool.index(day) + 1 :][:1]) if other != day]
    far = [other for other in pool if other != day]

    def span(others: Sequence[date]) -> str:
        other = one_of(choose, others)
        return f"{min(day, other)}..{max(day, other)}"

    first, last = day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return pick(
        choose,
        (3, lambda: span(near)),
        (2, lambda: f"{first}..{last}"),
        (2, lambda: span(far)),
        (1, lambda: f"{day.year}"),
        (1, lambda: f"{day}.."),
        (1, lambda: f"..{day}"),
        (1, lambda: NOTHING),
    )
