from __future__ import annotations

import gzip
import io
import json
import random
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from risk_checks.records.opening import opened
from risk_checks.records.reading import read_sources
from risk_checks.records.refused import Refused
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
        (PACKED + b"{}\n", "file-damaged"),
        (PACKED[:-8], "file-cut-off"),
        (PACKED[:-8] + bytes(8), "file-damaged"),
        (PACKED[:-4] + bytes(4), "file-damaged"),
        (b"\x1f\x8b", "file-cut-off"),
        (PACKED + bytes(512), "file-damaged"),
        (gzip.compress(PACKED), "format-not-read"),
        (b"\x28\xb5\x2f\xfd", "file-cut-off"),
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
        "NULs after the last",
        "packed twice",
        "nothing but the magic of Zstandard",
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
    assert _content(PACKED[:length]) == "file-cut-off"


def test_a_gzip_file_with_a_bit_turned_is_refused_or_the_same() -> None:
    draw = random.Random(7)
    for _ in range(200):
        damaged = bytearray(PACKED)
        damaged[draw.randrange(2, len(PACKED))] ^= 1 << draw.randrange(8)
        assert _content(bytes(damaged)) in ("file-damaged", "file-cut-off", LINES)


def test_no_line_of_a_damaged_file_is_used_and_the_others_are(read: Read, folder: Path) -> None:
    write(folder, "Patient.ndjson.gz", PACKED[:-20])
    write(folder, "Flag.ndjson", flag())
    records = read(folder)
    assert [one.key for one in records.entries] == ["Flag/f1"]
    assert [(one.code, one.file, one.line) for one in records.problems] == [("file-cut-off", "Patient.ndjson.gz", None)]
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


@pytest.mark.parametrize("data", [LINES, PACKED], ids=["plain", "gzip"])
def test_error_of_what_is_told_of_progress_is_none_of_the_file(folder: Path, data: bytes) -> None:
    def fail(_count: int) -> None:
        raise OSError("the bar is gone")

    path = write(folder, "Patient.ndjson", data)
    with pytest.raises(OSError, match="the bar is gone"):
        read_sources([path], shapes={}, progress=fail)


def test_error_of_who_reads_is_none_of_the_file() -> None:
    with pytest.raises(OSError, match="elsewhere"), opened(LINES):
        raise OSError("elsewhere")


@pytest.mark.parametrize("after", [0, 1])
def test_disk_that_fails_while_reading_refuses_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    real, turns = io.FileIO.readinto, count()

    class Failing(io.FileIO):
        def readinto(self, buffer: Any) -> int | None:
            if next(turns) >= after:
                raise OSError("the disk is broken")
            return real(self, buffer)

    path = write(folder, "Patient.ndjson", LINES)
    monkeypatch.setattr(io, "FileIO", Failing)
    with pytest.raises(Refused) as refused, opened(path) as stream:
        stream.read()
    assert refused.value.code == "file-unreadable"
