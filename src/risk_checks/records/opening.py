"""A file or bytes opened as what they are, by their first bytes and not by their name; damage refuses the whole."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

_GZIP = b"\x1f\x8b"
_UTF_16_AND_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Zstandard, zip, bzip2, xz, 7-Zip, LZ4.
_NOT_READ = (b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf\x27\x1c", b"\x04\x22\x4d\x18")
_CHUNK = 1 << 20

Progress = Callable[[int], None]


class Refused(Exception):
    """A file of which nothing can be used, or no more; the code is that of a problem."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@contextmanager
def opened(content: Path | bytes, *, progress: Progress | None = None) -> Iterator[BinaryIO]:
    """Give the bytes of a file or of memory, decompressed; raises Refused where they cannot be had to the end.

    `progress` is called with the number of bytes, as they are stored, that were read since it was last called.
    """
    try:
        with _raw(content) as raw:
            head = raw.read(6)
        if head.startswith(_NOT_READ):
            raise Refused("format-not-read")
        if head.startswith(_UTF_16_AND_32):
            raise Refused("encoding-not-read")
        if head.startswith(_GZIP):
            _verify(content)
        with _raw(content) as raw:
            stored = cast(io.RawIOBase, _Metered(raw, progress) if progress else raw)
            with io.BufferedReader(stored, _CHUNK) as plain:
                if not head.startswith(_GZIP):
                    yield plain
                    return
                with gzip.GzipFile(fileobj=plain) as packed:
                    yield io.BufferedReader(cast(io.RawIOBase, packed), _CHUNK)
    except OSError:  # its text would name the path
        raise Refused("file-unreadable") from None


def _raw(content: Path | bytes) -> BinaryIO:
    return io.BytesIO(content) if isinstance(content, bytes) else cast(BinaryIO, content.open("rb", buffering=0))


def _verify(content: Path | bytes) -> None:
    """Read a gzip file to its end and its checksums, so that no line before a fault is used (bad-input rows 1 to 4)."""
    try:
        with _raw(content) as raw, gzip.GzipFile(fileobj=raw) as packed:
            while packed.read(_CHUNK):
                pass
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Refused("gzip-damaged") from None


class _Metered(io.RawIOBase):
    def __init__(self, raw: BinaryIO, progress: Progress) -> None:
        self._raw = cast(io.RawIOBase, raw)
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        count = self._raw.readinto(buffer)
        if count:
            self._progress(count)
        return count
