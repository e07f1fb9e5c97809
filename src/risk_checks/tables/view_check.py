"""Whether the views have what a table reads of them: the columns, of a type that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Protocol, assert_never

from risk_checks.documents import Node, position
from risk_checks.errors import DefinitionError, nearest
from risk_checks.tables.column_check import Path
from risk_checks.tables.definition import (
    AnyTrue,
    Canonical,
    Cell,
    CodeList,
    ColumnType,
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

VIEW_UNKNOWN = "RC-E305"
VIEW_COLUMN_UNKNOWN = "RC-E306"
VIEW_COLUMN_UNFIT = "RC-E307"


class ViewColumnLike(Protocol):
    """A view's column, as far as a table needs to know it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def type(self) -> str:
        """Its FHIR type."""
        ...

    @property
    def collection(self) -> bool:
        """Whether it holds a list."""
        ...


class ViewLike(Protocol):
    """A view, as far as a table needs to know it."""

    @property
    def resource(self) -> str:
        """The resource type that it reads."""
        ...

    @property
    def columns(self) -> Sequence[ViewColumnLike]:
        """The columns of its rows."""
        ...


class Wanted(StrEnum):
    """What a cell needs a view column to hold."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    DATE = "a date"
    BOOLEAN = "a boolean"
    INTEGER = "an integer"
    ANYTHING = "a value"


_HELD: Mapping[str, Wanted] = {
    "boolean": Wanted.BOOLEAN,
    "integer": Wanted.INTEGER,
    "unsignedInt": Wanted.INTEGER,
    "positiveInt": Wanted.INTEGER,
    "date": Wanted.DATE,
    "dateTime": Wanted.DATE,
    "instant": Wanted.DATE,
}


def view_faults(definition: TableDef, views: Mapping[str, ViewLike], root: Node) -> Iterator[DefinitionError]:
    """Yield what the sources of a table ask of views that have no such thing."""
    for number, source in enumerate(definition.sources):
        at: Path = ("sources", number)
        named: list[tuple[str, Path]] = [(source.view, (*at, "view"))]
        if source.join is not None:
            named.append((source.join.view, (*at, "join", "view")))
        missing = [(name, path) for name, path in named if name not in views]
        for name, path in missing:
            hint = nearest(name, sorted(views))
            yield DefinitionError(VIEW_UNKNOWN, f"there is no view '{name}'", where=position(root, path), hint=hint)
        if not missing:
            held = _held(source, views)
            for path, column, wanted in _asked(definition, source):
                yield from _unfit(held, column, wanted, root, (*at, *path))


def _held(source: Source, views: Mapping[str, ViewLike]) -> dict[str, Wanted]:
    held = {column.name: _holds(column) for column in views[source.view].columns}
    if source.join is not None:
        other = views[source.join.view]
        held |= {f"{source.join.view}.{column.name}": _holds(column) for column in other.columns}
    return held


def _holds(column: ViewColumnLike) -> Wanted:
    return Wanted.TEXTS if column.collection else _HELD.get(column.type, Wanted.TEXT)


def _unfit(
    held: Mapping[str, Wanted], column: str, wanted: Wanted, root: Node, path: Path
) -> Iterator[DefinitionError]:
    where = position(root, path)
    if column not in held:
        hint = nearest(column, sorted(held))
        yield DefinitionError(VIEW_COLUMN_UNKNOWN, f"the view has no column '{column}'", where=where, hint=hint)
    elif wanted not in (held[column], Wanted.ANYTHING):
        message = f"the view's column '{column}' holds {held[column]}, not {wanted}"
        yield DefinitionError(VIEW_COLUMN_UNFIT, message, where=where)


def _asked(definition: TableDef, source: Source) -> Iterator[tuple[Path, str, Wanted]]:
    """Yield where a source names a view column, the column, and what it should hold."""
    yield ("view",), "id", Wanted.TEXT
    yield ("view",), "patient", Wanted.TEXT
    if source.join is not None:
        yield ("join", "on"), source.join.on, Wanted.TEXT
        yield ("join", "view"), f"{source.join.view}.id", Wanted.TEXT
    if source.part is not None:
        yield ("part", "counted_by"), source.part[1], Wanted.INTEGER
    if source.derive is not None:
        yield ("derive", "status"), source.derive.status, Wanted.TEXT
        for index, column in enumerate(source.derive.one_per):
            yield ("derive", "one_per", index), column, Wanted.TEXT
    for name, cell in source.cells.items():
        for column, wanted in _cell_asks(cell, definition.columns[name].type):
            yield ("columns", name), column, wanted


def _cell_asks(cell: Cell, fills: ColumnType) -> Iterator[tuple[str, Wanted]]:
    match cell:
        case Constant() | Survivor():
            return
        case Take(column):
            plain = {ColumnType.BOOLEAN: Wanted.BOOLEAN, ColumnType.INTEGER: Wanted.INTEGER}
            yield column, plain.get(fills, Wanted.TEXT)
        case Mapped(column) | Canonical(column) | NhsNumberOk(column):
            yield column, Wanted.TEXT
        case CodeList(systems, codes, coded=coded):
            yield from ((systems, Wanted.TEXTS), (codes, Wanted.TEXTS))
            if coded is not None:
                yield coded, Wanted.BOOLEAN
        case HasCode(systems, codes):
            yield from ((systems, Wanted.TEXTS), (codes, Wanted.TEXTS))
        case AnyTrue(booleans, filled, days):
            yield from ((column, Wanted.BOOLEAN) for column in booleans)
            yield from ((column, Wanted.ANYTHING) for column in filled)
            yield from ((column, Wanted.DATE) for column in days)
        case FirstOf(parts) | LatestOf(parts):
            for part in parts:
                yield from _part_asks(part)
        case _:
            assert_never(cell)


def _part_asks(part: DayPart) -> Iterator[tuple[str, Wanted]]:
    if isinstance(part, str):
        yield part, Wanted.DATE
    elif isinstance(part, OpenWhile):
        yield part.status, Wanted.TEXT
    else:
        yield from ((part.start, Wanted.DATE), (part.end, Wanted.DATE))
