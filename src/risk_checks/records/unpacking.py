"""Compressed bytes, unpacked as they are asked for: every member is checked, what follows, and how far it all grows."""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Callable
from typing import Any, Protocol, cast

from risk_checks.records.forms import GZIP_MAGIC, Form, is_skipped_by_zstandard, is_zstandard
from risk_checks.records.refused import Refused

MOST_GROWTH = 1000
"""How many times larger than its file the content may be, beyond `GROWTH_IS_FREE` bytes of it."""
GROWTH_IS_FREE = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_LONGEST_MAGIC = 5  # with the byte of a Zstandard frame that says whether it has a checksum
_HAS_CHECKSUM = 0b100


class _Stored(Protocol):
    """What stored bytes are read from."""

    def read(self, size: int, /) -> bytes | None: ...


class _Member(Protocol):
    """One gzip member or Zstandard frame, being unpacked; `rest` is what was given and is to be given again.

    Where it `has_more`, it gives content without being given anything.
    """

    is_done: bool
    has_more: bool
    rest: bytes

    def unpack(self, data: bytes, longest: int) -> bytes: ...


class _GzipMember:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=31)  # checks the sum and the length in the trailer
        self.is_done = False
        self.has_more = False
        self.rest = b""

    def unpack(self, data: bytes, longest: int) -> bytes:
        try:
            unpacked = self._inflate.decompress(data, longest)
        except zlib.error:
            raise Refused("file-damaged") from None
        self.is_done = self._inflate.eof
        self.rest = self._inflate.unused_data if self.is_done else self._inflate.unconsumed_tail
        return unpacked


class _ZstandardFrame:
    def __init__(self) -> None:
        zstd = _zstd()
        self._frame = zstd.ZstdDecompressor()
        self._error: type[Exception] = zstd.ZstdError
        self.is_done = False
        self.has_more = False
        self.rest = b""

    def unpack(self, data: bytes, longest: int) -> bytes:
        try:
            unpacked = cast(bytes, self._frame.decompress(data, longest))
        except self._error:
            raise Refused("file-damaged") from None
        self.is_done = self._frame.eof
        self.has_more = not self.is_done and not self._frame.needs_input
        self.rest = self._frame.unused_data if self.is_done else b""
        return unpacked


def _zstd() -> Any:
    """Return the module for Zstandard, which Python has from 3.14 on; raises Refused where there is none."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        raise Refused("format-not-installed", "Zstandard") from None
    return zstd


_MEMBERS: dict[Form, Callable[[], _Member]] = {Form.GZIP: _GzipMember, Form.ZSTANDARD: _ZstandardFrame}


class Unpacked(io.RawIOBase):
    """The content of compressed bytes; raises Refused where they are damaged, cut off or grow beyond measure.

    With `to_the_cut`, content that is cut off ends there, and `is_cut` says so. `is_unchecked` says that a part of
    what was read had no checksum.
    """

    def __init__(self, stored: _Stored, form: Form, *, to_the_cut: bool = False) -> None:
        self._stored = stored
        self._form = form
        self._to_the_cut = to_the_cut
        self._member: _Member | None = None
        self._pending = b""
        self._taken = 0
        self._given = 0
        self.is_cut = False
        self.is_unchecked = False

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, as far as one step of unpacking goes; return 0 at the end."""
        while not self.is_cut:
            if self._member is None and not self._begin():
                return 0
            content = self._unpack(len(buffer))
            if content:
                buffer[: len(content)] = content
                self._grow(len(content))
                return len(content)
        return 0

    def _begin(self) -> bool:
        """Begin the next member, where there is one."""
        while len(self._pending) < _LONGEST_MAGIC and self._more():
            pass
        if not self._pending:
            return False
        is_gzip = self._form is Form.GZIP
        if not (self._pending.startswith(GZIP_MAGIC) if is_gzip else is_zstandard(self._pending)):
            raise Refused("file-damaged")
        self.is_unchecked |= not is_gzip and _lacks_checksum(self._pending)
        self._member = _MEMBERS[self._form]()
        return True

    def _unpack(self, longest: int) -> bytes:
        member = cast(_Member, self._member)
        is_last = not self._pending and not member.has_more and not self._more()
        content = member.unpack(self._pending, longest)
        self._pending = member.rest
        if member.is_done:
            self._member = None
        elif is_last and not content:
            if not self._to_the_cut:
                raise Refused("file-cut-off")
            self.is_cut = True
        return content

    def _more(self) -> bool:
        chunk = self._stored.read(_CHUNK)
        if not chunk:
            return False
        self._pending += chunk
        self._taken += len(chunk)
        return True

    def _grow(self, by: int) -> None:
        self._given += by
        taken = self._taken - len(self._pending)
        if self._given > GROWTH_IS_FREE and self._given > MOST_GROWTH * taken:
            raise Refused("file-grows-too-much")


def _lacks_checksum(frame: bytes) -> bool:
    return not is_skipped_by_zstandard(frame) and len(frame) >= _LONGEST_MAGIC and not frame[4] & _HAS_CHECKSUM
