"""A working folder is its process's own; what dead processes left is cleared away, and nothing else."""

from __future__ import annotations

import ctypes
import errno
import gc
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from risk_checks.errors import ExitCode, ResourcesError, RiskChecksError, UsageError
from risk_checks.reports import held_folder, swap
from risk_checks.reports.held_folder import MARK, PREFIX, HeldFolder, clear_own, left_behind, telling_of, working_folder
from risk_checks.reports.swap import exchange

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders cannot be locked there")


@pytest.fixture(autouse=True)
def _in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def _leave(folder: Path) -> None:
    """Make a folder as a killed run leaves it."""
    folder.mkdir(0o700)
    (folder / MARK).touch()


@pytest.mark.row(88)
def test_folders_that_people_named_like_the_command_are_left_alone(tmp_path: Path) -> None:
    for name in ("risk-checks-november", "risk-checks-extract", f"{PREFIX}mine"):
        (tmp_path / name).mkdir(0o700)
        (tmp_path / name / "Patient.ndjson").touch()
    with working_folder():
        pass
    assert sorted(path.name for path in tmp_path.rglob("*.ndjson")) == ["Patient.ndjson"] * 3


@pytest.mark.row(88, 94)
def test_working_folder_is_private_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with working_folder() as folder:
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
            assert folder.parent == tmp_path
    finally:
        os.umask(before)
    assert not folder.exists()


def test_working_folder_goes_with_its_object() -> None:
    held = working_folder()
    path = held.path
    del held
    gc.collect()
    assert not path.exists()


@pytest.mark.row(88)
def test_folder_of_a_dead_process_is_cleared_away_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    dead, strange, open_to_all = tmp_path / f"{PREFIX}dead", tmp_path / f"{PREFIX}unmarked", tmp_path / f"{PREFIX}open"
    for folder in (dead, strange, open_to_all):
        folder.mkdir(0o700)
        (folder / "staged").write_text("a record")
    (dead / MARK).touch()
    (open_to_all / MARK).touch()
    open_to_all.chmod(0o755)
    (tmp_path / f"{PREFIX}file").write_text("not ours")
    (tmp_path / f"{PREFIX}link").symlink_to(strange)
    told = subprocess.Popen([sys.executable, "-c", _HOLD], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert told.stdout is not None
    assert told.stdout.readline() == b"held\n"
    (living,) = tmp_path.glob(f"{PREFIX}living*")
    with working_folder():
        assert not dead.exists()
        assert living.exists()
        assert (strange / "staged").exists()
        assert (tmp_path / f"{PREFIX}file").exists()
    told.kill()
    told.communicate()
    with working_folder():
        assert not living.exists()


_HOLD = """
import sys
from pathlib import Path
from risk_checks.reports.held_folder import MARK, HeldFolder
held = HeldFolder(Path(), prefix=".risk-checks-work-living")
(held.path / MARK).touch()
print("held", flush=True)
sys.stdin.read()
"""


def test_folder_of_another_user_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _leave(tmp_path / f"{PREFIX}theirs")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with working_folder():
        assert (tmp_path / f"{PREFIX}theirs").exists()


def test_where_folders_cannot_be_locked_none_is_taken_to_be_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> int:
        raise OSError(errno.EBADF, "no locks here")

    monkeypatch.setattr(held_folder, "_locked", refuse)
    _leave(tmp_path / f"{PREFIX}any")
    with working_folder() as folder:
        assert folder.exists()
        assert (tmp_path / f"{PREFIX}any").exists()
    assert not folder.exists()


def test_folder_cleared_away_before_it_was_held_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = held_folder._locked, []

    def lock(folder: Path) -> int | None:
        seen.append(folder)
        if len(seen) == 1:
            folder.rmdir()
        if len(seen) == 2:
            return None
        handle = real(folder)
        if len(seen) == 3:
            folder.rmdir()
        return handle

    monkeypatch.setattr(held_folder, "_locked", lock)
    with working_folder() as folder:
        assert folder == seen[3]
        assert folder.exists()


def test_fault_while_locking_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> int:
        raise OSError(errno.EMFILE, "too many", str(folder))

    monkeypatch.setattr(held_folder, "_locked", fail)
    with pytest.raises(ResourcesError, match="RC-E808"):
        working_folder()
    assert not list(tmp_path.iterdir())


@pytest.mark.row(88)
def test_process_that_ends_at_once_takes_its_working_folders_along(tmp_path: Path) -> None:
    held = working_folder()
    clear_own()
    assert not list(tmp_path.iterdir())
    held.remove()


@pytest.mark.row(94)
def test_place_for_temporary_files_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(UsageError, match=f"RC-E808: temporary files could not be written in {tmp_path}/none: No such"):
        working_folder()
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", list)
    monkeypatch.setattr(Path, "cwd", lambda: tmp_path)
    with pytest.raises(UsageError, match="RC-E808: temporary files could not be written anywhere: No such"):
        working_folder()


@pytest.mark.row(89)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, None])
def test_full_place_for_temporary_files_is_said_and_may_be_tried_again(tmp_path: Path, code: int | None) -> None:
    with pytest.raises(RiskChecksError) as raised, telling_of(tmp_path / "risk-checks-1"):
        raise OSError(code, "ZZCANARY") if code else OSError
    assert raised.value.exit_code is ExitCode.TEMPORARY
    assert f"could not be written in {tmp_path}: " in str(raised.value)
    assert "ZZCANARY" not in str(raised.value)


def test_folder_can_be_left_for_the_next_run(tmp_path: Path) -> None:
    held = HeldFolder(tmp_path, prefix="x-")
    with left_behind(held.path) as is_left:
        assert not is_left
    held.leave()
    held.leave()
    held.remove()
    with left_behind(held.path) as is_left:
        assert is_left


def test_two_folders_trade_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for each in (one, other):
        each.mkdir()
        (each / each.name).touch()
    if not exchange(one, other):
        pytest.skip("this system has no exchange of folders")
    assert (one / "other").exists()
    assert (other / "one").exists()
    with pytest.raises(FileNotFoundError):
        exchange(one, tmp_path / "none")
    monkeypatch.setattr(swap, "_EXCHANGE", 1 << 20)  # an option that no system knows
    assert not exchange(one, other)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    assert not exchange(one, other)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not exchange(one, other)
