"""A run told by a standard: each criterion with the sums of its rules, or that no rule speaks to it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from risk_checks.errors import UsageError, Where
from risk_checks.model.outcome import RuleId
from risk_checks.reports.by_standard import StandardSummary
from risk_checks.reports.report import Report
from risk_checks.reports.run import NotRun
from risk_checks.reports.text import as_json, as_text
from risk_checks.rules.choice import WhyNot
from risk_checks.rules.standards import Criterion, Standard
from tests.unit.reports.making import CARER, RULES, STALE, UNRUN, report

WORDS = {
    "1": "Carers, and the essential part they play, are identified at first contact or as soon as possible after it.",
    "1.1": "The carer is identified.",
    "1.4": "Consent is recorded.",
    "5": "Carers are introduced.",
    "6": "Carers are supported.",
}
TRIANGLE = Standard(
    "triangle",
    "The Triangle",
    "example.org/triangle",
    {name: Criterion("triangle", name, words, Where("standards.yaml")) for name, words in WORDS.items()},
    Where("standards.yaml"),
)
SPOKEN = {
    CARER: ("triangle/1", "triangle/1.1"),
    UNRUN: ("other/1", "triangle/1.1"),
    STALE: ("other/1.4",),
}
LEFT_OUT = (
    NotRun(
        RuleId("RC-CARER-009"), "carer-consent-missing", "Carer's consent missing", WhyNot.OFF_HERE, ("triangle/1.4",)
    ),
    NotRun(RuleId("RC-CARER-010"), "carer-leaflet-missing", "Carer's leaflet missing", WhyNot.OFF, ("triangle/1.4",)),
    NotRun(RuleId("RC-CARER-011"), "carer-other-missing", "Carer's other missing", WhyNot.OFF_HERE),
)


def made(**changed: Any) -> Report:
    rules = tuple(replace(rule, standards=SPOKEN[rule.id], kahn="completeness") for rule in RULES)
    return report(rules=rules, not_run=LEFT_OUT, standards={"triangle": TRIANGLE}, **changed)


TEXT = """\
The Triangle
    rule          population  met  late  due  gap  unknown  exempt
  1  Carers, and the essential part they play, are identified at first contact
    or as soon as possible after it.
    RC-CARER-002           3    1     0    0    1        0       1
      Carer's details incomplete (medium)
  1.1  The carer is identified.
    RC-CARER-002           3    1     0    0    1        0       1
      Carer's details incomplete (medium)
    RC-PLAN-001 not evaluated: No care plan can be seen: this input covers none
      of CarePlan.
  1.4  Consent is recorded.
    RC-CARER-009 not run: switched off here
    RC-CARER-010 not run: off unless selected
  5  Carers are introduced.
    no rule speaks to this
  6  Carers are supported.
    no rule speaks to this
  1 further rule of this run speaks to no criterion here."""


def told() -> StandardSummary:
    return made().by_standard("triangle")


def test_criteria_stand_in_order_with_the_sums_of_their_rules() -> None:
    assert str(told()) == repr(told()) == TEXT
    assert [each.criterion for each in told()] == list(WORDS)
    assert len(told()) == 5
    assert told().without_a_rule == ("5", "6")


def test_criterion_is_found_by_its_name() -> None:
    (first, second) = told()["1.1"].rules
    assert (first.rule, first.population, first.met, first.gap, first.exempt) == (CARER, 3, 1, 1, 1)
    assert (second.rule, second.population) == (UNRUN, None)
    assert [left.id for left in told()["1.4"].not_run] == ["RC-CARER-009", "RC-CARER-010"]
    assert told()["1.4"].has_rule
    with pytest.raises(KeyError):
        told()["1.2"]


def test_dicts_have_one_row_for_each_rule_under_each_criterion() -> None:
    rows = told().to_dicts()
    assert [(row["criterion"], row["rule"], row["gap"], row["not_run"]) for row in rows] == [
        ("1", CARER, 1, None),
        ("1.1", CARER, 1, None),
        ("1.1", UNRUN, None, None),
        ("1.4", "RC-CARER-009", None, "switched off here"),
        ("1.4", "RC-CARER-010", None, "off unless selected"),
        ("5", None, None, None),
        ("6", None, None, None),
    ]
    assert rows[2]["not_evaluated"].startswith("No care plan")
    frame = told().to_pandas()
    assert frame["gap"].dtype == "Int64"
    assert frame["words"][0] == WORDS["1"]
    assert list(frame["rule"].isna()) == [False] * 5 + [True] * 2


def test_json_has_rules_within_criteria_beside_the_summary() -> None:
    whole = json.loads(json.dumps(as_json(made(), standard="triangle")))
    assert len(whole["summary"]) == 3
    standard = whole["standard"]
    assert (standard["name"], standard["title"], standard["further_rules"]) == ("triangle", "The Triangle", 1)
    assert [[rule["rule"] for rule in each["rules"]] for each in standard["criteria"]] == [
        [CARER],
        [CARER, UNRUN],
        [],
        [],
        [],
    ]
    assert standard["criteria"][2]["not_run"][0] == {
        "id": "RC-CARER-009",
        "slug": "carer-consent-missing",
        "why": "switched off here",
    }
    assert "standard" not in as_json(made())


def test_text_of_a_run_tells_what_was_found_by_the_standard() -> None:
    text = as_text(made(), standard="triangle")
    assert "\n\nWhat was found as of 1 November 2026, by The Triangle\n    rule " in text
    assert "\n  1.4  Consent is recorded.\n" in text
    assert "Risk assessment out of date (high)" not in text
    assert "\nHow the rows add up\n" in text
    assert max(map(len, text.splitlines())) <= 80


def test_name_that_no_standard_has_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="RC-E606: no standard is called 'tringle'; did you mean 'triangle'"):
        made().by_standard("tringle")


def test_criteria_of_which_none_was_counted_have_no_table() -> None:
    rules = tuple(replace(rule, standards=()) for rule in RULES)
    found = report(rules=rules, standards={"triangle": TRIANGLE}).by_standard("triangle")
    assert "population" not in str(found)
    assert found.without_a_rule == tuple(WORDS)
    assert str(found).endswith("  3 further rules of this run speak to no criterion here.")


def test_warnings_come_first() -> None:
    assert str(made(incomplete=True).by_standard("triangle")).startswith("  ! INCOMPLETE")


def test_words_of_a_standard_cannot_act_on_the_terminal() -> None:
    acting = replace(TRIANGLE.criteria["5"], words="Red\x1b[31m")
    standard = replace(TRIANGLE, title="T\x07", criteria={"5": acting})
    found = str(report(standards={"triangle": standard}).by_standard("triangle"))
    assert "\x1b" not in found
    assert "\x07" not in found
