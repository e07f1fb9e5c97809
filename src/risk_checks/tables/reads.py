"""What the sources of a table read: what an engine has to fetch, and what feeds the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from risk_checks.tables.asks import Wanted, join_asks, source_asks
from risk_checks.tables.definition import Source, TableDef
from risk_checks.tables.forms import Between, Cell, CodedWord, CodeList, FirstOf, HasCode, LatestOf, UnionOf


def feeds(definition: TableDef, *, resources: Mapping[str, str]) -> frozenset[str]:
    """Return the resource types that feed a table, given the type each view reads; lookups do not feed."""
    return frozenset(resources[source.view] for source in definition.sources)


def feeds_of(tables: Iterable[TableDef], *, resources: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return what feeds each table, by its name, and in what columns are looked up, as `table.column`."""
    found: dict[str, frozenset[str]] = {}
    for table in tables:
        found |= {table.name: feeds(table, resources=resources), **lookups(table, resources=resources)}
    return found


def views_read(definition: TableDef) -> frozenset[str]:
    """Return the views that the sources of a table read, be it to look something up."""
    return frozenset(
        view
        for source in definition.sources
        for view in (source.view, *(join.view for join in source.joins), *(each.view for each in source.referrers))
    )


def lookups(definition: TableDef, *, resources: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """Return the resource types in which columns are looked up, as `table.column`; those that are not are left out.

    What a view unfolds of the row's own resource is looked up nowhere else.
    """
    found: dict[str, frozenset[str]] = {}
    for source in definition.sources:
        own = [each for each in source.referrers if each.on == "id" and resources[each.view] == resources[source.view]]
        referrers = (each.view for each in source.referrers if each not in own)
        views = {view: resources[view] for view in (*(join.view for join in source.joins), *referrers)}
        for ask in source_asks(definition, source):
            view = ask.column.partition(".")[0]
            if ask.path[0] == "columns" and view != ask.column and view in views:
                name = f"{definition.name}.{ask.path[1]}"
                found[name] = found.get(name, frozenset()) | {views[view]}
    return found


def awaited(tables: Iterable[TableDef]) -> tuple[str, ...]:
    """Return the columns that no source fills yet though their table is fed, as `table.column`."""
    return tuple(
        f"{table.name}.{column.name}" for table in tables for column in table.columns.values() if column.awaited
    )


def columns_read(definition: TableDef, source: Source) -> Mapping[str, Wanted]:
    """Return the view columns that a source reads and what each holds, looked up ones as `<view>.<column>`."""
    asks = [ask for pair in join_asks(source) for ask in pair] + list(source_asks(definition, source))
    found = {ask.column: ask.wanted for ask in asks}
    return found | {ask.column: ask.wanted for ask in asks if ask.wanted is not Wanted.ANYTHING}


def looked_up(columns: Mapping[str, Wanted], view: str) -> dict[str, Wanted]:
    """Return those of the columns read that are of a view that is joined or refers."""
    return {column: wanted for column, wanted in columns.items() if column.startswith(f"{view}.")}


def date_texts(source: Source) -> tuple[str, ...]:
    """Return the view columns that the source's cells read as dates, those of referrers aside."""
    found: dict[str, None] = {}
    for cell in source.cells.values():
        for part in cell.parts if isinstance(cell, FirstOf | LatestOf) else ():
            if isinstance(part, str):
                found[part] = None
            elif isinstance(part, Between):
                found |= {part.start: None, part.end: None}
    return tuple(found)


def spans_read(source: Source) -> tuple[Between, ...]:
    """Return the periods that the source's cells read, each once."""
    parts = (part for cell in source.cells.values() if isinstance(cell, FirstOf | LatestOf) for part in cell.parts)
    return tuple(dict.fromkeys(part for part in parts if isinstance(part, Between)))


def code_pairs(source: Source) -> tuple[tuple[str, str], ...]:
    """Return the aligned view columns of systems and codes that a source reads."""
    cells: list[Cell] = [*source.cells.values(), *([] if source.only is None else [source.only])]
    return tuple(dict.fromkeys(pair for cell in cells for pair in cell_pairs(cell)))


def cell_pairs(cell: Cell) -> tuple[tuple[str, str], ...]:
    """Return the aligned view columns of systems and codes that a cell reads."""
    match cell:
        case CodeList(systems, codes) | HasCode(systems, codes) | CodedWord(systems, codes):
            return ((systems, codes),)
        case UnionOf(parts):
            return tuple(pair for part in parts for pair in cell_pairs(part))
        case _:
            return ()
