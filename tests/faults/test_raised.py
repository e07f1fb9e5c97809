"""An error in any stage, with records in its words and in its variables, is told by its type and place alone."""

from __future__ import annotations

import errno
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import risk_checks as rc
from risk_checks.api import extract, view_runs
from risk_checks.engines.reference import build
from risk_checks.errors import EngineError, ExitCode, InputError, RiskChecksError, UsageError, without_records
from risk_checks.records import intake
from risk_checks.reports import explained, files, text
from tests.faults.canary import MARKED, NUMBER, SEEN, Place, around, person, place, told_by
from tests.faults.harness import AS_OF, ONE_RULE, lines

__all__ = ["place"]

STAGES: dict[str, tuple[ModuleType, str, tuple[str, ...]]] = {
    "reading": (extract, "read_sources", ()),
    "judging a line": (intake, "judge", ()),
    "making tables": (build, "identify", ()),
    "writing files": (files, "_findings", ("--out", "out")),
    "telling": (text, "as_text", ()),
    "explaining": (explained, "explained", ("--explain", ONE_RULE, f"Patient/{NUMBER}")),
}


def _raise(*_: Any, **__: Any) -> None:
    held_here = MARKED
    raise ValueError(held_here)


def _break(monkeypatch: pytest.MonkeyPatch, stage: str) -> tuple[str, ...]:
    module, name, options = STAGES[stage]
    if not hasattr(module, name):
        pytest.fail(f"{module.__name__} has no {name} any more: name another part of {stage}")
    monkeypatch.setattr(module, name, _raise)
    return options


@pytest.mark.row(103)
@pytest.mark.parametrize("stage", STAGES)
def test_command_tells_type_and_place(place: Place, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    (place.input / "Patient.ndjson").write_bytes(lines(*person(NUMBER)))
    options = _break(monkeypatch, stage)
    told = place.run(
        "check", place.input, "--as-of", AS_OF, "--no-config", "--select", ONE_RULE, "--engine", "reference", *options
    )
    assert told.code == ExitCode.INTERNAL
    assert "ValueError at " in told.text
    assert "Traceback" not in told.text
    place.search()


@pytest.mark.row(103)
@pytest.mark.parametrize("stage", ["reading", "judging a line", "making tables"])
def test_library_tells_type_and_place_and_its_traceback_holds_no_record(
    monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    _break(monkeypatch, stage)
    with pytest.raises(EngineError, match=r"RC-E400: internal error: ValueError at ") as raised:
        rc.check(person(NUMBER), as_of=AS_OF, select=ONE_RULE)
    _holds_nothing(raised.value)


@pytest.mark.row(103)
@pytest.mark.parametrize("at", ["the first row", "a later row"])
def test_rows_of_a_view_bring_no_record_where_they_end_in_an_error(monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    def rows(_resource: Any) -> Iterator[dict[str, Any]]:
        if at == "a later row":
            yield {"id": "first"}
        _raise()

    monkeypatch.setattr(view_runs, "compile_view", lambda _view: rows)
    with pytest.raises(EngineError, match=r"RC-E400: internal error: ValueError at ") as raised:
        list(view_runs.view_rows("patient", person(NUMBER), engine="reference"))
    _holds_nothing(raised.value)


@pytest.mark.row(103)
def test_refusal_in_the_rows_of_a_view_brings_no_record() -> None:
    with pytest.raises(RiskChecksError) as raised:
        list(view_runs.view_rows("patient", [MARKED], engine="reference"))
    _holds_nothing(raised.value)


def test_error_of_the_disk_or_the_call_in_the_rows_of_a_view_comes_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.EIO, "disk")

    with pytest.raises(TypeError, match="missing"):
        view_runs.view_rows()  # type: ignore[call-arg]
    monkeypatch.setattr(view_runs, "read_sources", fail)
    with pytest.raises(OSError, match="disk"):
        list(view_runs.view_rows("patient", person(NUMBER), engine="reference"))


def _holds_nothing(error: BaseException) -> None:
    """Assert that an error, and the variables of our calls in its traceback, tell of nobody."""
    assert not SEEN.search(told_by(error)), around(told_by(error))
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if str(frame.f_globals["__name__"]).startswith("risk_checks")]
    assert ours
    assert not SEEN.search(repr([frame.f_locals for frame in ours]))


@pytest.mark.row(103)
def test_refusal_holds_nothing_of_what_was_refused() -> None:
    with pytest.raises(RiskChecksError) as raised:
        rc.check({"resourceType": MARKED, "id": NUMBER}, as_of=AS_OF, select=ONE_RULE)
    _holds_nothing(raised.value)


def _from(first: Exception, second: Exception | None = None) -> Callable[..., None]:
    """Return a public function that meets one error and raises another because of it."""

    @without_records
    def function(record: str) -> None:
        try:
            raise first
        except Exception:
            if second is None:
                raise
            raise second from None

    return function


def test_error_before_ours_is_let_go() -> None:
    with pytest.raises(InputError) as raised:
        _from(ValueError(MARKED), InputError("RC-E1", "said"))(MARKED)
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
    _holds_nothing(raised.value)


def test_error_of_ours_before_ours_stays() -> None:
    with pytest.raises(InputError) as raised:
        _from(UsageError("RC-E2", "first"), InputError("RC-E1", "said"))(MARKED)
    assert isinstance(raised.value.__cause__, UsageError)


class TheirsError(Exception):
    """An error of a caller, from a function that the caller passed."""


@pytest.mark.parametrize("error", [OSError("x"), MemoryError(), ImportError("x"), TheirsError("x")])
def test_error_of_the_machine_or_the_caller_comes_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)):
        _from(error)("record")


def test_wrong_call_is_told_as_python_tells_it() -> None:
    with pytest.raises(TypeError, match="missing"):
        rc.check({})  # type: ignore[call-arg]


@pytest.mark.row(103)
def test_no_traceback_with_variables_is_put_in_place_by_any_command(tmp_path: Path) -> None:
    (tmp_path / "Patient.ndjson").write_bytes(lines(*person(NUMBER)))
    told = subprocess.run(
        [sys.executable, "-c", _HOOKS, str(tmp_path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.splitlines()[-1] == "True True False"
    assert not SEEN.search(told.stdout + told.stderr)


_HOOKS = f"""
import faulthandler, sys, threading
from risk_checks.cli.main import run
run(["check", sys.argv[1], "--as-of", "{AS_OF}", "--select", "{ONE_RULE}", "--engine", "reference", "--no-config"])
print(sys.excepthook is sys.__excepthook__, threading.excepthook is threading.__excepthook__, faulthandler.is_enabled())
"""
