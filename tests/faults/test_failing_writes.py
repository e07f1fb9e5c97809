"""Whatever step of the writing fails, the results are the earlier ones or the new ones, and whole."""

from __future__ import annotations

import errno
import shutil
from itertools import count
from pathlib import Path

import pytest

from risk_checks.cli.main import run
from risk_checks.errors import ExitCode, RiskChecksError
from tests.faults.failing import failing
from tests.faults.results import cohort_of, manifest_of, names
from tests.faults.system import COMMAND, arguments, in_own_space, strace, told, was_injected
from tests.unit.reports.making import OUTCOMES, report

OLD, NEW = report(OUTCOMES[:3]), report()


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
        manifests[name] = manifest_of(tmp_path / name)
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
            assert manifest_of(out) == manifests["new"]
        else:
            assert error.exit_code == exit_code
            assert f" to {out}: " in str(error)
            assert "ZZCANARY" not in str(error)
            assert manifest_of(out) == manifests["old"] if was_there else not out.exists()
        if not disk.has_failed:
            break
        NEW.write(out)
        assert names(out.parent) == {"out"}, "the next run clears up"
    assert turn > 20
    assert error is None


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    """Return an extract of a hundred people with one assessment."""
    return cohort_of(100, into=tmp_path, assessed=1)


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
    assert manifest_of(tmp_path / "after" / "out") == manifest_of(old)
    assert names(tmp_path / "after") == {"out", "fill"}


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
    before = manifest_of(old)
    ran = in_own_space(
        _FULL_TEMPORARY, str(tmp_path), *COMMAND, *arguments(cohort, old, engine="duckdb"), TMPDIR=f"{tmp_path}/disk"
    )
    assert ran.returncode == ExitCode.TEMPORARY
    assert f"temporary files could not be written in {tmp_path}/disk: No space left on device" in ran.stderr
    assert manifest_of(old) == before
    assert names(old.parent) == {"out"}
    assert names(tmp_path / "after") == set()


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
    before = manifest_of(old)
    ran = told([*strace(call, turn=1, error="EIO"), *COMMAND, *arguments(cohort, old)])
    assert ran.returncode == ExitCode.TEMPORARY
    assert f" to {old}: Input/output error" in ran.stderr
    assert manifest_of(old) == before
    assert names(old.parent) == {"out"}


@pytest.mark.heavy
@pytest.mark.row(90)
@pytest.mark.parametrize("call", CALLS)
def test_every_system_call_that_fails_leaves_whole_results(tmp_path: Path, cohort: Path, old: Path, call: str) -> None:
    before = manifest_of(old)
    assert run(arguments(cohort, tmp_path / "new")) == 0
    new = manifest_of(tmp_path / "new")
    failed, log = 0, tmp_path / "calls"
    for turn in count(1):
        ran = told([*strace(call, turn=turn, error="ENOSPC", log=log), *COMMAND, *arguments(cohort, old)])
        assert manifest_of(old) in {before, new}
        if ran.returncode:
            failed += 1
            assert ran.returncode == ExitCode.TEMPORARY
        else:
            assert manifest_of(old) == new, "the call was none that matters"
        if not was_injected(log):
            break
        assert run(arguments(cohort, old, select="risk-assessment-out-of-date")) == 0
        assert names(old.parent) == {"out"}, "the next run clears up"
    assert failed
    assert manifest_of(old) == new
