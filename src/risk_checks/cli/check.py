"""`risk-checks check`: read records, run the rules, say what was found."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from risk_checks.cli import options
from risk_checks.cli.outputs import check_out
from risk_checks.cli.progress import progress_of
from risk_checks.cli.say import say, say_err
from risk_checks.cli.sharing import check_aggregate, secret_of, sharing_options, write_aggregate
from risk_checks.errors import ExitCode
from risk_checks.model.outcome import SEVERITIES
from risk_checks.reports.timing import Timings

if TYPE_CHECKING:
    from risk_checks.api.sizing import EngineName
    from risk_checks.reports.report import Report
    from risk_checks.reports.shield import Keys

_HELP = """Check records and say what is not recorded, out of date, or cannot be told.

SOURCE is a folder, a file, or - for standard input: FHIR R4 as NDJSON, Bundles, arrays or
single resources, also packed with gzip or Zstandard; or canonical tables in their place, as
Parquet or CSV files named after them (patient.csv), or flat MHSDS tables (MHS001MPI.csv;
preview). Prints what was read, what was found per rule, what the record cannot tell, and what
to do next: counts, without names or keys.

\b
Examples:
  risk-checks check extract/ --as-of 2026-11-01 --out results/
      checks a bulk extract; results/ gets the worklist findings.csv,
      outcomes.parquet, problems.ndjson and run.json
  risk-checks check bundle.json --select risk-assessment-out-of-date \\
      --set RC-RISK-002.review_every='6 months' --format json
      checks one record by one rule with a site's own interval
  risk-checks check extract/ --aggregate counts.csv
      writes counts that may be shared: no keys, no small numbers
  risk-checks check extract/ --standard triangle-of-care
      tells what was found by the criteria of a published standard
"""


@click.command(help=_HELP, short_help="Check records and say what is not recorded or cannot be told.")
@click.argument("source", nargs=-1, required=True, type=options.SOURCE)
@click.option("--as-of", type=options.day, metavar="DATE", help="The day to check for.  [default: today]")
@click.option(
    "--rules",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, path_type=Path),
    help="Rules to lay over the shipped ones.",
)
@click.option("--select", multiple=True, type=options.words, metavar="ID,...", help="Run only these (id or slug).")
@click.option("--ignore", multiple=True, type=options.words, metavar="ID,...", help="Run all but these (id or slug).")
@click.option(
    "--set",
    "given",
    multiple=True,
    type=options.setting,
    metavar="ID.parameter=VALUE",
    help="Set a rule's parameter.",
)
@options.standard_option
@options.coverage_options
@options.tables_option
@options.mapping_option
@options.salvage_option
@options.max_orphans_option
@options.engine_option
@options.memory_option
@options.threads_option
@options.strict_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the results to a folder.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 where findings are this severe, or more.")
@click.option("--timings", is_flag=True, help="Say where the time went, here and in run.json.")
@click.option(
    "--explain",
    nargs=2,
    metavar="RULE SUBJECT",
    help="Print in place of the summary why a rule says what it says of a subject, named as in findings.csv.",
)
@sharing_options
@options.zone_option
@options.site_options
def check(
    source: tuple[str, ...],
    as_of: date | None,
    folders: tuple[Path, ...],
    select: tuple[tuple[str, ...], ...],
    ignore: tuple[tuple[str, ...], ...],
    given: tuple[tuple[str, str, str], ...],
    standard: str | None,
    covers: tuple[tuple[str, ...], ...],
    not_used: tuple[tuple[str, ...], ...],
    homes: tuple[Path, ...],
    mapping: str | None,
    salvage: bool,
    max_orphans: float | None,
    engine: EngineName | None,
    memory: str | None,
    threads: int | None,
    strict: bool,
    out: Path | None,
    form: str,
    fail_on: str | None,
    timings: bool,
    explain: tuple[str, str] | None,
    key_file: str | None,
    raw_csv: bool,
    aggregate: Path | None,
    aggregate_by: str,
    zone: str | None,
    config: Path | None,
    no_config: bool,
) -> int:
    """Check records and return the exit code."""
    begun = time.perf_counter()
    timer = Timings(time.perf_counter)
    with timer.part("start"):
        from risk_checks import api
        from risk_checks.api.asking import catalogue_of, zone_name

    if select and not options.joined(select):
        raise click.BadParameter("names no rule", param_hint="--select")
    if out is not None:
        check_out(out, source)
    check_aggregate(aggregate, by=aggregate_by, out=out, sources=source)
    secret = secret_of(key_file, is_used=out is not None or explain is not None)
    selected = options.joined(select) or ((explain[0],) if explain and out is None else None)
    parameters = options.settings(given)
    site = options.site(config, no_config=no_config)
    zone = zone_name(zone, site=site)
    catalogue = None
    if standard is not None:  # a name that is none is told before anything is read
        catalogue = catalogue_of(folders or None, site=site)
        catalogue.standard(standard)
    records = options.sources(source)
    with progress_of(records) as progress:
        extract = api.read(
            records,
            covers=options.named(covers),
            not_used=options.named(not_used),
            zone=zone,
            site=site,
            progress=progress,
            mapping=mapping,
            salvage=salvage,
            max_orphans=max_orphans,
            tables=homes or None,
            memory=memory,
            threads=threads,
            strict=strict,
            timings=timer if timings else None,
        )
        report = extract.check(
            as_of=as_of or options.today(zone),
            rules=catalogue or folders or None,
            select=selected,
            ignore=options.joined(ignore) or None,
            parameters=parameters,
            engine=engine,
        )
    keys: Keys = "recorded" if secret is None else "pseudonymous"
    if out is not None:
        report.write(out, spreadsheet_safe=not raw_csv, keys=keys, secret=secret)
    if aggregate is not None:
        write_aggregate(report, aggregate, by=aggregate_by)
    if explain is None:
        _tell(report, form=form, out=out, standard=standard, keys=keys)
    else:
        _explain(report, *explain, secret=secret)
    if (memory or threads) and report.run.engine == "reference":
        say_err("--memory and --threads are the database's, and have no effect on the reference engine, which ran")
    say_err(f"took {time.perf_counter() - begun:.1f} s")
    return exit_code(report, fail_on=fail_on)


def exit_code(report: Report, *, fail_on: str | None) -> ExitCode:
    """Return what the orchestrator is told, what needs a person first.

    A rule that failed goes before incomplete input: reading again may mend the input and never the rule, and run.json
    says both. Then incomplete, nothing to check, findings.
    """
    run = report.run
    if run.failed:
        return ExitCode.INTERNAL
    if run.incomplete:
        return ExitCode.INCOMPLETE
    if not run.tallies or not run.patients.checked:
        what = "no patient" if run.tallies else "no rule that can be evaluated"
        say_err(f"nothing to check: {what} in this input")
        return ExitCode.NOTHING_TO_CHECK
    if fail_on is not None:
        severe = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        if any(severity in severe for (severity,) in report.findings.count_by("severity")):
            return ExitCode.FINDINGS
    return ExitCode.OK


def _tell(report: Report, *, form: str, out: Path | None, standard: str | None, keys: Keys) -> None:
    from risk_checks.reports import files, text

    if form == "json":
        say(files.json_text(text.as_json(report, standard=standard)), end="")
    else:
        folder = str(out) if out is not None else None
        say(text.as_text(report, folder=folder, standard=standard, keys=keys), end="")


def _explain(report: Report, rule: str, subject: str, *, secret: bytes | None) -> None:
    from risk_checks.reports.explained import explained

    say(explained(report, rule=rule, subject=subject, secret=secret), end="")
