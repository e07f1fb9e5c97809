"""The tables of an extract written as Parquet, so that they are read again as they were."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from risk_checks.api.inputs import Prepared
from risk_checks.engines.coverage import Given
from risk_checks.errors import UsageError, nearest
from risk_checks.reports.given import TablesAccount
from risk_checks.reports.table_folder import TableRows, schema_of, write_tables
from risk_checks.reports.table_manifest import Manifest
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import STANDING
from risk_checks.tables.stored import stored_columns


def write_prepared(
    prepared: Prepared,
    out: Path,
    *,
    definitions: Mapping[str, TableDef],
    names: Sequence[str] | None,
    zone: str,
) -> Mapping[str, int]:
    """Write tables of an input to a folder, all where none is named; return how many rows of each were written."""
    seen, account = prepared.seen, prepared.account
    chosen = _chosen(names, definitions if seen.given is None else seen.given.columns)
    tables = {
        name: TableRows(schema_of(_columns(definitions[name], seen.given)), partial(prepared.batches, name))
        for name in chosen
    }
    manifest = Manifest(
        zone=zone,
        types=tuple(sorted(account.coverage.types)),
        how=account.coverage.how,
        partly=tuple(sorted(account.coverage.partly)),
        feeds=seen.feeds,
        incomplete=account.incomplete,
        latest_update=account.latest_update,
        mapping=account.mapping if isinstance(account, TablesAccount) else None,
    )
    return write_tables(out, tables, manifest=manifest, uncovered=account.coverage.uncovered)


def _chosen(names: Sequence[str] | None, there: Collection[str]) -> tuple[str, ...]:
    for name in names or ():
        if name not in there:
            raise UsageError("RC-E612", f"no table is called '{name[:60]}'", hint=nearest(name, sorted(there)))
    return tuple(sorted(set(names or there)))


def _columns(definition: TableDef, given: Given | None) -> Mapping[str, str]:
    """Return the stored columns to write: of a table that was handed over, those that it had."""
    columns = stored_columns(definition)
    if given is None:
        return columns
    had = given.columns[definition.name]
    names = {"id", "patient", STANDING}
    names |= {name for column in definition.columns.values() if column.name in had for name in column.stored}
    return {name: kind for name, kind in columns.items() if name in names}
