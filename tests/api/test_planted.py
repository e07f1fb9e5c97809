"""`make planted` says whether the engines find what was planted."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

import risk_checks as rc
from risk_checks.synth import DEFAULT_AS_OF, PLANTED, SITE, make_cohort
from tests.packaging.checkout import load_tool


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return the tool as a module."""
    return load_tool("planted")


def test_a_cohort_that_says_what_was_planted_is_right(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["planted", "--people", "60", "--engine", "reference"])
    assert tool.main() == 0
    said = capsys.readouterr().out
    assert all(rule in said for rule in PLANTED)
    assert f"0 of {len(PLANTED)} rules not evaluated; 0 differ" in said


def test_an_answer_that_differs_is_shown_and_fails(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    truth = {("RC-RISK-001", "EpisodeOfCare/e1"): tool.Answer("gap", "none_recorded", "Patient/p1", "2026-01-12")}
    monkeypatch.setattr(tool, "_truth", lambda _path: truth)
    monkeypatch.setattr(tool, "_found", lambda _folder, _engine: ({}, {}))
    monkeypatch.setattr(sys, "argv", ["planted", "--people", "0", "--engine", "reference"])
    assert tool.main() == 1
    assert "EpisodeOfCare/e1: planted gap (none_recorded) 2026-01-12, found nothing" in capsys.readouterr().out


def test_a_planted_rule_that_was_not_evaluated_fails(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "_truth", lambda _path: {})
    monkeypatch.setattr(tool, "_found", lambda _folder, _engine: ({}, {"RC-RISK-001": "not asked"}))
    monkeypatch.setattr(sys, "argv", ["planted", "--people", "0", "--engine", "reference"])
    assert tool.main() == 1


def test_a_deadline_that_the_truth_leaves_open_is_not_compared(tool: ModuleType) -> None:
    found = tool.Answer("met", "current", "Patient/p1", "2027-01-01")
    assert tool.Answer("met", "current", "Patient/p1", "").is_said_by(found)
    assert not tool.Answer("met", "current", "Patient/p1", "2027-01-02").is_said_by(found)


def test_without_the_site_file_the_rules_that_wait_are_silent_and_all_others_say_the_same(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=60, seed=1)

    def answers(site: Path | None) -> dict[tuple[str, str], str]:
        report = rc.read(tmp_path, site=site).check(as_of=DEFAULT_AS_OF, engine="reference")
        return {(str(each.rule), each.subject): str(each.outcome) for each in report.outcomes}

    waiting = {"RC-CARER-004", "RC-DISC-002", "RC-PLAN-006"}
    whole, plain = answers(tmp_path / SITE), answers(None)
    assert {rule for rule, _ in whole} - {rule for rule, _ in plain} == waiting
    assert plain == {key: answer for key, answer in whole.items() if key[0] not in waiting}
