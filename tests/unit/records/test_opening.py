from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest

from risk_checks.records.opening import Refused, opened
from tests.unit.records.conftest import Read
from tests.unit.records.small import flag, patient, write

LINES = b"".join(json.dumps(patient(f"p{number}")).encode() + b"\n" for number in range(200))
PACKED = gzip.compress(LINES, mtime=0)


def _content(data: bytes) -> bytes | str:
    """Return what a file's bytes hold, or why they are refused."""
    try:
        with opened(data) as stream:
            return stream.read()
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (LINES, LINES),
        (PACKED, LINES),
        (gzip.compress(b""), b""),
        (b"", b""),
        (PACKED + gzip.compress(b"{}\n"), LINES + b"{}\n"),
        (PACKED + b"{}\n", "gzip-damaged"),
        (PACKED[:-8], "gzip-damaged"),
        (PACKED[:-8] + bytes(8), "gzip-damaged"),
        (PACKED[:-4] + bytes(4), "gzip-damaged"),
        (b"\x1f\x8b", "gzip-damaged"),
        (b"\x28\xb5\x2f\xfd...", "format-not-read"),
        (b"PK\x03\x04...", "format-not-read"),
        ("{}".encode("utf-16"), "encoding-not-read"),
        (b"\xfe\xff\x00{\x00}", "encoding-not-read"),
        ("{}".encode("utf-32"), "encoding-not-read"),
    ],
    ids=[
        "plain",
        "gzip",
        "gzip of nothing",
        "nothing",
        "two members",
        "something after the last",
        "no trailer",
        "a trailer of zeros",
        "another length",
        "nothing but the magic",
        "Zstandard",
        "zip",
        "UTF-16",
        "UTF-16, big end first",
        "UTF-32",
    ],
)
def test_the_first_bytes_tell_how_a_file_is_read(data: bytes, content: bytes | str) -> None:
    assert _content(data) == content


@pytest.mark.parametrize("length", range(10, len(PACKED), len(PACKED) // 20))
def test_a_gzip_file_that_is_cut_off_is_refused_whole(length: int) -> None:
    assert _content(PACKED[:length]) == "gzip-damaged"


def test_a_gzip_file_with_a_bit_turned_is_refused_or_the_same() -> None:
    draw = random.Random(7)
    for _ in range(200):
        damaged = bytearray(PACKED)
        damaged[draw.randrange(2, len(PACKED))] ^= 1 << draw.randrange(8)
        assert _content(bytes(damaged)) in ("gzip-damaged", LINES)


def test_no_line_of_a_damaged_file_is_used_and_the_others_are(read: Read, folder: Path) -> None:
    write(folder, "Patient.ndjson.gz", PACKED[:-20])
    write(folder, "Flag.ndjson", flag())
    records = read(folder)
    assert [one.key for one in records.entries] == ["Flag/f1"]
    assert [(one.code, one.file, one.line) for one in records.problems] == [("gzip-damaged", "Patient.ndjson.gz", None)]
    assert records.incomplete


@pytest.mark.parametrize("name", ["Patient.ndjson.gz", "Patient.ndjson", "Patient.json"])
@pytest.mark.parametrize("data", [LINES, PACKED], ids=["plain", "gzip"])
def test_the_suffix_does_not_tell_how_a_file_is_packed(read: Read, folder: Path, name: str, data: bytes) -> None:
    write(folder, name, data)
    assert read(folder).sums.used == 200


@pytest.mark.parametrize("data", [LINES, PACKED], ids=["plain", "gzip"])
def test_progress_adds_up_to_the_bytes_on_the_disk(read: Read, folder: Path, data: bytes) -> None:
    path = write(folder, "Patient.ndjson", data)
    seen: list[int] = []
    read(path, progress=seen.append)
    assert sum(seen) == 2 * len(data)  # read twice over: in memory, and staged
