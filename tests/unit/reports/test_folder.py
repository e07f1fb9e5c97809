"""A folder of results is replaced only by a whole one, and only where it is ours."""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from risk_checks.errors import RiskChecksError, UsageError
from risk_checks.reports import folder
from risk_checks.reports.folder import OutputError, check_folder, private_file, whole_folder
from risk_checks.reports.held_folder import HeldFolder, clear_own

FILES = {"run.json": json.dumps({"format": "risk_checks run 1", "files": {"a.csv": {}}}), "a.csv": "1"}


def _make(out: Path, files: dict[str, str]) -> None:
    out.mkdir()
    for name, text in files.items():
        (out / name).write_text(text)


def _fill(out: Path, text: str) -> None:
    with whole_folder(out) as made, private_file(made / "a.csv") as file:
        file.write(text.encode())


def _attempt(out: Path) -> RiskChecksError | None:
    try:
        _fill(out, "2")
    except RiskChecksError as error:
        return error
    return None


def _refused(out: Path) -> UsageError:
    with pytest.raises(UsageError) as early:
        check_folder(out)
    with pytest.raises(UsageError) as late:
        _fill(out, "2")
    assert str(early.value) == str(late.value)
    return early.value


@pytest.mark.parametrize("files", [None, {}, FILES, {"run.json": FILES["run.json"]}])
def test_absent_empty_or_own_folder_is_taken(tmp_path: Path, files: dict[str, str] | None) -> None:
    out = tmp_path / "out"
    if files is not None:
        _make(out, files)
    check_folder(out)
    _fill(out, "2")
    assert {path.name: path.read_text() for path in out.iterdir()} == {"a.csv": "2"}


@pytest.mark.parametrize(
    "files",
    [
        {"a.csv": "1"},
        {"run.json": "{}"},
        {"run.json": "not JSON", "a.csv": "1"},
        {"run.json": '{"format": "another program 1", "files": {}}'},
        {"run.json": '{"format": "risk_checks run 1"}'},
        {"run.json": "[]"},
        {**FILES, "thesis.docx": "years of work"},
    ],
)
def test_folder_that_holds_something_else_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    out = tmp_path / "out"
    _make(out, files)
    assert _refused(out).code == "RC-E722"
    assert {path.name: path.read_text() for path in out.iterdir()} == files


def test_file_and_mount_point_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    assert _refused(tmp_path / "file").code == "RC-E720"
    (tmp_path / "disk").mkdir()
    monkeypatch.setattr(os.path, "ismount", lambda path: True)
    assert _refused(tmp_path / "disk").code == "RC-E721"


def test_place_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="RC-E723"):
        check_folder(tmp_path / "file" / "out")
    with pytest.raises(UsageError, match="RC-E723"):
        _fill(tmp_path / "file" / "out", "2")


def test_place_where_nothing_can_be_written_is_refused_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(tmp_path / "out", FILES)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    for out in (tmp_path / "out", tmp_path / "new"):
        with pytest.raises(UsageError, match="RC-E723"):
            check_folder(out)


def test_folder_that_cannot_be_looked_into_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        raise PermissionError(errno.EACCES, "no", str(path))

    _make(tmp_path / "out", FILES)
    monkeypatch.setattr(Path, "iterdir", fail)
    with pytest.raises(UsageError, match="RC-E723"):
        check_folder(tmp_path / "out")


@pytest.mark.row(90)
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder in which nobody can make another")
def test_place_in_which_no_folder_can_be_made_is_refused_for_good() -> None:
    with pytest.raises(UsageError, match="RC-E723: no folder can be made in /proc"), whole_folder(Path("/proc/out")):
        pytest.fail("there is nothing to fill")


