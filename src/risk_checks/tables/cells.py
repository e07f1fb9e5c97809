"""Columns in memory, days apart: each cell compiled once to a closure that writes into a table row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, assert_never
from zoneinfo import ZoneInfo

from risk_checks.model.days import read_days
from risk_checks.records.keys import is_ten_digits, nhs_number_ok, unspaced
from risk_checks.tables.code_cells import codes_held, read_codes, read_word
from risk_checks.tables.definition import Column, ColumnType
from risk_checks.tables.faults import Fault
from risk_checks.tables.forms import (
    AnyTrue,
    Canonical,
    CodedWord,
    CodeList,
    Constant,
    FirstFilled,
    Flags,
    HasCode,
    Mapped,
    NhsNumberOk,
    NhsNumbersOk,
    Only,
    PlainCell,
    Survivor,
    Take,
    UnionOf,
)

_ANY_ZONE = ZoneInfo("UTC")  # whether a date can be read is the same in all
Row: TypeAlias = Mapping[str, object]
"""A row of a view, with what it looks up in other views as `<view>.<column>`."""
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
        case FirstFilled(sources):
            return _write(name, lambda row: _first_filled(row, sources), absent=column.absent)
        case Mapped():
            return _mapped(name, cell)
        case CodedWord():
            return _write(name, read_word(cell))
        case CodeList() | Canonical() | Flags() | UnionOf():
            return _write_codes(name, read_codes(cell))
        case HasCode() | AnyTrue():
            return _write(name, read_truth(cell))
        case NhsNumberOk(source):
            return _write(name, lambda row: _nhs_numbers_ok([row.get(source)]), absent=column.absent)
        case NhsNumbersOk(source):
            return _write(name, lambda row: _nhs_numbers_ok(row.get(source)), absent=column.absent)
        case Survivor():
            return _survivor(name)
        case _:
            assert_never(cell)


def read_truth(cell: Only) -> Callable[[Row], object]:
    """Return what reads whether something is true of a view row."""
    match cell:
        case Take(column):
            return lambda row: row.get(column)
        case HasCode(systems, codes, any_of):
            wanted = frozenset(any_of)
            return lambda row: any(code in wanted for code in codes_held(row, systems, codes))
        case AnyTrue():
            return lambda row: _any_true(row, cell)
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
    source, words, empty, flags = cell.column, cell.codes, frozenset(cell.empty), cell.where_true
    unknown = cell.unknown_where

    def write(row: Row, out: TableRow, tally: Tally) -> None:
        for flag, flagged in flags.items():
            if row.get(flag) is True:
                out[name] = flagged
                return
        if any(row.get(flag) is True for flag in unknown):
            out[name] = None
            return
        code = row.get(source)
        word = words.get(code) if isinstance(code, str) else None
        out[name] = word
        if word is None and code is not None and code not in empty:
            tally[Fault.UNMAPPED, name] += 1

    return write


def _first_filled(row: Row, columns: Sequence[str]) -> object:
    return next((value for column in columns if (value := row.get(column)) is not None), None)


def _nhs_numbers_ok(numbers: object) -> bool | None:
    told = _unspaced(numbers)
    return all(map(nhs_number_ok, told)) and len(told) == 1 if told else None


def _unspaced(texts: object) -> set[str]:
    """Return the texts of a list without the spacing of numbers, as far as anything is left of them."""
    listed = texts if isinstance(texts, list) else []
    return {unspaced(text) for text in listed if isinstance(text, str)} - {""}


def _any_true(row: Row, cell: AnyTrue) -> bool | None:
    if any(row.get(boolean) is True for boolean in cell.booleans):
        return True
    if any(row.get(value) not in (None, []) for value in cell.filled):
        return True
    if cell.same_number is not None and _share_number(*(row.get(column) for column in cell.same_number)):
        return True
    texts = [text for name in cell.days if isinstance(text := row.get(name), str)]
    if any(read_days(text, zone=_ANY_ZONE) for text in texts):
        return True
    return None if texts else False


def _share_number(one: object, other: object) -> bool:
    return any(map(is_ten_digits, _unspaced(one) & _unspaced(other)))
