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
from risk_checks.cli.say import say
from risk_checks.errors import ExitCode
from risk_checks.reports.run import SEVERITIES

if TYPE_CHECKING:
    from risk_checks.api.sizing import EngineName
    from risk_checks.reports.report import Report

_HELP = """Check records and say what is not recorded, out of date, or cannot be told.

SOURCE is a folder, a file, or - for standard input: FHIR R4 as NDJSON, Bundles, arrays or
single resources, also gzipped; or canonical tables in their place, as Parquet or CSV files named
after them (patient.csv), or flat MHSDS tables (MHS001MPI.csv; preview). Prints what was read,
what was found per rule, what the record cannot tell, and what to do next: counts, without names
or keys.

\b
Examples:
  risk-checks check extract/ --as-of 2026-11-01 --out results/
      checks a bulk extract; results/ gets the worklist findings.csv,
      outcomes.parquet, problems.ndjson and run.json
  risk-checks check bundle.json --select risk-assessment-out-of-date \\
      --set RC-RISK-002.review_every='6 months' --format json
      checks one record by one rule with a site's own interval
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
@options.engine_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the results to a folder.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 where findings are this severe, or more.")
@click.option(
    "--explain",
    nargs=2,
    metavar="RULE SUBJECT",
    help="Print in place of the summary why a rule says what it says of a subject, named as in findings.csv.",
)
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
    engine: EngineName | None,
    out: Path | None,
    form: str,
    fail_on: str | None,
    explain: tuple[str, str] | None,
    zone: str | None,
    config: Path | None,
    no_config: bool,
) -> int:
    """Check records and return the exit code."""
    from risk_checks import api
    from risk_checks.api.asking import catalogue_of, zone_name

    begun = time.perf_counter()
    if select and not options.joined(select):
        raise click.BadParameter("names no rule", param_hint="--select")
    if out is not None:
        check_out(out, source)
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
            tables=homes or None,
        )
        report = extract.check(
            as_of=as_of or options.today(zone),
            rules=catalogue or folders or None,
            select=selected,
            ignore=options.joined(ignore) or None,
            parameters=parameters,
            engine=engine,
        )
    if out is not None:
        report.write(out)
    if explain is None:
        _tell(report, form=form, out=out, standard=standard)
    else:
        _explain(report, *explain)
    click.echo(f"took {time.perf_counter() - begun:.1f} s", err=True)
    return exit_code(report, fail_on=fail_on)


def exit_code(report: Report, *, fail_on: str | None) -> ExitCode:
    """Return what the orchestrator is told: incomplete before nothing to check before findings."""
    run = report.run
    if run.incomplete:
        return ExitCode.INCOMPLETE
    if not run.tallies or not run.patients.checked:
        what = "no patient" if run.tallies else "no rule that can be evaluated"
        click.echo(f"nothing to check: {what} in this input", err=True)
        return ExitCode.NOTHING_TO_CHECK
    if fail_on is not None:
        severe = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        if any(severity in severe for (severity,) in report.findings.count_by("severity")):
            return ExitCode.FINDINGS
    return ExitCode.OK


def _tell(report: Report, *, form: str, out: Path | None, standard: str | None) -> None:
    from risk_checks.reports import files, text

    if form == "json":
        say(files.json_text(text.as_json(report, standard=standard)), end="")
    else:
        say(text.as_text(report, folder=str(out) if out is not None else None, standard=standard), end="")


def _explain(report: Report, rule: str, subject: str) -> None:
    from risk_checks.reports.explained import explained

    say(explained(report, rule=rule, subject=subject), end="")
