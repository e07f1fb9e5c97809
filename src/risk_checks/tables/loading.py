"""Table files read into definitions: every fault of every file collected, each at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from risk_checks.documents import Mapping_, Node, in_file_order, position, read_document, read_file, validate
from risk_checks.documents.nodes import follow
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, Where
from risk_checks.shipped import rules_home
from risk_checks.tables.cell_files import read_cell
from risk_checks.tables.column_check import column_faults, unknown_column
from risk_checks.tables.definition import Cell, Column, Derive, Join, Source, StateOnDay, TableDef
from risk_checks.tables.files import ColumnFile, DeriveFile, OnDayFile, SourceFile, TableFile
from risk_checks.tables.source_check import source_faults
from risk_checks.tables.view_check import ViewLike, view_faults
from risk_checks.views.library import shipped_views

NEVER_FILLED = "RC-E310"
FILE_NAME = "RC-E311"


@lru_cache(maxsize=1)
def shipped_tables() -> Mapping[str, TableDef]:
    """Return the tables that come with the library, by name.

    >>> shipped_tables()["referral"].one
    'referral'
    """
    return load_tables(rules_home() / "tables", views=shipped_views(), called="rules/tables")


def load_tables(
    folder: Path, *, views: Mapping[str, ViewLike] | None = None, called: str | None = None
) -> Mapping[str, TableDef]:
    """Return the tables of a folder by name, in the order of their files; raises the faults of all files together.

    Given views, it checks that they have what the tables read. `called` is the folder's name in messages.
    """
    tables: dict[str, TableDef] = {}
    faults: list[RiskChecksError] = []
    for path in sorted(folder.glob("*.yaml")):
        file = f"{called or folder.as_posix()}/{path.name}"
        try:
            table = _read(read_file(path, file=file), views)
        except DefinitionErrors as found:
            faults += found.faults
            continue
        if table.name != path.stem:
            faults.append(
                DefinitionError(FILE_NAME, f"table '{table.name}' is not named as its file", where=Where(file))
            )
        tables[table.name] = table
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    return MappingProxyType(tables)


def load_table(text: str, *, file: str, views: Mapping[str, ViewLike] | None = None) -> TableDef:
    """Return the table that a text defines, or raise every fault of it."""
    return _read(read_document(text, file=file), views)


def _read(root: Mapping_, views: Mapping[str, ViewLike] | None) -> TableDef:
    said = validate(root, TableFile)
    faults: list[RiskChecksError] = []
    columns = {name: _column(name, column) for name, column in said.columns.items()}
    sources = tuple(_source(source, columns, root, number, faults) for number, source in enumerate(said.sources))
    definition = TableDef(
        name=said.name,
        one=said.one,
        many=said.many,
        means=said.means,
        columns=columns,
        sources=sources,
        dated_by=said.dated_by,
        status=said.status,
        retracted=said.retracted,
        drafts=said.drafts,
        team=said.team,
    )
    faults += column_faults(definition, root)
    faults += _feeding(said, root)
    faults += source_faults(definition, root)
    if views is not None:
        faults += view_faults(definition, views, root)
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    return definition


def _column(name: str, said: ColumnFile) -> Column:
    absent = {"unknown": None, "open": "open", "true": True, "false": False}[said.absent]
    on_day = _state(said.on_day, boolean=said.type == "boolean") if said.on_day else None
    return Column(name, said.type, said.means, absent, said.words, said.ahead, on_day, said.from_, said.awaited)


def _state(said: OnDayFile, *, boolean: bool) -> StateOnDay:
    def value(text: str) -> str | bool:
        return {"true": True, "false": False}.get(text, text) if boolean else text

    fixed = tuple(value(text) for text in said.fixed)
    return StateOnDay(said.start, said.end, value(said.open), value(said.ended), value(said.ahead), fixed)


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
        join=Join(said.join.view, said.join.on) if said.join else None,
        derive=_derive(said.derive) if said.derive else None,
        part=(said.part.name, said.part.counted_by) if said.part else None,
    )


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


def _feeding(said: TableFile, root: Node) -> Iterator[DefinitionError]:
    """Yield the columns that are filled or awaited otherwise than the file says.

    An awaited column is unknown in every row, so it cannot say yet what its absence means.
    """
    filled = {name for source in said.sources for name in source.columns}
    for name, column in said.columns.items():
        hint, message = None, None
        if column.awaited and not said.sources:
            message = f"nothing feeds the table, so that column '{name}' is awaited need not be said"
        elif column.awaited and name in filled:
            message = f"column '{name}' is awaited, and a source fills it"
        elif column.awaited and column.absent != "unknown":
            message = f"column '{name}' is awaited, so its absence means nothing yet"
        elif not column.awaited and name not in filled and said.sources:
            message, hint = f"no source fills column '{name}'", "fill it, or say 'awaited: \"true\"'"
        if message is not None:
            yield DefinitionError(NEVER_FILLED, message, where=position(root, ("columns", name)), hint=hint)
