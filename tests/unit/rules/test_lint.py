"""Each check of the linter fires on the fault it is for, and on nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from risk_checks.rules.library import load_rules
from risk_checks.rules.lint import CHECKS, lint
from risk_checks.rules.lint.examples import outcomes_of
from risk_checks.rules.needs import needed_by
from risk_checks.tables.definition import TableDef
from tests.unit.rules.small import CONDITIONS, RISK, TABLES, changed, compiled
from tests.unit.rules.test_library import folder

GOOD = """\
# yaml-language-server: $schema=../schema/rule.schema.json
id: RC-TEST-001
slug: assessment-missing
title: Assessment missing
status: {stage: preview, since: "0.1"}
revision: 1
severity: high
kahn: completeness
what: what
why: why
action: action
known_limits: limits
sources:
  - {title: A guideline, section: "1", url: example.org, says: It asks for an assessment.}
standards: [guideline/1]
history: [{revision: 1, since: "0.1", change: First version.}]
parameters:
  first_within: {default: 7 days, min: 0 days, max: 42 days, standing: local, why: because}
for_each: referral
when: {use: recent}
unless:
  - because: the person has died
    when: {patient.deceased: true}
expect:
  recorded: assessment
  called: risk assessment
  where: {kinds: {any_in: risk}, status: complete}
  grace: {of: start, time: $first_within}
"""
STANDARDS = """\
guideline:
  title: A guideline
  url: example.org
  criteria: {"1": There is an assessment.}
"""
EXAMPLES = """\
examples:
  - {name: a, shown: true, as_of: 2026-11-01, resources: [], expect: [{subject: a, outcome: met}]}
  - {name: b, shown: true, pair: last-good, as_of: 2026-11-01, resources: [], expect: [{subject: a, outcome: due}]}
  - {name: c, shown: true, pair: first-bad, as_of: 2026-11-01, resources: [], expect: [{subject: a, outcome: gap}]}
  - {name: d, shown: true, as_of: 2026-11-01, resources: [], expect: [{subject: a, outcome: unknown}]}
  - {name: e, shown: true, as_of: 2026-11-01, resources: [], expect: [{subject: a, outcome: exempt}]}
