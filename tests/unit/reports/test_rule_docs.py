"""The page of a rule in Markdown: what an example gives and expects stands in tables, and texts stay texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from risk_checks import api
from risk_checks.errors import Where
from risk_checks.model.outcome import OutcomeKind
from risk_checks.reports.markdown import escaped, table
from risk_checks.reports.rule_docs import rule_markdown
from risk_checks.rules.examples import Example, Expected
from risk_checks.rules.lint import Linted
from risk_checks.rules.lint.checks import prepare
from risk_checks.tables.loading import shipped_tables

EXAMPLE = Example(
    rule="RC-RISK-002",
    name="The last | day",
    shown=True,
    pair="last-good",
    as_of=date(2026, 11, 1),
    covers=None,
    resources=(),
    rows=None,
    expect=(Expected("EpisodeOfCare/e1", OutcomeKind.DUE, {"reason_code": "not_yet_due", "due_on": "2026-11-08"}),),
    where=Where("x.yaml"),
)


def _linted() -> Linted:
    catalogue = api.load_rules()
    return prepare(catalogue.rule("RC-RISK-002"), catalogue=catalogue, tables=shipped_tables())


def _examples(**changes: Any) -> str:
    page = rule_markdown(replace(_linted(), examples=(replace(EXAMPLE, **changes),)))
    return page.partition("## Examples\n\n")[2]


def test_example_of_resources_is_two_tables() -> None:
    coding = {"coding": [{"system": "http://snomed.info/sct", "code": "1", "display": "One"}]}
    resources = (
        {"resourceType": "Patient", "id": "p1", "deceasedBoolean": True},
        {"resourceType": "CarePlan", "id": "q1", "subject": {"reference": "Patient/p1"}, "category": [coding]},
    )
    assert (
        _examples(resources=resources)
        == """\
### The last | day (the last good day)

On 1 November 2026. Given:

| recorded | as |
| --- | --- |
| Patient/p1 | deceasedBoolean: true |
| CarePlan/q1 | subject: Patient/p1; category: http://snomed.info/sct\\|1 |

| subject | outcome | because |
| --- | --- | --- |
| EpisodeOfCare/e1 | **due** | not yet due; due on 2026-11-08 |
"""
    )


def test_example_of_rows_says_each_day_once_and_nothing_that_is_not_written() -> None:
    row = {
        "id": "e1",
        "patient": "p1",
        "start_earliest": date(2026, 10, 1),
        "start_latest": date(2026, 10, 1),
        "end_earliest": date(2026, 11, 1),
        "end_latest": date(2026, 11, 30),
        "team": None,
        "kinds": [],
    }
    assert (
        "| referral e1 | patient: p1; start: 2026-10-01; end_earliest: 2026-11-01; end_latest: 2026-11-30 |\n"
        in _examples(rows={"referral": (row,)})
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"pair": "first-bad"}, "### The last | day (the first bad day)\n"),
        ({"pair": None}, "### The last | day\n"),
        ({"covers": frozenset({"Patient", "CarePlan"})}, "; the input covers CarePlan, Patient only. Given:\n"),
        ({"parameters": (("review_every", "6 months"),)}, "On 1 November 2026; review_every is set to 6 months."),
        ({"expect": ()}, "\nNo outcome: the rule does not ask it.\n"),
        ({"expect": (), "evaluated": False}, "\nThe rule is not evaluated.\n"),
        ({"codes": (("forms", (("s", "a"), ("s", "b"))),)}, "; 'forms' holds s|a and s|b. Given:"),
        ({"expect": (Expected("e1", OutcomeKind.GAP, {"due_on": "none"}),)}, "| e1 | **gap** |  |\n"),
        ({"expect": (Expected("e1", OutcomeKind.GAP, {"missing": "start"}),)}, "| e1 | **gap** | empty: start |\n"),
    ],
)
def test_example_says_what_is_special_about_it(changes: dict[str, Any], told: str) -> None:
    assert told in _examples(**changes)


def test_example_that_is_not_shown_is_not_there() -> None:
    assert _examples(shown=False) == ""


def test_text_of_a_rule_is_no_markdown() -> None:
    assert escaped("_a_ has_name *b* <i> [c](d) `e`") == "\\_a\\_ has_name \\*b\\* &lt;i> \\[c\\](d) \\`e\\`"
    assert table(("a",), [("b|c",)]) == "| a |\n| --- |\n| b\\|c |"
