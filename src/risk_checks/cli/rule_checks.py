"""`risk-checks rules lint` and `rules test`: the form of rules, and what engines say of their examples."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from risk_checks.cli import options
from risk_checks.cli.choosing import chosen, folders_option
from risk_checks.cli.say import say
from risk_checks.errors import ExitCode
from risk_checks.reports.neutral import printable
from risk_checks.reports.shield import hidden

if TYPE_CHECKING:
    from risk_checks.api.sizing import EngineName

_LINT = """Check the form of rules, and print every fault with its file and line.

RULE is a folder of rules, the file of one, or an id or slug; without it, every rule. docs/reference/lint.md
lists what is checked. Tables of the site file, or of --tables, count as those of the library do. Exits with 2
where there is a fault, and with 5 where there is no rule.

\b
Examples:
  risk-checks rules lint
      checks the shipped rules
  risk-checks rules lint site-rules/
      checks the rules of a folder of your own
"""
_TEST = """Try the examples beside rules on every engine, and print what was expected and what came.

RULE is a folder of rules, the file of one, or an id or slug; without it, every rule. Exits with 2 where
anything differs, and with 5 where there is no example.

\b
Examples:
  risk-checks rules test
      tries the examples of the shipped rules
  risk-checks rules test site-rules/ --engine reference
      tries your own on one engine
  risk-checks rules test care-plan-missing
      tries those of one rule
"""
_named = click.argument("named", metavar="[RULE]...", nargs=-1)


@click.command("lint", help=_LINT, short_help="Check the form of rules.")
@_named
@folders_option
@options.tables_option
@options.site_options
def lint(
    named: tuple[str, ...], folders: tuple[Path, ...], homes: tuple[Path, ...], config: Path | None, no_config: bool
) -> int:
    """Print the faults of rules."""
    from risk_checks.api.asking import definitions_for
    from risk_checks.rules.lint import lint as faults_of

    site = options.site(config, no_config=no_config)
    catalogue = chosen(named, folders, site=site)
    faults = faults_of(catalogue, tables=definitions_for(homes, site=site).tables)
    for fault in faults:
        say(printable(hidden(str(fault))))
    say(f"{_count(len(catalogue.rules), 'rule')}, {_count(len(faults), 'fault')}")
    if not catalogue.rules:
        return ExitCode.NOTHING_TO_CHECK
    return ExitCode.USAGE if faults else ExitCode.OK


@click.command("test", help=_TEST, short_help="Try the examples of rules.")
@_named
@folders_option
@options.tables_option
@options.site_options
@click.option(
    "--engine", type=click.Choice(options.ENGINES), multiple=True, help="Try on this one only.  [default: all]"
)
def test(
    named: tuple[str, ...],
    folders: tuple[Path, ...],
    homes: tuple[Path, ...],
    config: Path | None,
    no_config: bool,
    engine: tuple[EngineName, ...],
) -> int:
    """Print what was expected of each example and what came."""
    from risk_checks import api
    from risk_checks.reports.trials import trial_lines

    site = options.site(config, no_config=no_config)
    catalogue = chosen(named, folders, site=site)
    engines: tuple[EngineName, ...] = engine or ("reference", "duckdb")
    trials = api.try_examples(catalogue, engines=engines, tables=homes, site=site)
    for trial in trials:
        say("\n".join(trial_lines(trial, seen_from=Path.cwd())))
    differ = sum(len(trial.differences) for trial in trials)
    tried_on = f"{_count(len(trials), 'example')} of {_count(len(catalogue.rules), 'rule')} on {', '.join(engines)}"
    say(f"{tried_on}: {_count(differ, 'difference')}")
    if not trials:
        return ExitCode.NOTHING_TO_CHECK
    return ExitCode.USAGE if differ else ExitCode.OK


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
