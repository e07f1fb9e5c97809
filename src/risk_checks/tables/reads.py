"""Which view columns a source reads: what the loader checks, and what an engine has to fetch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from risk_checks.tables.definition import (
    AnyTrue,
    Between,
    Canonical,
    Cell,
    CodeList,
    Constant,
    DayPart,
    FirstOf,
    HasCode,
    LatestOf,
    Mapped,
    NhsNumberOk,
    OpenWhile,
    Source,
    Survivor,
    TableDef,
    Take,
)


def feeds(definition: TableDef, *, resources: Mapping[str, str]) -> frozenset[str]:
    """Return the resource types that feed a table, given the type each view reads; lookups by join do not feed."""
    return frozenset(resources[source.view] for source in definition.sources)


def awaited(tables: Iterable[TableDef]) -> tuple[str, ...]:
    """Return the columns that no source fills yet though their table is fed, as `table.column`."""
    return tuple(
        f"{table.name}.{column.name}" for table in tables for column in table.columns.values() if column.awaited
    )


def columns_read(source: Source) -> tuple[str, ...]:
    """Return the view columns that the source's cells read, those of the joined view as `<view>.<column>`."""
    return tuple(dict.fromkeys(column for cell in source.cells.values() for column in cell_reads(cell)))


def date_texts(source: Source) -> tuple[str, ...]:
    """Return the view columns that the source's cells read as dates."""
    return tuple(
        dict.fromkeys(
            column
            for cell in source.cells.values()
            if isinstance(cell, FirstOf | LatestOf)
            for part in cell.parts
            if not isinstance(part, OpenWhile)
            for column in _part_reads(part)
        )
    )


def cell_reads(cell: Cell) -> tuple[str, ...]:
    """Return the view columns that a cell reads."""
    match cell:
        case Constant() | Survivor():
            return ()
        case Take(column) | Mapped(column) | Canonical(column) | NhsNumberOk(column):
            return (column,)
        case CodeList(systems, codes, coded=coded):
            return (systems, codes) if coded is None else (systems, codes, coded)
        case HasCode(systems, codes):
            return (systems, codes)
        case AnyTrue(booleans, filled, days):
            return (*booleans, *filled, *days)
        case FirstOf(parts) | LatestOf(parts):
            return tuple(column for part in parts for column in _part_reads(part))
        case _:
            assert_never(cell)


def _part_reads(part: DayPart) -> Iterator[str]:
    match part:
        case str():
            yield part
        case Between(start, end):
            yield from (start, end)
        case OpenWhile(status):
            yield status
        case _:
            assert_never(part)
