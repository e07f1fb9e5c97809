"""Mappings of flat tables read from their folder: `mapping.yaml`, `views/*.yaml`, `tables/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from risk_checks.documents import Definition, Mapping_, Words, in_file_order, position, read_file, validate
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, nearest
from risk_checks.shipped import rules_home
from risk_checks.tables.column_check import Path as Place
from risk_checks.tables.definition import Column, TableDef
from risk_checks.tables.flat import (
    FlatCell,
    FlatCode,
    FlatConstant,
    FlatDay,
    FlatFilled,
    FlatIs,
    FlatKey,
    FlatMapping,
    FlatMonth,
    FlatNewest,
    FlatPatient,
    FlatText,
    FlatView,
    Switched,
    Through,
)
from risk_checks.tables.loading import load_tables, shipped_tables

UNFIT = "RC-E320"
UNKNOWN_KEY = "RC-E321"
UNKNOWN_VIEW = "RC-E322"
TOO_EARLY = "RC-E323"
MAPPINGS = ("mhsds",)
"""The mappings that come with the library: folders of rules/."""

Texts = tuple[Words, ...]
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
_FORMS = ("text", "day", "filled", "newest_or", "is", "code", "constant", "key", "patient")


class SwitchFile(Definition):
    """A code that meant something else before a day."""

    code: Words
    means: Words
    before: Words
    by: Words


class CellFile(Definition):
    """A column of a flat view: one of the forms."""

    text: Texts = ()
    switched: tuple[SwitchFile, ...] = ()
    day: Texts = ()
    filled: Texts = ()
    newest_or: Texts | None = None
    is_: Annotated[Texts, Field(alias="is")] = ()
    of: Texts = ()
    code: Texts = ()
    system: Words | None = None
    constant: Words | None = None
    key: Words | None = None
    patient: Literal["key"] | None = None


class ThroughFile(Definition):
    """Whose a row is, told by another view."""

    view: Words
    by: Words


class ViewFile(Definition):
    """One flat view."""

    name: Name
    reads: Words
    means: Words
    id: tuple[CellFile, ...]
    through: ThroughFile | None = None
    columns: dict[Name, CellFile] = Field(default_factory=dict)


class NumberFile(Definition):
    """A column with the number of a month."""

    number: Words


class DayFile(Definition):
    """A column with the last day of a period."""

    day: Words


class MappingFile(Definition):
    """What the views of a mapping share."""

    name: Name
    title: Words
    means: Words
    patient: Texts
    keys: dict[Name, Texts]
    newest: tuple[NumberFile | DayFile, ...]
    aliases: dict[Words, Words] = Field(default_factory=dict)
    times: Literal["local"] | None = None


@dataclass(frozen=True, slots=True)
class MappedTables:
    """A mapping with the canonical tables that its views feed; a table that none feeds has no source."""

    mapping: FlatMapping
    tables: Mapping[str, TableDef]

    @property
    def carries(self) -> Mapping[str, frozenset[str]]:
        """The columns that the mapping can fill, of each table that it feeds."""
        return {
            name: frozenset(column for source in table.sources for column in source.cells)
            for name, table in self.tables.items()
            if table.sources
        }


@lru_cache(maxsize=len(MAPPINGS))
def shipped_mapping(name: str) -> MappedTables:
    """Return a mapping that comes with the library.

    >>> shipped_mapping("mhsds").mapping.views["mhs_contact"].reads
    'MHS201CareContact'
    """
    return load_mapping(rules_home() / name, called=f"rules/{name}", base=shipped_tables())


def load_mapping(folder: Path, *, base: Mapping[str, TableDef], called: str | None = None) -> MappedTables:
    """Return the mapping of a folder over the tables of `base`, whose own sources are left out; raises every fault."""
    named = called or folder.as_posix()
    root = read_file(folder / "mapping.yaml", file=f"{named}/mapping.yaml")
    said = validate(root, MappingFile)
    views: dict[str, FlatView] = {}
    faults: list[RiskChecksError] = []
    for path in sorted((folder / "views").glob("*.yaml")):
        try:
            view = _view(read_file(path, file=f"{named}/views/{path.name}"), keys=said.keys, views=views)
        except DefinitionErrors as found:
            faults += found.faults
        else:
            views[view.name] = view
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    newest = tuple(
        FlatMonth(one.number) if isinstance(one, NumberFile) else FlatMonth(one.day, dated=True) for one in said.newest
    )
    mapping = FlatMapping(
        name=said.name,
        title=said.title,
        patient=said.patient,
        keys=said.keys,
        newest=newest,
        views=MappingProxyType(views),
        aliases=said.aliases,
        has_local_times=said.times == "local",
    )
    bare = {name: replace(table, sources=(), columns=_not_awaited(table)) for name, table in base.items()}
    return MappedTables(mapping, load_tables(folder / "tables", views=views, called=f"{named}/tables", base=bare))


def _not_awaited(table: TableDef) -> Mapping[str, Column]:
    return {name: replace(column, awaited=False) for name, column in table.columns.items()}


def _view(root: Mapping_, *, keys: Mapping[str, Texts], views: Mapping[str, FlatView]) -> FlatView:
    said = validate(root, ViewFile)
    faults: list[RiskChecksError] = []
    cells: list[tuple[Place, CellFile]] = [(("id", number), cell) for number, cell in enumerate(said.id)]
    read: dict[Place, FlatCell] = {}
    for path, cell in [*cells, *((("columns", name), cell) for name, cell in said.columns.items())]:
        made = _cell(cell)
        if made is None:
            hint = f"say one of {', '.join(_FORMS)}; with 'is' also 'of', with 'code' also 'system'"
            faults.append(
                DefinitionError(UNFIT, "this is no column of a flat view", where=position(root, path), hint=hint)
            )
        else:
            read[path] = made
            faults += _unknown_keys(made, keys, root, path)
    if said.through and said.through.view not in views:
        where = position(root, ("through", "view"))
        hint = "views are read in the order of their file names: name one that comes before"
        faults.append(
            DefinitionError(UNKNOWN_VIEW, f"there is no view '{said.through.view}' yet", where=where, hint=hint)
        )
    if said.through:
        faults += _unknown_keys(FlatKey(said.through.by), keys, root, ("through", "by"))
        if FlatPatient() in (read.get(("id", number)) for number in range(len(said.id))):
            hint = "leave out 'through', or name the key that it goes by"
            message = "the id of a row is made before its patient is found"
            faults.append(DefinitionError(TOO_EARLY, message, where=position(root, ("id",)), hint=hint))
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    return FlatView(
        name=said.name,
        reads=said.reads,
        id=tuple(read["id", number] for number in range(len(said.id))),
        through=Through(said.through.view, said.through.by) if said.through else None,
        cells={name: read["columns", name] for name in said.columns},
    )


def _unknown_keys(cell: FlatCell, keys: Mapping[str, Texts], root: Mapping_, path: Place) -> Iterator[DefinitionError]:
    if isinstance(cell, FlatKey) and cell.key not in keys:
        yield DefinitionError(
            UNKNOWN_KEY,
            f"the mapping has no key '{cell.key}'",
            where=position(root, path),
            hint=nearest(cell.key, sorted(keys)),
        )


def _cell(said: CellFile) -> FlatCell | None:
    """Return the column that is said, or None where it is none of the forms, or more than one."""
    match said.model_dump(exclude_defaults=True):
        case {"text": names, **rest} if not rest.keys() - {"switched"}:
            return FlatText(names, tuple(Switched(**one) for one in rest.get("switched", ())))
        case {"day": names, **rest} if not rest:
            return FlatDay(names)
        case {"filled": names, **rest} if not rest:
            return FlatFilled(names)
        case {"newest_or": names, **rest} if not rest:
            return FlatNewest(names)
        case {"is_": codes, "of": names, **rest} if not rest:
            return FlatIs(names, codes)
        case {"code": names, "system": system, **rest} if not rest:
            return FlatCode(names, system)
        case {"constant": text, **rest} if not rest:
            return FlatConstant(text)
        case {"key": key, **rest} if not rest:
            return FlatKey(key)
        case {"patient": _, **rest} if not rest:
            return FlatPatient()
        case _:
            return None
