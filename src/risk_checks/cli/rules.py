"""`risk-checks rules`: what is looked for and what it says; the commands that check and start rules are beside this."""

from __future__ import annotations

from pathlib import Path

import click

from risk_checks.cli import options
from risk_checks.cli.choosing import folders_option
from risk_checks.cli.rule_checks import lint, test
from risk_checks.cli.rule_start import new, schema
from risk_checks.cli.say import say
from risk_checks.errors import UsageError

_HELP = """Look at rules: list them, read one, check their form, try their examples, start one of your own.

\b
Examples:
  risk-checks rules list
      prints one line for every rule
  risk-checks rules show risk-assessment-out-of-date
      prints one rule as a page
  risk-checks rules new crisis-care crisis-card-missing
      writes a rule of your own to start from, below ./rules
"""
_LIST = """Print id, severity, status and name of each rule, and whether it runs where nobody selects rules.

With --standard, print the criteria of a published standard and under each the rules that speak to it.

\b
Examples:
  risk-checks rules list
      lists the shipped rules
  risk-checks rules list --standard triangle-of-care
      lists the criteria of the Triangle of Care, with the rules that speak to each
  risk-checks rules list --rules site-rules/
      lists them with the rules of a folder laid over
"""
_SHOW = """Print a rule as a page: what it looks for, why, what to do, whom it is for, sources, limits.

\b
Examples:
  risk-checks rules show RC-RISK-002
  risk-checks rules show carer-not-recorded
      print the page of one rule, by id or by slug
  risk-checks rules show carer-not-recorded --as rule > rules/carers/carer-not-recorded.yaml
      copies a shipped rule, to be changed
"""


@click.group(help=_HELP, short_help="Look at rules: list, show, lint, test, new, schema.")
def rules() -> None:
    """Do nothing by itself: a command follows."""


@rules.command("list", help=_LIST, short_help="List the rules.")
@folders_option
@options.standard_option
@options.site_options
def list_rules(folders: tuple[Path, ...], standard: str | None, config: Path | None, no_config: bool) -> None:
    """Print one line a rule, or the rules by the criteria of a standard."""
    from risk_checks.api.asking import catalogue_of
    from risk_checks.reports.rule_list import rule_lines, standard_lines
    from risk_checks.rules.choice import AS_SHIPPED

    site = options.site(config, no_config=no_config)
    catalogue = catalogue_of(folders or None, site=site)
    switches = site.switches if site else AS_SHIPPED
    if standard is None:
        say("\n".join(rule_lines(catalogue.rules, switches=switches)))
    else:
        told = standard_lines(catalogue.standard(standard), catalogue.speaking_to(standard), switches=switches)
        say("\n".join(told))


@rules.command("show", help=_SHOW, short_help="Print a rule as a page.")
@click.argument("rule", metavar="ID")
@folders_option
@options.tables_option
@options.site_options
@click.option(
    "--as",
    "form",
    type=click.Choice(["page", "rule", "examples"]),
    default="page",
    show_default=True,
    help="The page that people read, the rule's file, or that of its examples.",
)
def show(
    rule: str, folders: tuple[Path, ...], homes: tuple[Path, ...], config: Path | None, no_config: bool, form: str
) -> None:
    """Print the page of one rule, its parameters as the site sets them, or a file of it as it stands."""
    from risk_checks.api.asking import catalogue_of, definitions_for
    from risk_checks.reports.rule_page import rule_page
    from risk_checks.rules.examples import examples_path
    from risk_checks.rules.lint.checks import prepare

    site = options.site(config, no_config=no_config)
    catalogue = catalogue_of(folders or None, site=site)
    found = catalogue.rule(rule)
    if form == "page":
        settings = site.settings_of(catalogue) if site else {}
        tables = definitions_for(homes, site=site).tables
        say(rule_page(prepare(found, catalogue=catalogue, tables=tables, settings=settings)), end="")
        return
    file = found.path if form == "rule" else examples_path(found)
    if file is None:
        raise UsageError("RC-E805", f"{found.id} has no examples beside it", where=found.where)
    say(file.read_text(encoding="utf-8"), end="")


for _command in (lint, test, new, schema):
    rules.add_command(_command)
