"""An example may set a parameter of its rule: for itself, not for the examples beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from risk_checks.api import load_rules, run_examples
from risk_checks.api.sizing import EngineName
from risk_checks.shipped import rules_home

EXAMPLE = """\
  - name: {name}
    shown: true
    as_of: "2026-11-01"
    {parameters}
    resources:
      - {{resourceType: Patient, id: p1}}
      - resourceType: EpisodeOfCare
        id: e1
        status: active
        patient: {{reference: Patient/p1}}
        period: {{start: "2026-01-05"}}
    expect: [{{subject: EpisodeOfCare/e1, outcome: gap, due_on: "{due_on}"}}]
"""
USUAL = EXAMPLE.format(name="As usual", parameters="", due_on="2026-01-12")


def differences(folder: Path, examples: str, engine: EngineName) -> list[str]:
    text = (rules_home() / "risk-assessments" / "risk-assessment-missing.yaml").read_text(encoding="utf-8")
    text = text.replace("RC-RISK-001", "MY-RISK-001").replace("risk-assessment-missing", "my-assessment-missing")
    (folder / "mine").mkdir()
    (folder / "mine" / "my-assessment-missing.yaml").write_text(text, encoding="utf-8")
    (folder / "mine" / "my-assessment-missing.examples.yaml").write_text(f"examples:\n{examples}", encoding="utf-8")
    catalogue = load_rules(folder)
    own = replace(catalogue, rules=(catalogue.rule("MY-RISK-001"),))
    return [str(each) for each in run_examples(own, engines=[engine])]


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_parameter_holds_for_its_example_alone(tmp_path: Path, engine: EngineName) -> None:
    changed = EXAMPLE.format(name="Changed", parameters="parameters: {first_within: 2 days}", due_on="2026-01-07")
    assert differences(tmp_path, USUAL + changed, engine) == []


def test_parameter_that_the_rule_does_not_allow_is_told_of_its_example(tmp_path: Path) -> None:
    changed = EXAMPLE.format(name="Changed", parameters="parameters: {first_within: 90 days}", due_on="2026-01-07")
    (told,) = differences(tmp_path, USUAL + changed, "reference")
    assert "'Changed' on reference" in told
    assert "MY-RISK-001.first_within cannot be '90 days'; expected at most 42 days" in told
