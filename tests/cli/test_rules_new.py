"""`risk-checks rules new`: what it writes passes lint and its examples; what it cannot write is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from risk_checks import api
from risk_checks.errors import ExitCode, UsageError
from risk_checks.rules.file_kinds import KINDS
from risk_checks.rules.library import load_rules
from risk_checks.rules.schema import schema_text
from tests.cli.faking import invoke


def _new(folder: Path, theme: str = "crisis-care", slug: str = "crisis-card-missing") -> list[str]:
    return invoke("rules", "new", theme, slug, "--rules", str(folder)).stdout.splitlines()


def test_new_rule_is_written_with_what_editors_need(tmp_path: Path) -> None:
    home = tmp_path / "ours"
    assert _new(home) == [
        f"wrote {home}/crisis-care/crisis-card-missing.yaml",
        f"wrote {home}/crisis-care/crisis-card-missing.examples.yaml",
        "LOCAL-CRISIS-001 runs as it stands. Change it, and after each change:",
        f"  risk-checks rules lint {home}",
        f"  risk-checks rules test {home}",
    ]
    assert sorted(path.name for path in (home / "schema").iterdir()) == ["examples.schema.json", "rule.schema.json"]
    (rule,) = load_rules(home).rules
    assert (rule.id, rule.slug, rule.about.title) == ("LOCAL-CRISIS-001", "crisis-card-missing", "Crisis card missing")


def test_lint_says_of_a_new_rule_what_is_still_to_be_written(tmp_path: Path) -> None:
    _new(tmp_path)
    linted = invoke("rules", "lint", str(tmp_path))
    *faults, last = linted.stdout.splitlines()
    assert linted.return_value == ExitCode.USAGE
    assert [(fault.split()[0], fault.split(": ", 1)[1].split(" still")[0]) for fault in faults] == [
        *[("RC-L022", f"'{key}' is") for key in ("what", "why", "action", "known_limits")],
        ("RC-L022", "the source is"),
    ]
    assert last == "1 rule, 5 faults"


def test_new_rule_whose_texts_are_written_passes_lint(tmp_path: Path) -> None:
    _new(tmp_path)
    file = tmp_path / "crisis-care" / "crisis-card-missing.yaml"
    text = file.read_text(encoding="utf-8")
    text = re.sub(
        r"^(what|why|action|known_limits): >-\n(  .*\n)+", r"\1: Our own words on \1.\n", text, flags=re.MULTILINE
    )
    text = re.sub(r"^(    section|    url|    says|  - title): .*$", r"\1: Our own policy.", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    assert invoke("rules", "lint", str(tmp_path)).stdout == "1 rule, 0 faults\n"


def test_new_rule_passes_its_examples_on_every_engine(tmp_path: Path) -> None:
    _new(tmp_path)
    tried = invoke("rules", "test", str(tmp_path))
    assert tried.return_value == ExitCode.OK
    assert tried.stdout.endswith("7 examples of 1 rule on reference, duckdb: 0 differences\n")


def test_next_rule_of_a_theme_has_the_next_free_id(tmp_path: Path) -> None:
    for slug in ("a-missing", "b-missing", "c-missing"):
        _new(tmp_path, slug=slug)
    _new(tmp_path, theme="leaflets", slug="leaflet-missing")
    (tmp_path / "crisis-care" / "b-missing.yaml").unlink()
    (tmp_path / "crisis-care" / "b-missing.examples.yaml").unlink()
    _new(tmp_path, slug="d-missing")
    assert {rule.slug: rule.id for rule in load_rules(tmp_path).rules} == {
        "a-missing": "LOCAL-CRISIS-001",
        "c-missing": "LOCAL-CRISIS-003",
        "d-missing": "LOCAL-CRISIS-002",
        "leaflet-missing": "LOCAL-LEAFLETS-001",
    }


def test_new_rule_is_checked_beside_the_shipped_ones(tmp_path: Path) -> None:
    _new(tmp_path)
    assert "LOCAL-CRISIS-001" in [rule.id for rule in api.load_rules(tmp_path).rules]
    assert "RC-RISK-001" in [rule.id for rule in api.load_rules(tmp_path).rules]


@pytest.mark.parametrize(
    ("theme", "slug", "message"),
    [
        ("crisis", "require-plan", "the slug 'require-plan' does not say what is wrong; a slug names the fault"),
        ("crisis", "Plan-missing", "'Plan-missing' cannot be a slug; write small letters, digits and hyphens"),
        ("crisis", "../plan-missing", "cannot be a slug"),
        ("crisis", "at-risk-missing", "'At risk' is not a word for a record"),
        ("Crisis care", "plan-missing", "'Crisis care' cannot be a theme"),
        ("codes", "plan-missing", "the folder 'codes' is not for rules"),
        ("crisis", "care-plan-missing", "the slug 'care-plan-missing' is taken by RC-PLAN-001"),
    ],
)
def test_name_that_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, theme: str, slug: str, message: str
) -> None:
    with pytest.raises(UsageError, match=f"RC-E605.*{message}"):
        _new(tmp_path / "ours", theme, slug)
    assert not (tmp_path / "ours").exists()


def test_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    _new(tmp_path)
    file = tmp_path / "crisis-care" / "crisis-card-missing.yaml"
    mine = file.read_text(encoding="utf-8").replace("slug: crisis-card-missing", "slug: renamed-missing")
    file.write_text(mine, encoding="utf-8")
    with pytest.raises(UsageError, match=r"RC-E804: .*missing\.yaml is there already, and is not written over"):
        _new(tmp_path)
    assert file.read_text(encoding="utf-8") == mine


def test_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "crisis-care").write_text("a file where the theme would be")
    with pytest.raises(UsageError, match=r"RC-E804: .*crisis-card-missing\.yaml cannot be written"):
        _new(tmp_path)


def test_slug_of_ones_own_that_is_taken_is_refused_with_its_place(tmp_path: Path) -> None:
    _new(tmp_path)
    with pytest.raises(UsageError, match=r"RC-E605 .*crisis-card-missing\.yaml:10:7: .* is taken by LOCAL-CRISIS-001"):
        _new(tmp_path, "other")


@pytest.mark.parametrize("kind", KINDS)
def test_schema_prints_the_schema_of_a_kind(kind: str) -> None:
    assert invoke("rules", "schema", "--kind", kind).stdout == schema_text(kind)


def test_schema_is_that_of_rules_where_no_kind_is_named() -> None:
    assert invoke("rules", "schema").stdout == schema_text("rule")
