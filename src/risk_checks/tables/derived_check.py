"""Whether rows can be derived from the sources of a table, and be grouped together."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.documents import Node, position
from risk_checks.errors import DefinitionError, nearest
from risk_checks.tables.column_check import SOURCE_UNFIT, Path, needs_type, unknown_words
from risk_checks.tables.definition import ColumnType, Derive, DerivedSource, Source, TableDef
from risk_checks.tables.forms import Constant, FirstOf, LatestOf, Take


def derived_faults(definition: TableDef, root: Node) -> Iterator[DefinitionError]:
    """Yield what is wrong with the sources from which rows are derived, and why they cannot be grouped together."""
    places = [number for number, source in enumerate(definition.sources) if source.derive is not None]
    derived = dict(zip(places, definition.derived_sources, strict=True))
    for index, number in enumerate(places):
        at: Path = ("sources", number)
        yield from _derived(definition, derived[number].source, derived[number].derive, root, at)
        for other in places[: min(index, 1)]:
            yield from _shared(derived[number].derive, derived[other], root, (*at, "derive"))
        for other in places[:index]:
            yield from _same_end(derived[number], derived[other], root, (*at, "derive", "greatest"))


def _shared(derive: Derive, other: DerivedSource, root: Node, path: Path) -> Iterator[DefinitionError]:
    keys = (
        ("one_per", derive.one_per == other.derive.one_per),
        ("part", derive.part == other.derive.part),
        ("unless_rows_from", derive.unless_rows_from == other.derive.unless_rows_from),
    )
    for key, same in keys:
        if not same:
            message = f"'{key}' is another for the rows derived from view '{other.source.view}'"
            hint = "the derived rows of a table are grouped together"
            yield DefinitionError(SOURCE_UNFIT, message, where=position(root, (*path, key)), hint=hint)


def _same_end(one: DerivedSource, two: DerivedSource, root: Node, path: Path) -> Iterator[DefinitionError]:
    both = one.source.cells.keys() & two.source.cells.keys()
    for name in sorted(both & (set(one.derive.greatest) ^ set(two.derive.greatest))):
        message = f"of column '{name}' the greatest day is taken from one source, and the least from another"
        yield DefinitionError(SOURCE_UNFIT, message, where=position(root, path))


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
