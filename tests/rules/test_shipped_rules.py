"""What is shipped: the rules lint clean, cite only what was seen, and say of their examples what these expect."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

import pytest

from risk_checks.api.examples import run_examples
from risk_checks.rules.examples import examples_path, load_examples
from risk_checks.rules.library import load_rules
from risk_checks.rules.lint import lint
from risk_checks.rules.rule import Rule
from risk_checks.shipped import rules_home
from risk_checks.tables.loading import shipped_tables

CATALOGUE = load_rules()
TABLES = shipped_tables()
NEVER = re.compile(r"\b(score|stratif\w*|RAG|low risk|high risk|prediction)\b", re.IGNORECASE)


@pytest.fixture(params=[rule.slug for rule in CATALOGUE.rules])
def rule(request: pytest.FixtureRequest) -> Rule:
    return CATALOGUE.rule(request.param)


def test_lint_has_no_finding() -> None:
    assert [str(finding) for finding in lint(CATALOGUE, tables=TABLES)] == []


def test_rule_runs_with_no_site_configuration(rule: Rule) -> None:
    (plan,) = CATALOGUE.plans([rule], tables=TABLES)
    assert plan.slug == rule.slug


def test_rule_asks_for_no_score_and_no_level(rule: Rule) -> None:
    logic = [str(rule.document.plain()[key]) for key in ("for_each", "when", "expect")]
    assert not NEVER.search(" ".join(logic))


def test_known_limits_of_missing_assessment_say_what_counts_and_from_when() -> None:
    limits = CATALOGUE.rule("risk-assessment-missing").about.known_limits or ""
    assert "from whatever time" in limits
    assert "first attended contact" in limits


def test_theme_is_a_folder_and_slug_a_file(rule: Rule) -> None:
    assert rule.path is not None
    assert rule.path.relative_to(rules_home()).parts[1:] == (f"{rule.slug}.yaml",)


def test_examples_are_many_and_named(rule: Rule) -> None:
    assert examples_path(rule) is not None
    assert len(load_examples(rule, tables=TABLES, code_sets=CATALOGUE.code_sets)) >= 10


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_examples_come_out_as_expected_on_every_engine(rule: Rule, engine: Literal["reference", "duckdb"]) -> None:
    alone = replace(CATALOGUE, rules=(rule,))
    assert "\n".join(str(each) for each in run_examples(alone, engines=[engine])) == ""
