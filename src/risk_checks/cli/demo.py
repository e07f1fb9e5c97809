"""`risk-checks demo`: make up a cohort, check it, and compare with what was planted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from risk_checks.cli import options
from risk_checks.cli.say import say
from risk_checks.errors import ExitCode

if TYPE_CHECKING:
    from risk_checks.api.sizing import EngineName
    from risk_checks.reports.outcomes import Outcomes

_HELP = """Make up a cohort with known gaps, check it, and say how many of the planted answers were found.

Prints what `check` prints, then the comparison with truth.csv, then where to look next. The made-up trust has a site
file, site.toml, with codes of its own: so every rule of which something was planted is asked.

\b
Examples:
  risk-checks demo
      1,000 made-up patients in a temporary folder
  risk-checks demo --people 100 --keep demo/
      keeps the extract in demo/extract and the results in demo/results
"""


@click.command(help=_HELP, short_help="Make up a cohort, check it, and say where to look.")
@click.option("--people", type=click.IntRange(min=1), default=1000, show_default=True, metavar="N")
@click.option("--seed", type=int, default=1, show_default=True, metavar="S")
@click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Keep extract and results here."
)
@options.engine_option
def demo(people: int, seed: int, keep: Path | None, engine: EngineName | None) -> int:
    """Run the demonstration and return its exit code."""
    from risk_checks import api
    from risk_checks.reports.text import as_text
    from risk_checks.synth import DEFAULT_AS_OF, SITE, make_cohort

    with _folder(keep) as folder:
        extract = folder / "extract"
        say(f"Making up {people:,} patients (seed {seed}), whose answers are known")
        make_cohort(extract, people=people, seed=seed, as_of=DEFAULT_AS_OF)
        report = api.read([extract], site=extract / SITE).check(as_of=DEFAULT_AS_OF, engine=engine)
        if keep is not None:
            report.write(keep / "results")
        say()
        say(as_text(report, folder=str(keep / "results") if keep is not None else None))
        found, planted, stray = compare(report.outcomes, extract / "truth.csv")
    say("Compared with what was planted")
    say(f"  {found:,} of {planted:,} planted answers found; {stray:,} answers that nobody planted")
    if keep is None:
        say("  risk-checks demo --keep DIR keeps the extract and the results")
    return ExitCode.OK if found == planted and not stray else ExitCode.INTERNAL


def compare(outcomes: Outcomes, truth: Path) -> tuple[int, int, int]:
    """Return how many planted answers were found, how many there are, and how many outcomes nobody planted.

    Outcomes of rules of which nothing was planted are passed over.
    """
    with truth.open(encoding="utf-8", newline="") as file:
        planted = {(row["rule"], row["subject"]): row["outcome"] for row in csv.DictReader(file)}
    rules = {rule for rule, _ in planted}
    found = stray = 0
    for outcome in outcomes:
        if outcome.rule not in rules:
            continue
        expected = planted.get((outcome.rule, outcome.subject))
        found += expected == outcome.outcome
        stray += expected is None
    return found, len(planted), stray


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    from risk_checks.reports.held_folder import working_folder

    with working_folder() as folder:
        yield folder
