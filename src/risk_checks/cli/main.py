"""The command `risk-checks`: its commands, and what happens when one fails."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Sequence
from typing import NoReturn

import click

from risk_checks.cli.check import check
from risk_checks.cli.demo import demo
from risk_checks.cli.rules import rules
from risk_checks.cli.say import lost, say, say_err, silence
from risk_checks.cli.stopping import WORDS, Stopping, Terminated
from risk_checks.cli.synth import synth
from risk_checks.cli.tables import tables
from risk_checks.cli.view import view
from risk_checks.errors import ExitCode, RiskChecksError, type_and_place
from risk_checks.reports.neutral import printable
from risk_checks.reports.shield import hidden
from risk_checks.version import __version__

_FULL = {errno.ENOSPC, errno.EDQUOT}
_STOPPING = Stopping()
_SELDOM = (100_000, 50, 50)
"""When to look for unreachable objects: queries are many small objects, nearly all in use until their rule is done."""

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
    gc.set_threshold(*_SELDOM)
    _STOPPING.begin()
    _keep_to_tmpdir()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Return the exit code of one command; whatever fails is said on standard error, with no value from a record."""
    lost()  # what an earlier command of this process met
    try:
        code = cli.main(args=list(arguments), prog_name="risk-checks", standalone_mode=False)
    except (BrokenPipeError, SystemExit) as error:  # click leaves by SystemExit where a pipe has no reader
        return _without_reader(error if isinstance(error, BrokenPipeError) else error.__context__ or error)
    except (KeyboardInterrupt, click.Abort):
        return _stopped(_STOPPING.code or ExitCode.INTERRUPTED)  # the database raises the one for any signal
    except Terminated:
        return _stopped(ExitCode.TERMINATED)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        return _said(shown.getvalue().rstrip("\n"), ExitCode.USAGE)
    except Exception as error:  # noqa: BLE001 -- the one place where anything may arrive; nothing of it but type and place is shown
        if _STOPPING.code is not None:  # some libraries raise an error of their own for it
            return _stopped(_STOPPING.code)
        return _failed(error)
    return _ended(int(code or ExitCode.OK))


def _without_reader(error: BaseException) -> int:
    """Return the code where a pipe has no reader: it is a fault but where help or version were to be printed."""
    silence(sys.stdout)
    if _STOPPING.code is not None:
        return _stopped(_STOPPING.code)
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    names = {str(frame.f_globals.get("__name__")) for frame in frames} - {__name__}
    if isinstance(error, Exception) and any(name.startswith("risk_checks.") for name in names):
        return _failed(error)
    return ExitCode.OK


def _ended(code: int) -> int:
    """Return the code of a command that came to its end; that its output could not be printed hides no other code."""
    say(end="")
    error = lost()
    return code if error is None else code or _failed(error)


def _failed(error: Exception) -> ExitCode:
    if isinstance(error, RiskChecksError):
        return _said(str(error), error.exit_code)
    if isinstance(error, OSError) and error.errno in _FULL:
        return _said(f"RC-E801: {os.strerror(error.errno)}; make room and run again", ExitCode.TEMPORARY)
    if isinstance(error, MemoryError):
        return _said(
            "RC-E809: there is too little memory; allow more, or use --engine duckdb, which needs less",
            ExitCode.TEMPORARY,
        )
    return _said(
        f"RC-E400: internal error: {type_and_place(error)}; "
        "please report this line, which holds nothing from the records",
        ExitCode.INTERNAL,
    )


def _stopped(code: ExitCode) -> ExitCode:
    return _said(WORDS[code], code)


def _keep_to_tmpdir() -> None:
    """Hold to the folder that TMPDIR names: Python goes on to the next that it knows where that one cannot be used."""
    named = os.environ.get("TMPDIR")
    if named:
        tempfile.tempdir = named


def _said(message: str, code: ExitCode) -> ExitCode:
    say_err("\n".join(printable(hidden(line)) for line in message.split("\n")))
    return code
