"""Rows derived in memory: one per person and provider, from the rows of views that have a row per visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias, cast
from zoneinfo import ZoneInfo

from risk_checks.model.days import Days
from risk_checks.tables.cells import TableRow, Tally
from risk_checks.tables.day_cells import greatest, least
from risk_checks.tables.definition import Column, ColumnType, DerivedSource, TableDef
from risk_checks.tables.identity import Survivors
from risk_checks.tables.lookups import Views, survivor_of
from risk_checks.tables.sources import compile_columns, compile_rows

Served: TypeAlias = Sequence[Collection[object]]
"""For each source, the patients for whom no row is derived from it."""


class _Visit(NamedTuple):
    source: int
    row: TableRow


@dataclass(frozen=True, slots=True)
class _Filled:
    """A column, the places of the sources that fill it, and how its days are brought together."""

    column: Column
    sources: frozenset[int]
    chosen: Callable[[Sequence[Days]], Days]


def compile_derived(
    definition: TableDef, sources: Sequence[DerivedSource], *, zone: ZoneInfo
) -> Callable[[Views, Survivors, Served, Tally], list[TableRow]]:
    """Return a function from view rows, who survives whom, and the patients who need none, to the derived rows."""
    reads = [_compile_visits(definition, each, zone=zone) for each in sources]
    columns = [_filled(column, sources) for column in definition.columns.values()]

    def build(views: Views, survivors: Survivors, served: Served, tally: Tally) -> list[TableRow]:
        groups: dict[object, list[_Visit]] = defaultdict(list)
        for place, (read, needless) in enumerate(zip(reads, served, strict=True)):
            for row in read(views, survivors, needless, tally):
                groups[row["id"]].append(_Visit(place, row))
        return [_combined(group, columns) for group in groups.values()]

    return build


def _compile_visits(
    definition: TableDef, derived: DerivedSource, *, zone: ZoneInfo
) -> Callable[[Views, Survivors, Collection[object], Tally], list[TableRow]]:
    """Return a function to one row per visit of a source, with the key of the row that is derived from it."""
    source, derive = derived.source, derived.derive
    rows_of = compile_rows(definition, source)
    write = compile_columns(definition, source, zone=zone)
    others = [name for name in derive.one_per if name != "patient"]

    def visits(views: Views, survivors: Survivors, served: Collection[object], tally: Tally) -> list[TableRow]:
        made: list[TableRow] = []
        for row in rows_of(views, survivors):
            patient = survivor_of(row, survivors)
            if patient is None or patient in served or row.get(derive.status) not in derive.among:
                continue
            rest = ".".join("none" if row.get(name) is None else str(row[name]) for name in others)
            out: TableRow = {"id": f"{patient}#{derive.part}.{rest}", "patient": patient}
            write(row, out, tally)
            made.append(out)
        return made

    return visits


def _filled(column: Column, sources: Sequence[DerivedSource]) -> _Filled:
    places = frozenset(place for place, each in enumerate(sources) if column.name in each.source.cells)
    last = any(column.name in sources[place].derive.greatest for place in places)
    return _Filled(column, places, greatest if last else least)


def _combined(group: Sequence[_Visit], columns: Sequence[_Filled]) -> TableRow:
    """Return the one row of a group; where no source fills a column, every visit has what its absence means."""
    out = dict(group[0].row)
    for each in columns:
        rows = [visit.row for visit in group if visit.source in each.sources]
        if not rows:
            continue
        if each.column.type is ColumnType.DAY:
            found = each.chosen([_days(row, each.column) for row in rows])
            out[each.column.earliest] = found.earliest
            out[each.column.latest] = found.latest
        else:
            out[each.column.name] = rows[0][each.column.name]
    return out


def _days(row: TableRow, column: Column) -> Days:
    return Days(cast("date | None", row[column.earliest]), cast("date | None", row[column.latest]))
