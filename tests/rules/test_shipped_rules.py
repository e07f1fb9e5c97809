"""What is shipped: the rules lint clean, cite only what was seen, and say of their examples what these expect."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Literal

import pytest

from risk_checks.api.examples import Wanted, any_example, run_examples
from risk_checks.rules.examples import Example, examples_path, load_examples
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


@pytest.mark.no_cover
def test_examples_come_out_as_expected(rule: Rule) -> None:
    assert _differences(rule, engine="reference") == ""


@pytest.mark.no_cover
@pytest.mark.deep
def test_examples_come_out_as_expected_on_duckdb(rule: Rule) -> None:
    assert _differences(rule, engine="duckdb") == ""


@pytest.mark.no_cover
def test_examples_of_the_busiest_day_and_of_parts_of_an_extract_come_out_as_expected_on_duckdb(rule: Rule) -> None:
    """Those of other days cost seconds each on DuckDB, and are tried by the deep tests; their queries are the same."""
    examples = load_examples(rule, tables=TABLES, code_sets=CATALOGUE.code_sets)
    ((busiest, _),) = Counter(map(_shares, examples)).most_common(1)

    def wanted(example: Example) -> bool:
        return example.covers is not None or _shares(example) == busiest

    assert _differences(rule, engine="duckdb", only=wanted) == ""


def _shares(example: Example) -> tuple[object, ...]:
    return example.rows is None, example.covers, example.as_of, example.parameters, example.codes


def _differences(rule: Rule, *, engine: Literal["reference", "duckdb"], only: Wanted = any_example) -> str:
    alone = replace(CATALOGUE, rules=(rule,))
    return "\n".join(str(each) for each in run_examples(alone, engines=[engine], only=only))
