"""Texts of rules, tables, views and settings are bound or looked up, never spliced or fetched (rows 81 to 83)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import risk_checks as rc
from risk_checks.api import view_rows
from risk_checks.api.sizing import EngineName
from risk_checks.documents import Scalar, read_document, read_toml
from risk_checks.errors import DefinitionErrors, RiskChecksError
from risk_checks.shipped import rules_home
from risk_checks.views.loading import load_view
from tests.faults.harness import assessment, patient, referral
from tests.faults.shipped_files import by_kind, keys_in, read_as_rule, replaced, texts_in

HOSTILE = (
    "\"'; DROP TABLE x; --",
    "read_text('/etc/passwd')",
    "${HOME} {{7*7}} %s {0} $1 \\\\",
    "x' OR '1'='1",
)
KINDS = ("rule", "conditions", "code set", "table", "view", "site", "standards")
RULE = rules_home() / "risk-assessments" / "risk-assessment-missing.yaml"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _whole(text: str, at: Scalar) -> str:
    """Return a line with the scalar and the quotes around it out of the way, so that other quotes can stand there."""
    assert at.where.line is not None
    lines = text.split("\n")
    for mark in "\"'":
        lines[at.where.line - 1] = lines[at.where.line - 1].replace(f"{mark}{at.text}{mark}", at.text)
    return "\n".join(lines)


@pytest.mark.row(82)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hostile", HOSTILE[:2])
def test_hostile_text_in_any_place_is_a_text_or_a_fault(
    kind: str, hostile: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    written = json.dumps(hostile) if kind == "site" else _quoted(hostile)
    read, seen, refused, tried = read_toml if kind == "site" else read_document, set(), 0, 0
    for file in by_kind(tmp_path_factory.getbasetemp())[kind]:
        document = read(file.text, file=file.name)
        # a text in TOML stands elsewhere than it says
        texts = () if kind == "site" else texts_in(document)
        for under, at in (*keys_in(document), *(("text of " + under, text) for under, text in texts)):
            place = under if under.startswith("text of ") else at.text
            text = _whole(file.text, at)
            line = text.split("\n")[at.where.line - 1] if at.where.line else ""
            if place in seen or not at.text or line.count(at.text) != 1:
                continue
            seen.add(place)
            tried += 1
            refused += bool(file.faults(text.replace(line, line.replace(at.text, written), 1)))
    assert tried >= 9
    assert refused > 0


@pytest.mark.row(82)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_texts_that_no_rule_is_refused_for_do_no_harm(tmp_path: Path, engine: EngineName) -> None:
    text = RULE.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^( *(?:- )?(?:title|section|url|because)): (?!>).*$", rf"\1: {_quoted(HOSTILE[0])}", text)
    rule = tmp_path / "rules" / "t" / "risk-assessment-missing.yaml"
    rule.parent.mkdir(parents=True)
    rule.write_text(text, encoding="utf-8")
    codes = tmp_path / "rules" / "codes" / "ours.yaml"
    codes.parent.mkdir()
    lines = [f"  - {{system: {_quoted(each)}, code: {_quoted(each)}, display: x, source: x}}" for each in HOSTILE]
    codes.write_text("\n".join(["extends: risk-assessment", "codes:", *lines, ""]), encoding="utf-8")
    people = [
        each
        for number, code in enumerate((*HOSTILE, "x"))
        for each in (
            patient(f"p{number}"),
            referral(f"e{number}", of=f"p{number}"),
            assessment(f"r{number}", of=f"p{number}", code={"coding": [{"system": code, "code": code}]}),
        )
    ]
    catalogue = rc.load_rules(tmp_path / "rules")
    report = rc.check(people, as_of="2026-11-01", rules=catalogue, select="RC-RISK-001", engine=engine)
    assert [str(each.outcome) for each in report.outcomes] == ["met", "met", "met", "met", "gap"]
    assert report.run.rules[0].title == HOSTILE[0]


@pytest.mark.row(82)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_constant_of_a_view_is_a_value_and_no_more(tmp_path: Path, engine: EngineName, hostile: str) -> None:
    view = {
        "resource": "Patient",
        "constant": [{"name": "looked_for", "valueString": hostile}],
        "select": [{"column": [{"name": "id", "path": "id"}]}],
        "where": [{"path": "name.family.where($this = %looked_for).exists()"}],
    }
    (tmp_path / "people.json").write_text(json.dumps(view), encoding="utf-8")
    people = [patient("p1", name=[{"family": hostile}]), patient("p2", name=[{"family": "Smith"}])]
    assert list(view_rows(tmp_path / "people.json", people, engine=engine)) == [{"id": "p1"}]


@pytest.mark.row(82)
@pytest.mark.parametrize("name", HOSTILE)
def test_names_of_columns_and_views_are_letters_digits_and_underscores(name: str) -> None:
    for text in (
        {"resource": "Patient", "select": [{"column": [{"name": name, "path": "id"}]}]},
        {"name": name, "resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]},
    ):
        with pytest.raises(DefinitionErrors, match="RC-E213"):
            load_view(json.dumps(text), file="a.json")


@pytest.mark.row(82)
@pytest.mark.parametrize("name", HOSTILE)
def test_names_that_a_caller_gives_are_looked_up(name: str) -> None:
    extract = rc.read([patient()])
    with pytest.raises(RiskChecksError, match=r"RC-E\d{3}"):
        extract.check(as_of="2026-11-01", select=(name,))
    with pytest.raises(RiskChecksError, match="RC-E612"):
        extract.table(name)
    with pytest.raises(RiskChecksError, match=r"RC-E\d{3}"):
        extract.check(as_of="2026-11-01", parameters={"RC-RISK-001": {name: "1 day"}})
    with pytest.raises(RiskChecksError, match=r"RC-E\d{3}"):
        extract.check(as_of="2026-11-01", parameters={"RC-RISK-001": {"first_within": name}})


@pytest.mark.row(81)
@pytest.mark.parametrize("test", ["matches", "like", "regex", "pattern", "contains", "starts_with"])
@pytest.mark.parametrize("pattern", ["(a+)+$", "(?<=a)b", "", ".*"])
def test_rule_language_has_no_patterns(test: str, pattern: str) -> None:
    text = RULE.read_text(encoding="utf-8").replace("status: complete", f"author: {{{test}: '{pattern}'}}")
    with pytest.raises(DefinitionErrors) as raised:
        read_as_rule(RULE, text)
    assert f"unknown test '{test}'" in str(raised.value)


@pytest.mark.row(81)
@pytest.mark.parametrize("function", ["matches", "matchesFull", "replaceMatches", "contains", "startsWith", "replace"])
def test_paths_of_views_have_no_patterns(function: str) -> None:
    path = f"name.family.{function}('(a+)+$')"
    view = {"resource": "Patient", "select": [{"column": [{"name": "x", "path": path}]}]}
    with pytest.raises(DefinitionErrors, match="RC-E20"):
        load_view(json.dumps(view), file="a.json")


PLACES: Mapping[str, str] = {
    "any_in: risk-assessment": "any_in: ../../codes/risk-assessment",
    "kinds: {any_in: risk-assessment}": "kinds: {any_in: 'https://example.org/ValueSet/risk'}",
    "recorded: assessment": "recorded: file:///etc/passwd",
    "use: in-our-care": "use: ../conditions.yaml",
    "revision: 1": "revision: 1\ninclude: ../../x.yaml",
    "severity: high": "severity: high\nimport: https://example.org/rule.yaml",
}


@pytest.mark.row(83)
@pytest.mark.parametrize("name", PLACES)
def test_path_or_address_in_a_rule_is_a_name_that_nobody_knows(name: str) -> None:
    text = RULE.read_text(encoding="utf-8")
    assert name in text
    with pytest.raises(DefinitionErrors, match="RC-E104"):
        read_as_rule(RULE, text.replace(name, PLACES[name], 1))


@pytest.mark.row(83)
@pytest.mark.parametrize("name", ["../risk", "/etc/passwd", "https://example.org/x", "file:x", "a/b"])
def test_code_set_extends_a_name_and_no_place(tmp_path: Path, name: str) -> None:
    codes = tmp_path / "codes" / "ours.yaml"
    codes.parent.mkdir()
    codes.write_text(
        f"extends: '{name}'\ncodes:\n  - {{system: s, code: c, display: d, source: s}}\n", encoding="utf-8"
    )
    with pytest.raises(DefinitionErrors, match="RC-E10"):
        rc.load_rules(tmp_path)


def test_replaced_text_stands_where_the_old_one_stood() -> None:
    document = read_document('a: {"b": c}\n', file="x.yaml")
    ((_, _a), (_, b)) = keys_in(document)
    assert replaced('a: {"b": c}\n', b, "d") == 'a: {"d": c}\n'
