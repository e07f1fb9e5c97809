"""What `check` writes for others to see: keys as pseudonyms, and counts without small numbers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from risk_checks.cli.say import say_err
from risk_checks.errors import UsageError

if TYPE_CHECKING:
    from risk_checks.reports.report import Report

F = TypeVar("F", bound=Callable[..., Any])

_ENVIRONMENT = "env:"
_LONGEST_SECRET = 4096
_MAKE = "make one with: openssl rand -hex 32"


def sharing_options(command: F) -> F:
    """Give a command the options `key_file`, `raw_csv`, `aggregate` and `aggregate_by`."""
    decorators = (
        click.option(
            "--pseudonymous-keys",
            "key_file",
            metavar="KEYFILE",
            help="Write keyed hashes for all keys; the secret is in KEYFILE, or for env:NAME in a variable.",
        ),
        click.option("--raw-csv", is_flag=True, help="Leave cells of findings.csv that a spreadsheet would run."),
        click.option(
            "--aggregate",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write counts to share as CSV: rounded, without small numbers and keys.",
        ),
        click.option(
            "--aggregate-by",
            type=click.Choice(["rule", "team"]),
            default="rule",
            show_default=True,
            help="What --aggregate counts by.",
        ),
    )
    for decorator in reversed(decorators):
        command = decorator(command)
    return command


def secret_of(key_file: str | None, *, is_used: bool) -> bytes | None:
    """Return the secret that makes pseudonyms, None where none are asked for; what is said names no part of it."""
    if key_file is None:
        return None
    if not is_used:
        raise click.BadParameter("goes with --out, whose files carry the keys", param_hint="--pseudonymous-keys")
    from risk_checks.reports.shield import secret_for

    name = key_file.removeprefix(_ENVIRONMENT)
    if name != key_file:
        what = "--pseudonymous-keys names a variable of the environment that is"
        if name not in os.environ:
            raise UsageError("RC-E812", f"{what} not set", hint=_MAKE)
        held = os.environ[name].encode(errors="surrogateescape")
    else:
        what = "the file of --pseudonymous-keys is"
        try:
            with Path(key_file).open("rb") as file:
                held = file.read(_LONGEST_SECRET)
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else type(error).__name__
            raise UsageError("RC-E812", f"the file of --pseudonymous-keys cannot be read: {why}") from None
    held = held.strip(b"\r\n \t")
    if not held:
        raise UsageError("RC-E812", f"{what} empty", hint=_MAKE)
    return secret_for("pseudonymous", held)


def check_aggregate(aggregate: Path | None, *, by: str, out: Path | None, sources: tuple[str, ...]) -> None:
    """Refuse what could not be written after, or the next run would read or be stopped by."""
    if aggregate is None:
        if by != "rule":
            raise click.BadParameter("goes with --aggregate", param_hint="--aggregate-by")
        return
    from risk_checks.reports.aggregate import BEGINS
    from risk_checks.reports.single_file import check_file

    within = aggregate.resolve().parents
    if any(Path(name).resolve() in within for name in sources if name != "-"):
        raise UsageError("RC-E802", "--aggregate lies in a SOURCE, and the next run would read it")
    if out is not None and out.resolve() in within:
        hint = "name a file beside it: what is to be shared lies apart from what carries keys"
        raise UsageError("RC-E813", "--aggregate lies in --out", hint=hint)
    check_file(aggregate, begins=BEGINS)


def write_aggregate(report: Report, aggregate: Path, *, by: str) -> None:
    """Write the counts to share, and say where they are."""
    from risk_checks.reports.aggregate import BEGINS, BY_RULE, BY_TEAM
    from risk_checks.reports.single_file import write_file

    counts = report.aggregate(BY_TEAM if by == "team" else BY_RULE)
    write_file(aggregate, counts.to_csv(), begins=BEGINS)
    if counts.small_teams:
        say_err(f"too small to tell of, by rule and team: {counts.small_teams}")
