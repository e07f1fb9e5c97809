"""The command `risk-checks`: its commands, and what happens when one fails."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from risk_checks.cli.check import check
from risk_checks.cli.demo import demo
from risk_checks.cli.rules import rules
from risk_checks.cli.say import flush, silence
from risk_checks.cli.synth import synth
from risk_checks.cli.tables import tables
from risk_checks.cli.view import view
from risk_checks.errors import ExitCode, RiskChecksError
from risk_checks.reports.neutral import printable
from risk_checks.version import __version__

_FULL = {errno.ENOSPC, errno.EDQUOT}


class Terminated(BaseException):
    """The process was asked to stop; raised so that half-made files are cleared away."""


_HELP = """Find the holes in risk-assessment records: what is missing, out of date, or cannot be told.

It checks the record, never the person: it computes no risk score. Input is FHIR R4 as NDJSON,
Bundles or single resources. Nothing is sent anywhere.

\b
Start here:
  risk-checks demo                              a made-up cohort, checked
  risk-checks check extract/ --out results/     your own records
  risk-checks rules list                        what is looked for

\b
Exit codes:
  0 complete                      1 findings at or above --fail-on
  2 wrong call, rule or setting   3 input incomplete or corrupt
  4 fault in risk_checks          5 nothing to check
  75 try again (disk full)        130, 143 interrupted
"""


@click.group(help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="risk-checks")
def cli() -> None:
    """Do nothing by itself: a command follows."""


for _command in (check, rules, view, tables, synth, demo):
    cli.add_command(_command)


def main() -> NoReturn:
    """Run the command line and exit."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a library's warning may quote what it was given
    signal.signal(signal.SIGTERM, _terminate)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; whatever fails is said on standard error, with no value from a record."""
    try:
        code = cli.main(args=list(arguments), prog_name="risk-checks", standalone_mode=False)
        flush()
    except (BrokenPipeError, SystemExit):  # click leaves by SystemExit where nobody reads its help
        silence()
        return ExitCode.OK
    except (KeyboardInterrupt, click.Abort):
        return _said("interrupted", ExitCode.INTERRUPTED)
    except Terminated:
        return _said("terminated", ExitCode.TERMINATED)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except RiskChecksError as error:
        return _said(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 -- the one place where anything may arrive; nothing of it but type and place is shown
        if isinstance(error, OSError) and error.errno in _FULL:
            return _said(f"RC-E801: {os.strerror(error.errno)}; make room and run again", ExitCode.TEMPORARY)
        return _said(
            f"RC-E400: internal error: {type(error).__name__} at {_place(error)}; "
            "please report this line, which holds nothing from the records",
            ExitCode.INTERNAL,
        )
    return int(code or ExitCode.OK)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _said(message: str, code: ExitCode) -> ExitCode:
    click.echo("\n".join(map(printable, message.split("\n"))), err=True)
    return code


def _place(error: BaseException) -> str:
    """Return module and line of the innermost frame of ours, or of the innermost frame."""
    frames = [(frame.f_globals.get("__name__", "?"), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [place for place in frames if str(place[0]).partition(".")[0] == "risk_checks"]
    name, line = (ours or frames)[-1]
    return f"{name}:{line}"
