"""Tables extended by a site's file: columns and sources are added, and cells put in the place of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from risk_checks.documents import Listing, Mapping_, Node, in_file_order, position, validate
from risk_checks.documents.nodes import follow
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, nearest
from risk_checks.tables.checking import table_faults
from risk_checks.tables.column_check import NAME_TAKEN, SOURCE_UNFIT
from risk_checks.tables.definition import Column, Source, TableDef
from risk_checks.tables.files import ExtensionFile
from risk_checks.tables.reading import read_columns, read_sources
from risk_checks.tables.view_check import ViewLike

TABLE_UNKNOWN = "RC-E312"


def extends(root: Mapping_) -> bool:
    """Return whether a file extends a table, and is not one by itself."""
    return root.key("extends") is not None


def extended(root: Mapping_, tables: Mapping[str, TableDef], views: Mapping[str, ViewLike] | None) -> TableDef:
    """Return the table that a file extends, with what it says; raises every fault of the file at its place.

    A source with a view that the table reads already has its cells, its lookups and its `only` put over those that are
    there; one with another view is added. A column that was awaited and is filled now is awaited no longer.
    """
    said = validate(root, ExtensionFile)
    base = tables.get(said.extends)
    if base is None:
        where = position(root, ("extends",))
        message = f"there is no table '{said.extends}' to extend"
        raise DefinitionErrors(
            [DefinitionError(TABLE_UNKNOWN, message, where=where, hint=nearest(said.extends, sorted(tables)))]
        )
    new = read_columns(said.columns)
    faults: list[RiskChecksError] = list(_taken(base, new, root))
    sources = read_sources(said.sources, {**new, **base.columns}, root, faults)
    places = _places(base, sources, root, faults)
    merged = _merged(base.sources, {place: sources[number] for number, place in places.items()})
    filled = {name for source in base.sources for name in source.cells} | {
        name for source in said.sources for name in source.columns
    }
    definition = replace(base, columns=_columns(base, new, filled, fed=bool(merged)), sources=merged)
    faults += table_faults(definition, _in_place(root, base, places, len(merged)), filled=filled, views=views)
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    return definition


def _taken(base: TableDef, new: Mapping[str, Column], root: Node) -> Iterator[DefinitionError]:
    for name in new:
        if name in base.columns:
            where = position(root, ("columns", name))
            hint = "to fill it, name it in a source; another meaning needs another name"
            yield DefinitionError(NAME_TAKEN, f"the table has a column '{name}' already", where=where, hint=hint)


def _columns(base: TableDef, new: Mapping[str, Column], filled: set[str], *, fed: bool) -> dict[str, Column]:
    """Return the columns: those of the table that nothing fills are awaited, as soon as something feeds it."""
    found = dict(new)
    for name, column in base.columns.items():
        if name in filled:
            found[name] = replace(column, awaited=False)
        else:
            found[name] = replace(column, awaited=True, absent=None) if fed else column
    return {name: found[name] for name in (*base.columns, *new)}


def _places(base: TableDef, sources: Sequence[Source], root: Node, faults: list[RiskChecksError]) -> dict[int, int]:
    """Return where each source of the file stands among those of the table; adds why one stands nowhere."""
    places: dict[int, int] = {}
    added = len(base.sources)
    for number, source in enumerate(sources):
        same = _same(base, source)
        hint, message = None, None
        if len(same) > 1:
            message, hint = f"several sources of the table read view '{source.view}'", "say which one by its 'part'"
        elif same and same[0] in places.values():
            message = f"the file extends the source with view '{source.view}' twice"
        elif same:
            places[number] = same[0]
        else:
            places[number] = added
            added += 1
        if message is not None:
            where = position(root, ("sources", number, "view"))
            faults.append(DefinitionError(SOURCE_UNFIT, message, where=where, hint=hint))
    return places


def _same(base: TableDef, source: Source) -> list[int]:
    """Return the places of the sources that one of the file may stand for: the plain one goes before parts."""
    same = [place for place, each in enumerate(base.sources) if each.view == source.view]
    if source.part is not None:
        return [place for place in same if base.sources[place].part == source.part]
    if source.derive is not None:
        return []
    plain = [place for place in same if base.sources[place].part is None and base.sources[place].derive is None]
    return plain or same


def _merged(old: Sequence[Source], new: Mapping[int, Source]) -> tuple[Source, ...]:
    kept = [_over(source, new[place]) if place in new else source for place, source in enumerate(old)]
    return (*kept, *(source for place, source in sorted(new.items()) if place >= len(old)))


def _over(old: Source, new: Source) -> Source:
    return replace(
        old,
        cells={**old.cells, **new.cells},
        joins=(*old.joins, *new.joins),
        referrers=(*old.referrers, *new.referrers),
        only=old.only if new.only is None else new.only,
    )


def _in_place(root: Mapping_, base: TableDef, places: Mapping[int, int], count: int) -> Mapping_:
    """Return the tree of the file with all that it adds where it stands in the table, so that faults find it."""
    sources: list[Node] = [_blank(root)] * count
    for number, place in places.items():
        node = follow(root, ("sources", number))
        old = base.sources[place] if place < len(base.sources) else None
        sources[place] = node if old is None else _after(node, old, blank=_blank(root))
    return _with(root, {"sources": sources})


def _after(node: Node, old: Source, *, blank: Node) -> Node:
    """Return the node of a source with its lookups after those of the table."""
    assert isinstance(node, Mapping_), "the form says so"
    before = {"joins": len(old.joins), "referrers": len(old.referrers)}
    lists = {key: node.get(key) for key in before}
    return _with(
        node,
        {key: [blank] * before[key] + list(each.items) for key, each in lists.items() if isinstance(each, Listing)},
    )


def _with(node: Mapping_, lists: Mapping[str, Sequence[Node]]) -> Mapping_:
    entries = [
        (key, Listing(tuple(lists[key.text]), below.where) if key.text in lists else below)
        for key, below in node.entries
    ]
    return Mapping_(tuple(entries), node.where)


def _blank(root: Mapping_) -> Mapping_:
    return Mapping_((), position(root, ("extends",)))
