"""Whether the sources of a table fill its columns with what those can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from risk_checks.documents import Node, position
from risk_checks.errors import DefinitionError
from risk_checks.tables.column_check import COLUMN_UNFIT, SOURCE_UNFIT, Path, unknown_words
from risk_checks.tables.definition import Column, ColumnType, Source, TableDef
from risk_checks.tables.derived_check import derived_faults
from risk_checks.tables.forms import (
    AnyTrue,
    Canonical,
    Cell,
    CodedWord,
    CodeList,
    Constant,
    FirstFilled,
    FirstOf,
    Flags,
    HasCode,
    LatestOf,
    Mapped,
    NhsNumberOk,
    NhsNumbersOk,
    Survivor,
    Take,
    UnionOf,
)
from risk_checks.tables.reads import cell_pairs


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
        yield from _lookups(source, root, at)
        if source.only is not None:
            yield from _pairs(source.only, root, (*at, "only"))
        for name, cell in source.cells.items():
            yield from _cell(definition.columns[name], cell, root, (*at, "columns", name))
            yield from _pairs(cell, root, (*at, "columns", name))
    yield from derived_faults(definition, root)


def _lookups(source: Source, root: Node, path: Path) -> Iterator[DefinitionError]:
    looked_up = [
        *((join.view, ("joins", index)) for index, join in enumerate(source.joins)),
        *((each.view, ("referrers", index)) for index, each in enumerate(source.referrers)),
    ]
    seen: set[str] = set()
    for view, at in looked_up:
        if view in seen:
            message = f"the source looks up view '{view}' twice"
            where = position(root, (*path, *at, "view"))
            yield DefinitionError(SOURCE_UNFIT, message, where=where, hint="write a second view for the other lookup")
        seen.add(view)


def _pairs(cell: Cell, root: Node, path: Path) -> Iterator[DefinitionError]:
    if isinstance(cell, UnionOf):
        for index, part in enumerate(cell.parts):
            yield from _pairs(part, root, (*path, "union", index))
        return
    for systems, codes in cell_pairs(cell):
        if systems.rpartition(".")[0] != codes.rpartition(".")[0]:
            message = f"'{systems}' and '{codes}' are of two views, so that no code has its system"
            yield DefinitionError(SOURCE_UNFIT, message, where=position(root, path))


def _cell(column: Column, cell: Cell, root: Node, path: Path) -> Iterator[DefinitionError]:
    if column.type not in _fits(cell):
        message = f"column '{column.name}' is of type {column.type} and cannot be filled like this"
        yield DefinitionError(COLUMN_UNFIT, message, where=position(root, path))
    elif isinstance(cell, Constant):
        yield from unknown_words([cell.value], column, root, (*path, "constant"), each=False)
    elif isinstance(cell, Mapped):
        yield from _mapped(column, cell, root, path)
    elif isinstance(cell, CodedWord):
        for code, word in cell.words.items():
            yield from unknown_words([word], column, root, (*path, "coded_word", code), each=False)
    elif isinstance(cell, CodeList):
        yield from _own_code(cell, root, path)
    elif isinstance(cell, UnionOf):
        for index, part in enumerate(cell.parts):
            if isinstance(part, CodeList):
                yield from _own_code(part, root, (*path, "union", index))


def _mapped(column: Column, cell: Mapped, root: Node, path: Path) -> Iterator[DefinitionError]:
    for code, word in cell.codes.items():
        yield from unknown_words([word], column, root, (*path, "codes", code), each=False)
    for index, code in enumerate(cell.empty):
        if code in cell.codes:
            where = position(root, (*path, "empty", index))
            yield DefinitionError(SOURCE_UNFIT, f"the code '{code}' is mapped and empty at once", where=where)
    for flag, word in cell.where_true.items():
        yield from unknown_words([word], column, root, (*path, "where_true", flag), each=False)


def _own_code(cell: CodeList, root: Node, path: Path) -> Iterator[DefinitionError]:
    if (cell.own is None) != (cell.coded is None):
        message = "'own' and 'coded' belong together: the own code stands where the source has none"
        yield DefinitionError(SOURCE_UNFIT, message, where=position(root, path))


def _fits(cell: Cell) -> tuple[ColumnType, ...]:
    """Return the types of column that a cell can fill."""
    match cell:
        case Take():
            return (ColumnType.KEY, ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.INTEGER)
        case Constant():
            return (ColumnType.KEY, ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.WORD)
        case FirstFilled():
            return (ColumnType.KEY, ColumnType.TEXT, ColumnType.BOOLEAN)
        case Mapped() | CodedWord():
            return (ColumnType.WORD,)
        case CodeList() | Canonical() | Flags() | UnionOf():
            return (ColumnType.CODES,)
        case HasCode() | AnyTrue() | NhsNumberOk() | NhsNumbersOk():
            return (ColumnType.BOOLEAN,)
        case Survivor():
            return (ColumnType.KEY,)
        case FirstOf() | LatestOf():
            return (ColumnType.DAY,)
        case _:
            assert_never(cell)