"""


def linted(
    path: Path,
    rule: str = GOOD,
    *,
    examples: str | None = EXAMPLES,
    risk: str = RISK,
    conditions: str = CONDITIONS,
    name: str = "",
    standards: str = STANDARDS,
    tables: Mapping[str, TableDef] = TABLES,
) -> list[str]:
    stem = name or "assessment-missing"
    files = {
        f"theme/{stem}.yaml": rule,
        "conditions.yaml": conditions,
        "codes/risk.yaml": risk,
        "standards.yaml": standards,
        "schema/rule.schema.json": "{}",
    }
    if examples is not None:
        files[f"theme/{stem}.examples.yaml"] = examples
    home = folder(path, files)
    return [str(each).replace(f"{home.as_posix()}/", "") for each in lint(load_rules(home), tables=tables)]


def test_good_rule_has_no_finding(tmp_path: Path) -> None:
    assert linted(tmp_path) == []


PLACE = "theme/assessment-missing.yaml"
BROKEN = {
    "RC-L001": (
        "severity: high\nkahn: completeness\n",
        "kahn: completeness\nseverity: high\n",
        [
            f"RC-L001 {PLACE}:8:1: 'severity' comes before 'kahn'",
        ],
    ),
    "RC-L002": (
        "what: what\nwhy: why\naction: action\nknown_limits: limits\n",
        "",
        [f"RC-L002 {PLACE}:2:1: missing '{key}'" for key in ("action", "known_limits", "what", "why")],
    ),
    "RC-L003 none": (
        'sources:\n  - {title: A guideline, section: "1", url: example.org, says: It asks for an assessment.}\n',
        "",
        [
            f"RC-L003 {PLACE}:2:1: missing 'sources'",
        ],
    ),
    "RC-L003 bare": (
        ', section: "1", url: example.org, says: It asks for an assessment.',
        "",
        [f"RC-L003 {PLACE}:14:5: the source 'A guideline' has no '{key}'" for key in ("says", "section", "url")],
    ),
    "RC-L004": (
        "It asks for an assessment.",
        "'It asks [U] for an assessment.'",
        [
            f"RC-L004 {PLACE}:14:64: [U] marks what nobody has seen, and is not shipped",
        ],
    ),
    "RC-L005 title": (
        "title: Assessment missing",
        "title: People at risk",
        [
            f"RC-L005 {PLACE}:4:8: 'at risk' is not a word for a record; say what is recorded or not recorded",
        ],
    ),
    "RC-L005 reason": (
        "the person has died",
        "the person is Safe",
        [
            f"RC-L005 {PLACE}:22:14: 'Safe' is not a word for a record; say what is recorded or not recorded",
        ],
    ),
    "RC-L005 called": (
        "called: risk assessment",
        "called: high-risk form",
        [
            f"RC-L005 {PLACE}:26:11: 'high-risk' is not a word for a record; say what is recorded or not recorded",
        ],
    ),
    "RC-L005 action": (
        "action: action",
        "action: Make it compliant, not dangerous.",
        [
            f"RC-L005 {PLACE}:11:9: 'compliant' is not a word for a record; say what is recorded or not recorded",
            f"RC-L005 {PLACE}:11:9: 'dangerous' is not a word for a record; say what is recorded or not recorded",
        ],
    ),
    "RC-L011": (
        ", standing: local, why: because",
        "",
        [
            f"RC-L011 {PLACE}:18:17: the parameter 'first_within' has no 'standing' (national or local)",
            f"RC-L011 {PLACE}:18:17: the parameter 'first_within' has no 'why'",
        ],
    ),
    "RC-L012": (
        "time: $first_within",
        "time: 7 days",
        [
            f"RC-L012 {PLACE}:18:17: the parameter 'first_within' is not used",
            (
                f"RC-L016 {PLACE}:28:28: '7 days' stands in the logic; "
                "make it a parameter that says why, and write its $name"
            ),
        ],
    ),
    "RC-L014": ('stage: preview, since: "0.1"', "stage: preview", [f"RC-L014 {PLACE}:5:9: the status has no 'since'"]),
    "RC-L021": (
        "kahn: completeness\n",
        "",
        [f"RC-L021 {PLACE}:2:1: missing 'kahn' (completeness, conformance or plausibility)"],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN.values(), ids=list(BROKEN))
def test_check_fires(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    assert linted(tmp_path, changed(old, new, GOOD)) == expected


def test_slug_that_names_no_fault_is_found(tmp_path: Path) -> None:
    rule = GOOD.replace("slug: assessment-missing", "slug: require-assessment")
    assert linted(tmp_path, rule, name="require-assessment") == [
        (
            "RC-L006 theme/require-assessment.yaml:3:7: "
            "a slug names the fault, such as care-plan-missing or contact-out-of-date"
        )
    ]


def test_slug_that_is_not_the_name_of_the_file_is_found(tmp_path: Path) -> None:
    assert linted(tmp_path, name="other") == [
        "RC-L007 theme/other.yaml:3:7: the slug is 'assessment-missing' and the file 'other.yaml'"
    ]


def test_rule_without_examples_is_found(tmp_path: Path) -> None:
    assert linted(tmp_path, examples=None) == [
        f"RC-L008 {PLACE}:2:1: missing examples: assessment-missing.examples.yaml"
    ]


def test_examples_of_which_none_is_shown_are_found(tmp_path: Path) -> None:
    assert linted(tmp_path, examples=EXAMPLES.replace("shown: true", "shown: false")) == [
        "RC-L008 theme/assessment-missing.examples.yaml:2:5: no example is 'shown'"
    ]


def test_outcome_without_an_example_is_found(tmp_path: Path) -> None:
    assert linted(tmp_path, examples=EXAMPLES.replace("outcome: exempt", "outcome: met")) == [
        f"RC-L009 {PLACE}:2:1: no example has the outcome 'exempt'"
    ]


def test_examples_without_a_pair_are_found(tmp_path: Path) -> None:
    assert linted(tmp_path, examples=EXAMPLES.replace("pair: last-good, ", "")) == [
        f"RC-L010 {PLACE}:2:1: no example is the 'last-good' of a pair"
    ]


def test_needed_code_set_that_is_empty_is_found(tmp_path: Path) -> None:
    assert linted(tmp_path, risk=RISK[: RISK.index("codes:")] + "codes: []\n") == [
        "RC-L013 codes/risk.yaml:1:1: the rule can never be met while the code set 'risk' is empty"
    ]


FOR_THE_SITE = RISK[: RISK.index("site:")] + "site: true\ncodes: []\n"
FILLED = EXAMPLES.replace("resources:", "codes: {risk: [{system: s, code: a}]}, resources:")
WAITING = "  - {name: f, shown: true, as_of: 2026-11-01, resources: [], expect: not_evaluated}\n"


def test_rule_that_waits_for_the_site_is_as_it_should_be_where_examples_fill_the_set(tmp_path: Path) -> None:
    assert linted(tmp_path, risk=FOR_THE_SITE, examples=FILLED + WAITING) == []


def test_rule_that_waits_for_the_site_and_does_not_show_both_is_found(tmp_path: Path) -> None:
    waits = f"RC-L013 {PLACE}:2:1: the rule waits for the code set 'risk', and no example"
    assert linted(tmp_path, risk=FOR_THE_SITE) == [
        f"{waits} fills it with 'codes'",
        f"{waits} without it says 'expect: not_evaluated'",
    ]
    assert linted(tmp_path, risk=FOR_THE_SITE, examples=FILLED) == [f"{waits} without it says 'expect: not_evaluated'"]


def test_set_of_the_site_that_holds_codes_keeps_no_rule_waiting(tmp_path: Path) -> None:
    assert linted(tmp_path, risk=RISK.replace("site: false", "site: true")) == []


def test_mark_of_what_nobody_has_seen_is_found_in_code_sets_and_conditions(tmp_path: Path) -> None:
    assert linted(tmp_path, risk=RISK.replace("source: here", "source: '[U]'")) == [
        "RC-L004 codes/risk.yaml:1:1: [U] marks what nobody has seen, and is not shipped"
    ]
    (tmp_path / "conditions.yaml").write_text(CONDITIONS.replace("is recent.", "is recent [U]."), encoding="utf-8")
    (tmp_path / "codes" / "risk.yaml").write_text(RISK, encoding="utf-8")
    assert [each.code for each in lint(load_rules(tmp_path), tables=TABLES)] == ["RC-L004"]


def test_words_of_criteria_that_the_rule_speaks_to_are_looked_at(tmp_path: Path) -> None:
    said = STANDARDS.replace("There is an assessment.", "'People at risk are seen [U].'")
    assert linted(tmp_path, standards=said) == [
        "RC-L004 standards.yaml:4:19: [U] marks what nobody has seen, and is not shipped",
        "RC-L005 standards.yaml:4:19: 'at risk' is not a word for a record; say what is recorded or not recorded",
    ]


def test_title_of_a_standard_is_its_own(tmp_path: Path) -> None:
    assert linted(tmp_path, standards=STANDARDS.replace("A guideline", "Staying safe")) == []


def test_parameters_of_named_conditions_are_looked_at_too(tmp_path: Path) -> None:
    linted(tmp_path)
    (tmp_path / "conditions.yaml").write_text(CONDITIONS.replace(", why: because", ""), encoding="utf-8")
    found = lint(load_rules(tmp_path), tables=TABLES)
    assert [each.message for each in found] == ["the parameter 'recent_for' has no 'why'"]


def test_one_rule_and_some_checks_can_be_asked_for(tmp_path: Path) -> None:
    linted(tmp_path, examples=None)
    catalogue = load_rules(tmp_path)
    assert lint(catalogue, tables=TABLES, rules=[]) == ()
    assert lint(catalogue, tables=TABLES, checks=CHECKS[:7]) == ()


def test_every_check_has_its_own_code() -> None:
    assert [check.code for check in CHECKS] == [f"RC-L{number:03}" for number in range(1, len(CHECKS) + 1)]


@pytest.mark.parametrize(
    ("where", "needed"),
    [
        ("{kinds: {any_in: risk}}", {"risk"}),
        ("{any: [{kinds: {any_in: risk}}, {score: 1}]}", set()),
        ("{any: [{kinds: {any_in: risk}}, {kinds: {any_in: risk}, score: 1}]}", {"risk"}),
        ("{not: {kinds: {any_in: risk}}}", set()),
        ("{not: {not: {kinds: {any_in: risk}}}}", {"risk"}),
        ("{not: {any: [{not: {kinds: {any_in: risk}}}, {score: 1}]}}", {"risk"}),
        ("{not: {all: [{not: {kinds: {any_in: risk}}}, {score: 1}]}}", set()),
        ("{having: {table: referral, where: {kinds: {any_in: risk}}}}", {"risk"}),
        ("{not: {having: {table: referral, where: {kinds: {any_in: risk}}}}}", set()),
        ("{score: [1, 2], note: {filled: true}}", set()),
    ],
)
def test_code_set_is_needed_where_every_way_to_met_passes_through_it(where: str, needed: set[str]) -> None:
    rule = changed("{kinds: {any_in: risk}, status: complete}", where, GOOD)
    assert needed_by(compiled(rule)) == needed


def test_code_set_of_the_population_is_needed_as_well() -> None:
    rule = changed(
        "  recorded: assessment\n  called: risk assessment\n  where: {kinds: {any_in: risk}, status: complete}\n"
        "  grace: {of: start, time: $first_within}\n",
        "  complete: [start]\n",
        GOOD,
    )
    assert needed_by(compiled(rule)) == frozenset()
    assert needed_by(compiled(changed("{use: recent}", "{kinds: {any_in: risk}}", rule))) == {"risk"}


@pytest.mark.parametrize(
    ("expect", "kinds"),
    [
        ("complete: [start]", "gap met unknown"),
        ("recorded: carer", "gap met unknown"),
        ("recorded: assessment\n  grace: {of: start, time: $first_within}", "due gap met unknown"),
        (
            "recorded: assessment\n  every: 1 year\n  first_within: {of: start, time: $first_within}",
            "due gap met unknown",
        ),
        (
            "recorded: assessment\n  within: {of: start, time: $first_within, first_day: counted}",
            "due gap late met unknown",
        ),
    ],
)
def test_outcomes_that_a_rule_can_give(expect: str, kinds: str) -> None:
    bare = GOOD[: GOOD.index("unless:")] + f"expect:\n  {expect}\n"
    assert " ".join(sorted(outcomes_of(compiled(bare)))) == kinds
    exempting = GOOD[: GOOD.index("expect:")] + f"expect:\n  {expect}\n"
    assert outcomes_of(compiled(exempting)) == outcomes_of(compiled(bare)) | {"exempt"}
