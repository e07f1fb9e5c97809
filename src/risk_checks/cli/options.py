"""The forms that options take, and what is said when one is wrong."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from risk_checks.cli.say import say_err

if TYPE_CHECKING:
    from risk_checks.rules.site import Site

F = TypeVar("F", bound=Callable[..., Any])

ENGINES = ("duckdb", "reference")
MAPPINGS = ("mhsds",)
LONGEST_INPUT = 1024**3
SITE_FILE = "risk-checks.toml"
_SETTING = re.compile(r"([^.=]+)\.([^.=]+)=(.+)", re.DOTALL)


def day(value: str) -> date:
    """Return the day that a text of the form YYYY-MM-DD names."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise click.BadParameter("write a day of the calendar as YYYY-MM-DD, for example 2026-11-01")


def words(value: str) -> tuple[str, ...]:
    """Return the names in a text with commas between them; an empty text names none."""
    names = tuple(part.strip() for part in value.split(",")) if value.strip() else ()
    if not all(names):
        raise click.BadParameter("a name is missing between two commas")
    return names


def zone(value: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter("name a time zone of the IANA list, for example Europe/London") from None
    return value


def setting(value: str) -> tuple[str, str, str]:
    """Return the rule, parameter and value of ID.parameter=VALUE."""
    found = _SETTING.fullmatch(value)
    if found is None:
        raise click.BadParameter("write ID.parameter=VALUE, for example RC-RISK-002.review_every='6 months'")
    return found[1].strip(), found[2].strip(), found[3].strip()


def settings(given: tuple[tuple[str, str, str], ...]) -> Mapping[str, Mapping[str, str]] | None:
    """Return the settings by rule and parameter, or None where there are none."""
    told: dict[str, dict[str, str]] = {}
    for rule, parameter, value in given:
        if parameter in told.setdefault(rule, {}):
            raise click.BadParameter(f"{rule}.{parameter} is set twice", param_hint="--set")
        told[rule][parameter] = value
    return told or None


def joined(given: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """Return the names of an option that was given several times, each once."""
    return tuple(dict.fromkeys(name for names in given for name in names))


def named(given: tuple[tuple[str, ...], ...]) -> tuple[str, ...] | None:
    """Return the names of an option that was given several times, or None where it was not given."""
    return joined(given) if given else None


def sources(given: tuple[str, ...]) -> list[Path | bytes]:
    """Return what to read: paths, and for `-` what comes on standard input."""
    if given.count("-") > 1:
        raise click.BadParameter("standard input can be read once", param_hint="SOURCE")
    return [_standard_input() if name == "-" else Path(name) for name in given]


def _standard_input() -> bytes:
    content = sys.stdin.buffer.read(LONGEST_INPUT + 1)
    if len(content) > LONGEST_INPUT:
        raise click.BadParameter("standard input is held in memory: write more than 1 GiB to a file", param_hint="-")
    return content


def today(in_zone: str) -> date:
    """Return the day it is now: the one reading of the clock, for a run that names no day."""
    return datetime.now(ZoneInfo(in_zone)).date()


SOURCE = click.Path(exists=True, allow_dash=True)
engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="What evaluates; the answers are the same.  [default: by the size of the input]",
)
mapping_option = click.option(
    "--mapping",
    type=click.Choice(MAPPINGS),
    help="What makes canonical tables of flat files (preview).  [default: told by the names of the files]",
)
tables_option = click.option(
    "--tables",
    "homes",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Views and tables to lay over the shipped ones: DIR/views, DIR/tables.",
)
max_orphans_option = click.option(
    "--max-orphans",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="The run is incomplete where more than this share of what a rule asks about has no patient in the input.",
)
standard_option = click.option(
    "--standard", metavar="NAME", help="Tell it by the criteria of a published standard, such as triangle-of-care."
)
memory_option = click.option(
    "--memory",
    metavar="SIZE",
    help="What the database may use, such as 600MB; the rest goes to TMPDIR.  [default: half of what there is]",
)
threads_option = click.option(
    "--threads", type=click.IntRange(min=1), metavar="N", help="How many threads it may use.  [default: one a core]"
)
salvage_option = click.option(
    "--salvage", is_flag=True, help="Use what comes before the cut in a compressed file that is cut off; exit 3 anyway."
)
strict_option = click.option(
    "--strict",
    is_flag=True,
    help="Take every line apart, also of files that are surely clean; the answers are the same.",
)
zone_option = click.option(
    "--zone",
    type=zone,
    metavar="TZ",
    help="The zone in which days begin.  [default: that of the site file, else Europe/London]",
)


def coverage_options(command: F) -> F:
    """Give a command the options `covers` and `not_used`."""
    covers = click.option("--covers", multiple=True, type=words, metavar="TYPE,...", help="The types the input covers.")
    not_used = click.option(
        "--not-used", multiple=True, type=words, metavar="TYPE,...", help="Types the site never fills."
    )
    return covers(not_used(command))


def site_options(command: F) -> F:
    """Give a command the options `config` and `no_config`, which `site` turns into a site file."""
    config = click.option(
        "--config",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help=f"What the site sets for all runs.  [default: {SITE_FILE} here, if it is there]",
    )
    return config(click.option("--no-config", is_flag=True, help=f"Do not read {SITE_FILE}.")(command))


def site(config: Path | None, *, no_config: bool) -> Site | None:
    """Return the site file that was named, else that of the current folder, read; None where there is none."""
    from risk_checks.api.asking import site_of

    if config is not None and no_config:
        raise click.BadParameter("--no-config goes without it", param_hint="--config")
    here = Path(SITE_FILE)
    if config is None and not no_config and here.is_file():
        say_err(f"using {SITE_FILE} of this folder (--no-config passes it over)")
        config = here
    return site_of(config)
