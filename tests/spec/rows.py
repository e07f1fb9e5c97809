"""Table rows in a compact form, and how they are stored."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from risk_checks.tables.definition import Column, ColumnType, TableDef
from tests.spec.world import ASSESSMENT, CARER, PATIENT, REFERRAL, TABLES

Cell = str | bool | int | None
Row = dict[str, object]
Rows = dict[str, list[Row]]

OPEN_END = date(9999, 12, 31)
NOTHING = "?"
"""Not recorded, or not to be read; of a code list, empty."""
OF_THE_SAME = "@"
"""What begins a key that names a row of the same person: `@r1` is their first referral."""


@dataclass(frozen=True, slots=True)
class Written:
    """A row as a case writes it: the columns that matter; the others are as if absent."""

    table: TableDef
    cells: Mapping[str, Cell]


def person(**cells: Cell) -> Written:
    """Return a person; without one a case is about a living, checked person."""
    return Written(PATIENT, cells)


def referred(start: str = "2025-01-01", *, end: str = "open", status: str = "open", **cells: Cell) -> Written:
    """Return a referral."""
    return Written(REFERRAL, {"start": start, "end": end, "status": status, **cells})


def assessed(date: str = "?", *, status: str = "complete", kinds: str = "risk", **cells: Cell) -> Written:
    """Return an assessment; `kinds` are short codes with blanks between them."""
    return Written(ASSESSMENT, {"date": date, "status": status, "kinds": kinds, **cells})


def caring(**cells: Cell) -> Written:
    """Return a mention of a carer."""
    return Written(CARER, cells)


def days(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a text may mean.

    >>> days("2025-06..")
    (datetime.date(2025, 6, 1), None)
    """
    if text == NOTHING:
        return None, None
    if text == "open":
        return OPEN_END, OPEN_END
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    return (_bounds(first)[0] if first else None), (_bounds(last)[1] if last else None)


def day(text: str) -> date:
    """Return the day of a text such as 2025-06-15."""
    return date.fromisoformat(text)


def _bounds(text: str) -> tuple[date, date]:
    match [int(part) for part in text.split("-")]:
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case [year, month]:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        case [year, month, number]:
            return date(year, month, number), date(year, month, number)
        case _:
            raise ValueError("not a date: " + text)


def stored(written: Written, *, key: str, patient: str | None) -> Row:
    """Return the row with every stored column."""
    unknown = set(written.cells) - set(written.table.columns) - {"standing"}
    if unknown:
        raise KeyError(*unknown)
    row: Row = {"id": key, "patient": patient}
    for column in written.table.columns.values():
        row.update(_stored(column, written.cells.get(column.name, _absent(column)), patient=patient))
    if written.table is PATIENT:
        row["standing"] = written.cells.get("standing", "checked")
    return row


def no_rows() -> Rows:
    """Return every table with no row in it."""
    return {name: [] for name in TABLES}


def _absent(column: Column) -> Cell:
    return NOTHING if column.absent is None or column.type is ColumnType.CODES else column.absent


def _stored(column: Column, cell: Cell, *, patient: str | None) -> Row:
    nothing = cell is None or cell == NOTHING
    match column.type:
        case ColumnType.DAY:
            return dict(zip(column.stored, days(NOTHING if nothing else str(cell)), strict=True))
        case ColumnType.CODES:
            return {column.name: [] if nothing else sorted(f"s|{code}" for code in str(cell).split())}
        case ColumnType.KEY if str(cell).startswith(OF_THE_SAME):
            return {column.name: f"{patient}/{str(cell).removeprefix(OF_THE_SAME)}"}
        case _:
            return {column.name: None if nothing else cell}
