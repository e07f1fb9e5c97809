"""Rows derived in memory: one per person and provider, from the rows of a view that has a row per visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from risk_checks.model.days import Days
from risk_checks.tables.cells import TableRow, Tally
from risk_checks.tables.day_cells import greatest, least
from risk_checks.tables.definition import Column, ColumnType, Derive, Source, TableDef
from risk_checks.tables.identity import Survivors
from risk_checks.tables.sources import Views, compile_columns, compile_rows, survivor_of


def compile_derived(
    definition: TableDef, source: Source, derive: Derive, *, zone: ZoneInfo
) -> Callable[[Views, Survivors, Collection[object], Tally], list[TableRow]]:
    """Return a function from view rows, who survives whom, and the patients who need none, to the derived rows."""
    rows_of = compile_rows(source)
    write = compile_columns(definition, source, zone=zone)
    days = [column for column in definition.columns.values() if column.type is ColumnType.DAY]
    others = [name for name in derive.one_per if name != "patient"]

    def build(views: Views, survivors: Survivors, served: Collection[object], tally: Tally) -> list[TableRow]:
        groups: dict[str, list[TableRow]] = defaultdict(list)
        for row in rows_of(views):
            patient = survivor_of(row, survivors)
            if patient is None or patient in served or row[derive.status] not in derive.among:
                continue
            rest = ".".join("none" if row[name] is None else str(row[name]) for name in others)
            out: TableRow = {"id": f"{patient}#{derive.part}.{rest}", "patient": patient}
            write(row, out, tally)
            groups[str(out["id"])].append(out)
        return [_combined(group, days, derive) for group in groups.values()]

    return build


def _combined(group: list[TableRow], days: list[Column], derive: Derive) -> TableRow:
    out = dict(group[0])
    for column in days:
        chosen = greatest if column.name in derive.greatest else least
        found = chosen([_days(row, column) for row in group])
        out[column.earliest] = found.earliest
        out[column.latest] = found.latest
    return out


def _days(row: TableRow, column: Column) -> Days:
    return Days(cast("date | None", row[column.earliest]), cast("date | None", row[column.latest]))
