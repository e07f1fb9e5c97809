"""The command itself: its help, what it imports, and how it fails."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from risk_checks.cli import main, say
from risk_checks.cli.stopping import Stopping, Terminated
from risk_checks.errors import DefinitionErrors, ExitCode, InputError, UsageError, Where, type_and_place
from tests.cli.faking import fake, invoke, source

CANARY = "ZZCANARY 943 476 5919"


def _commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, *path, name)


COMMANDS = list(_commands(main.cli))


def test_the_commands_are_those_of_the_design() -> None:
    assert {" ".join(path) for path, _ in COMMANDS} == {
        "check",
        "rules",
        "rules list",
        "rules show",
        "rules lint",
        "rules test",
        "rules new",
        "rules schema",
        "view",
        "tables",
        "synth",
        "demo",
    }


@pytest.mark.parametrize("path", [path for path, _ in COMMANDS], ids=" ".join)
def test_help_teaches_by_two_examples(path: tuple[str, ...]) -> None:
    told = invoke(*path, "--help").stdout
    assert "Examples:" in told
    assert told.count(f"  risk-checks {path[0]}") >= 2
    assert "Print" in told or "print" in told or "write" in told
    assert max(map(len, told.splitlines())) <= 100


def test_help_names_the_exit_codes_and_the_version() -> None:
    told = invoke("--help").stdout
    assert all(str(code) in told for code in (0, 1, 2, 3, 4, 5, 75, 130, 143))
    assert invoke("--version").stdout.startswith("risk-checks, version ")


def test_help_imports_no_data_library() -> None:
    told = subprocess.run(
        [sys.executable, "-c", _HELP_AND_MODULES], capture_output=True, text=True, check=True
    ).stdout.split("MODULES")[1]
    heavy = {"duckdb", "ibis", "pyarrow", "pandas", "numpy", "polars", "fhir"}
    assert heavy.isdisjoint(name.split(".")[0] for name in told.split())


_HELP_AND_MODULES = """
import sys
from risk_checks.cli.main import run
assert run(["--help"]) == 0
print("MODULES", *sys.modules)
"""


def _run(
    tmp_path: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: BaseException
) -> tuple[int, str]:
    fake(patch, failure=failure)
    code = main.run(["check", source(tmp_path)])
    told = capsys.readouterr()
    assert told.out == ""
    return code, told.err


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (
            UsageError("RC-E101", "no such rule", hint="did you mean 'x'?"),
            2,
            "RC-E101: no such rule; did you mean 'x'?\n",
        ),
        (InputError("RC-E501", "cannot be read"), 3, "RC-E501: cannot be read\n"),
        (
            DefinitionErrors([UsageError("RC-E1", "a", where=Where("x\x1b.yaml", 1)), UsageError("RC-E2", "b")]),
            2,
            "RC-E1 x\\x1b.yaml:1: a\nRC-E2: b\n",
        ),
        (KeyboardInterrupt(), 130, "interrupted\n"),
        (Terminated(), 143, "terminated\n"),
        (OSError(errno.ENOSPC, CANARY), 75, "RC-E801: No space left on device; make room and run again\n"),
        (
            MemoryError(CANARY),
            75,
            "RC-E809: there is too little memory; allow more, or use --engine duckdb, which needs less\n",
        ),
        (click.FileError("x"), 2, "Error: Could not open file 'x': unknown error\n"),
    ],
    ids=["usage", "input", "definitions", "interrupt", "term", "disk full", "memory", "click"],
)
def test_failure_is_one_message_and_its_exit_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: BaseException,
    code: int,
    said: str,
) -> None:
    given, told = _run(tmp_path, monkeypatch, capsys, failure)
    assert given == code
    assert told.removeprefix("\n") == said  # click begins a new line after ^C


@pytest.mark.parametrize("failure", [ValueError(CANARY), KeyError(CANARY), OSError(errno.EIO, CANARY, CANARY)])
def test_fault_shows_type_and_place_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: Exception
) -> None:
    failure.__cause__ = RuntimeError(CANARY)
    code, told = _run(tmp_path, monkeypatch, capsys, failure)
    assert code == ExitCode.INTERNAL
    assert "ZZCANARY" not in told
    assert told.startswith(f"RC-E400: internal error: {type(failure).__name__} at risk_checks.cli.check:")
    assert told.count("\n") == 1


def test_fault_outside_our_code_is_placed_too() -> None:
    with pytest.raises(ValueError, match=CANARY) as caught:
        raise ValueError(CANARY)
    assert re.fullmatch(rf"ValueError at {__name__}:\d+", type_and_place(caught.value))


def test_call_that_is_wrong_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["checks"]) == ExitCode.USAGE
    assert "No such command 'checks'" in capsys.readouterr().err
    assert main.run([]) == ExitCode.USAGE


def test_command_without_an_exit_code_exits_with_nought(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["rules", "list"]) == ExitCode.OK
    assert "RC-RISK-001" in capsys.readouterr().out


def test_reader_that_leaves_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(say, "flush", _gone)
    fake(monkeypatch)
    assert main.run(["check", source(tmp_path)]) == ExitCode.OK
    assert capsys.readouterr().err.startswith("took ")


def _gone() -> None:
    raise BrokenPipeError


def test_pipe_that_breaks_within_a_command_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake(monkeypatch, failure=BrokenPipeError())
    assert main.run(["check", source(tmp_path)]) == ExitCode.INTERNAL
    assert "BrokenPipeError at risk_checks.cli.check:" in capsys.readouterr().err


@pytest.mark.row(94)
def test_reader_that_leaves_early_changes_no_exit_code(tmp_path: Path) -> None:
    # The pipe is closed before anything is written; the findings still make the exit code.
    read_end, write_end = os.pipe()
    os.close(read_end)
    for arguments, code in ((["rules", "show", "RC-RISK-002"], 0), (["--help"], 0), (["nonsense"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "risk_checks", *arguments], stdout=write_end, stderr=subprocess.PIPE, check=False
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
        assert b"BrokenPipe" not in done.stderr
    os.close(write_end)


def test_say_goes_on_quietly_when_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise BrokenPipeError

    silenced: list[int] = []
    assert say.say("before")
    monkeypatch.setattr(say, "flush", fail)
    monkeypatch.setattr(say, "silence", lambda _stream: silenced.append(1))
    assert not say.say("after")
    assert silenced == [1]


@pytest.mark.row(94)
def test_no_standard_output_at_all_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert say.say("nobody")
    say.silence(sys.stdout)


def test_silence_sends_the_rest_nowhere(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as file:
        say.silence(file)
        file.write("more")
    assert (tmp_path / "out").read_text() == ""


@pytest.mark.row(94)
def test_plain_c_locale_prints_what_it_can(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": ""}
    done = subprocess.run(
        [sys.executable, "-m", "risk_checks", "check", "\u00e9.json"], env=environment, capture_output=True, check=False
    )
    assert done.returncode == ExitCode.USAGE
    assert b"does not exist" in done.stderr
    assert b"Traceback" not in done.stderr


def _close(handle: int, *, warn_on_full_buffer: bool) -> None:
    assert not warn_on_full_buffer
    os.close(handle)


def test_termination_is_turned_into_an_exception_that_clears_up(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: dict[int, object] = {}
    monkeypatch.setattr(signal, "signal", lambda number, handler: handlers.update({number: handler}))
    monkeypatch.setattr(signal, "set_wakeup_fd", _close)
    monkeypatch.setattr(main, "_STOPPING", Stopping())
    monkeypatch.setattr(sys, "argv", ["risk-checks", "--version"])
    for options in ([], ["error"]):
        monkeypatch.setattr(sys, "warnoptions", options)
        with pytest.raises(SystemExit) as left:
            main.main()
        assert left.value.code == 0
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(SystemExit) as left:
        main.main()
    assert left.value.code == 0
    for number, raised in ((signal.SIGTERM, Terminated), (signal.SIGINT, KeyboardInterrupt)):
        handler = handlers[number]
        assert callable(handler)
        with pytest.raises(raised):
            handler(number, None)
