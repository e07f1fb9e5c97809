"""Text to standard output and standard error, whoever is (or is no longer) reading them."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

_LOST: list[OSError] = []


def say(text: str = "", *, end: str = "\n") -> bool:
    """Print a text and return whether it was taken; where it was not, the run goes on quietly to its exit code."""
    try:
        click.echo(text + end, nl=False)
        flush()
    except OSError as error:
        silence(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            _LOST[:] = [error]
        return False
    return True


def say_err(text: str) -> None:
    """Print a text on standard error; a run whose standard error is gone or full goes on to its exit code."""
    try:
        click.echo(text, err=True)
    except OSError:
        silence(sys.stderr)


def lost() -> OSError | None:
    """Return, once, why standard output took no more; None where it did, or where only nobody read on."""
    return _LOST.pop() if _LOST else None


def flush() -> None:
    """Send out what is printed so far."""
    if sys.stdout is not None:
        sys.stdout.flush()


def silence(stream: TextIO | None) -> None:
    """Send everything that is still to be printed nowhere, so that the interpreter's last flush finds a reader."""
    try:
        handle = stream.fileno()  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError):
        return  # there is no real file behind it
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, handle)
    os.close(nowhere)
