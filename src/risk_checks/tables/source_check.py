"""Whether the sources of a table fill its columns with what those can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from risk_checks.documents import Node, position
from risk_checks.errors import DefinitionError, nearest
from risk_checks.tables.column_check import COLUMN_UNFIT, Path, needs_type, unknown_words
from risk_checks.tables.definition import (
    AnyTrue,
    Canonical,
    Cell,
    CodeList,
    Column,
    ColumnType,
    Constant,
    Derive,
    FirstOf,
    HasCode,
    LatestOf,
    Mapped,
    NhsNumberOk,
    Source,
    Survivor,
    TableDef,
    Take,
)

SOURCE_UNFIT = "RC-E309"


def source_faults(definition: TableDef, root: Node) -> Iterator[DefinitionError]:
    """Yield what is wrong with the sources of a table, as far as it can be told without the views."""
    seen: set[tuple[str, object]] = set()
    for number, source in enumerate(definition.sources):
        at: Path = ("sources", number)
        kind = (source.view, source.part or source.derive is not None)
        if kind in seen:
            where = position(root, (*at, "view"))
            yield DefinitionError(SOURCE_UNFIT, f"view '{source.view}' feeds the table twice", where=where)
        seen.add(kind)
        for name, cell in source.cells.items():
            yield from _cell(definition.columns[name], cell, root, (*at, "columns", name))
        if source.derive is not None:
            yield from _derived(definition, source, source.derive, root, at)


def _cell(column: Column, cell: Cell, root: Node, path: Path) -> Iterator[DefinitionError]:
    if column.type not in _fits(cell):
        message = f"column '{column.name}' is of type {column.type} and cannot be filled like this"
        yield DefinitionError(COLUMN_UNFIT, message, where=position(root, path))
    elif isinstance(cell, Constant):
        yield from unknown_words([cell.value], column, root, (*path, "constant"), each=False)
    elif isinstance(cell, Mapped):
        for code, word in cell.codes.items():
            yield from unknown_words([word], column, root, (*path, "codes", code), each=False)
        for index, code in enumerate(cell.empty):
            if code in cell.codes:
                where = position(root, (*path, "empty", index))
                yield DefinitionError(SOURCE_UNFIT, f"the code '{code}' is mapped and empty at once", where=where)
    elif isinstance(cell, CodeList) and (cell.own is None) != (cell.coded is None):
        message = "'own' and 'coded' belong together: the own code stands where the source has none"
        yield DefinitionError(SOURCE_UNFIT, message, where=position(root, path))


def _fits(cell: Cell) -> tuple[ColumnType, ...]:
    """Return the types of column that a cell can fill."""
    match cell:
        case Take():
            return (ColumnType.KEY, ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.INTEGER)
        case Constant():
            return (ColumnType.KEY, ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.WORD)
        case Mapped():
            return (ColumnType.WORD,)
        case CodeList() | Canonical():
            return (ColumnType.CODES,)
        case HasCode() | AnyTrue() | NhsNumberOk():
            return (ColumnType.BOOLEAN,)
        case Survivor():
            return (ColumnType.KEY,)
        case FirstOf() | LatestOf():
            return (ColumnType.DAY,)
        case _:
            assert_never(cell)


def _derived(definition: TableDef, source: Source, derive: Derive, root: Node, path: Path) -> Iterator[DefinitionError]:
    at = (*path, "derive")
    if "patient" not in derive.one_per or len(derive.one_per) < 2 or source.part is not None:
        message = "a derived row is one per patient and something else, and no part of a resource"
        yield DefinitionError(SOURCE_UNFIT, message, where=position(root, (*at, "one_per")))
    others = sorted(other.view for other in definition.sources if other.derive is None)
    if derive.unless_rows_from not in others:
        message = f"no other source of the table reads view '{derive.unless_rows_from}'"
        where = position(root, (*at, "unless_rows_from"))
        yield DefinitionError(SOURCE_UNFIT, message, where=where, hint=nearest(derive.unless_rows_from, others))
    status = definition.columns.get(definition.status or "")
    if status is None:
        yield DefinitionError(SOURCE_UNFIT, "rows are derived only in a table with a status", where=position(root, at))
    else:
        yield from unknown_words(derive.disregard, status, root, (*at, "disregard"))
    for index, name in enumerate(derive.greatest):
        yield from needs_type(definition, name, ColumnType.DAY, root, (*at, "greatest", index))
    for name, cell in source.cells.items():
        same = isinstance(cell, Constant | FirstOf | LatestOf) or (
            isinstance(cell, Take) and cell.column in derive.one_per
        )
        if not same:
            message = f"column '{name}' may differ between the rows that one is derived from"
            where = position(root, (*path, "columns", name))
            hint = "use a constant, a day, or a column of one_per"
            yield DefinitionError(SOURCE_UNFIT, message, where=where, hint=hint)
