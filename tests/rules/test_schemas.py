"""The schemas for editors are current, accept what we ship, and mark what the library would refuse."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from risk_checks.rules.file_kinds import KINDS
from risk_checks.rules.schema import schema_files, schema_text
from risk_checks.shipped import rules_home

TEMPLATE = Path(__file__).resolve().parents[2] / "src" / "risk_checks" / "rules" / "template"
RULE = (rules_home() / "risk-assessments" / "risk-assessment-out-of-date.yaml").read_text(encoding="utf-8")
FILES = sorted(
    path
    for path in [*rules_home().rglob("*.yaml"), *TEMPLATE.glob("*.yaml")]
    if path.parent.name not in ("views", "tables", "mhsds")
)


@cache
def _validator(kind: str) -> Draft202012Validator:
    schema = json.loads(schema_text(kind))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


class _Editor(yaml.SafeLoader):
    """Reads YAML 1.2, as editors do: `on` and `no` are texts, and so are days."""


_Editor.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first not in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _read(text: str) -> Any:
    return yaml.load(text, Loader=_Editor)


def _kind(path: Path) -> str:
    if path.parent.name == "codes":
        return "code-set"
    if path.name in ("conditions.yaml", "standards.yaml"):
        return path.stem
    return "examples" if path.name.endswith(".examples.yaml") else "rule"


def _faults(text: str, kind: str = "rule") -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in _validator(kind).iter_errors(_read(text))]


def _changed(old: str, new: str) -> str:
    assert RULE.count(old) == 1, f"{old!r} is there {RULE.count(old)} times"
    return RULE.replace(old, new)


def test_committed_schemas_are_current() -> None:
    """If this fails: make reference."""
    assert {name: (rules_home() / name).read_text(encoding="utf-8") for name in schema_files()} == schema_files()
    assert sorted(path.name for path in (rules_home() / "schema").iterdir()) == sorted(
        f"{kind}.schema.json" for kind in KINDS
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_shipped_file_is_accepted(path: Path) -> None:
    assert _faults(path.read_text(encoding="utf-8"), _kind(path)) == []


def test_texts_that_an_editor_takes_for_something_else_are_accepted() -> None:
    assert _faults(_changed('status: {stage: preview, since: "0.1"}', "status: {stage: preview, since: 0.1}")) == []
    assert _faults(_changed("revision: 1\n", 'revision: "1"\n')) == []
    assert _faults(_changed("patient.deceased: true", 'patient.deceased: "true"')) == []


WHERE = "where: {kinds: {any_in: risk-assessment}, status: complete}"
CLOCK = "every: $review_every\n  first_within: {of: start, time: $first_within}"
EXPECT = RULE[RULE.index("expect:") :]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("when: {use: in-our-care}", "when: {age: {at_least: 18 years, on: start}}"),
        ("when: {use: in-our-care}", "when: {not: {status: [closed, cancelled]}, end: {filled: false}}"),
        ("when: {use: in-our-care}", "when: {last_contact: {at_least: {of: as_of, minus: $review_every}}}"),
        (
            "when: {use: in-our-care}",
            "when: {having: {table: assessment, dated_by: date, where: {status: complete}, same: {referral: id}}}",
        ),
        (
            "when: {use: in-our-care}",
            "when: {having: {table: carer, window: {from: start, from_day: not counted}, count: {at_least: 1}}}",
        ),
        (WHERE, "where: {date: {lasts: $review_every}}"),
        (WHERE, "where: {referral: subject.id}"),
        (WHERE, "same: {referral: id}"),
        (CLOCK, "window: {from: {of: as_of, minus: $review_every}, to: as_of}"),
        (CLOCK, "within: {of: start, time: $first_within, first_day: not counted}\n  dated_by: date"),
        (EXPECT, "expect: {any_of: [{recorded: assessment}, {all_of: [{complete: [start]}, {recorded: carer}]}]}"),
        (
            "    default: 12 months\n",
            "    default: 12 months\n    by: {column: team, values: {CareTeam/t1: 6 months}, otherwise: 1 year}\n",
        ),
    ],
)
def test_form_of_the_language_is_accepted(old: str, new: str) -> None:
    assert _faults(_changed(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: high", "severity: urgent"),
        ("slug: risk-assessment-out-of-date", "slug: Risk Assessment"),
        ("id: RC-RISK-002", "id: risk2"),
        ("revision: 1\n", "revision: one\n"),
        ("stage: preview", "stage: draft"),
        ("what: >-", "whta: >-"),
        ("for_each: referral", "for_each: referal"),
        ("    standing: local\n    why: >-\n      Borrowed", "    standing: regional\n    why: >-\n      Borrowed"),
        ("patient.deceased: true", "patient.decesed: true"),
        ("patient.deceased: true", "patient.deceased: maybe"),
        ("when: {use: in-our-care}", "when: {status: opened}"),
        ("when: {use: in-our-care}", "when: {status: {equals: open}}"),
        ("when: {use: in-our-care}", "when: {age: {on: start}}"),
        ("when: {use: in-our-care}", "when: {having: {where: {status: complete}}}"),
        ("when: {use: in-our-care}", "when: {having: {table: assessment, where: {kind: x}}}"),
        ("when: {use: in-our-care}", "when: {start: {after: {of: as_of}}}"),
        ("when: {use: in-our-care}", "when: {any: []}"),
        ("status: complete}", "status: completed}"),
        ("recorded: assessment", "recorded: assessments"),
        ("every: $review_every", "every: yearly"),
        ("  first_within: {of: start, time: $first_within}", "  since: start"),
        ("  first_within: {of:", "  grace: {of: start, time: $first_within}\n  first_within: {of:"),
        (EXPECT, "expect: {complete: [begin]}"),
        (EXPECT, "expect: {any_of: [{recorded: assessment}]}"),
        (EXPECT, ""),
    ],
)
def test_rule_that_is_broken_is_marked(old: str, new: str) -> None:
    assert _faults(_changed(old, new)) != []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("examples", "examples: [{name: x, shown: true, as_of: 2026-11-01, expect: []}]"),
        ("examples", "examples: [{name: x, shown: true, as_of: soon, resources: [], expect: []}]"),
        ("examples", "examples: [{name: x, shown: true, as_of: 2026-11-01, rows: {carers: []}, expect: []}]"),
        ("examples", "examples: [{name: x, shown: 1, as_of: 2026-11-01, resources: [{id: p1}], expect: []}]"),
        ("conditions", "recent: {for: referral, says: x, when: {stauts: open}}"),
        ("conditions", "Recent: {for: referral, says: x, when: {status: open}}"),
        ("conditions", "recent: {for: referral, when: {status: open}}"),
        ("code-set", "{name: x, title: X, means: x, site: perhaps, codes: []}"),
        ("code-set", "{extends: x, title: X, codes: []}"),
        ("code-set", "{extends: x}"),
        ("standards", "{triangle: {title: X, url: x, criteria: {}}}"),
        ("standards", "{triangle: {title: X, url: x, criteria: {'1 1': x}}}"),
        ("standards", "{The triangle: {title: X, url: x, criteria: {'1': x}}}"),
        ("standards", "{triangle: {title: X, criteria: {'1': x}}}"),
        ("code-set", "{name: x, title: X, means: x, site: true, codes: [{system: s, code: c, display: d}]}"),
    ],
)
def test_other_file_that_is_broken_is_marked(kind: str, text: str) -> None:
    assert _faults(text, kind) != []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("code-set", "{extends: x, codes: [{system: s, code: c, display: d, source: here}]}"),
        ("standards", "{nice-qs14: {title: QS14, url: nice.org.uk, criteria: {'6': A plan., key-worker: One.}}}"),
    ],
)
def test_other_form_of_file_is_accepted(kind: str, text: str) -> None:
    assert _faults(text, kind) == []


@pytest.mark.parametrize("named", ["The Triangle of Care", "triangle-of-care", "triangle-of-care/", "Triangle/1"])
def test_standard_that_is_not_named_with_its_criterion_is_marked(named: str) -> None:
    said = "standards: [nhse-staying-safe/assessment-formulation-plan]"
    assert _faults(_changed(said, f"standards: [{named}]")) != []
    assert _faults(_changed(said, "standards: [triangle-of-care/1.4, a/key-worker]")) == []


def test_rows_of_tables_are_accepted_in_examples() -> None:
    rows = "{patient: [{id: p1}], referral: [{id: e1, patient: p1, status: open, start: 2026-10, end: open}]}"
    assert (
        _faults(f"examples: [{{name: x, shown: false, as_of: 2026-11-01, rows: {rows}, expect: []}}]", "examples") == []
    )
