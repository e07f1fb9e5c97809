"""What a source asks of views: which columns it reads, what each should hold, and where in the file it says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from risk_checks.tables.column_check import Path
from risk_checks.tables.definition import ColumnType, Source, TableDef
from risk_checks.tables.forms import (
    AnyTrue,
    Between,
    Canonical,
    Cell,
    CodedWord,
    CodeList,
    Constant,
    DayPart,
    FirstAmong,
    FirstFilled,
    FirstOf,
    Flags,
    HasCode,
    LastAmong,
    LatestOf,
    Mapped,
    NhsNumberOk,
    NhsNumbersOk,
    OpenWhile,
    SingleCell,
    Survivor,
    Take,
    UnionOf,
)


class Wanted(StrEnum):
    """What a cell needs a view column to hold."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    NUMBERS = "a list of numbers"
    DATE = "a date"
    BOOLEAN = "a boolean"
    INTEGER = "an integer"
    DATES = "dates of referrers"
    INTEGERS = "integers of referrers"
    ANYTHING = "a value"


@dataclass(frozen=True, slots=True)
class Ask:
    """A view column that a source reads, what it should hold, and where in the source that is said."""

    path: Path
    column: str
    wanted: Wanted


_PLAIN: Mapping[ColumnType, Wanted] = {ColumnType.BOOLEAN: Wanted.BOOLEAN, ColumnType.INTEGER: Wanted.INTEGER}


def source_asks(definition: TableDef, source: Source) -> Iterator[Ask]:
    """Yield what a source reads of its rows, joined columns and those of referrers as `<view>.<column>`."""
    yield Ask(("view",), "id", Wanted.TEXT)
    yield Ask(("view",), "patient", Wanted.TEXT)
    if source.part is not None:
        yield Ask(("part", "counted_by"), source.part[1], Wanted.INTEGER)
    if source.derive is not None:
        yield Ask(("derive", "status"), source.derive.status, Wanted.TEXT)
        for index, column in enumerate(source.derive.one_per):
            yield Ask(("derive", "one_per", index), column, Wanted.TEXT)
    if source.only is not None:
        yield from _asks(source.only, ColumnType.BOOLEAN, ("only",))
    for name, cell in source.cells.items():
        yield from _asks(cell, definition.columns[name].type, ("columns", name))


def join_asks(source: Source) -> Iterator[tuple[Ask, Ask]]:
    """Yield what the joins of a source read, in their order: of the row the key, and the id that it may equal."""
    for index, join in enumerate(source.joins):
        at: Path = ("joins", index)
        yield Ask((*at, "on"), join.on, Wanted.TEXT), Ask((*at, "view"), f"{join.view}.id", Wanted.TEXT)


def referrer_asks(source: Source) -> Iterator[Ask]:
    """Yield what makes a row one of the referrers of a source."""
    for index, referrers in enumerate(source.referrers):
        yield Ask(("referrers", index, "on"), f"{referrers.view}.{referrers.on}", Wanted.TEXT)
        if referrers.only is not None:
            yield Ask(("referrers", index, "only"), f"{referrers.view}.{referrers.only}", Wanted.BOOLEAN)
        if referrers.same_patient:
            yield Ask(("referrers", index, "same_patient"), f"{referrers.view}.patient", Wanted.TEXT)


def _asks(cell: Cell, fills: ColumnType, path: Path) -> Iterator[Ask]:
    if isinstance(cell, UnionOf):
        for index, part in enumerate(cell.parts):
            yield from _asks(part, fills, (*path, "union", index))
    else:
        yield from (Ask(path, column, wanted) for column, wanted in _cell_asks(cell, fills))


def _cell_asks(cell: SingleCell, fills: ColumnType) -> Iterator[tuple[str, Wanted]]:
    match cell:
        case Constant() | Survivor():
            return
        case Take(column):
            yield column, _PLAIN.get(fills, Wanted.TEXT)
        case FirstFilled(columns):
            yield from ((column, _PLAIN.get(fills, Wanted.TEXT)) for column in columns)
        case Canonical(column) | NhsNumberOk(column):
            yield column, Wanted.TEXT
        case NhsNumbersOk(column):
            yield column, Wanted.NUMBERS
        case Mapped(column, where_true=where_true, unknown_where=unknown_where):
            yield column, Wanted.TEXT
            yield from ((flag, Wanted.BOOLEAN) for flag in (*where_true, *unknown_where))
        case Flags(flags):
            yield from ((flag, Wanted.BOOLEAN) for flag in flags)
        case CodeList(systems, codes, coded=coded):
            yield from ((systems, Wanted.TEXTS), (codes, Wanted.TEXTS))
            if coded is not None:
                yield coded, Wanted.BOOLEAN
        case HasCode(systems, codes) | CodedWord(systems, codes):
            yield from ((systems, Wanted.TEXTS), (codes, Wanted.TEXTS))
        case AnyTrue(booleans, filled, days, same_number):
            yield from ((column, Wanted.BOOLEAN) for column in booleans)
            yield from ((column, Wanted.ANYTHING) for column in filled)
            yield from ((column, Wanted.DATE) for column in days)
            yield from ((column, Wanted.NUMBERS) for column in same_number or ())
        case FirstOf(day_parts) | LatestOf(day_parts):
            for day_part in day_parts:
                yield from _part_asks(day_part)
        case _:
            assert_never(cell)


def _part_asks(part: DayPart) -> Iterator[tuple[str, Wanted]]:
    match part:
        case str():
            yield part, Wanted.DATE
        case OpenWhile(status):
            yield status, Wanted.TEXT
        case Between(start, end):
            yield from ((start, Wanted.DATE), (end, Wanted.DATE))
        case FirstAmong(column) | LastAmong(column):
            yield column, Wanted.DATES
        case _:
            assert_never(part)
