"""Files that change, are named oddly, lead elsewhere or cannot be read (rows 10, 11 and 18 to 20)."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import risk_checks
from risk_checks.api.sizing import EngineName
from risk_checks.cli.main import run as run_command
from risk_checks.records.reading import read_sources
from tests.faults.harness import (
    AS_OF,
    CANARY_NAME,
    ONE_RULE,
    assessment,
    check,
    extract,
    lines,
    patient,
    referral,
)

FILE = "RiskAssessment.ndjson"
FIRST = lines(assessment())
SECOND = lines(assessment("r2", on="2020-01-01"))
LARGE = FIRST + b"".join(lines(assessment(f"q{n}", note=[{"text": "x" * 2000}])) for n in range(1000))


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(SECOND)


def _replace(path: Path) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.replace(path)


def _rewrite(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


CHANGES: Sequence[Callable[[Path], None]] = (_grow, _replace, _rewrite, Path.unlink)


@pytest.mark.row(10, 11)
@pytest.mark.parametrize(
    ("change", "pack", "engine"),
    [
        *((change, pack, "reference") for change in CHANGES for pack in (bytes, gzip.compress)),
        (_grow, bytes, "duckdb"),
    ],
)
def test_file_that_changes_while_it_is_read_is_refused_whole(
    tmp_path: Path, change: Callable[[Path], None], pack: Callable[[bytes], bytes], engine: EngineName
) -> None:
    folder = extract(tmp_path, RiskAssessment=pack(LARGE))
    path = folder / FILE
    seen: list[int] = []

    def meanwhile(size: int) -> None:
        if not seen and size > 1000:  # the first part of the large file is read
            seen.append(size)
            change(path)

    report = risk_checks.read(folder, progress=meanwhile).check(as_of=AS_OF, select=ONE_RULE, engine=engine)
    assert seen
    assert report.run.incomplete
    assert [(one.code, one.file) for one in report.problems] == [("file-changed", FILE)]
    assert report.run.entries.used == report.run.entries.total == 2
    assert [one.outcome for one in report.outcomes if one.outcome in {"met", "gap"}] == []


@pytest.mark.row(10)
def test_file_that_was_changed_before_and_not_since_is_read(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    _grow(folder / FILE)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.entries["used"]) == (0, 4)


@pytest.mark.row(11)
def test_files_that_change_are_left_out_together_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=LARGE, EpisodeOfCare=lines(referral()) + b"\n" * 2000)
    seen: list[int] = []

    def meanwhile(size: int) -> None:
        if size > 1000 and len(seen) < 2:
            seen.append(size)
            _grow(folder / (FILE if size > 5000 else "EpisodeOfCare.ndjson"))

    report = risk_checks.read(folder, progress=meanwhile).check(as_of=AS_OF, select=ONE_RULE)
    assert [(one.code, one.file) for one in report.problems] == [
        ("file-changed", "EpisodeOfCare.ndjson"),
        ("file-changed", FILE),
    ]
    assert report.run.entries.used == report.run.entries.total == 1


ODD_NAMES = (
    "with space",
    "quote'd",
    'double"quote',
    "semi;colon",
    "new\nline",
    "-rf",
    "$(touch x)",
    "a'; DROP TABLE patient; --",
    "<script>alert(1)</script>".replace("/", "\u2215"),
    "\u202eabc",
    "é\u2028",
    os.fsdecode(b"not \xff utf-8"),
    "x" * 240,
    f"{CANARY_NAME} 9990000018",
)


@pytest.mark.row(18)
def test_files_of_odd_names_are_read_and_their_names_told_to_no_one(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    for number, name in enumerate(ODD_NAMES):
        content = lines(assessment(f"r{number}")) + b"{\n"
        try:
            (folder / f"{name}.ndjson").write_bytes(content)
        except (OSError, UnicodeError):  # not a name on this file system
            (folder / f"spare-{number}.ndjson").write_bytes(content)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (3, "met", 2 + len(ODD_NAMES))
    assert [(one["code"], one["line"]) for one in ran.problems] == [("not-json", 2)] * len(ODD_NAMES)
    assert all(str(one["file"]).startswith("file-") for one in ran.problems)
    assert "DROP" not in ran.said
    assert "\u202e" not in ran.said


@pytest.mark.row(18)
@pytest.mark.parametrize("count", [2000, pytest.param(100_000, marks=pytest.mark.heavy)])
def test_many_small_files_and_empty_ones_are_read(tmp_path: Path, count: int) -> None:
    folder = extract(tmp_path)
    for number in range(count):
        content = SECOND.replace(b"r2", f"s{number}".encode()) if number % 2 else b""
        (folder / f"RiskAssessment.{number}.ndjson").write_bytes(content)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (0, "met", 3 + count // 2)


@pytest.mark.heavy
@pytest.mark.row(18)
def test_ten_million_short_lines_are_read(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    with (folder / FILE).open("ab") as file:
        for _ in range(1000):
            file.write(b'{"resourceType":"Basic"}\n' * 5000 + b"\n" * 5000)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert ran.entries == {"total": 10_000_003, "used": 3, "not_needed": 5_000_000, "blank": 5_000_000}


@pytest.mark.row(19)
@pytest.mark.parametrize("to", ["file", "folder", "nothing"])
def test_link_out_of_the_folder_is_refused_before_anything_is_read(tmp_path: Path, to: str) -> None:
    folder = extract(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "Patient.ndjson").write_bytes(lines(patient("p9")))
    target = {"file": outside / "Patient.ndjson", "folder": outside, "nothing": outside / "gone"}[to]
    (folder / "Patient.2.ndjson").symlink_to(target)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.run) == (2, {})
    assert "a link out of the folder among its files: Patient.2.ndjson" in ran.said
    assert "outside" not in ran.said


@pytest.mark.row(19)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes on this system")
@pytest.mark.parametrize("given", ["extract", "extract/Flag.2.ndjson"])
def test_pipe_is_refused_and_nobody_waits_for_it(tmp_path: Path, given: str) -> None:
    folder = extract(tmp_path)
    os.mkfifo(folder / "Flag.2.ndjson")
    ran = _command(tmp_path / given)
    assert ran.returncode == 2
    assert "pipe" in ran.stderr or "neither a file nor a folder" in ran.stderr
    assert folder.is_dir()


@pytest.mark.row(19)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes on this system")
def test_pipe_that_takes_the_place_of_a_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = extract(tmp_path) / FILE

    def taking_its_place(_content: Path | bytes) -> None:
        if path.is_file():
            path.unlink()
            os.mkfifo(path)

    monkeypatch.setattr("risk_checks.records.opening.state_of", taking_its_place)
    assert [one.code for one in read_sources([path], shapes={}).problems] == ["file-changed"]


@pytest.mark.row(19)
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device on this system")
def test_device_is_refused(tmp_path: Path) -> None:
    ran = _command(Path("/dev/zero"))
    assert (ran.returncode, "neither a file nor a folder" in ran.stderr) == (2, True)


@pytest.mark.row(19)
def test_standard_input_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    ran = _command("-", given=lines(patient(), referral(), assessment()))
    assert ran.returncode == 0
    assert "3" in ran.stdout


Ran = subprocess.CompletedProcess[str]


@pytest.mark.row(19)
def test_standard_input_that_is_more_than_may_be_held_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("risk_checks.cli.options.LONGEST_INPUT", 1000)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LARGE)))
    assert run_command(["check", "-", "--no-config", "--as-of", AS_OF]) == 2
    assert "write more than 1 GiB to a file" in capsys.readouterr().err


def _command(*sources: Path | str, given: bytes | None = None, before: Sequence[str] = ()) -> Ran:
    command = [*before, sys.executable, "-m", "risk_checks", "check", *map(str, sources), "--no-config"]
    ran = subprocess.run(
        [*command, "--as-of", AS_OF, "--engine", "reference"],
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
    )
    said = ran.stdout.decode(), ran.stderr.decode()
    assert CANARY_NAME not in "".join(said)
    return subprocess.CompletedProcess(command, ran.returncode, *said)


def _can_run(*command: str) -> bool:
    """Return whether a tool is here and may do what it is for."""
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.row(20)
def test_file_that_nobody_may_read_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    (folder / FILE).chmod(0)
    before: tuple[str, ...] = ()
    if os.access(folder / FILE, os.R_OK):  # for root
        before = (
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--bounding-set=-all",
            "--inh-caps=-all",
        )
        if not _can_run(*before, sys.executable, "-c", "pass"):
            pytest.skip("nothing here can run as somebody else")
        for each in [tmp_path, *tmp_path.parents]:
            if each.stat().st_uid == os.getuid() and each.parent != each and not each.stat().st_mode & 0o001:
                each.chmod(each.stat().st_mode | 0o055)
    ran = _command(folder, before=before)
    assert ran.returncode == 3
    assert "file-unreadable" in ran.stdout + ran.stderr


def _problems(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "problems.ndjson").read_text(encoding="utf-8").splitlines()]


INJECT = ("strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=read", "-e", "signal=none")


@pytest.mark.row(20)
@pytest.mark.parametrize(("error", "place"), [("EIO", 1), ("EIO", 3), ("ESTALE", 3)])
def test_file_that_fails_while_it_is_read_is_refused_whole(tmp_path: Path, error: str, place: int) -> None:
    folder = extract(tmp_path, RiskAssessment=LARGE * 3)
    before = (*INJECT, "-P", str(folder / FILE), "-e", f"inject=read:error={error}:when={place}+")
    if not _can_run(*INJECT):
        pytest.skip("strace is not here, or may not trace")
    ran = _command(folder, "--out", tmp_path / "out", before=before)
    run = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert (ran.returncode, run["incomplete"]) == (3, True)
    assert (run["entries"]["total"], run["entries"]["used"]) == (2, 2)
    assert [one.get("file") for one in _problems(tmp_path / "out")] == [FILE]


@pytest.mark.row(10)
def test_file_that_is_still_being_fetched_is_warned_of(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    (folder / "RiskAssessment.001.ndjson.part").write_bytes(lines(assessment("r2")))
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.entries["used"]) == (0, 3)
    assert [line for line in ran.run["warnings"] if "RiskAssessment.001.ndjson.part" in line]
    assert "RiskAssessment.001.ndjson.part" in ran.said
