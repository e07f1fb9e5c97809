"""Columns in memory, days apart: each cell compiled once to a closure that writes into a table row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import TypeAlias, assert_never
from zoneinfo import ZoneInfo

from risk_checks.model.days import read_days
from risk_checks.records.keys import nhs_number_ok
from risk_checks.tables.definition import (
    DATA_ABSENT,
    AnyTrue,
    Canonical,
    CodeList,
    Column,
    ColumnType,
    Constant,
    HasCode,
    Mapped,
    NhsNumberOk,
    PlainCell,
    Survivor,
    Take,
)
from risk_checks.tables.faults import Fault

_ANY_ZONE = ZoneInfo("UTC")  # whether a date can be read is the same in all
Row: TypeAlias = Mapping[str, object]
"""A row of a view, with the joined view's columns as `<view>.<column>`."""
TableRow: TypeAlias = dict[str, object]
Tally: TypeAlias = "Counter[tuple[Fault, str]]"
Write: TypeAlias = Callable[[Row, TableRow, Tally], None]


def write_cell(column: Column, cell: PlainCell | None) -> Write:
    """Return what writes a column that is not a day into a table row; a column without a cell is absent."""
    name = column.name
    match cell:
        case None:
            return _absent(column)
        case Constant(value):
            return _constant(name, value)
        case Take(source):
            return _write(name, lambda row: row.get(source), absent=column.absent)
        case Mapped():
            return _mapped(name, cell)
        case CodeList():
            return _write_codes(name, _code_list(cell))
        case Canonical(source, system):
            return _write_codes(name, lambda row: _canonical(row.get(source), system))
        case HasCode(systems, codes, any_of):
            wanted = frozenset(any_of)
            return _write(name, lambda row: any(code in wanted for code in _codes(row, systems, codes)))
        case AnyTrue():
            return _write(name, lambda row: _any_true(row, cell))
        case NhsNumberOk(source):
            return _write(name, lambda row: _nhs_number_ok(row.get(source)), absent=column.absent)
        case Survivor():
            return _survivor(name)
        case _:
            assert_never(cell)


def _absent(column: Column) -> Write:
    if column.type is ColumnType.CODES:
        return _write_codes(column.name, lambda _row: [])
    return _constant(column.name, column.absent)


def _constant(name: str, value: object) -> Write:
    def write(_row: Row, out: TableRow, _tally: Tally) -> None:
        out[name] = value

    return write


def _write(name: str, read: Callable[[Row], object], *, absent: object = None) -> Write:
    def write(row: Row, out: TableRow, _tally: Tally) -> None:
        value = read(row)
        out[name] = absent if value is None else value

    return write


def _write_codes(name: str, read: Callable[[Row], list[str]]) -> Write:
    def write(row: Row, out: TableRow, _tally: Tally) -> None:
        out[name] = read(row)

    return write


def _survivor(name: str) -> Write:
    def write(row: Row, out: TableRow, _tally: Tally) -> None:
        out[name] = out["patient"] if out["patient"] != row["patient"] else None

    return write


def _mapped(name: str, cell: Mapped) -> Write:
    source, words, empty = cell.column, cell.codes, frozenset(cell.empty)

    def write(row: Row, out: TableRow, tally: Tally) -> None:
        code = row.get(source)
        word = words.get(code) if isinstance(code, str) else None
        out[name] = word
        if word is None and code is not None and code not in empty:
            tally[Fault.UNMAPPED, name] += 1

    return write


def _code_list(cell: CodeList) -> Callable[[Row], list[str]]:
    systems, codes, coded, empty = cell.systems, cell.codes, cell.coded, frozenset(cell.empty)
    own = [] if cell.own is None else [cell.own]

    def read(row: Row) -> list[str]:
        if coded is not None and row.get(coded) is not True:
            return own.copy()
        return sorted(set(_codes(row, systems, codes)) - empty)

    return read


def _codes(row: Row, systems: str, codes: str) -> Iterator[str]:
    """Yield `system|code` of the aligned columns; a coding without a code, or with why there is none, says nothing."""
    for system, code in zip_longest(_texts(row.get(systems)), _texts(row.get(codes))):
        if code and system != DATA_ABSENT:
            yield f"{system or ''}|{code}"


def _texts(value: object) -> list[str | None]:
    return value if isinstance(value, list) else []


def _canonical(url: object, system: str) -> list[str]:
    bare = url.split("|", 1)[0] if isinstance(url, str) else ""
    return [f"{system}|{bare}"] if bare else []


def _nhs_number_ok(number: object) -> bool | None:
    return nhs_number_ok(number) if isinstance(number, str) else None


def _any_true(row: Row, cell: AnyTrue) -> bool | None:
    if any(row.get(boolean) is True for boolean in cell.booleans):
        return True
    if any(row.get(value) not in (None, []) for value in cell.filled):
        return True
    texts = [text for name in cell.days if isinstance(text := row.get(name), str)]
    if any(read_days(text, zone=_ANY_ZONE) for text in texts):
        return True
    return None if texts else False
