"""The standards that are shipped: nothing that nobody has seen, and no word that judges a person."""

from __future__ import annotations

import pytest

from risk_checks.rules.library import load_rules
from risk_checks.rules.lint.words import never_in
from risk_checks.rules.standards import Standard
from risk_checks.shipped import rules_home

CATALOGUE = load_rules()
STANDARDS = CATALOGUE.standards


@pytest.fixture(params=STANDARDS)
def standard(request: pytest.FixtureRequest) -> Standard:
    return STANDARDS[request.param]


def test_nothing_is_shipped_that_nobody_has_seen() -> None:
    assert "[U]" not in (rules_home() / "standards.yaml").read_text(encoding="utf-8")


def test_criteria_speak_of_what_is_done_and_judge_nobody(standard: Standard) -> None:
    for criterion in standard.criteria.values():
        assert never_in(criterion.words) == ()
        assert criterion.words.endswith(".")


def test_standard_says_where_it_is_found(standard: Standard) -> None:
    assert " " not in standard.url
    assert "." in standard.url


def test_every_rule_names_criteria_that_there_are(standard: Standard) -> None:
    assert CATALOGUE.speaking_to(standard.name).keys() == standard.criteria.keys()
