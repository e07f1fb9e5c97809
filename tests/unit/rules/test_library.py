"""Rules are read from folders: later ones replace earlier ones, and every fault is said together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from risk_checks.errors import DefinitionErrors, ExitCode, NothingToCheckError, RiskChecksError, UsageError
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.library import load_rules
from tests.unit.rules.small import CONDITIONS, RISK, RULE, TABLES, changed

OTHER = RULE.replace("RC-TEST-001", "RC-TEST-000").replace("assessment-missing", "other-missing")
REMOVED = (
    OTHER.replace("RC-TEST-000", "RC-TEST-009").replace("other-missing", "gone-missing").replace("preview", "removed")
)
FILES = {
    "theme/assessment-missing.yaml": RULE,
    "theme/assessment-missing.examples.yaml": "examples: []\n",
    "theme/other-missing.yaml": OTHER,
    "codes/risk.yaml": RISK,
    "conditions.yaml": CONDITIONS,
    "views/patient.yaml": "not a rule",
    "tables/patient.yaml": "not a rule",
    "theme/README.md": "not read",
    ".hidden/x.yaml": "not read",
}


def folder(path: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return path


def faults_of(*folders: Path, under: Path) -> list[str]:
    with pytest.raises(DefinitionErrors) as raised:
        load_rules(*folders)
    return [str(fault).replace(f"{under.as_posix()}/", "") for fault in raised.value.faults]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return load_rules(folder(tmp_path, FILES | {"theme/gone-missing.yaml": REMOVED}))


def test_rules_stand_in_the_order_of_their_ids(catalogue: Catalogue) -> None:
    assert [rule.id for rule in catalogue.rules] == ["RC-TEST-000", "RC-TEST-001", "RC-TEST-009"]
    assert list(catalogue.conditions) == ["recent", "recent-and-open", "done", "ring"]
    assert list(catalogue.code_sets) == ["risk"]


def test_shipped_rules_are_read_where_no_folder_is_named() -> None:
    assert "RC-RISK-001" in [rule.id for rule in load_rules().rules]


def test_later_folder_replaces_rules_conditions_and_code_sets(tmp_path: Path) -> None:
    first = folder(tmp_path / "one", FILES)
    later = folder(
        tmp_path / "two",
        {
            "ours.yaml": RULE.replace("severity: high", "severity: low"),
            "codes/risk.yaml": RISK.replace("code: a", "code: b"),
            "conditions.yaml": CONDITIONS.replace("6 months", "5 months"),
        },
    )
    found = load_rules(first, later)
    assert [(rule.id, rule.about.severity) for rule in found.rules] == [("RC-TEST-000", "high"), ("RC-TEST-001", "low")]
    assert found.code_sets["risk"].members == frozenset({"s|b"})
    assert str(found.conditions["recent"].parameters["recent_for"].default) == "5 months"


def test_later_folders_add_codes_to_a_set_as_it_stands_so_far(tmp_path: Path) -> None:
    def added(code: str) -> str:
        return f"extends: risk\ncodes:\n  - {{system: s, code: {code}, display: X, source: here}}\n"

    first = folder(tmp_path / "one", FILES | {"codes/ours.yaml": added("b")})
    second = folder(tmp_path / "two", {"codes/theirs.yaml": added("c"), "codes/more.yaml": added("b")})
    whole = folder(tmp_path / "three", {"codes/risk.yaml": RISK.replace("code: a", "code: z")})
    assert load_rules(first).code_sets["risk"].members == {"s|a", "s|b"}
    assert load_rules(first, second).code_sets["risk"].members == {"s|a", "s|b", "s|c"}
    assert load_rules(first, second, whole).code_sets["risk"].members == {"s|z"}
    assert load_rules(first, whole, second).code_sets["risk"].members == {"s|z", "s|b", "s|c"}


def test_codes_added_to_no_set_are_a_fault_among_the_others(tmp_path: Path) -> None:
    text = "extends: rusk\ncodes:\n  - {system: s, code: b, display: B, source: here}\n"
    home = folder(tmp_path, FILES | {"codes/ours.yaml": text, "theme/b-missing.yml": RULE})
    assert faults_of(home, under=home) == [
        "RC-E104 codes/ours.yaml:1:10: there is no code set 'rusk' to extend; did you mean 'risk'?",
        "RC-E116 theme/b-missing.yml: b-missing.yml is not read; name it .yaml",
    ]


def test_one_id_twice_in_a_folder_is_refused_with_both_places(tmp_path: Path) -> None:
    home = folder(tmp_path, FILES | {"theme/zwei-missing.yaml": RULE.replace("assessment-missing", "zwei-missing")})
    assert faults_of(home, under=home) == [
        (
            "RC-E114 theme/zwei-missing.yaml:1:5: the id 'RC-TEST-001' is taken; "
            "first in theme/assessment-missing.yaml:1:5"
        )
    ]


def test_one_slug_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", FILES)
    later = folder(tmp_path / "b", {"x.yaml": RULE.replace("RC-TEST-001", "RC-TEST-002")})
    assert faults_of(first, later, under=tmp_path) == [
        "RC-E114 b/x.yaml:2:7: the slug 'assessment-missing' is taken; first in a/theme/assessment-missing.yaml:2:7"
    ]


def test_faults_of_all_files_are_said_together(tmp_path: Path) -> None:
    home = folder(
        tmp_path,
        FILES
        | {
            "theme/a-missing.yaml": "id: [",
            "theme/b-missing.yml": RULE,
            "theme/c-missing.examples.yaml": "examples: []\n",
            "codes/risk.yaml": RISK.replace("site: false", "site: no"),
            "conditions.yaml": CONDITIONS.replace("for: referral", "four: referral", 1),
        },
    )
    assert faults_of(home, under=home) == [
        "RC-E106 codes/risk.yaml:4:7: expected true or false, got 'no'",
        "RC-E105 conditions.yaml:2:3: missing key 'for'",
        "RC-E104 conditions.yaml:2:3: unknown key 'four'; did you mean 'for'?",
        (
            "RC-E101 theme/a-missing.yaml:2:1: not YAML: did not find expected node content; "
            "look at the quotes, brackets and indents here and on the line before"
        ),
        "RC-E116 theme/b-missing.yml: b-missing.yml is not read; name it .yaml",
        "RC-E116 theme/c-missing.examples.yaml: these examples have no rule beside them",
    ]


def test_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"RC-E604: .*nowhere is not a folder of rules"):
        load_rules(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="RC-E604: there are no rules in"):
        load_rules(folder(tmp_path, {"conditions.yaml": CONDITIONS}))


def test_rule_is_found_by_id_or_slug(catalogue: Catalogue) -> None:
    assert catalogue.rule("RC-TEST-001") is catalogue.rule("assessment-missing")
    with pytest.raises(
        UsageError, match="RC-E601: no rule is called 'asessment-missing'; did you mean 'assessment-missing'"
    ):
        catalogue.rule("asessment-missing")


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ([], [], ["RC-TEST-000", "RC-TEST-001"]),
        (["assessment-missing"], [], ["RC-TEST-001"]),
        ([], ["RC-TEST-001", "gone-missing"], ["RC-TEST-000"]),
        (["RC-TEST-001", "RC-TEST-000"], ["other-missing"], ["RC-TEST-001"]),
    ],
)
def test_rules_are_selected_and_ignored(
    catalogue: Catalogue, select: list[str], ignore: list[str], expected: list[str]
) -> None:
    assert [rule.id for rule in catalogue.selected(select=select, ignore=ignore)] == expected


@pytest.mark.parametrize(
    ("select", "ignore", "message"),
    [
        (["nothing"], [], "RC-E601: no rule is called 'nothing'"),
        ([], ["nothing"], "RC-E601: no rule is called 'nothing'"),
        (["gone-missing"], [], r"RC-E601 .*gone-missing.yaml:4:9: the rule 'gone-missing' was removed"),
    ],
)
def test_selection_that_cannot_be_is_refused(
    catalogue: Catalogue, select: list[str], ignore: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        catalogue.selected(select=select, ignore=ignore)


def test_selection_that_leaves_no_rule_is_nothing_to_check(catalogue: Catalogue) -> None:
    with pytest.raises(NothingToCheckError, match="RC-E604: no rule is left to run; select one") as refused:
        catalogue.selected(select=["RC-TEST-001"], ignore=["assessment-missing"])
    assert refused.value.exit_code is ExitCode.NOTHING_TO_CHECK


def test_settings_of_the_first_layer_win(catalogue: Catalogue) -> None:
    line = {"assessment-missing": {"first_within": "1 day"}}
    site = {"RC-TEST-001": {"first_within": "2 days", "other": "3"}, "other-missing": {"first_within": "4 days"}}
    assert catalogue.settings(line, site) == {
        "RC-TEST-001": {"first_within": "1 day", "other": "3"},
        "RC-TEST-000": {"first_within": "4 days"},
    }


def test_a_parameter_set_by_id_and_by_slug_is_refused(catalogue: Catalogue) -> None:
    line = {"assessment-missing": {"first_within": "1 day"}, "RC-TEST-001": {"first_within": "2 days"}}
    with pytest.raises(UsageError, match="first_within is set twice, by id and by slug; name the rule once"):
        catalogue.settings(line)


def test_settings_of_no_rule_are_refused(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="no rule is called 'RC-TEST-002'; did you mean 'RC-TEST-00"):
        catalogue.settings({"RC-TEST-002": {"a": "1"}})


def test_plans_are_made_in_the_order_asked_with_the_settings(catalogue: Catalogue) -> None:
    rules = [catalogue.rule("RC-TEST-001"), catalogue.rule("RC-TEST-000")]
    plans = catalogue.plans(rules, tables=TABLES, settings={"other-missing": {"first_within": "1 day"}})
    assert [plan.rule for plan in plans] == ["RC-TEST-001", "RC-TEST-000"]
    assert ["count=1," in repr(plan.expect) for plan in plans] == [False, True]


def test_faults_of_all_rules_are_said_together(tmp_path: Path) -> None:
    home = folder(
        tmp_path,
        {
            "a.yaml": changed("for_each: referral", "for_each: referal"),
            "b.yaml": OTHER.replace("status: complete", "status: complet"),
            "codes/risk.yaml": RISK,
        },
    )
    found = load_rules(home)
    with pytest.raises(RiskChecksError) as raised:
        found.plans(found.rules, tables=TABLES)
    assert str(raised.value).replace(f"{home.as_posix()}/", "").splitlines() == [
        "RC-E104 a.yaml:9:11: unknown table 'referal'; did you mean 'referral'?",
        "RC-E104 b.yaml:16:42: 'status' has no word 'complet'; did you mean 'complete'?",
    ]
