"""Columns and sources as a table file says them, read into definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from risk_checks.documents import Node
from risk_checks.documents.nodes import follow
from risk_checks.errors import DefinitionErrors, RiskChecksError
from risk_checks.tables.cell_files import read_cell, read_only
from risk_checks.tables.column_check import unknown_column
from risk_checks.tables.definition import Column, Derive, Join, Referrers, Source, StateOnDay
from risk_checks.tables.files import ColumnFile, DeriveFile, OnDayFile, SourceFile
from risk_checks.tables.forms import Cell, Only


def read_columns(said: Mapping[str, ColumnFile]) -> dict[str, Column]:
    """Return the columns that a file defines, by name."""
    return {name: _column(name, column) for name, column in said.items()}


def _column(name: str, said: ColumnFile) -> Column:
    absent = {"unknown": None, "open": "open", "true": True, "false": False}[said.absent]
    on_day = _state(said.on_day, boolean=said.type == "boolean") if said.on_day else None
    return Column(name, said.type, said.means, absent, said.words, said.ahead, on_day, said.from_, said.awaited)


def _state(said: OnDayFile, *, boolean: bool) -> StateOnDay:
    def value(text: str) -> str | bool:
        return {"true": True, "false": False}.get(text, text) if boolean else text

    fixed = tuple(value(text) for text in said.fixed)
    return StateOnDay(said.start, said.end, value(said.open), value(said.ended), value(said.ahead), fixed)


def read_sources(
    said: Sequence[SourceFile], columns: Mapping[str, Column], root: Node, faults: list[RiskChecksError]
) -> tuple[Source, ...]:
    """Return the sources that a file defines for a table with these columns; adds what is wrong with their cells."""
    return tuple(_source(source, columns, root, number, faults) for number, source in enumerate(said))


def _source(
    said: SourceFile, columns: Mapping[str, Column], root: Node, number: int, faults: list[RiskChecksError]
) -> Source:
    at = ("sources", number, "columns")
    cells: dict[str, Cell] = {}
    for name in said.columns:
        if name not in columns:
            faults.append(unknown_column(name, columns, root, (*at, name)))
            continue
        try:
            cells[name] = read_cell(follow(root, (*at, name)), fills=columns[name].type)
        except DefinitionErrors as found:
            faults += found.faults
    return Source(
        view=said.view,
        cells=cells,
        joins=tuple(Join(join.view, join.on) for join in said.joins),
        referrers=tuple(Referrers(each.view, each.on, each.only, each.same_patient) for each in said.referrers),
        only=_only(follow(root, ("sources", number, "only")), faults) if said.only is not None else None,
        derive=_derive(said.derive) if said.derive else None,
        part=(said.part.name, said.part.counted_by) if said.part else None,
    )


def _only(node: Node, faults: list[RiskChecksError]) -> Only | None:
    try:
        return read_only(node)
    except DefinitionErrors as found:
        faults += found.faults
        return None


def _derive(said: DeriveFile) -> Derive:
    return Derive(
        one_per=said.one_per,
        part=said.part,
        status=said.status,
        among=said.among,
        unless_rows_from=said.unless_rows_from,
        disregard=said.disregard,
        greatest=said.greatest,
    )
