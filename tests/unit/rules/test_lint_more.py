"""Checks of reasons, thresholds, declines, histories and first lines fire on their fault, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from risk_checks.errors import DefinitionErrors
from risk_checks.rules.library import load_rules
from risk_checks.rules.lint import lint
from tests.unit.rules.small import CONDITIONS, RISK, TABLES, changed
from tests.unit.rules.test_library import folder
from tests.unit.rules.test_lint import EXAMPLES, FOR_THE_SITE, GOOD, PLACE, STANDARDS, linted

WHERE = "where: {kinds: {any_in: risk}, status: complete}"
DIED = "  - because: the person has died\n    when: {patient.deceased: true}\n"
NOT_A_WORD = "is not a word for a record; say what is recorded or not recorded"
TO_PARAMETER = "stands in the logic; make it a parameter that says why, and write its $name"


def test_words_of_a_condition_that_is_used_are_looked_at(tmp_path: Path) -> None:
    said = CONDITIONS.replace("The last contact is recent.", "The person is at risk.")
    assert linted(tmp_path, conditions=said) == [f"RC-L005 conditions.yaml:1:1: 'at risk' {NOT_A_WORD}"]


def test_words_of_a_condition_that_is_not_used_are_not(tmp_path: Path) -> None:
    assert linted(tmp_path, conditions=CONDITIONS.replace("It uses itself.", "The person is at risk.")) == []


def test_title_of_a_code_set_that_is_used_is_looked_at(tmp_path: Path) -> None:
    said = RISK.replace("title: Risk", "title: People who are unsafe")
    assert linted(tmp_path, risk=said) == [f"RC-L005 codes/risk.yaml:1:1: 'unsafe' {NOT_A_WORD}"]


@pytest.mark.parametrize("text", ["Safety plan missing", "Risk assessment missing", "Complaint unsent"])
def test_words_that_only_look_alike_are_allowed(tmp_path: Path, text: str) -> None:
    assert linted(tmp_path, changed("title: Assessment missing", f"title: {text}", GOOD)) == []


@pytest.mark.parametrize(
    ("logic", "places"),
    [
        ("status: complete, score: {at_least: 8}", [("27:70", "8")]),
        ("status: complete, score: [1, 2, 3]", [("27:63", "2"), ("27:66", "3")]),
        ("status: complete, date: {after: 2026-04-01}", [("27:66", "2026-04-01")]),
        ("date: {at_least: {of: as_of, minus: 12 months}}", [("27:70", "12 months")]),
        ("having: {table: carer, count: {at_least: 2}}", [("27:75", "2")]),
        ("status: complete, score: {at_least: 1}", []),
        ("date: {at_least: {of: as_of, minus: 0 days}}", []),
        ("date: {at_least: {of: as_of, minus: $first_within}}", []),
    ],
)
def test_threshold_in_the_logic_is_found(tmp_path: Path, logic: str, places: list[tuple[str, str]]) -> None:
    rule = changed("status: complete}", f"{logic}}}", GOOD)
    assert linted(tmp_path, rule) == [f"RC-L016 {PLACE}:{at}: '{text}' {TO_PARAMETER}" for at, text in places]


def test_day_of_grace_is_a_threshold_too(tmp_path: Path) -> None:
    rule = changed("plus: $x", "plus: 1 day", GOOD.replace("of: start,", "of: {of: start, plus: $x},"))
    assert linted(tmp_path, rule) == [f"RC-L016 {PLACE}:28:33: '1 day' {TO_PARAMETER}"]


def test_threshold_in_a_condition_that_is_used_is_found(tmp_path: Path) -> None:
    said = changed("minus: $recent_for", "minus: 6 months", CONDITIONS)
    assert linted(tmp_path, conditions=said) == [f"RC-L016 conditions.yaml:6:54: '6 months' {TO_PARAMETER}"]


DECLINED = f"""\
{DIED}  - because: BECAUSE
    when:
      having: {{table: assessment, where: WHEN}}
