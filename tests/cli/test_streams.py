"""Nobody reads standard output or standard error, or their disk is full: the exit code of a command stands."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

from risk_checks.cli import main, say
from risk_checks.cli.progress import progress_of
from risk_checks.errors import ExitCode
from tests.cli.faking import fake, source
from tests.faults.harness import AS_OF, extract, lines, patient

FULL = Path("/dev/full")
Lost = Callable[[], AbstractContextManager[IO[bytes]]]
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")


@contextmanager
def _gone() -> Iterator[IO[bytes]]:
    """Give a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        yield pipe


@contextmanager
def _full() -> Iterator[IO[bytes]]:
    with closing(FULL.open("wb", buffering=0)) as file:
        yield file


def _code(*arguments: str, **streams: IO[bytes] | int) -> int:
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **streams}
    return subprocess.run([sys.executable, "-m", "risk_checks", *arguments], check=False, **streams).returncode  # type: ignore[call-overload, no-any-return]


@pytest.fixture
def torn(tmp_path: Path) -> list[str]:
    """Return the arguments of a check of an extract with a torn line."""
    folder = extract(tmp_path, Patient=lines(patient()) + b'{"resourceType": "Pat')
    return ["check", str(folder), "--no-config", "--as-of", AS_OF, "--engine", "reference"]


@pytest.mark.row(94)
@pytest.mark.parametrize("lost", [_gone, _full])
@pytest.mark.parametrize("streams", [("stdout",), ("stderr",), ("stdout", "stderr")], ids="+".join)
def test_incomplete_is_told_by_the_code_whoever_reads(
    tmp_path: Path, torn: list[str], lost: Lost, streams: tuple[str, ...]
) -> None:
    with lost() as stream:
        given = dict.fromkeys(streams, stream)
        assert _code(*torn, **given) == ExitCode.INCOMPLETE
        assert _code(*torn, "--out", str(tmp_path / "out"), **given) == ExitCode.INCOMPLETE
        assert _code("view", "patient", torn[1], **given) == ExitCode.INCOMPLETE
        assert _code("tables", torn[1], "--no-config", "--out", str(tmp_path / "t"), **given) == ExitCode.INCOMPLETE


@pytest.mark.row(94)
@pytest.mark.parametrize("lost", [_gone, _full])
def test_wrong_call_is_told_by_the_code_where_nobody_reads_why(lost: Lost) -> None:
    with lost() as stream:
        assert _code("nonsense", stderr=stream) == ExitCode.USAGE
        assert _code("rules", "show", "nonsense", stderr=stream) == ExitCode.USAGE


@pytest.mark.row(94)
def test_full_disk_under_standard_output_is_told(tmp_path: Path) -> None:
    for arguments in (["rules", "list"], ["--help"], ["view", "patient", source(tmp_path)]):
        with _full() as stream:
            assert _code(*arguments, stdout=stream) == ExitCode.TEMPORARY


def test_command_after_one_that_lost_its_output_ends_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake(monkeypatch)
    arguments = ["check", source(tmp_path)]
    with monkeypatch.context() as patch:
        patch.setattr(say, "flush", _fail)
        assert main.run(arguments) == ExitCode.TEMPORARY
    assert "RC-E801" in capsys.readouterr().err
    assert main.run(arguments) == ExitCode.OK


def _fail(*_: object) -> None:
    raise OSError(errno.ENOSPC, "full")


class _Broken(io.StringIO):
    def isatty(self) -> bool:
        return True

    def write(self, _text: str) -> int:
        raise OSError(errno.EIO, "the terminal is gone")


@pytest.mark.row(94)
def test_terminal_that_is_gone_stops_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", _Broken())
    say.say_err("nobody")
    with progress_of([b"1234"]) as progress:
        assert progress is not None
        for _ in range(4):
            progress(1)


def test_what_fails_while_a_bar_is_shown_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", _Broken())
    with pytest.raises(OSError, match="full"), progress_of([b"1234"]):
        _fail()
