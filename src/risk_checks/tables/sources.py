"""One source of a table in memory: view rows, joined where the source says so, turned into table rows one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias
from zoneinfo import ZoneInfo

from risk_checks.tables.cells import Row, TableRow, Tally, Write, write_cell
from risk_checks.tables.day_cells import write_day
from risk_checks.tables.definition import ColumnType, FirstOf, Join, LatestOf, Source, TableDef
from risk_checks.tables.identity import Survivors
from risk_checks.tables.reads import columns_read

Views: TypeAlias = Mapping[str, Sequence[Row]]


def compile_source(
    definition: TableDef, source: Source, *, zone: ZoneInfo
) -> Callable[[Views, Survivors, Tally], list[TableRow]]:
    """Return a function from view rows, and who survives whom, to one table row per view row."""
    rows_of = compile_rows(source)
    write = compile_columns(definition, source, zone=zone)
    part = source.part

    def build(views: Views, survivors: Survivors, tally: Tally) -> list[TableRow]:
        made: list[TableRow] = []
        for row in rows_of(views):
            key = row["id"] if part is None else f"{row['id']}#{part[0]}.{row[part[1]]}"
            out: TableRow = {"id": key, "patient": survivor_of(row, survivors)}
            write(row, out, tally)
            made.append(out)
        return made

    return build


def survivor_of(row: Row, survivors: Survivors) -> str | None:
    """Return the key of the person a view row is about: whoever its patient has become."""
    patient = row["patient"]
    return survivors.get(patient, patient) if isinstance(patient, str) else None


def compile_columns(definition: TableDef, source: Source, *, zone: ZoneInfo) -> Write:
    """Return what writes every column of the table from a row of this source."""
    writes: list[Write] = []
    for column in definition.columns.values():
        cell = source.cells.get(column.name)
        if isinstance(cell, FirstOf | LatestOf) or (cell is None and column.type is ColumnType.DAY):
            writes.append(write_day(column, cell, zone=zone))
        else:
            writes.append(write_cell(column, cell))

    def write(row: Row, out: TableRow, tally: Tally) -> None:
        for one in writes:
            one(row, out, tally)

    return write


def compile_rows(source: Source) -> Callable[[Views], Iterator[Row]]:
    """Return a function from views to the source's rows, with what the cells read of the joined view."""
    join = source.join
    if join is None:
        return lambda views: iter(views.get(source.view, ()))
    wanted = [column for column in columns_read(source) if column.startswith(f"{join.view}.")]
    return lambda views: _joined(views, source.view, join, wanted)


def _joined(views: Views, view: str, join: Join, wanted: Sequence[str]) -> Iterator[Row]:
    found = {row["id"]: row for row in views.get(join.view, ())}
    names = [(column, column.removeprefix(f"{join.view}.")) for column in wanted]
    for row in views.get(view, ()):
        other = found.get(row[join.on])
        yield row if other is None else {**row, **{column: other[name] for column, name in names}}