"""
OFFER_AGAIN = "  offer_again: {default: 12 months, standing: local, why: because}\n"


def _declining(because: str, when: str) -> str:
    rule = changed(DIED, DECLINED.replace("BECAUSE", because).replace("WHEN", when), GOOD)
    return rule.replace("for_each:", OFFER_AGAIN + "for_each:") if "$offer_again" in when else rule


@pytest.mark.parametrize(
    ("because", "word"),
    [
        ("the person declined it", "declined"),
        ("a refusal is recorded", "refusal"),
        ("the person did not want it", "did not want"),
        ("the person opted out", "opted out"),
    ],
)
def test_decline_that_holds_for_ever_is_found(tmp_path: Path, because: str, word: str) -> None:
    assert linted(tmp_path, _declining(because, "{status: complete}")) == [
        f"RC-L017 {PLACE}:24:14: '{word}' holds for ever; say how long with a column of days: {{lasts: $parameter}}"
    ]


def test_decline_that_lapses_is_as_it_should_be(tmp_path: Path) -> None:
    assert linted(tmp_path, _declining("the person declined it", "{date: {lasts: $offer_again}}")) == []


def test_exemption_that_is_no_decline_may_hold_for_ever(tmp_path: Path) -> None:
    assert linted(tmp_path, _declining("it was done elsewhere", "{status: complete}")) == []


def test_decline_is_known_by_the_code_set_and_the_condition_too(tmp_path: Path) -> None:
    in_set = linted(
        tmp_path / "set",
        _declining("it was answered", "{kinds: {any_in: risk}}"),
        risk=RISK.replace("title: Risk", "title: Assessment declined"),
    )
    assert [line[:7] for line in in_set] == ["RC-L017"]
    named = CONDITIONS.replace("It is complete and scored.", "The person refused.")
    by_name = linted(tmp_path / "name", _declining("it was answered", "{use: done}"), conditions=named)
    assert [line[:7] for line in by_name] == ["RC-L017"]


@pytest.mark.parametrize(
    ("history", "fault"),
    [
        ("", "2:1: missing 'history'"),
        (
            'history: [{revision: 2, since: "0.2", change: x}]\n',
            "16:10: the history ends with revision 2 and the rule has revision 1; say what changed",
        ),
        (
            'history: [{revision: 2, since: "0.2", change: x}, {revision: 1, since: "0.1", change: x}]\n',
            "16:10: the revisions of the history rise; the newest stands last",
        ),
    ],
)
def test_history_that_is_not_current_is_found(tmp_path: Path, history: str, fault: str) -> None:
    rule = changed('history: [{revision: 1, since: "0.1", change: First version.}]\n', history, GOOD)
    assert linted(tmp_path, rule) == [f"RC-L015 {PLACE}:{fault}"]


@pytest.mark.parametrize(
    ("first", "fault"),
    [
        ("# A rule", "the first line is not '# yaml-language-server: $schema=../schema/rule.schema.json'"),
        (
            "# yaml-language-server: $schema=../other.json",
            "the schema ../other.json is not there; `risk-checks rules schema` prints it",
        ),
    ],
)
def test_first_line_without_a_schema_is_found(tmp_path: Path, first: str, fault: str) -> None:
    rule = changed("# yaml-language-server: $schema=../schema/rule.schema.json", first, GOOD)
    assert linted(tmp_path, rule) == [f"RC-L018 {PLACE}:1:1: {fault}"]


def test_schema_may_be_an_address(tmp_path: Path) -> None:
    assert linted(tmp_path, changed("=../schema/", "=https://trust.example/", GOOD)) == []


def test_example_on_the_wrong_side_of_the_edge_is_found(tmp_path: Path) -> None:
    place = "theme/assessment-missing.examples.yaml"
    swapped = EXAMPLES.replace("last-good", "LAST").replace("first-bad", "last-good").replace("LAST", "first-bad")
    assert linted(tmp_path, examples=swapped) == [
        f"RC-L010 {place}:3:5: the example is the 'first-bad' of a pair, and expects neither a gap nor late",
        f"RC-L010 {place}:4:5: the example is the 'last-good' of a pair, and expects a gap",
    ]


def test_mark_of_what_nobody_has_seen_is_found_in_the_reasons_of_a_condition(tmp_path: Path) -> None:
    said = CONDITIONS.replace("why: because", "why: 'because [U]'")
    assert [line[:7] for line in linted(tmp_path, conditions=said)] == ["RC-L004"]


def test_rule_that_does_not_speak_of_death_is_found(tmp_path: Path) -> None:
    rule = changed("patient.deceased: true", "kinds: {any_in: risk}", GOOD)
    found = [line for line in linted(tmp_path, rule) if line.startswith("RC-L019")]
    assert found == [
        f"RC-L019 {PLACE}:2:1: people who have died are not exempt; write when: {{patient.deceased: true}} under unless"
    ]


def test_table_and_column_that_nothing_feeds_are_found(tmp_path: Path) -> None:
    unfed = {**TABLES, "assessment": replace(TABLES["assessment"], sources=())}
    columns = {**unfed["referral"].columns, "team": replace(unfed["referral"].columns["team"], awaited=True)}
    unfed["referral"] = replace(unfed["referral"], columns=columns)
    rule = changed("when: {use: recent}", "when: {team: {filled: true}}", GOOD)
    found = [line for line in linted(tmp_path, rule, tables=unfed) if line.startswith("RC-L020")]
    assert found == [
        f"RC-L020 {PLACE}:2:1: nothing feeds the table 'assessment' yet; the rule, or its condition, cannot tell",
        f"RC-L020 {PLACE}:2:1: nothing fills 'referral.team' yet; the rule, or its condition, cannot tell",
    ]


def test_column_that_only_an_empty_set_of_the_site_would_look_at_need_not_be_fed(tmp_path: Path) -> None:
    exempt = '{kinds: {any_in: risk}, note: {is: "x"}}'
    rule = changed("{patient.deceased: true}", f"{{any: [{{patient.deceased: true}}, {exempt}]}}", GOOD)
    rule = changed("where: {kinds: {any_in: risk}, status: complete}", "where: {status: complete}", rule)
    note = replace(TABLES["referral"].columns["note"], awaited=True)
    columns = {**TABLES["referral"].columns, "note": note}
    tables = {**TABLES, "referral": replace(TABLES["referral"], columns=columns)}
    told = f"RC-L020 {PLACE}:2:1: nothing fills 'referral.note' yet; the rule, or its condition, cannot tell"
    assert linted(tmp_path / "filled", rule, tables=tables) == [told]
    assert linted(tmp_path / "empty", rule, risk=FOR_THE_SITE, tables=tables) == []


def test_faults_of_all_rules_that_cannot_be_read_are_raised_together(tmp_path: Path) -> None:
    other = changed("when: {use: recent}", "when: {staus: open}", GOOD).replace("RC-TEST-001", "RC-TEST-002")
    files = {
        "theme/assessment-missing.yaml": changed("recorded: assessment", "recorded: assesment", GOOD),
        "theme/other-missing.yaml": other.replace("slug: assessment-missing", "slug: other-missing"),
        "conditions.yaml": CONDITIONS,
        "codes/risk.yaml": RISK,
        "standards.yaml": STANDARDS,
    }
    home = folder(tmp_path, files)
    with pytest.raises(DefinitionErrors) as caught:
        lint(load_rules(home), tables=TABLES)
    assert len(caught.value.faults) == 2
