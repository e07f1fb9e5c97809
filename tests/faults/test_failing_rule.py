"""A rule that raises is told as failed, the others finish, and somebody is called (row 87)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest

import risk_checks as rc
from risk_checks.cli.check import exit_code
from risk_checks.cli.main import run as run_command
from risk_checks.engines.columnar import engine as columnar
from risk_checks.engines.reference import ready as reference
from risk_checks.errors import EngineError, ExitCode, ResourcesError
from risk_checks.rules.plan import Plan
from tests.faults.harness import CANARY_NAME, assessment, check, extract, lines, patient, referral

BROKEN = "RC-RISK-001"
WHOLE = "RC-RISK-002"
BOTH = f"{BROKEN},{WHOLE}"
OF_ENGINE = {"reference": (reference, "compile_plan"), "duckdb": (columnar, "placed_subjects")}
PERSON = [patient(), referral(), assessment()]


def _break(monkeypatch: pytest.MonkeyPatch, engine: str, error: Exception) -> None:
    _replace(monkeypatch, engine, lambda: (_ for _ in ()).throw(error))


def _replace(monkeypatch: pytest.MonkeyPatch, engine: str, instead: Callable[[], object]) -> None:
    module, name = OF_ENGINE[engine]
    evaluate = getattr(module, name)

    def broken(plan: Plan, *more: Any, **named: Any) -> Any:
        if plan.rule == BROKEN:
            instead()
        return evaluate(plan, *more, **named)

    monkeypatch.setattr(module, name, broken)


@pytest.mark.row(87)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_one_rule_that_raises_is_told_and_the_others_finish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    _break(monkeypatch, engine, ValueError(CANARY_NAME))
    ran = check(extract(tmp_path), into=tmp_path, select=BOTH, options=["--engine", engine])
    assert ran.code == ExitCode.INTERNAL
    assert {outcome["rule"] for outcome in ran.outcomes} == {WHOLE}
    broken, whole = ran.run["rules"]
    assert (whole["failed"], broken["not_evaluated"], "outcomes" in broken) == (None, None, False)
    assert broken["failed"].startswith("ValueError at risk_checks.engines.")
    warning = f"{BROKEN} FAILED, by a fault of risk_checks and not of the records: {broken['failed']}."
    assert ran.run["warnings"][0].startswith(warning)
    assert f"{BROKEN} FAILED" in ran.said


@pytest.mark.row(87)
def test_json_and_outcomes_say_which_rule_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _break(monkeypatch, "reference", KeyError(CANARY_NAME))
    folder, out = extract(tmp_path), tmp_path / "out"
    command = ["check", str(folder), "--as-of", "2026-11-01", "--select", BOTH, "--format", "json", "--no-config"]
    assert run_command([*command, "--out", str(out)]) == ExitCode.INTERNAL
    told = json.loads(capsys.readouterr().out)
    row = told["summary"][0]
    assert (row["rule"], row["population"], row["not_evaluated"]) == (BROKEN, None, None)
    assert row["failed"].startswith("KeyError at ")
    notes = pq.read_schema(out / "outcomes.parquet").metadata
    assert [BROKEN in warning for warning in json.loads(notes[b"risk_checks.warnings"])] == [True]


@pytest.mark.row(87)
def test_rule_that_fails_in_the_database_is_told_without_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask() -> None:
        ibis.literal(CANARY_NAME).cast("date").to_pyarrow()

    _replace(monkeypatch, "duckdb", ask)
    report = rc.read(lines(*PERSON)).check(as_of="2026-11-01", select=BOTH, engine="duckdb")
    assert list(report.run.failed) == [BROKEN]
    assert CANARY_NAME not in str(report.run.as_dict()) + str(report)


@pytest.mark.row(87)
def test_failed_rule_goes_before_incomplete_input(monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, "reference", RuntimeError(CANARY_NAME))
    torn = [lines(*PERSON), b'{"resourceType": ']
    report = rc.read(torn).check(as_of="2026-11-01", select=BOTH, engine="reference")
    assert report.run.incomplete
    assert exit_code(report, fail_on=None) == ExitCode.INTERNAL


@pytest.mark.row(87)
def test_every_rule_failing_is_a_fault_and_not_nothing_to_check(monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, "reference", RecursionError())
    report = rc.check(PERSON, as_of="2026-11-01", select=BROKEN)
    assert exit_code(report, fail_on="high") == ExitCode.INTERNAL
    assert len(report.outcomes) == 0


@pytest.mark.row(87)
def test_engine_that_cannot_express_a_rule_says_so_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, "reference", EngineError("RC-E401", "no way to ask this here"))
    report = rc.check(PERSON, as_of="2026-11-01", select=BOTH)
    assert report.run.failed == {BROKEN: "RC-E401: no way to ask this here"}


@pytest.mark.row(87, 89, 91)
@pytest.mark.parametrize("error", [OSError(28, "full"), MemoryError(), ResourcesError("RC-E806", "no memory")])
def test_what_the_machine_lacks_is_no_fault_of_a_rule(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    _break(monkeypatch, "reference", error)
    with pytest.raises(type(error)):
        rc.check(PERSON, as_of="2026-11-01", select=BOTH)


def test_example_of_a_rule_that_raises_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, "reference", ValueError(CANARY_NAME))
    catalogue = rc.load_rules()
    trials = rc.api.try_examples(catalogue, only=lambda each: each.rule == BROKEN, engines=("reference",))
    assert trials
    assert all("RC-E402" in str(trial.differences[0]) for trial in trials)
