"""One source of a table in memory: view rows, joined where the source says so, turned into table rows one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from risk_checks.tables.cells import Row, TableRow, Tally, Write, read_truth, write_cell
from risk_checks.tables.day_cells import write_day
from risk_checks.tables.definition import ColumnType, Source, TableDef
from risk_checks.tables.forms import FirstOf, LatestOf
from risk_checks.tables.identity import Survivors
from risk_checks.tables.lookups import Views, join_lookup, referrer_lookup, survivor_of
from risk_checks.tables.reads import columns_read, looked_up


def compile_source(
    definition: TableDef, source: Source, *, zone: ZoneInfo
) -> Callable[[Views, Survivors, Tally], list[TableRow]]:
    """Return a function from view rows, and who survives whom, to one table row per view row."""
    rows_of = compile_rows(definition, source)
    write = compile_columns(definition, source, zone=zone)
    part = source.part

    def build(views: Views, survivors: Survivors, tally: Tally) -> list[TableRow]:
        made: list[TableRow] = []
        for row in rows_of(views, survivors):
            key = row["id"] if part is None else f"{row['id']}#{part[0]}.{row[part[1]]}"
            out: TableRow = {"id": key, "patient": survivor_of(row, survivors)}
            write(row, out, tally)
            made.append(out)
        return made

    return build


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


def compile_rows(definition: TableDef, source: Source) -> Callable[[Views, Survivors], Iterator[Row]]:
    """Return a function from views, and who survives whom, to the source's rows, with what they look up.

    Those that the source does not want are left out.
    """
    view = source.view
    found = _compile_found(definition, source)
    if source.only is None:
        return found or (lambda views, _: iter(views.get(view, ())))
    wanted = read_truth(source.only)

    def rows(views: Views, survivors: Survivors) -> Iterator[Row]:
        return (row for row in (found(views, survivors) if found else views.get(view, ())) if wanted(row) is True)

    return rows


def _compile_found(definition: TableDef, source: Source) -> Callable[[Views, Survivors], Iterator[Row]] | None:
    columns = columns_read(definition, source)
    lookups = [
        *(join_lookup(join, looked_up(columns, join.view)) for join in source.joins),
        *(referrer_lookup(each, looked_up(columns, each.view)) for each in source.referrers),
    ]
    if not lookups:
        return None

    def found(views: Views, survivors: Survivors) -> Iterator[Row]:
        rows = views.get(source.view, ())
        finds = [lookup(views, survivors) for lookup in lookups] if rows else []
        for row in rows:
            read = dict(row)
            for find in finds:
                read.update(find(read))
            yield read

    return found
