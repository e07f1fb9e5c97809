"""Every fault of a rule file is named at its line and column, with what was expected and the way to mend it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.rules.small import RULE, changed, faults_of

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    case
    for path in sorted(HERE.glob("broken_*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
]

PLACE = re.compile(r"RC-E1\d\d (x|conditions)\.yaml:\d+:\d+: ")
MENDS = re.compile(r"expected|did you mean|compared with|must be|missing key|; ")
"""What says how a file should be: what was expected, the nearest name, the key that is missing, or a hint."""


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_fault_is_named_at_its_place(case: dict[str, Any]) -> None:
    assert faults_of(changed(case["change"], case["to"])) == case["faults"]


def test_rule_itself_has_no_fault() -> None:
    assert faults_of(RULE) == []


def test_no_case_is_here_twice() -> None:
    names = [case["name"] for case in CASES]
    broken = [(case["change"], case["to"]) for case in CASES]
    assert len(set(names)) == len(names) == len(set(broken))


def test_sixty_broken_rules_and_more_are_told_what_is_wrong() -> None:
    assert len(CASES) >= 60


def test_every_fault_has_a_place() -> None:
    assert [fault for case in CASES for fault in case["faults"] if not PLACE.match(fault)] == []


def test_every_fault_says_how_to_mend_it() -> None:
    messages = {PLACE.sub("", fault) for case in CASES for fault in case["faults"]}
    assert {message for message in messages if not MENDS.search(message)} == set()


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
