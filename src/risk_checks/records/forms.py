"""What the first bytes of a file tell of its form, whatever its name says."""

from __future__ import annotations

from enum import Enum, auto

from risk_checks.records.refused import Refused

HEAD = 512
"""How many bytes are looked at: a tar archive says what it is in the 257th and after."""


class Form(Enum):
    """How a file that is read is packed."""

    PLAIN = auto()
    GZIP = auto()
    ZSTANDARD = auto()


GZIP_MAGIC = b"\x1f\x8b"
ZSTANDARD_MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPED_BY_ZSTANDARD = b"\x2a\x4d\x18"  # after a first byte of 0x50 to 0x5f: a frame with no content
_NOT_READ = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x04\x22\x4d\x18", "LZ4"),
    (b"LZIP", "lzip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xff\x06\x00\x00sNaPpY", "Snappy"),
    (b"\x1f\x9d", "compress"),
    (b"PAR1", "Parquet"),
    (b"Obj\x01", "Avro"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"%PDF-", "PDF"),
)
_TAR = b"ustar"
_TAR_AT = 257
_UTF_32_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Which of four bytes are NUL where text is nearly all ASCII, as JSON is: in either order of bytes.
_NULS: dict[tuple[bool | None, ...], str] = {
    (False, True, False, True): "UTF-16",
    (True, False, True, False): "UTF-16",
    (False, True, True, True): "UTF-32",
    (True, True, True, False): "UTF-32",
}
_SAMPLE = 256
_NEARLY = 0.8


def form_of(head: bytes) -> Form:
    """Return how a file that begins so is packed; raises Refused for a form or an encoding that is not read.

    >>> form_of(b'{"resourceType":"Patient"}')
    <Form.PLAIN: 1>
    """
    if head.startswith(GZIP_MAGIC):
        return Form.GZIP
    if is_zstandard(head):
        return Form.ZSTANDARD
    for magic, name in _NOT_READ:
        if head.startswith(magic):
            raise Refused("format-not-read", name)
    if head[_TAR_AT:].startswith(_TAR):
        raise Refused("format-not-read", "tar")
    encoding = _encoding_of(head[:_SAMPLE])
    if encoding:
        raise Refused("encoding-not-read", encoding)
    return Form.PLAIN


def is_zstandard(head: bytes) -> bool:
    """Return whether bytes begin a Zstandard frame, be it one that is only to be skipped."""
    return head.startswith(ZSTANDARD_MAGIC) or is_skipped_by_zstandard(head)


def is_skipped_by_zstandard(head: bytes) -> bool:
    """Return whether bytes begin a frame that Zstandard skips."""
    return head[1:4] == _SKIPPED_BY_ZSTANDARD and head[0] >> 4 == 5


def _encoding_of(sample: bytes) -> str | None:
    """Return the name of an encoding of two or four bytes a character, told by its mark or by where the NULs are."""
    if sample.startswith(_UTF_32_MARKS):
        return "UTF-32"
    if sample.startswith(_UTF_16_MARKS):
        return "UTF-16"
    return _NULS.get(tuple(_is_nul(sample[place::4]) for place in range(4)))


def _is_nul(part: bytes) -> bool | None:
    """Return whether bytes are NUL nearly always, or nearly never; None where they are either."""
    share = part.count(0) / len(part) if part else 0.5
    return True if share > _NEARLY else False if share < 1 - _NEARLY else None
