"""An example made of table rows hands them over: a table that nothing feeds yet is covered there, on every engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from risk_checks.api import load_rules
from risk_checks.api.asking import ask
from risk_checks.api.examples import outcomes_of_rows, seen_of_rows
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.examples import Example, load_examples
from tests.unit.rules.small import RULE

SHIPPED = shipped_definitions()
DEFINITIONS = replace(
    SHIPPED,
    tables={**SHIPPED.tables, "contact": replace(SHIPPED.tables["contact"], sources=())},
    feeds={**SHIPPED.feeds, "contact": frozenset()},
)
"""The shipped tables, as if nothing fed contacts."""
HEAD = RULE[: RULE.index("for_each:")].replace("RC-TEST-001", "RC-TEST-901")
CONTACT = """\
for_each: referral
when: {status: open}
expect:
  recorded: contact
  where: {status: attended}
  within: {of: start, time: 7 days, first_day: counted}
"""
MISSED = """\
for_each: referral
when: {status: open, having: {table: contact, where: {status: missed}}}
expect: {complete: [service]}
"""
EXAMPLES = """\
examples:
  - name: Given
    shown: true
    as_of: "2026-11-01"
    rows:
      patient: [{id: p1}]
      referral: [{id: r1, patient: p1, status: open, start: "2026-10-01"}]
      contact: [{id: c1, patient: p1, status: STATUS, start: "2026-10-08"}]
    expect: []
  - name: Not given
    shown: true
    as_of: "2026-11-01"
    rows:
      patient: [{id: p1}]
      referral: [{id: r1, patient: p1, status: open, start: "2026-10-01"}]
    expect: []
  - name: Given beside what is covered
    shown: true
    as_of: "2026-11-01"
    covers: [Patient, EpisodeOfCare, Encounter]
    rows:
      patient: [{id: p1}]
      referral: [{id: r1, patient: p1, status: open, start: "2026-10-01", service: crisis}]
      contact: []
    expect: []
  - name: Not covered
    shown: true
    as_of: "2026-11-01"
    covers: [Patient, EpisodeOfCare, Encounter]
    rows:
      patient: [{id: p1}]
      referral: [{id: r1, patient: p1, status: open, start: "2026-10-01"}]
    expect: []
"""


def _answers(tmp_path: Path, rule: str, status: str, engine: str) -> dict[str, list[str]]:
    (tmp_path / "a.yaml").write_text(HEAD + rule, encoding="utf-8")
    (tmp_path / "a.examples.yaml").write_text(EXAMPLES.replace("STATUS", status), encoding="utf-8")
    catalogue: Catalogue = load_rules(tmp_path)
    found: dict[str, list[str]] = {}
    rule_named = catalogue.rule("RC-TEST-901")
    for example in load_examples(rule_named, tables=DEFINITIONS.tables, code_sets=catalogue.code_sets):
        found[example.name] = _outcomes(catalogue, example, engine)
    return found


def _outcomes(catalogue: Catalogue, example: Example, engine: str) -> list[str]:
    asked = ask(catalogue, select=example.rule, ignore=None, parameters=None, definitions=DEFINITIONS)
    assert example.rows is not None
    outcomes = outcomes_of_rows(example, example.rows, asked, engine, definitions=DEFINITIONS)
    return [f"{each.outcome} {each.reason_code}" for each in outcomes or () if each.rule == "RC-TEST-901"]


ENGINES = pytest.mark.parametrize("engine", ["reference", "duckdb"])


@ENGINES
def test_rows_of_an_unfed_table_are_evidence_and_their_lack_is_a_gap(tmp_path: Path, engine: str) -> None:
    assert _answers(tmp_path, CONTACT, "attended", engine) == {
        "Given": ["met in_time"],
        "Not given": ["gap none_recorded"],
        "Given beside what is covered": ["gap none_recorded"],
        "Not covered": [],
    }


@ENGINES
def test_a_missed_contact_counts_where_a_rule_names_the_word(tmp_path: Path, engine: str) -> None:
    """The column that is asked to be filled is awaited; the rows hand it over as well."""
    assert _answers(tmp_path, MISSED, "missed", engine) == {
        "Given": ["gap field_empty"],
        "Not given": [],
        "Given beside what is covered": [],
        "Not covered": ["unknown population_not_known"],
    }


def test_the_feed_of_a_table_that_is_handed_over_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + CONTACT, encoding="utf-8")
    (tmp_path / "a.examples.yaml").write_text(EXAMPLES.replace("STATUS", "attended"), encoding="utf-8")
    catalogue = load_rules(tmp_path)
    given, _, _, apart = load_examples(
        catalogue.rule("RC-TEST-901"), tables=DEFINITIONS.tables, code_sets=catalogue.code_sets
    )
    seen, unseen = (seen_of_rows(each, each.rows or {}, definitions=DEFINITIONS) for each in (given, apart))
    assert seen.feeds["contact"] == {"contact (rows)"}
    contact = DEFINITIONS.tables["contact"]
    assert seen.not_covered(seen.holding(contact)) == ()
    assert unseen.not_covered(unseen.holding(contact)) == ("contact (rows)",)
    assert seen.feeds["assessment"] == DEFINITIONS.feeds["assessment"]
