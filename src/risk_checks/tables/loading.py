"""Table files read into definitions: every fault of every file collected, each at its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from risk_checks.documents import Mapping_, in_file_order, read_document, read_file, validate
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, Where
from risk_checks.shipped import rules_home
from risk_checks.tables.checking import table_faults
from risk_checks.tables.definition import TableDef
from risk_checks.tables.extension import extended, extends
from risk_checks.tables.files import TableFile
from risk_checks.tables.reading import read_columns, read_sources
from risk_checks.tables.view_check import ViewLike
from risk_checks.views.library import shipped_views

FILE_NAME = "RC-E311"
_NO_TABLES: Mapping[str, TableDef] = MappingProxyType({})


@lru_cache(maxsize=1)
def shipped_tables() -> Mapping[str, TableDef]:
    """Return the tables that come with the library, by name.

    >>> shipped_tables()["referral"].one
    'referral'
    """
    return load_tables(rules_home() / "tables", views=shipped_views(), called="rules/tables")


def load_tables(
    folder: Path,
    *,
    views: Mapping[str, ViewLike] | None = None,
    called: str | None = None,
    base: Mapping[str, TableDef] = _NO_TABLES,
    but: Collection[str] = (),
) -> Mapping[str, TableDef]:
    """Return the tables of a folder by name, in the order of their files; raises the faults of all files together.

    Given `base`, these tables come first: a whole table of the folder takes the place of the one with its name, and a
    file that says `extends` adds to the table that it names, be that of `base` or of the folder. Given views, it checks
    that they have what the tables read. `called` is the folder's name in messages; tables named in `but` are left out.
    """
    tables = dict(base)
    faults: list[RiskChecksError] = []
    additions: list[Mapping_] = []
    for path in sorted(each for each in folder.glob("*.yaml") if each.stem not in but):
        file = f"{called or folder.as_posix()}/{path.name}"
        try:
            root = read_file(path, file=file)
            if extends(root):
                additions.append(root)
                continue
            table = _read(root, views)
        except DefinitionErrors as found:
            faults += found.faults
            continue
        if table.name != path.stem:
            faults.append(
                DefinitionError(FILE_NAME, f"table '{table.name}' is not named as its file", where=Where(file))
            )
        tables[table.name] = table
    faults += _extend(tables, additions, views)
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    return MappingProxyType(tables)


def whole_tables(folder: Path) -> frozenset[str]:
    """Return the names of the tables that a folder defines whole; files that cannot be read define none."""
    found = set()
    for path in folder.glob("*.yaml"):
        with suppress(DefinitionErrors):
            found |= set() if extends(read_file(path, file=path.name)) else {path.stem}
    return frozenset(found)


def _extend(
    tables: dict[str, TableDef],
    additions: Iterable[Mapping_],
    views: Mapping[str, ViewLike] | None,
) -> Iterator[RiskChecksError]:
    """Put extended tables in the place of those that they extend; yield what is wrong with them."""
    for root in additions:
        try:
            table = extended(root, tables, views)
        except DefinitionErrors as found:
            yield from found.faults
        else:
            tables[table.name] = table


def load_table(text: str, *, file: str, views: Mapping[str, ViewLike] | None = None) -> TableDef:
    """Return the table that a text defines, or raise every fault of it."""
    return _read(read_document(text, file=file), views)


def _read(root: Mapping_, views: Mapping[str, ViewLike] | None) -> TableDef:
    said = validate(root, TableFile)
    faults: list[RiskChecksError] = []
    columns = read_columns(said.columns)
    definition = TableDef(
        name=said.name,
        one=said.one,
        many=said.many,
        means=said.means,
        columns=columns,
        sources=read_sources(said.sources, columns, root, faults),
        dated_by=said.dated_by,
        status=said.status,
        retracted=said.retracted,
        drafts=said.drafts,
        team=said.team,
    )
    filled = {name for source in said.sources for name in source.columns}
    faults += table_faults(definition, root, filled=filled, views=views)
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    return definition
