"""`risk-checks tables`: the canonical tables of records, as Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from risk_checks.cli import options
from risk_checks.cli.outputs import check_out
from risk_checks.cli.progress import progress_of
from risk_checks.cli.say import say, say_err
from risk_checks.errors import ExitCode

if TYPE_CHECKING:
    from risk_checks.api.sizing import EngineName

_HELP = """Write the canonical tables of records as Parquet, one file a table.

SOURCE is as for check: FHIR, or tables that are already canonical. Every table is written with
the manifest tables.json, or nothing is; check reads the folder again and says the same of it as
of the SOURCE. The files carry the keys of the records: handle them as records. Where no table has a row the
exit code is 5.

\b
Examples:
  risk-checks tables extract/ --out tables/
      writes tables/patient.parquet, tables/referral.parquet and so on
  risk-checks tables extract/ --out tables/ --table patient --table assessment
      writes two of them
"""


@click.command(help=_HELP, short_help="Write the canonical tables of records as Parquet.")
@click.argument("source", nargs=-1, required=True, type=options.SOURCE)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The folder to write the tables to."
)
@click.option("--table", "names", multiple=True, metavar="NAME", help="Write only this table; may be given again.")
@options.coverage_options
@options.tables_option
@options.mapping_option
@options.salvage_option
@options.engine_option
@options.memory_option
@options.threads_option
@options.zone_option
@options.site_options
def tables(
    source: tuple[str, ...],
    out: Path,
    names: tuple[str, ...],
    covers: tuple[tuple[str, ...], ...],
    not_used: tuple[tuple[str, ...], ...],
    homes: tuple[Path, ...],
    mapping: str | None,
    salvage: bool,
    engine: EngineName | None,
    memory: str | None,
    threads: int | None,
    zone: str | None,
    config: Path | None,
    no_config: bool,
) -> int:
    """Write the tables and return the exit code."""
    from risk_checks import api
    from risk_checks.reports.table_manifest import TABLES

    check_out(out, source, kind=TABLES)
    records = options.sources(source)
    with progress_of(records) as progress:
        extract = api.read(
            records,
            covers=options.named(covers),
            not_used=options.named(not_used),
            zone=zone,
            site=options.site(config, no_config=no_config),
            progress=progress,
            mapping=mapping,
            salvage=salvage,
            tables=homes or None,
            memory=memory,
            threads=threads,
        )
        written = extract.write_tables(out, tables=names or None, engine=engine)
    for name, rows in written.items():
        say(f"{name:<12} {rows:>12,} row{'' if rows == 1 else 's'}")
    say(f"written to {out} with {TABLES.manifest}; the files carry the keys of the records")
    if extract.incomplete(engine=engine):
        say_err("INCOMPLETE: part of the input could not be read; fetch it again before relying on this.")
        return ExitCode.INCOMPLETE
    if not names and not any(written.values()):
        say_err("nothing in this input: no table has a row")
        return ExitCode.NOTHING_TO_CHECK
    return ExitCode.OK
