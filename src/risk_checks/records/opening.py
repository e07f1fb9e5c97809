"""A file or bytes opened as what they are, by their first bytes and not by their name; damage refuses the whole."""

from __future__ import annotations

import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from risk_checks.records.forms import HEAD, Form, form_of
from risk_checks.records.refused import Refused
from risk_checks.records.unpacking import Unpacked

_CHUNK = 1 << 20
_DO_NOT_WAIT = getattr(os, "O_NONBLOCK", 0)  # for somebody to write to a pipe that has taken the place of the file

Progress = Callable[[int], None]
"""Told how many bytes were read since it was last called; a negative number where they are read again."""


@contextmanager
def opened(
    content: Path | bytes,
    *,
    progress: Progress | None = None,
    salvage: bool = False,
    flags: Counter[str] | None = None,
) -> Iterator[BinaryIO]:
    """Give the bytes of a file or of memory, decompressed; raises Refused where they cannot be had to the end.

    `progress` is called with the number of bytes, as they are stored, that were read since it was last called.
    `salvage` gives what comes before a cut. `flags` counts what is in doubt about bytes that are given all the same.
    Refused is raised after the last byte where only then it is known, as when the file was changed meanwhile.
    """
    is_cut = False
    before = None
    try:
        with _reading():
            before = state_of(content)
            raw = _raw(content)
        with raw:
            with _reading():
                form = form_of(raw.read(HEAD) or b"")
                if form is not Form.PLAIN:
                    is_cut = _is_cut(raw, form, salvage=salvage, flags=flags)
                raw.seek(0)
            stored = _Metered(raw, progress)
            with io.BufferedReader(_content(stored, form, to_the_cut=is_cut), _CHUNK) as stream:
                if form is not Form.PLAIN and form_of(stream.peek(HEAD)[:HEAD]) is not Form.PLAIN:
                    raise Refused("format-not-read", "packed twice")
                yield cast(BinaryIO, stream)
    except Refused:
        if before is not None and is_other(content, before):  # and so looked damaged
            raise Refused("file-changed") from None
        raise
    if is_other(content, before):
        raise Refused("file-changed")
    if is_cut:
        raise Refused("file-salvaged")


@contextmanager
def _reading() -> Iterator[None]:
    """Refuse a file that cannot be read; what the caller does with its bytes, and fails in, is no error of the file."""
    try:
        yield
    except OSError:  # its text would name the path
        raise Refused("file-unreadable") from None


def _raw(content: Path | bytes) -> io.RawIOBase:
    if isinstance(content, bytes):
        return cast(io.RawIOBase, io.BytesIO(content))
    raw = io.FileIO(content, opener=lambda path, flags: os.open(path, flags | _DO_NOT_WAIT))
    if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
        raw.close()
        raise Refused("file-changed")  # it was a plain file when the folder was listed
    return raw


def _content(stored: io.RawIOBase, form: Form, *, to_the_cut: bool) -> io.RawIOBase:
    return stored if form is Form.PLAIN else Unpacked(stored, form, to_the_cut=to_the_cut)


def _is_cut(raw: io.RawIOBase, form: Form, *, salvage: bool, flags: Counter[str] | None) -> bool:
    """Unpack a file to its end, so that no line before a fault is used; return whether a cut is one that is allowed."""
    raw.seek(0)
    unpacked = Unpacked(raw, form, to_the_cut=salvage)
    buffer = memoryview(bytearray(_CHUNK))
    while unpacked.readinto(buffer):
        pass
    if unpacked.is_unchecked and flags is not None:
        flags["integrity-unverified"] += 1
    return unpacked.is_cut


State = tuple[int, ...]
"""What tells whether a file is still the one it was."""


def state_of(content: Path | bytes) -> State | None:
    """Return what tells whether a file is still the one it was."""
    if isinstance(content, bytes):
        return None
    now = content.stat()
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns


def is_other(content: Path | bytes, before: State | None) -> bool:
    """Return whether a file has grown, or was replaced or deleted."""
    try:
        return state_of(content) != before
    except OSError:
        return True


class _Metered(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, progress: Progress | None) -> None:
        self._raw = raw
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        with _reading():
            count = self._raw.readinto(buffer)
        if count and self._progress:
            self._progress(count)
        return count
