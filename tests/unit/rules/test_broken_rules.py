"""Every fault of a rule file is named at its line and column, with the nearest valid name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.rules.small import RULE, changed, faults_of

HERE = Path(__file__).parent
FILES = ("broken_reading.yaml", "broken_names.yaml")
CASES = [case for name in FILES for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["cases"]]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_fault_is_named_at_its_place(case: dict[str, Any]) -> None:
    assert faults_of(changed(case["change"], case["to"])) == case["faults"]


def test_rule_itself_has_no_fault() -> None:
    assert faults_of(RULE) == []


def test_parameter_of_the_rule_and_of_a_condition_it_uses_clash() -> None:
    text = changed("parameters:\n", "parameters:\n  recent_for: {default: 1 day}\n")
    assert faults_of(changed("when: {status: open}", "when: {use: recent}", text)) == [
        (
            "RC-E114 x.yaml:8:15: the parameter 'recent_for' is also one of the condition 'recent', "
            "which is used here; give it another name"
        )
    ]


def test_long_values_are_not_quoted_whole() -> None:
    (fault,) = faults_of(changed("high", "x" * 500))
    assert len(fault) < 200
