"""Lines put in order without holding them all: what is too much for memory is sorted in parts and merged."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

_AT_ONCE = 50_000


def sorted_lines(lines: Iterable[bytes], *, beside: Path, at_once: int = _AT_ONCE) -> Iterator[bytes]:
    """Give lines, each with its line end, in the order of their bytes; parts wait in nameless files in a folder."""
    rest = iter(lines)
    with ExitStack() as stack:
        parts: list[Iterable[bytes]] = []
        part = sorted(islice(rest, at_once))
        while len(part) == at_once:
            file = stack.enter_context(tempfile.TemporaryFile(dir=beside))
            file.writelines(part)
            file.seek(0)
            parts.append(file)
            part = sorted(islice(rest, at_once))
        yield from heapq.merge(*parts, part)
