"""Flat files read by a mapping into canonical tables: views of them, and ordinary table files over the views."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ibis.backends.duckdb import Backend

from risk_checks.engines.columnar.build import rows_table
from risk_checks.engines.columnar.flat import FlatViews
from risk_checks.engines.columnar.given import Handed
from risk_checks.engines.duckdb_files import FILE, read_files
from risk_checks.engines.duckdb_given import Loaded, kinds_of_parts, with_torn
from risk_checks.engines.duckdb_keep import keep
from risk_checks.tables.asks import source_asks
from risk_checks.tables.columnar import rows_of, table_problems, wide_table
from risk_checks.tables.definition import TableDef
from risk_checks.tables.flat_loading import MappedTables
from risk_checks.tables.given_faults import GivenFault, given_problem
from risk_checks.tables.given_files import DataFile
from risk_checks.tables.identity import PATIENT_TABLE
from risk_checks.tables.reads import feeds_of


def load_mapped(connection: Backend, files: Mapping[str, tuple[DataFile, ...]], mapped: MappedTables) -> Loaded:
    """Return the canonical tables of flat files; what no view could tell counts as not given."""
    found, handed = {}, {}
    for name, parts in files.items():
        kinds = kinds_of_parts(parts)
        found[name] = read_files(connection, parts, kinds, columns=tuple(kinds))
        handed[name] = Handed(found[name].rows, FILE, tuple(part.label for part in parts))

    flat = FlatViews(mapped.mapping, handed, keep=partial(keep, connection))
    tables, problems = {}, [*flat.problems]
    for name, definition in mapped.tables.items():
        if any(source.view in flat.views for source in definition.sources):
            wide = keep(connection, f"wide_{name}", wide_table(definition, flat.views))
            problems += table_problems(definition, wide)
            tables[name] = rows_of(definition, wide)
        else:
            tables[name] = keep(connection, f"none_{name}", rows_table(definition, ()))
    torn = {name: each.torn for name, each in found.items()}
    problems += [
        given_problem(GivenFault.LINE, table=name, file=one.file, line=one.first, count=one.lines)
        for name, lines in torn.items()
        for one in lines
    ]
    people = {view.reads for view in mapped.mapping.views.values() if view.name == _people(mapped)}
    return Loaded(
        tables=tables,
        columns=_columns(mapped.tables, flat.columns),
        sums={name: with_torn(sums, torn[name]) for name, sums in flat.sums.items()},
        problems=tuple(problems),
        survivors={},
        uncovered=flat.uncovered,
        lost=flat.lost or any(torn.values()),
        patients_apart=sum(bool(names & people) for names in flat.uncovered.values()),
        types=frozenset(flat.sums),
        feeds=feeds_of(
            mapped.tables.values(), resources={view.name: view.reads for view in mapped.mapping.views.values()}
        ),
    )


def _people(mapped: MappedTables) -> str:
    return mapped.tables[PATIENT_TABLE].sources[0].view


def _columns(tables: Mapping[str, TableDef], views: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """Return the columns of each table that some source fills from columns that are there."""
    found: dict[str, frozenset[str]] = {}
    for name, table in tables.items():
        filled = frozenset[str]()
        for source in table.sources:
            if source.view in views:
                wanting = {
                    ask.path[1]
                    for ask in source_asks(table, source)
                    if ask.path[0] == "columns" and not _there(ask.column, source.view, views)
                }
                filled |= {column for column in source.cells if column not in wanting}
                found[name] = filled
    return found


def _there(column: str, view: str, views: Mapping[str, frozenset[str]]) -> bool:
    looked_up, _, name = column.rpartition(".")
    return name in views.get(looked_up or view, frozenset())
