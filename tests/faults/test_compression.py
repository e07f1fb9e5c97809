"""Compressed and packed files (rows 1 to 7): whole and right, or refused by name; never different data."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import random
import sys
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from risk_checks.cli.main import run as run_command
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.records.opening import opened
from risk_checks.records.reading import read_sources
from risk_checks.records.refused import Refused
from tests.faults.harness import assessment, check, extract, lines, patient
from tests.faults.system import told_of_little_memory

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    zstd = pytest.importorskip("backports.zstd", reason="the extra zstd is not installed")

MANY = lines(assessment(), *(assessment(f"r{number}", on="2020-01-01") for number in range(2, 201)))
PACKED = gzip.compress(MANY, mtime=0)
FILE = "RiskAssessment.ndjson"


def _zstandard(data: bytes, *, checksum: bool = True) -> bytes:
    return bytes(zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: int(checksum)}))


def _content(data: bytes) -> bytes | str:
    """Return what a file's bytes hold, or why they are refused."""
    try:
        with opened(data) as stream:
            return stream.read()
    except Refused as refused:
        return refused.code


def _told(ran_problems: Any) -> list[tuple[str, str | None]]:
    return [(problem["code"], problem.get("file")) for problem in ran_problems]


@pytest.mark.row(1)
@pytest.mark.parametrize("part", range(1, 21))
def test_gzip_file_that_is_cut_off_is_refused_whole(tmp_path: Path, part: int) -> None:
    ran = check(extract(tmp_path, RiskAssessment=PACKED[: len(PACKED) * part // 21]), into=tmp_path)
    assert (ran.code, _told(ran.problems)) == (3, [("file-cut-off", FILE)])
    assert ran.entries == {"total": 2, "used": 2}
    assert ran.outcome_of("Patient/p1") not in {"met", "gap"}


@pytest.mark.row(1)
@pytest.mark.parametrize("pack", [gzip.compress, _zstandard])
def test_salvage_uses_the_lines_before_a_cut_and_the_run_is_incomplete(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    draw = random.Random(5)
    noted = [assessment(f"r{n}", note=[{"text": str(draw.getrandbits(400))}]) for n in range(2, 3000)]
    packed = pack(lines(assessment(), *noted))
    folder = extract(tmp_path, RiskAssessment=packed[: len(packed) // 2])
    ran = check(folder, into=tmp_path, options=["--salvage"])
    assert ran.code == 3
    assert 100 < ran.entries["used"] < 3000
    assert ran.entries.get("set_aside", 0) == 1
    assert _told(ran.problems) == [("file-salvaged", FILE), ("line-torn", FILE)]


@pytest.mark.row(1)
@pytest.mark.parametrize("salvage", [False, True])
def test_rows_of_a_view_come_from_before_a_cut_where_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], salvage: bool
) -> None:
    folder = extract(tmp_path, RiskAssessment=PACKED[:-8])
    options = ["--engine", "reference", *(["--salvage"] if salvage else [])]
    assert run_command(["view", "risk_assessment", str(folder), *options]) == 3
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == (200 if salvage else 0)
    assert ("file-salvaged" if salvage else "file-cut-off") in said.err


@pytest.mark.row(1)
def test_tables_are_written_of_what_comes_before_a_cut_and_the_run_is_incomplete(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = extract(tmp_path, RiskAssessment=PACKED[:-8])
    said = ["tables", str(folder), "--out", str(tmp_path / "tables"), "--table", "assessment", "--salvage"]
    assert run_command([*said, "--engine", "reference", "--no-config"]) == 3
    assert "200 rows" in capsys.readouterr().out


@pytest.mark.row(1)
def test_salvage_uses_nothing_of_a_file_that_is_damaged(tmp_path: Path) -> None:
    damaged = PACKED[:-8] + bytes(8)
    ran = check(extract(tmp_path, RiskAssessment=damaged), into=tmp_path, options=["--salvage"])
    assert (ran.code, _told(ran.problems), ran.entries["used"]) == (3, [("file-damaged", FILE)], 2)


@pytest.mark.row(2)
@pytest.mark.parametrize(
    ("packed", "code"),
    [
        (PACKED[:-8], "file-cut-off"),
        (PACKED[:-1], "file-cut-off"),
        (PACKED[:-8] + bytes(8), "file-damaged"),
        (PACKED[:-8] + bytes(4) + PACKED[-4:], "file-damaged"),
        (PACKED[:-4] + bytes(4), "file-damaged"),
    ],
    ids=["no trailer", "half a trailer", "zeros", "another sum", "another length"],
)
def test_gzip_file_without_its_right_trailer_is_refused(tmp_path: Path, packed: bytes, code: str) -> None:
    ran = check(extract(tmp_path, RiskAssessment=packed), into=tmp_path)
    assert (ran.code, _told(ran.problems), ran.entries["used"]) == (3, [(code, FILE)], 2)


@pytest.mark.row(3)
@pytest.mark.parametrize("pack", [gzip.compress, _zstandard])
def test_file_with_a_bit_turned_is_refused_or_the_same(pack: Callable[[bytes], bytes]) -> None:
    packed, draw = pack(MANY), random.Random(20261101)
    shapes = shipped_definitions().projections
    right = [entry.key for entry in read_sources([packed], shapes=shapes).entries]
    for _ in range(500):
        damaged = bytearray(packed)
        damaged[draw.randrange(len(packed))] ^= 1 << draw.randrange(8)
        records = read_sources([bytes(damaged)], shapes=shapes)
        found = [entry.key for entry in records.entries]
        assert found == (right if not records.incomplete else [])


@pytest.mark.row(4)
def test_every_member_of_a_file_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(lines(assessment("r0", on="2020-01-01"))) + gzip.compress(b"") + PACKED
    ran = check(extract(tmp_path, RiskAssessment=packed), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (0, "met", 203)


@pytest.mark.row(4)
@pytest.mark.parametrize("after", [b"{}\n", b"\x1f", bytes(512), lines(assessment("r0"))])
@pytest.mark.parametrize("packed", [PACKED, _zstandard(MANY)], ids=["gzip", "zstd"])
def test_anything_after_the_last_member_refuses_the_file(tmp_path: Path, packed: bytes, after: bytes) -> None:
    ran = check(extract(tmp_path, RiskAssessment=packed + after), into=tmp_path)
    assert (ran.code, _told(ran.problems), ran.entries["used"]) == (3, [("file-damaged", FILE)], 2)


@pytest.mark.row(5)
@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize("content", [MANY, PACKED, _zstandard(MANY)], ids=["plain", "gzip", "zstd"])
def test_the_name_does_not_tell_how_a_file_is_packed(tmp_path: Path, suffix: str, content: bytes) -> None:
    folder = extract(tmp_path)
    (folder / FILE).unlink()
    (folder / f"{FILE}{suffix}").write_bytes(content)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (0, "met", 202)


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(FILE, MANY)
    return packed.getvalue()


def _tar(mode: Any = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        archive.addfile(tarfile.TarInfo(FILE), io.BytesIO())
    return packed.getvalue()


@pytest.mark.row(5)
@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (_zip(), "zip"),
        (_tar(), "tar"),
        (_tar("w:gz"), "tar"),
        (bz2.compress(MANY), "bzip2"),
        (lzma.compress(MANY), "xz"),
        (gzip.compress(PACKED), "packed twice"),
        (_zstandard(PACKED), "packed twice"),
        (b"PAR1" + MANY, "Parquet"),
    ],
    ids=["zip", "tar", "tar.gz", "bzip2", "xz", "gzip in gzip", "gzip in zstd", "Parquet"],
)
def test_form_that_is_not_read_is_refused_by_its_name(tmp_path: Path, suffix: str, content: bytes, name: str) -> None:
    folder = extract(tmp_path)
    (folder / FILE).unlink()
    (folder / f"{FILE}{suffix}").write_bytes(content)
    ran = check(folder, into=tmp_path)
    assert (ran.code, _told(ran.problems)) == (3, [("format-not-read", f"{FILE}{suffix}")])
    assert ran.problems[0]["what"].endswith(f": {name}")


@pytest.mark.row(5)
def test_zstandard_without_the_extra_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, name = zstd.__name__.split(".")
    monkeypatch.delattr(sys.modules[package], name)
    monkeypatch.setitem(sys.modules, zstd.__name__, None)
    ran = check(extract(tmp_path, RiskAssessment=_zstandard(MANY)), into=tmp_path)
    assert (ran.code, _told(ran.problems)) == (3, [("format-not-installed", FILE)])
    assert ran.problems[0]["what"].endswith(": Zstandard")
    assert "risk_checks[zstd]" in ran.problems[0]["hint"]


@pytest.mark.row(6)
def test_zstandard_without_a_checksum_is_read_and_told(tmp_path: Path) -> None:
    packed = _zstandard(MANY, checksum=False)
    assert len({_content(_turned(packed, place)) for place in range(len(packed) // 2, len(packed))} - {MANY}) > 1
    ran = check(extract(tmp_path, RiskAssessment=packed), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert _told(ran.problems) == [("integrity-unverified", FILE)]


@pytest.mark.row(6)
def test_hash_in_a_manifest_vouches_for_zstandard_without_a_checksum(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=_zstandard(MANY, checksum=False))
    output = [
        {
            "type": path.stem,
            "url": f"https://ehr.example.org/{path.name}",
            "extension": {"https://ehr.example.org/sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
        }
        for path in sorted(folder.iterdir())
    ]
    told = {"transactionTime": "2026-11-01T00:00:00Z", "request": "", "output": output, "error": []}
    (folder / "manifest.json").write_text(json.dumps(told))
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "met", set())


def _turned(packed: bytes, place: int) -> bytes:
    damaged = bytearray(packed)
    damaged[place] ^= 1
    return bytes(damaged)


@pytest.mark.row(6)
def test_frames_of_zstandard_with_checksums_and_frames_to_skip_are_read_without_a_flag(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    packed = skipped + _zstandard(lines(assessment("r0", on="2020-01-01"))) + skipped + _zstandard(MANY) + skipped
    ran = check(extract(tmp_path, RiskAssessment=packed), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"], ran.codes) == (0, "met", 203, set())


BOMB = 80 * 1024 * 1024


@pytest.mark.row(7)
@pytest.mark.parametrize("byte", [b"\0", b"\n", b" "])
@pytest.mark.parametrize("pack", [gzip.compress, _zstandard])
def test_file_that_grows_beyond_measure_is_refused_in_little_memory(
    pack: Callable[[bytes], bytes], byte: bytes
) -> None:
    packed = pack(byte * BOMB)
    tracemalloc.start()
    try:
        assert _content(packed) == "file-grows-too-much"
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.row(7)
def test_file_that_grows_much_and_not_beyond_measure_is_read(tmp_path: Path) -> None:
    people = [patient(), *(patient(f"q{number}", text={"div": "x" * 1000}) for number in range(2000))]
    packed = gzip.compress(lines(*people), mtime=0)
    ran = check(extract(tmp_path, Patient=packed), into=tmp_path)
    assert (ran.code, ran.entries["used"]) == (0, 2003)


@pytest.mark.heavy
@pytest.mark.row(7)
@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of memory to set")
def test_ten_gigabytes_of_zeros_are_stopped_in_bounded_memory_and_time(tmp_path: Path) -> None:
    member = zlib.compressobj(9, wbits=31)
    gigabyte = b"".join(member.compress(bytes(1024**2)) for _ in range(1024)) + member.flush()
    folder = extract(tmp_path, RiskAssessment=gigabyte * 10)
    assert "file-grows-too-much" in told_of_little_memory(folder, limit=1_500_000_000, seconds=60)
