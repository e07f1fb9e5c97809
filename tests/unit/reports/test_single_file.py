"""One file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from risk_checks.errors import ExitCode, RiskChecksError, UsageError
from risk_checks.reports.single_file import check_file, write_file


@pytest.mark.row(89)
@pytest.mark.parametrize(
    ("number", "code", "ends"),
    [(errno.ENOSPC, "RC-E724", ExitCode.TEMPORARY), (errno.EROFS, "RC-E729", ExitCode.USAGE)],
)
def test_file_that_cannot_be_finished_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, ends: ExitCode
) -> None:
    path = tmp_path / "counts.csv"
    write_file(path, "a,first\n", begins="a,")

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number), "ZZCANARY")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RiskChecksError, match=code) as raised:
        write_file(path, "a,second\n", begins="a,")
    assert raised.value.exit_code is ends
    assert "ZZCANARY" not in str(raised.value)
    assert path.read_text() == "a,first\n"
    assert [each.name for each in tmp_path.iterdir()] == ["counts.csv"]


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(RiskChecksError, match="RC-E727"):
        check_file(tmp_path, begins="a,")


def test_place_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    with pytest.raises(RiskChecksError, match=r"RC-E72[79]"):
        check_file(tmp_path / ("x" * 300), begins="a,")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs the pipes of POSIX")
def test_what_is_no_plain_file_is_refused_and_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path(os.devnull)):
        with pytest.raises(UsageError, match=r"RC-E727.* is no plain file"):
            check_file(path, begins="a,")


def test_no_more_is_read_than_tells_the_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "counts.csv").write_text("a,first\n")
    monkeypatch.setattr(Path, "read_bytes", None)
    check_file(tmp_path / "counts.csv", begins="a,")
    with pytest.raises(UsageError, match="RC-E728"):
        check_file(tmp_path / "counts.csv", begins="b,")
