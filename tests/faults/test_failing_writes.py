"""Whatever step of the writing fails, the results are the earlier ones or the new ones, and whole."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from itertools import count
from pathlib import Path

import pytest

from risk_checks.cli.main import run
from risk_checks.errors import ExitCode, RiskChecksError
from tests.faults.failing import failing
from tests.faults.harness import assessment, extract, patient, referral
from tests.faults.system import COMMAND, arguments, in_own_space, strace, told
from tests.unit.reports.making import OUTCOMES, report

OLD, NEW = report(OUTCOMES[:3]), report()


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _manifest(out: Path) -> bytes:
    """Return the manifest of a folder of results, once each of its files was held to it."""
    text = (out / "run.json").read_bytes()
    files = json.loads(text)["files"]
    assert _names(out) == {"run.json", *files}
    for name, vouched in files.items():
        content = (out / name).read_bytes()
        assert vouched == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return text


@pytest.mark.row(89, 90)
@pytest.mark.parametrize(
    ("code", "exit_code", "was_there", "can_exchange"),
    [
        (errno.ENOSPC, ExitCode.TEMPORARY, True, True),
        (errno.ENOSPC, ExitCode.TEMPORARY, True, False),
        (errno.EIO, ExitCode.TEMPORARY, False, True),
        (errno.EROFS, ExitCode.USAGE, False, True),
    ],
    ids=["full disk, one step", "full disk, two steps", "broken disk, no earlier results", "disk not to be written"],
)
def test_every_step_that_fails_leaves_whole_results(
    tmp_path: Path, code: int, exit_code: int, was_there: bool, can_exchange: bool
) -> None:
    out = tmp_path / "place" / "out"
    manifests = {}
    for name, each in (("old", OLD), ("new", NEW)):
        each.write(tmp_path / name)
        manifests[name] = _manifest(tmp_path / name)
    error: RiskChecksError | None = None
    turn = 0
    for turn in count(1):
        shutil.rmtree(out.parent, ignore_errors=True)
        if was_there:
            OLD.write(out)
        error = None
        with failing(turn, code, can_exchange=can_exchange) as disk:
            try:
                NEW.write(out)
            except RiskChecksError as raised:
                error = raised
        if error is None:
            assert _manifest(out) == manifests["new"]
        else:
            assert error.exit_code == exit_code
            assert f" to {out}: " in str(error)
            assert "ZZCANARY" not in str(error)
            assert _manifest(out) == manifests["old"] if was_there else not out.exists()
        if not disk.has_failed:
            break
        NEW.write(out)
        assert _names(out.parent) == {"out"}, "the next run clears up"
    assert turn > 20
    assert error is None


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Return an extract of a hundred people without assessments."""
    people = [f"p{number}" for number in range(100)]
    return extract(
        tmp_path,
        Patient=map(patient, people),
        EpisodeOfCare=[referral(f"e-{each}", of=each) for each in people],
        RiskAssessment=[assessment()],
    )


@pytest.fixture
def old(tmp_path: Path, cohort: Path) -> Path:
    """Return the results of an earlier run."""
    out = tmp_path / "place" / "out"
    assert run(arguments(cohort, out, select="risk-assessment-out-of-date")) == 0
    return out


@pytest.mark.row(89)
def test_full_disk_for_the_results_leaves_the_earlier_ones(tmp_path: Path, cohort: Path, old: Path) -> None:
    ran = in_own_space(_FULL_OUTPUT, str(old), str(tmp_path), *COMMAND, *arguments(cohort, tmp_path / "disk" / "out"))
    assert ran.returncode == ExitCode.TEMPORARY
    assert f"could not be written to {tmp_path}/disk/out: No space left on device" in ran.stderr
    assert _manifest(tmp_path / "after" / "out") == _manifest(old)
    assert _names(tmp_path / "after") == {"out", "fill"}


_FULL_OUTPUT = """
old=$1; place=$2; shift 2
mkdir "$place/disk"
mount -t tmpfs -o size=256k none "$place/disk"
cp -r "$old" "$place/disk/out"
dd if=/dev/zero of="$place/disk/fill" 2>/dev/null || :
code=0; "$@" || code=$?
cp -r "$place/disk" "$place/after"
exit $code
"""


@pytest.mark.row(89)
def test_full_disk_for_temporary_files_leaves_the_earlier_results(tmp_path: Path, cohort: Path, old: Path) -> None:
    before = _manifest(old)
    ran = in_own_space(
        _FULL_TEMPORARY, str(tmp_path), *COMMAND, *arguments(cohort, old, engine="duckdb"), TMPDIR=f"{tmp_path}/disk"
    )
    assert ran.returncode == ExitCode.TEMPORARY
    assert f"temporary files could not be written in {tmp_path}/disk: No space left on device" in ran.stderr
    assert _manifest(old) == before
    assert _names(old.parent) == {"out"}
    assert _names(tmp_path / "after") == set()


_FULL_TEMPORARY = """
place=$1; shift
mkdir "$place/disk"
mount -t tmpfs -o size=8k none "$place/disk"
code=0; "$@" || code=$?
cp -r "$place/disk" "$place/after"
exit $code
"""

CALLS = ("fsync", "rename", "renameat2", "mkdir", "write")


@pytest.mark.row(90)
@pytest.mark.parametrize("call", ["fsync", "renameat2"])
def test_system_call_that_fails_leaves_whole_results(tmp_path: Path, cohort: Path, old: Path, call: str) -> None:
    before = _manifest(old)
    ran = told([*strace(call, turn=1, error="EIO"), *COMMAND, *arguments(cohort, old)])
    assert ran.returncode == ExitCode.TEMPORARY
    assert f" to {old}: Input/output error" in ran.stderr
    assert _manifest(old) == before
    assert _names(old.parent) == {"out"}


@pytest.mark.heavy
@pytest.mark.row(90)
@pytest.mark.parametrize("call", CALLS)
def test_every_system_call_that_fails_leaves_whole_results(tmp_path: Path, cohort: Path, old: Path, call: str) -> None:
    before = _manifest(old)
    assert run(arguments(cohort, tmp_path / "new")) == 0
    new = _manifest(tmp_path / "new")
    failed = 0
    for turn in count(1):
        ran = told([*strace(call, turn=turn, error="ENOSPC"), *COMMAND, *arguments(cohort, old)])
        assert _manifest(old) in {before, new}
        if not ran.returncode and _manifest(old) == new:
            break
        failed += 1
        assert ran.returncode == ExitCode.TEMPORARY
        assert run(arguments(cohort, old, select="risk-assessment-out-of-date")) == 0
        assert _names(old.parent) == {"out"}, "the next run clears up"
    assert failed
