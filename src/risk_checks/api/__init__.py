"""The public functions: the only place that joins sources, rules and an engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from risk_checks.api.asking import (
    Names,
    Rules,
    Settings,
    SiteGiven,
    Tables,
    catalogue_of,
    definitions_for,
    site_of,
    sources_of,
    types_not_used,
    zone_name,
)
from risk_checks.api.canonical_reading import frames, prepare_tables, tables_in
from risk_checks.api.compiled import Compiled, compile_
from risk_checks.api.examples import run_examples, try_examples
from risk_checks.api.extract import Extract, read_at_all
from risk_checks.api.sizing import EngineName
from risk_checks.api.view_runs import view_rows
from risk_checks.engines.duckdb_limits import limits_of
from risk_checks.engines.reference.build import build_for
from risk_checks.errors import without_records
from risk_checks.reports.report import Report
from risk_checks.reports.table import Table
from risk_checks.reports.timing import Timings, untimed
from risk_checks.rules.catalogue import Catalogue

__all__ = [
    "Catalogue",
    "Compiled",
    "Extract",
    "Report",
    "Table",
    "check",
    "compile_",
    "load_rules",
    "read",
    "read_tables",
    "run_examples",
    "try_examples",
    "view_rows",
]


@without_records
def read(
    source: Any,
    *,
    covers: Collection[str] | None = None,
    not_used: Collection[str] | None = None,
    zone: str | None = None,
    site: SiteGiven = None,
    progress: Callable[[int], None] | None = None,
    mapping: str | None = None,
    tables: Tables = None,
    salvage: bool = False,
    max_orphans: float | None = None,
    memory: str | int | None = None,
    threads: int | None = None,
    strict: bool = False,
    timings: Timings | None = None,
) -> Extract:
    """Return an extract to check: a folder or file of NDJSON or JSON, a record, or a list of any of these.

    Parquet or CSV files that are named after canonical tables (patient.parquet, referral.csv, a folder of parts) are
    read in the place of FHIR: a table that is given covers everybody, and a rule that reads a table or column that is
    not there is not evaluated (clause 5.1b). Flat files of another kind are made into such tables by a `mapping`, which
    is found by their names where none is named: `mhsds` (preview) reads MHS001MPI.csv, MHS101Referral.csv and so on.

    `tables` names folders with `tables/` and `views/` that are laid over the shipped ones, for what only this site
    records in its own way: such views and tables read FHIR, and are laid over those of the site file. Where tables are
    read in the place of FHIR, those that such folders define may be among them.

    `covers` names the resource types that the input holds for everyone in it; without it, folders of NDJSON cover the
    types that have a file, and anything else every type that is read. `not_used` names types that the site never
    fills: they count as covered and empty. `zone` is where days begin, Europe/London where nobody says. `site` is the
    path of a site file (`risk-checks.toml`) with a zone, types not used, folders of rules and of tables, and
    parameters, also by service; what the call says replaces it, but that folders are laid over the site's. No site
    file is read that is not named. No record is read before the first check; `progress` is then called with the number
    of bytes read, a negative one where they are read again. `salvage` uses what comes before the cut in a compressed
    file that is cut off, which is refused whole otherwise; the run is incomplete either way. `max_orphans` is the share
    of the subjects of any rule, from 0 to 1, that may have no patient in the input: where more have none, patients are
    missing and the run is incomplete.

    `memory` is what DuckDB may use ("600MB", or bytes): half of what machine, container and process allow where nothing
    is said; what does not fit goes to a private folder under TMPDIR. `threads` is how many it may use. Neither changes
    an answer; too little of either memory or disk raises ResourcesError. With `timings` every report says in
    `report.run.timings` where the time went, and so does its run.json.

    For DuckDB, types of which every line is surely clean are read in columns. With `strict` every line is taken apart,
    which takes several times as long; the answers are the same.
    """
    with (timings or untimed()).part("start"):
        limits = limits_of(memory, threads)
        settled = site_of(site)
        zone = zone_name(zone, site=settled)
        definitions = definitions_for(tables, site=settled)
        sources = sources_of(source)
        files = tables_in(sources, names=definitions.tables, covers=covers, not_used=not_used, mapping=mapping)
    return Extract(
        sources,
        definitions=definitions,
        build=build_for(definitions, zone=zone),
        covers=covers,
        not_used=types_not_used(not_used, site=settled),
        zone=zone,
        site=settled,
        progress=progress,
        salvage=salvage,
        max_orphans=max_orphans,
        prepare=(
            prepare_tables(files, definitions=definitions, zone=zone, progress=progress, limits=limits)
            if files
            else None
        ),
        limits=limits,
        strict=strict,
        timings=timings,
    )


@without_records
def read_tables(
    given: Mapping[str, Any],
    /,
    *,
    zone: str | None = None,
    site: SiteGiven = None,
    tables: Tables = None,
    memory: str | int | None = None,
    threads: int | None = None,
) -> Extract:
    """Return an extract to check that is made of canonical tables, by name: any Ibis table, frame or file.

    Each value is an Ibis table (of any backend), a `pyarrow.Table`, a frame of pandas or Polars, or the path of a
    Parquet or CSV file, with the columns of docs/reference/tables.md. `zone`, `site`, `memory` and `threads` are as for
    `read()`, and so is `tables`: folders that define what only this site records; their tables may be given as others.

    >>> import pandas as pd
    >>> people = pd.DataFrame({"id": ["p1"], "birth_date": ["1980"], "deceased": [False], "deceased_date": [None]})
    >>> extract = read_tables({"patient": people})
    >>> extract.table("patient").to_pandas()["birth_date_latest"][0]
    datetime.date(1980, 12, 31)
    """
    settled = site_of(site)
    zone = zone_name(zone, site=settled)
    definitions = definitions_for(tables, site=settled)
    return Extract(
        list(given),
        definitions=definitions,
        build=build_for(definitions, zone=zone),
        zone=zone,
        site=settled,
        prepare=prepare_tables(
            frames(given, names=definitions.tables),
            definitions=definitions,
            zone=zone,
            limits=limits_of(memory, threads),
        ),
        suits="duckdb",
    )


@without_records
def check(
    record: Any,
    *,
    as_of: date | str,
    rules: Rules = None,
    select: Names = None,
    ignore: Names = None,
    parameters: Settings = None,
    covers: Collection[str] | None = None,
    not_used: Collection[str] | None = None,
    zone: str | None = None,
    site: SiteGiven = None,
    tables: Tables = None,
    engine: EngineName = "reference",
) -> Report:
    """Return what the rules say of a record as of a day.

    `record` is a dict, JSON bytes or text, a path, a `fhir.resources` model, a Bundle of any of these or a list of
    resources. The rest is as for `read()` and `Extract.check()`. Raises InputError where nothing of the record can be
    read; where a part cannot, `report.run.incomplete` is true.

    >>> person = [{"resourceType": "Patient", "id": "p1"}, {
    ...     "resourceType": "EpisodeOfCare", "id": "e1", "status": "active",
    ...     "patient": {"reference": "Patient/p1"}, "period": {"start": "2026-01-05"}}]
    >>> check(person, as_of="2026-11-01", select="risk-assessment-missing").outcomes[0].reason
    'No risk assessment is recorded; it was due by 2026-01-12.'
    """
    extract = read(record, covers=covers, not_used=not_used, zone=zone, site=site, tables=tables)
    report = extract.check(as_of=as_of, rules=rules, select=select, ignore=ignore, parameters=parameters, engine=engine)
    return read_at_all(report)


@without_records
def load_rules(*folders: str | Path) -> Catalogue:
    """Return the shipped rules, with the rules of folders laid over them by id."""
    return catalogue_of(folders or None)
