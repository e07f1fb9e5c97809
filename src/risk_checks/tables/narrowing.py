"""A table with fewer columns: the same rows, and nothing looked up or read for a column that nobody asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from risk_checks.tables.asks import join_asks, referrer_asks, source_asks
from risk_checks.tables.definition import Join, Source, TableDef
from risk_checks.tables.identity import LINK_VIEW, PATIENT_TABLE, PATIENT_VIEW
from risk_checks.tables.periods import periods

STANDING_READS = ("active", "test_patient")
"""The columns of the patient table by which it is decided who is checked."""
_LINKED = {LINK_VIEW: ("patient", "other", "type"), PATIENT_VIEW: ("id",)}


def with_what_they_hang_on(definition: TableDef, columns: Collection[str]) -> frozenset[str]:
    """Return the columns with those that decide what is in them: the days of a state, and both ends of a period.

    The columns that every reader needs are among them: the status, the day that dates a row, the team, and those by
    which it is decided who is checked.
    """
    own = {definition.status, definition.dated_by, definition.team, *columns}
    if definition.name == PATIENT_TABLE:
        own.update(STANDING_READS)
    found = {name for name in definition.columns if name in own}
    dated = (definition.columns[name].on_day for name in sorted(found))
    found |= {day for state in dated if state for day in (state.start, state.end) if day}
    spans = [(span.start.name, span.end.name) for span in periods(definition)]
    more = True
    while more:  # periods may share a day
        ends = {name for span in spans if not found.isdisjoint(span) for name in span}
        more = not ends <= found
        found |= ends
    return frozenset(found)


def narrowed_table(definition: TableDef, columns: Collection[str]) -> TableDef:
    """Return the table with those of its columns that are named, and sources that read only what these need."""
    return replace(
        definition,
        columns={name: column for name, column in definition.columns.items() if name in columns},
        sources=tuple(_narrowed(definition, source, columns) for source in definition.sources),
    )


def view_columns(definitions: Iterable[TableDef]) -> Mapping[str, frozenset[str]]:
    """Return the columns that tables read of each view, and those that say who is who."""
    found: dict[str, set[str]] = defaultdict(set, {view: set(columns) for view, columns in _LINKED.items()})
    for definition in definitions:
        for source in definition.sources:
            asks = [ask for pair in join_asks(source) for ask in pair]
            asks += [*source_asks(definition, source), *referrer_asks(source)]
            for ask in asks:
                view, _, column = ask.column.rpartition(".")
                found[view or source.view].add(column)
            found[source.view].add("id")
    return {view: frozenset(columns) for view, columns in found.items()}


def _narrowed(definition: TableDef, source: Source, columns: Collection[str]) -> Source:
    cells = {name: cell for name, cell in source.cells.items() if name in columns}
    fewer = replace(source, cells=cells)
    read = {ask.column.rpartition(".")[0] for ask in source_asks(definition, fewer)}
    joins: list[Join] = []
    for join in reversed(source.joins):  # a join may be on a column of one before it
        if join.view in read:
            joins.append(join)
            read.add(join.on.rpartition(".")[0])
    referrers = tuple(each for each in source.referrers if each.view in read)
    return replace(fewer, joins=tuple(reversed(joins)), referrers=referrers)
