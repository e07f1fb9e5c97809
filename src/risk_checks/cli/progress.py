"""How far the reading is, on standard error, for somebody who is watching."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click


@contextmanager
def progress_of(sources: Sequence[Path | bytes]) -> Iterator[Callable[[int], None] | None]:
    """Give what to call with each number of bytes read; None where standard error is no terminal."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    bar = click.progressbar(length=sum(map(_size, sources)), label="reading", file=sys.stderr)
    with suppress(OSError):  # the terminal may be gone: here, and at each step
        bar.__enter__()

    def update(count: int) -> None:
        with suppress(OSError):
            bar.update(count)

    try:
        yield update
    finally:
        with suppress(OSError):
            bar.__exit__(None, None, None)


def _size(source: Path | bytes) -> int:
    if isinstance(source, bytes):
        return len(source)
    files = [source] if source.is_file() else [path for path in source.rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files)
