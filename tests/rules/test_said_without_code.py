"""Published measures are said in the rule language as it is, and give the answers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from risk_checks.api import load_rules, run_examples
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.rules.examples import load_examples

CASES = {
    "suicide-risk-assessment-missing": 7,
    "crisis-plan-stale": 7,
    "follow-up-late": 14,
}
_ALL = load_rules(Path(__file__).parent / "said")
SAID = replace(_ALL, rules=tuple(map(_ALL.rule, CASES)))
"""These rules alone: their code sets take the place of shipped ones that go by the same names."""


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_every_case_is_answered_as_worked_out(engine: str) -> None:
    assert [str(difference) for difference in run_examples(SAID, engines=(engine,))] == []  # type: ignore[arg-type]


@pytest.mark.parametrize(("slug", "count"), CASES.items())
def test_no_case_is_left_out(slug: str, count: int) -> None:
    found = load_examples(SAID.rule(slug), tables=shipped_definitions().tables, code_sets=SAID.code_sets)
    assert len(found) == count
