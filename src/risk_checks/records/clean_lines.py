"""NDJSON in stretches of whole lines, each line one object as far as its ends tell; anything else is given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from risk_checks.records.canonical import line_mark
from risk_checks.records.opening import Progress, opened
from risk_checks.records.refused import Refused
from risk_checks.records.strict_json import MAX_DEPTH, is_too_deep

STRETCH = 1 << 21
"""Bytes that are looked at together."""
LONGEST_CLEAN = 1 << 20
"""Bytes of a line above which a file is taken apart line by line."""
_ALL_BUT_OPENINGS = bytes(byte for byte in range(256) if byte not in b"[{\n")


class NotClean(Exception):
    """Something is to be taken apart line by line; what it is will be found there."""


class Changed(NotClean):
    """A file was changed while it was read, so that nothing of it is to be used."""


def stretches(file: Path, *, progress: Progress | None = None) -> Iterator[bytes]:
    r"""Give the lines of a file, unpacked, in stretches that each end with a line feed, as every line then does.

    Raises NotClean for a file that cannot be read to its end or that something is noted of, a line that is too long,
    and lines that do not begin and end as an object.
    """
    flags: Counter[str] = Counter()
    try:
        with opened(file, flags=flags, progress=progress) as stream:
            while stretch := stream.read(STRETCH):
                if not stretch.endswith(b"\n"):
                    rest = stream.readline(LONGEST_CLEAN)
                    if len(rest) == LONGEST_CLEAN and not rest.endswith(b"\n"):
                        raise NotClean
                    stretch += rest if rest.endswith(b"\n") else rest + b"\n"
                yield whole_objects(stretch)
    except Refused as refused:
        raise (Changed if refused.code == "file-changed" else NotClean) from None
    if flags:
        raise NotClean


def whole_objects(stretch: bytes) -> bytes:
    """Return a stretch with one kind of line end; raises NotClean where a line cannot be one object in UTF-8."""
    if b"\r" in stretch:
        stretch = stretch.replace(b"\r\n", b"\n")
    is_framed = stretch.startswith(b"{") and stretch.endswith(b"}\n")
    if not is_framed or stretch.count(b"}\n{") != stretch.count(b"\n") - 1 or b"\0" in stretch or b"\r" in stretch:
        raise NotClean
    if not stretch.isascii():
        try:
            stretch.decode()
        except UnicodeDecodeError:
            raise NotClean from None
    return stretch


def marks_of(stretch: bytes) -> tuple[int, int]:
    """Return how many lines a stretch has, and the sum of their marks; raises NotClean where one nests too deep."""
    lines = stretch.split(b"\n")
    lines.pop()
    openings = stretch.translate(None, _ALL_BUT_OPENINGS).split(b"\n")
    if len(max(openings, key=len)) > MAX_DEPTH:
        deep = (line for line, found in zip(lines, openings, strict=False) if len(found) > MAX_DEPTH)
        if any(map(is_too_deep, deep)):
            raise NotClean
    return len(lines), sum(map(_number, map(line_mark, lines)))


def _number(mark: bytes) -> int:
    return int.from_bytes(mark, "big")
