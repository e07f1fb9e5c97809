"""The generated pages are the ones that the rules and the linter give now."""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks import api
from risk_checks.reports.lint_page import lint_page
from risk_checks.reports.rule_docs import GENERATED, rule_pages
from risk_checks.rules.lint import CHECKS, Linted
from risk_checks.rules.lint.checks import prepare
from risk_checks.tables.loading import shipped_tables

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
CATALOGUE = api.load_rules()
LINTED = [prepare(rule, catalogue=CATALOGUE, tables=shipped_tables()) for rule in CATALOGUE.rules]
PAGES = rule_pages(LINTED)


@pytest.mark.parametrize("name", PAGES)
def test_page_of_rules_is_current(name: str) -> None:
    """If this fails: make reference."""
    assert (REFERENCE / "rules" / name).read_text(encoding="utf-8") == PAGES[name]


def test_every_page_is_that_of_a_rule() -> None:
    assert {path.name for path in (REFERENCE / "rules").iterdir()} == PAGES.keys()


def test_page_of_lint_is_current_and_has_every_check() -> None:
    """If this fails: make reference."""
    page = (REFERENCE / "lint.md").read_text(encoding="utf-8")
    assert page == lint_page()
    assert [line[3:10] for line in page.splitlines() if line.startswith("| `RC-L")] == [check.code for check in CHECKS]


@pytest.mark.parametrize("name", PAGES)
def test_page_says_in_its_first_line_that_it_is_generated(name: str) -> None:
    assert PAGES[name].splitlines()[0] == GENERATED


WHERE_THERE_ARE_ANY = (
    *("Who is exempt", "What can be set", "Which codes count"),
    *("Standards", "Which measure it follows"),
)


@pytest.mark.parametrize("linted", LINTED, ids=lambda linted: linted.rule.slug)
def test_page_of_a_rule_has_its_sections_and_the_examples_that_are_shown(linted: Linted) -> None:
    page = PAGES[f"{linted.rule.slug}.md"]
    titles = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert [title for title in titles if title not in WHERE_THERE_ARE_ANY] == [
        "What it looks for",
        "Why it matters",
        "What to do",
        "Whom it is for",
        "What it expects",
        "What it cannot see",
        "What it rests on",
        "History",
        "Examples",
    ]
    assert sum(line.startswith("### ") for line in page.splitlines()) == sum(each.shown for each in linted.examples)
