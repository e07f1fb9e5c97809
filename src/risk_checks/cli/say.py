"""Text to standard output, whoever is (or is no longer) reading it."""

from __future__ import annotations

import os
import sys

import click


def say(text: str = "", *, end: str = "\n") -> bool:
    """Print a text and return whether anybody reads; once nobody does, the run goes on quietly to its exit code."""
    try:
        click.echo(text + end, nl=False)
        flush()
    except BrokenPipeError:
        silence()
        return False
    return True


def flush() -> None:
    """Send out what is printed so far."""
    if sys.stdout is not None:
        sys.stdout.flush()


def silence() -> None:
    """Send everything that is still to be printed nowhere, so that the interpreter's last flush finds a reader."""
    try:
        handle = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return  # there is no real file behind it
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, handle)
    os.close(nowhere)
