"""A rule's page says all that its file says, within 80 columns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from risk_checks import api
from risk_checks.documents import Scalar
from risk_checks.errors import Where
from risk_checks.model.duration import Duration
from risk_checks.model.outcome import OutcomeKind
from risk_checks.reports.rule_page import rule_page
from risk_checks.reports.rule_sections import empty_sets
from risk_checks.rules.code_sets import Code, CodeSet
from risk_checks.rules.examples import Example, Expected
from risk_checks.rules.lint import Linted
from risk_checks.rules.lint.checks import prepare
from risk_checks.rules.parameters import PerService
from risk_checks.rules.standards import Criterion, Standard
from risk_checks.tables.loading import shipped_tables

FLAGSHIPS = ("RC-CARER-001", "RC-CARER-002", "RC-PLAN-001", "RC-PLAN-002", "RC-RISK-001", "RC-RISK-002")


def _linted(name: str = "RC-RISK-002") -> Linted:
    catalogue = api.load_rules()
    return prepare(catalogue.rule(name), catalogue=catalogue, tables=shipped_tables())


def _example(name: str, *expect: Expected, shown: bool = True) -> Example:
    return Example(
        rule="RC-RISK-002",
        name=name,
        shown=shown,
        pair=None,
        as_of=date(2026, 11, 1),
        covers=None,
        resources=(),
        rows=None,
        expect=expect,
        where=Where("x.yaml"),
    )


@pytest.mark.parametrize("rule", FLAGSHIPS)
def test_page_of_every_flagship_rule_fits_and_has_its_sections(rule: str) -> None:
    page = rule_page(_linted(rule))
    assert [line for line in page.splitlines() if len(line) > 80 and "://" not in line] == []
    for title in ("What it looks for", "Why it matters", "What to do", "Whom it is for", "What it expects"):
        assert f"\n{title}\n" in page
    assert "\nWho is exempt\n  - the person has died (patient.deceased is yes)\n" in page
    assert "\nWhich codes count\n" in page
    assert "\nHistory\n  - revision 1, 0.1: First version.\n" in page
    assert "\nWhat it rests on\n" in page
    assert "\nWhat it cannot see\n" in page


def test_page_says_what_can_be_set_and_how() -> None:
    page = rule_page(_linted())
    assert "- review_every = 12 months (at least 1 month, at most 24 months, a local choice)" in " ".join(page.split())
    assert "    --set RC-RISK-002.review_every=VALUE\n" in page


def test_parameter_with_nothing_said_is_short() -> None:
    linted = _linted()
    bare = replace(linted.parameters["review_every"], min=None, max=None, standing=None, why=None)
    page = rule_page(replace(linted, parameters={"review_every": bare}))
    assert "What can be set\n  - review_every = 12 months\n    --set" in page


def test_parameter_that_depends_on_the_service_says_how() -> None:
    linted = _linted()
    team = Scalar("team", Where("x.yaml"), quoted=False)
    by = PerService(team, (("CareTeam/crisis", Duration(1, "month")),), Duration(12, "month"))
    page = rule_page(replace(linted, parameters={"review_every": replace(linted.parameters["review_every"], by=by)}))
    assert "review_every = 1 month where team is CareTeam/crisis, otherwise 12 months" in " ".join(page.split())


def test_sections_that_a_file_leaves_out_are_left_out() -> None:
    linted = _linted()
    about = linted.rule.about.model_copy(
        update={
            "what": None,
            "kahn": None,
            "known_limits": None,
            "sources": (linted.rule.about.sources[0].model_copy(update={"url": None, "says": None, "section": None}),),
            "status": linted.rule.about.status.model_copy(update={"since": None}),
        }
    )
    page = rule_page(replace(linted, rule=replace(linted.rule, about=about), parameters={}, examples=()))
    assert "severity high, preview, revision 1" in page
    for title in ("What it looks for", "What can be set", "What it cannot see", "Examples"):
        assert title not in page


def test_standards_are_told_by_title_criterion_and_words() -> None:
    linted = _linted()
    where = Where("standards.yaml")
    named = ("triangle", "1.1", "The carer is identified."), ("triangle", "5", "Carers are introduced.")
    criteria = {name: Criterion(standard, name, words, where) for standard, name, words in named}
    standards = {"triangle": Standard("triangle", "The Triangle", "example.org", criteria, where)}
    about = linted.rule.about.model_copy(update={"standards": ("triangle/5", "triangle/1.1")})
    page = rule_page(replace(linted, rule=replace(linted.rule, about=about), standards=standards))
    assert (
        "\nStandards\n  - The Triangle\n    5: Carers are introduced.\n    1.1: The carer is identified.\n\nHistory\n"
        in page
    )


def test_codes_that_an_example_fills_in_and_rule_that_is_not_evaluated_are_on_the_page() -> None:
    waits = replace(_example("waits"), evaluated=False)
    fills = replace(_example("fills"), codes=(("forms", (("s", "a"),)),))
    page = rule_page(replace(_linted(), examples=(waits, fills)))
    assert "  - waits (as of 1 November 2026)\n    not evaluated\n" in page
    assert "  - fills (as of 1 November 2026)\n    with s|a in 'forms'\n    no outcome\n" in page


def test_examples_that_are_shown_are_on_the_page() -> None:
    got = Expected("EpisodeOfCare/e1", OutcomeKind.GAP, {"reason_code": "out_of_date", "due_on": "2026-10-31"})
    examples = (_example("first bad day", got), _example("nobody"), _example("hidden", got, shown=False))
    page = rule_page(replace(_linted(), examples=examples))
    assert page.endswith(
        "Examples\n"
        "  - first bad day (as of 1 November 2026)\n"
        "    EpisodeOfCare/e1: gap, reason code out_of_date, due on 2026-10-31\n"
        "  - nobody (as of 1 November 2026)\n"
        "    no outcome\n"
    )


def test_code_set_that_the_site_has_yet_to_fill_is_a_limit() -> None:
    linted = _linted()
    assert empty_sets(linted) == ()
    empty = CodeSet("risk-assessment", "Local forms", "x", True, (), Where("x.yaml"))
    emptied = replace(linted, code_sets={**linted.code_sets, "risk-assessment": empty})
    assert empty_sets(emptied) == ("Local forms",)
    page = rule_page(emptied)
    words = " ".join(page.split())
    assert "- Local forms: a code set for the site to fill, empty as shipped; until then the rule waits" in words
    assert "- Local forms (risk-assessment; needed; for the site to fill): x" in words


def test_days_between_which_a_code_is_in_use_are_shown() -> None:
    linted = _linted()
    codes = (
        Code("s", "a", "A", "seen", date(2020, 1, 1), date(2024, 3, 31)),
        Code("s", "b", "B", "seen", None, None),
    )
    dated = CodeSet("risk-assessment", "Forms", "x", False, codes, Where("x.yaml"))
    page = rule_page(replace(linted, code_sets={**linted.code_sets, "risk-assessment": dated}))
    assert "A: s|a, from 2020-01-01, to 2024-03-31\n" in page
    assert "B: s|b\n" in page


def test_words_of_a_rule_cannot_act_on_the_terminal() -> None:
    linted = _linted()
    about = linted.rule.about.model_copy(update={"title": "Red\x1b[31m"})
    assert "Red\\x1b[31m" in rule_page(replace(linted, rule=replace(linted.rule, about=about)))
