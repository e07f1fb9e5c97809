"""`rules lint`, `test`, `show` and `schema` know the tables of a site: those of --tables, and of the site file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from risk_checks import api
from risk_checks.errors import DefinitionErrors, ExitCode, UsageError
from tests.cli.faking import invoke

VIEW = """\
resourceType: ViewDefinition
name: our_second_reader
title: Who read a risk assessment again
status: active
description: One row for each RiskAssessment.
fhirVersion: ["4.0.1"]
resource: RiskAssessment
select:
  - column:
      - {name: id, path: getResourceKey(), type: string}
      - {name: patient, path: subject.getReferenceKey(Patient), type: string}
      - name: reader
        path: extension('https://example.org/second-reader').value.ofType(string).first()
        type: string
"""
TABLE = """\
extends: assessment
columns:
  second_reader: {type: text, means: Who read it again, from: RiskAssessment.extension}
sources:
  - view: risk_assessment
    joins: [{view: our_second_reader, on: id}]
    columns: {second_reader: our_second_reader.reader}
"""
SLUG = "assessment-reader-missing"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with tables of one's own and a rule that reads a column of them."""
    (tmp_path / "tables-of-ours" / "views").mkdir(parents=True)
    (tmp_path / "tables-of-ours" / "tables").mkdir()
    (tmp_path / "tables-of-ours" / "views" / "our_second_reader.yaml").write_text(VIEW)
    (tmp_path / "tables-of-ours" / "tables" / "our_assessments.yaml").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    invoke("rules", "new", "assessments", SLUG)
    rule = tmp_path / "rules" / "assessments" / f"{SLUG}.yaml"
    text = rule.read_text()
    rule.write_text(text[: text.index("  recorded: care_plan\n")] + EXPECTED)
    (tmp_path / "rules" / "assessments" / f"{SLUG}.examples.yaml").write_text(EXAMPLES)
    return tmp_path


EXPECTED = """\
  recorded: assessment
  called: assessment that was read again
  where: {kinds: {any_in: risk-assessment}, status: complete, second_reader: {filled: true}}
  grace: {of: start, time: $first_within}
"""


def _example(name: str, as_of: str, outcome: str, *, reader: bool, more: str = "") -> str:
    extension = (
        '\n        extension: [{url: "https://example.org/second-reader", valueString: A. Reader}]' if reader else ""
    )
    return f"""\
  - name: {name}
    shown: true{more}
    as_of: "{as_of}"
    resources:
      - {{resourceType: Patient, id: p1}}
      - resourceType: EpisodeOfCare
        id: e1
        status: active
        patient: {{reference: Patient/p1}}
        period: {{start: "2026-10-01"}}
      - resourceType: RiskAssessment
        id: r1
        status: final
        subject: {{reference: Patient/p1}}
        occurrenceDateTime: "2026-10-02"{extension}
    expect:
      - {{subject: EpisodeOfCare/e1, outcome: {outcome}}}
"""


EXAMPLES = "examples:\n" + "".join(
    (
        _example("Somebody read it again", "2026-10-16", "met", reader=True),
        _example("Nobody has yet", "2026-10-15", "due", reader=False, more="\n    pair: last-good"),
        _example("Nobody did", "2026-10-16", "gap", reader=False, more="\n    pair: first-bad"),
    )
)
WAYS = pytest.mark.parametrize("way", ["option", "site file"])


def given(way: str, folder: Path) -> list[str]:
    if way == "option":
        return ["--tables", "tables-of-ours"]
    (folder / "risk-checks.toml").write_text('tables = ["tables-of-ours"]\nrules = ["rules"]\n')
    return []


@WAYS
def test_rule_that_reads_a_column_of_ones_own_is_linted(here: Path, way: str) -> None:
    with pytest.raises(DefinitionErrors, match="unknown column 'second_reader' of assessment"):
        invoke("rules", "lint", "rules", "--no-config")
    told = invoke("rules", "lint", "rules", *given(way, here))
    faults = [line for line in told.stdout.splitlines()[:-1] if not line.startswith("RC-L022")]  # as started
    assert [line.split(": ", 1)[1] for line in faults] == [
        "no example has the outcome 'exempt'",
        "no example has the outcome 'unknown'",
    ]


@WAYS
def test_its_examples_are_tried(here: Path, way: str) -> None:
    told = invoke("rules", "test", "rules", *given(way, here))
    assert told.stdout.endswith("3 examples of 1 rule on reference, duckdb: 0 differences\n")
    assert told.return_value == ExitCode.OK


@WAYS
def test_its_page_is_shown(here: Path, way: str) -> None:
    told = invoke("rules", "show", SLUG, "--rules", "rules", *given(way, here)).stdout
    assert told.startswith(f"LOCAL-ASSESSMENTS-001  {SLUG}\n")


@WAYS
def test_schema_knows_the_column(here: Path, way: str) -> None:
    def columns(*options: str) -> set[str]:
        schema = json.loads(invoke("rules", "schema", *options).stdout)
        return set(schema["$defs"]["condition-assessment"]["properties"])

    assert columns(*given(way, here)) - columns("--no-config") == {"second_reader"}


def test_examples_are_tried_from_python_with_tables_of_ones_own(here: Path) -> None:
    whole = api.load_rules("rules")
    one = replace(whole, rules=(whole.rule(SLUG),))
    assert api.run_examples(one, engines=["reference"], tables="tables-of-ours") == ()
    (here / "site.toml").write_text('tables = ["tables-of-ours"]\n')
    assert api.run_examples(one, engines=["reference"], site="site.toml") == ()


def test_folder_that_holds_no_tables_is_refused(here: Path) -> None:
    (here / "empty").mkdir()
    with pytest.raises(UsageError, match="RC-E618"):
        invoke("rules", "lint", "--tables", "empty")
