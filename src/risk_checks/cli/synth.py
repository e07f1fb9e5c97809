"""`risk-checks synth`: a made-up cohort whose answers are known."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from risk_checks.cli import options
from risk_checks.cli.say import say

_HELP = """Make up an extract of FHIR NDJSON files, with truth.csv: every answer that the rules must give.

Nobody in it is real. The same people, seed and day give the same bytes. site.toml has the codes that only the made-up
trust knows: without it some rules wait, and their answers in truth.csv are not given.

\b
Examples:
  risk-checks synth made-up/ --people 1000 --seed 1
      writes Patient.ndjson and the rest, site.toml and truth.csv
  risk-checks synth big/ --people 100000 --seed 7 --as-of 2026-04-01
      writes a cohort for another day
"""


@click.command(help=_HELP, short_help="Make up an extract whose answers are known.")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--people", type=click.IntRange(min=0), required=True, metavar="N", help="How many Patient resources.")
@click.option("--seed", type=int, required=True, metavar="S", help="The same seed gives the same cohort.")
@click.option("--as-of", type=options.day, metavar="DATE", help="The day that truth.csv is for.  [default: 2026-11-01]")
def synth(folder: Path, people: int, seed: int, as_of: date | None) -> None:
    """Write a cohort."""
    from risk_checks.synth import DEFAULT_AS_OF, SITE, make_cohort

    day = as_of or DEFAULT_AS_OF
    make_cohort(folder, people=people, seed=seed, as_of=day, workers=os.cpu_count() or 1)
    say(f"{people:,} made-up patients are in {folder}, and in truth.csv every answer the rules must give on {day}.")
    say(f"Next: risk-checks check {folder} --as-of {day} --config {folder / SITE}")
