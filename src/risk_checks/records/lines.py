"""The lines of a stream and where they begin, none of them held beyond a length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of the longest line of NDJSON that is read; a longer one is set aside, and what follows it is read."""
_CHUNK = 1 << 20


class Line(NamedTuple):
    """A line with its end, its number from 1, and the offset from 0 of its first byte.

    Where it `is_open` it is longer than may be held: `text` is its beginning, and the stream stands within it.
    """

    number: int
    offset: int
    text: bytes
    is_open: bool


class Lines:
    """The lines of a stream, read once; whoever meets an open one passes over its rest before asking for the next."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._passed = 0

    def __iter__(self) -> Iterator[Line]:
        """Give the lines in order."""
        number = offset = 0
        read, limit = self._stream.readline, LONGEST_LINE + 1
        while text := read(limit):
            number += 1
            is_open = len(text) == limit and not text.endswith(b"\n")
            yield Line(number, offset, text, is_open)
            offset += len(text)
            if is_open:
                offset += self._passed

    def pass_over(self, line: Line) -> bool:
        """Read an open line to its end without keeping it; return whether NULs fill the file from there to its end."""
        self._passed = 0
        before, part = line.text, line.text
        while part and not part.endswith(b"\n"):
            before, part = part, self._stream.readline(_CHUNK)
            self._passed += len(part)
        return not part and before.endswith(b"\0")
