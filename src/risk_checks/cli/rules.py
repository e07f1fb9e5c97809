"""`risk-checks rules`: what is looked for, said, checked and tried."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from risk_checks.cli import options
from risk_checks.cli.say import say
from risk_checks.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from risk_checks.api.extract import EngineName
    from risk_checks.rules.catalogue import Catalogue

_HELP = """Look at rules: list them, read one, check their form, try their examples.

\b
Examples:
  risk-checks rules list
      prints id, severity, status and name of every rule
  risk-checks rules show risk-assessment-out-of-date
      prints one rule as a page
"""
_LIST = """Print id, severity, status and name of each rule.

\b
Examples:
  risk-checks rules list
      lists the shipped rules
  risk-checks rules list --rules site-rules/
      lists them with the rules of a folder laid over
"""
_SHOW = """Print a rule as a page: what it looks for, why, what to do, whom it is for, sources, limits.

\b
Examples:
  risk-checks rules show RC-RISK-002
  risk-checks rules show carer-not-recorded
      print the page of one rule, by id or by slug
"""
_LINT = """Check the form of rules, and print every fault with its file and line.

PATH is a folder of rules or the file of one; without it, the shipped rules. Exits with 2 where there is a fault.

\b
Examples:
  risk-checks rules lint
      checks the shipped rules
  risk-checks rules lint site-rules/risk/risk-plan-missing.yaml
      checks one rule of your own
"""
_TEST = """Try the examples beside rules on every engine, and print each difference from what they expect.

PATH is a folder of rules or the file of one; without it, the shipped rules. Exits with 2 where there is a difference.

\b
Examples:
  risk-checks rules test
      tries the examples of the shipped rules
  risk-checks rules test site-rules/ --engine reference
      tries your own on one engine
"""
_folders = click.option(
    "--rules",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Rules to lay over the shipped ones.",
)
_paths = click.argument("path", nargs=-1, type=click.Path(exists=True, path_type=Path))


@click.group(help=_HELP, short_help="Look at rules: list, show, lint, test.")
def rules() -> None:
    """Do nothing by itself: a command follows."""


@rules.command("list", help=_LIST, short_help="List the rules.")
@_folders
def list_rules(folders: tuple[Path, ...]) -> None:
    """Print one line a rule."""
    from risk_checks import api
    from risk_checks.reports.layout import columns

    rows = [
        (rule.id, rule.about.severity, rule.about.status.stage, rule.slug) for rule in api.load_rules(*folders).rules
    ]
    say("\n".join(columns(("id", "severity", "status", "name"), rows, left=4, indent="")))


@rules.command("show", help=_SHOW, short_help="Print a rule as a page.")
@click.argument("rule", metavar="ID")
@_folders
def show(rule: str, folders: tuple[Path, ...]) -> None:
    """Print the page of one rule."""
    from risk_checks import api
    from risk_checks.reports.rule_page import rule_page
    from risk_checks.rules.lint.checks import prepare
    from risk_checks.tables.loading import shipped_tables

    catalogue = api.load_rules(*folders)
    say(rule_page(prepare(catalogue.rule(rule), catalogue=catalogue, tables=shipped_tables())), end="")


@rules.command("lint", help=_LINT, short_help="Check the form of rules.")
@_paths
def lint(path: tuple[Path, ...]) -> int:
    """Print the faults of rules."""
    from risk_checks.rules.lint import lint as faults_of
    from risk_checks.tables.loading import shipped_tables

    catalogue = _catalogue(path)
    faults = faults_of(catalogue, tables=shipped_tables())
    for fault in faults:
        say(str(fault))
    say(f"{_count(len(catalogue.rules), 'rule')}, {_count(len(faults), 'fault')}")
    return ExitCode.USAGE if faults else ExitCode.OK


@rules.command("test", help=_TEST, short_help="Try the examples of rules.")
@_paths
@click.option(
    "--engine", type=click.Choice(options.ENGINES), multiple=True, help="Try on this one only.  [default: all]"
)
def test(path: tuple[Path, ...], engine: tuple[EngineName, ...]) -> int:
    """Print where examples differ."""
    from risk_checks import api
    from risk_checks.rules.examples import load_examples
    from risk_checks.tables.loading import shipped_tables

    catalogue = _catalogue(path)
    engines: tuple[EngineName, ...] = engine or ("reference", "duckdb")
    tables = shipped_tables()
    tried = sum(len(load_examples(rule, tables=tables)) for rule in catalogue.rules)
    differences = api.run_examples(catalogue, engines=engines)
    for difference in differences:
        say(str(difference))
    tried_on = f"{_count(tried, 'example')} of {_count(len(catalogue.rules), 'rule')} on {', '.join(engines)}"
    say(f"{tried_on}: {_count(len(differences), 'difference')}")
    if not tried:
        return ExitCode.NOTHING_TO_CHECK
    return ExitCode.USAGE if differences else ExitCode.OK


def _catalogue(paths: tuple[Path, ...]) -> Catalogue:
    """Return the rules of folders and of single files, the latter with what their folder of rules defines."""
    from risk_checks import api

    if not paths:
        return api.load_rules()
    catalogue = api.load_rules(*dict.fromkeys(path if path.is_dir() else _home(path) for path in paths))
    whole = [path.resolve() for path in paths if path.is_dir()]
    files = {path.resolve() for path in paths if not path.is_dir()}
    kept = tuple(
        rule
        for rule in catalogue.rules
        if rule.path is not None and (files & {rule.path.resolve()} or set(whole) & set(rule.path.resolve().parents))
    )
    if len({rule.path for rule in kept if rule.path and rule.path.resolve() in files}) < len(files):
        raise UsageError(
            "RC-E803", "a PATH is not the file of a rule", hint="name THEME/SLUG.yaml of a folder of rules"
        )
    return replace(catalogue, rules=kept)


def _home(file: Path) -> Path:
    """Return the folder of rules that a rule's file belongs to: the one above its theme."""
    return file.resolve().parent.parent


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
