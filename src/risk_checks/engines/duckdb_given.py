"""Files of canonical tables read into DuckDB: what is in them, what they lack, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import ibis.expr.types as ir
from ibis.backends.duckdb import Backend

from risk_checks.engines.columnar.given import GivenTables, Handed
from risk_checks.engines.coverage import Feeds
from risk_checks.engines.duckdb_files import FILE, FileRows, Torn, file_kinds, read_files
from risk_checks.engines.duckdb_keep import keep
from risk_checks.errors import InputError
from risk_checks.records.problems import Problem
from risk_checks.tables.definition import TableDef
from risk_checks.tables.given import GivenShape, shape_of, stranger_problems
from risk_checks.tables.given_faults import GivenFault, given_problem
from risk_checks.tables.given_files import DataFile
from risk_checks.tables.given_sums import RowSums


@dataclass(frozen=True, slots=True)
class Loaded:
    """Every table, those that were not given empty; `columns` says which were given, and which columns of them.

    `uncovered` has the tables of which a row of a patient was set aside; `lost` says that something was set aside which
    cannot be laid at one patient's door; `patients_apart` counts people of whom no row is left. `types` are what was
    handed over and `feeds` which of them feed each table: a table feeds itself, a flat table what it is mapped to.
    """

    tables: Mapping[str, ir.Table]
    columns: Mapping[str, frozenset[str]]
    sums: Mapping[str, RowSums]
    problems: tuple[Problem, ...]
    survivors: Mapping[str, str]
    uncovered: Mapping[str, frozenset[str]]
    lost: bool
    patients_apart: int
    types: frozenset[str]
    feeds: Feeds


@dataclass(frozen=True, slots=True)
class _Read:
    """One table's files as they were read."""

    files: tuple[DataFile, ...]
    shape: GivenShape
    found: FileRows


def load_files(
    connection: Backend,
    files: Mapping[str, tuple[DataFile, ...]],
    definitions: Mapping[str, TableDef],
    *,
    stored: bool,
) -> Loaded:
    """Return the tables of files; `stored` says that this library wrote them, so that what is empty is not known."""
    read = {name: _read(connection, definitions[name], parts) for name, parts in files.items()}
    handed = {
        name: Handed(each.found.rows, FILE, tuple(file.label for file in each.files)) for name, each in read.items()
    }
    given = GivenTables(definitions, handed, stored=stored, keep=partial(keep, connection))
    torn = {name: each.found.torn for name, each in read.items()}
    return Loaded(
        tables=given.tables,
        columns={name: each.shape.columns for name, each in read.items()},
        sums={name: with_torn(sums, torn[name]) for name, sums in given.sums.items()},
        problems=(*_of_files(read, definitions), *given.problems),
        survivors=given.survivors,
        uncovered=given.uncovered,
        lost=given.lost or any(torn.values()),
        patients_apart=given.patients_apart,
        types=frozenset(files),
        feeds={name: frozenset({name}) for name in definitions},
    )


def _read(connection: Backend, definition: TableDef, files: tuple[DataFile, ...]) -> _Read:
    kinds = kinds_of_parts(files)
    shape = shape_of(definition, kinds, file=files[0].label)
    return _Read(files, shape, read_files(connection, files, kinds, columns=shape.reads))


def kinds_of_parts(files: tuple[DataFile, ...]) -> Mapping[str, str]:
    """Return the kind of every column by name; raise InputError where the parts of a table differ in them."""
    kinds = [file_kinds(file) for file in files]
    for file, found in zip(files, kinds, strict=True):
        if found != kinds[0]:
            raise InputError(
                "RC-E529",
                f"{file.label} has other columns than {files[0].label}",
                hint="write all parts of a table with the same columns of the same types",
            )
    return kinds[0]


def _of_files(read: Mapping[str, _Read], definitions: Mapping[str, TableDef]) -> Iterator[Problem]:
    for name, each in read.items():
        yield from stranger_problems(definitions[name], each.shape.strangers, file=each.files[0].label)
        for torn in each.found.torn:
            yield given_problem(GivenFault.LINE, table=name, file=torn.file, line=torn.first, count=torn.lines)


def with_torn(sums: RowSums, torn: Iterable[Torn]) -> RowSums:
    """Return the sums with the lines that could not be read, which are set aside."""
    lines = sum(each.lines for each in torn)
    return replace(sums, read=sums.read + lines, set_aside=sums.set_aside + lines)