@pytest.mark.row(90)
def test_folder_that_goes_meanwhile_may_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        shutil.rmtree(tmp_path / "place")
        raise FileNotFoundError(errno.ENOENT, "gone")

    monkeypatch.setattr(folder, "HeldFolder", gone)
    with pytest.raises(OutputError, match="RC-E724"), whole_folder(tmp_path / "place" / "out"):
        pytest.fail("there is nothing to fill")


def test_error_without_a_number_is_said_by_its_type(tmp_path: Path) -> None:
    with pytest.raises(RiskChecksError, match=r"could not be written to .*: OSError"), whole_folder(tmp_path / "out"):
        raise OSError


def test_what_a_killed_run_moved_aside_is_put_back(tmp_path: Path) -> None:
    beside = tmp_path / ".o[u]t.abc.previous"
    beside.mkdir(0o700)
    _make(beside / "o[u]t", FILES)
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "o[u]t"):
        raise KeyboardInterrupt
    assert (tmp_path / "o[u]t" / "a.csv").read_text() == "1"
    assert os.listdir(tmp_path) == ["o[u]t"]  # noqa: PTH208 -- hidden names count


def test_what_killed_runs_left_beside_is_cleared_away(tmp_path: Path) -> None:
    _make(tmp_path / "out", FILES)
    for name in (".out.abc.partial", ".out.abc.previous"):
        (tmp_path / name).mkdir(0o700)
        _make(tmp_path / name / "out", FILES)
    _fill(tmp_path / "out", "2")
    assert (tmp_path / "out" / "a.csv").read_text() == "2"
    assert os.listdir(tmp_path) == ["out"]  # noqa: PTH208 -- hidden names count


def test_what_another_run_is_at_is_left_alone(tmp_path: Path) -> None:
    _make(tmp_path / "out", FILES)
    with (
        HeldFolder(tmp_path, prefix=".out.", suffix=".previous") as beside,
        HeldFolder(tmp_path, prefix=".out.", suffix=".partial") as partial,
    ):
        _make(beside / "out", FILES)
        _fill(tmp_path / "out", "2")
        assert (tmp_path / "out" / "a.csv").read_text() == "2"
        assert (beside / "out" / "a.csv").read_text() == "1"
        assert partial.exists()


def test_swap_in_steps_that_cannot_be_undone_leaves_the_earlier_folder_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(tmp_path / "out", FILES)
    real = Path.rename

    def to_out_fails(path: Path, target: Path) -> Path:
        if target.name == "out" and target.parent == tmp_path:
            raise OSError(errno.ENOTEMPTY, "no")
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "exchange", lambda one, other: False)
        patch.setattr(Path, "rename", to_out_fails)
        assert _attempt(tmp_path / "out") is not None
    assert not (tmp_path / "out").exists()
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "out"):
        raise KeyboardInterrupt
    assert (tmp_path / "out" / "a.csv").read_text() == "1"


def test_folder_behind_a_link_is_the_one_replaced(tmp_path: Path) -> None:
    _make(tmp_path / "real", FILES)
    (tmp_path / "out").symlink_to(tmp_path / "real")
    _fill(tmp_path / "out", "2")
    assert (tmp_path / "real" / "a.csv").read_text() == "2"
    assert (tmp_path / "out").is_symlink()


def test_module_names_its_manifest() -> None:
    assert folder.MANIFEST == "run.json"


@pytest.mark.row(88)
def test_process_that_ends_at_once_takes_along_what_is_half_made_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap(partial: Path, out: Path) -> None:
        clear_own()  # from here on the folder may be the earlier results
        assert (partial / "a.csv").exists()
        real(partial, out)
        clear_own()

    _make(tmp_path / "out", FILES)
    with suppress(KeyError), whole_folder(tmp_path / "out") as made:
        (made / "a.csv").write_text("a record")
        clear_own()
        assert not made.exists()
        raise KeyError
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    real = folder._swap
    monkeypatch.setattr(folder, "_swap", swap)
    _fill(tmp_path / "out", "2")
    assert (tmp_path / "out" / "a.csv").read_text() == "2"
