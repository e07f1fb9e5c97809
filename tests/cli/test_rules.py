"""`risk-checks rules`: the shipped rules listed, read, linted and tried, and a folder of one's own."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from risk_checks import api
from risk_checks.errors import ExitCode, UsageError, Where
from risk_checks.rules import examples, lint
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.lint import Finding
from risk_checks.shipped import rules_home
from tests.cli.faking import invoke

SHIPPED = 6
RULE = Path("risk-assessments") / "risk-assessment-missing.yaml"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with one rule: a shipped one, its severity changed."""
    file = tmp_path / "site" / RULE
    file.parent.mkdir(parents=True)
    shutil.copy(rules_home() / RULE, file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("severity: high", "severity: low"), encoding="utf-8")
    return tmp_path / "site"


def test_list_has_a_line_a_rule() -> None:
    lines = invoke("rules", "list").stdout.splitlines()
    assert lines[0].split() == ["id", "severity", "status", "name"]
    assert len(lines) == SHIPPED + 1
    assert "RC-RISK-001   high      preview  risk-assessment-missing" in lines


def test_list_lays_a_folder_over(site: Path) -> None:
    lines = invoke("rules", "list", "--rules", str(site)).stdout.splitlines()
    assert "RC-RISK-001   low       preview  risk-assessment-missing" in lines
    assert len(lines) == SHIPPED + 1


@pytest.mark.parametrize("name", ["RC-RISK-002", "risk-assessment-out-of-date"])
def test_show_prints_the_page(name: str) -> None:
    told = invoke("rules", "show", name).stdout
    assert told.startswith("RC-RISK-002  risk-assessment-out-of-date\nRisk assessment out of date\n")


def test_show_of_a_name_that_is_none_gives_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'RC-RISK-002'"):
        invoke("rules", "show", "RC-RISK-02")


def _linting(monkeypatch: pytest.MonkeyPatch, faults: Sequence[Finding]) -> list[list[str]]:
    seen: list[list[str]] = []

    def stand_in(catalogue: Catalogue, **_: Any) -> Sequence[Finding]:
        seen.append([rule.slug for rule in catalogue.rules])
        return faults

    monkeypatch.setattr(lint, "lint", stand_in)
    return seen


def test_lint_says_every_fault_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    _linting(monkeypatch, [Finding("RC-L002", "RC-RISK-001", Where("a.yaml", 3, 1), "no why")])
    result = invoke("rules", "lint")
    assert result.return_value == ExitCode.USAGE
    assert result.stdout == "RC-L002 a.yaml:3:1: no why\n6 rules, 1 fault\n"


def test_lint_without_faults_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    _linting(monkeypatch, [])
    result = invoke("rules", "lint")
    assert result.return_value == ExitCode.OK
    assert result.stdout == "6 rules, 0 faults\n"


def test_lint_looks_at_the_folder_or_file_that_is_named(monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    seen = _linting(monkeypatch, [])
    invoke("rules", "lint", str(site))
    invoke("rules", "lint", str(site / RULE))
    invoke("rules", "lint", str(site), str(rules_home() / "carers" / "carer-not-recorded.yaml"))
    invoke("rules", "lint", str(rules_home()))
    one = "risk-assessment-missing"
    assert seen[:2] == [[one], [one]]
    # The folder named last wins where both have a rule: its own was laid over by the shipped one.
    assert seen[2] == ["carer-not-recorded"]
    assert len(seen[3]) == SHIPPED


def test_file_that_is_no_rule_is_refused(site: Path) -> None:
    (site / "risk-assessments" / "notes.txt").write_text("x")
    with pytest.raises(UsageError, match="RC-E803"):
        invoke("rules", "lint", str(site / "risk-assessments" / "notes.txt"))


def _trying(monkeypatch: pytest.MonkeyPatch, differences: Sequence[str], *, tried: int) -> list[Any]:
    asked: list[Any] = []

    def stand_in(catalogue: Catalogue, *, engines: Sequence[str]) -> Sequence[str]:
        asked.append(tuple(engines))
        return differences

    monkeypatch.setattr(api, "run_examples", stand_in)
    monkeypatch.setattr(examples, "load_examples", lambda rule, tables: (None,) * tried)
    return asked


def test_examples_run_on_every_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _trying(monkeypatch, [], tried=2)
    result = invoke("rules", "test")
    assert result.return_value == ExitCode.OK
    assert result.stdout == "12 examples of 6 rules on reference, duckdb: 0 differences\n"
    invoke("rules", "test", "--engine", "reference")
    assert asked == [("reference", "duckdb"), ("reference",)]


def test_differences_are_printed_and_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    _trying(monkeypatch, ["a.yaml:3 RC-RISK-001 'x' on duckdb:\n  p1: expected gap; got met"], tried=1)
    result = invoke("rules", "test")
    assert result.return_value == ExitCode.USAGE
    assert "expected gap; got met" in result.stdout
    assert result.stdout.endswith("6 examples of 6 rules on reference, duckdb: 1 difference\n")


def test_rules_without_examples_do_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    _trying(monkeypatch, [], tried=0)
    assert invoke("rules", "test").return_value == ExitCode.NOTHING_TO_CHECK
