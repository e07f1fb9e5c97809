"""Standards are read from their file, and a rule that names what is not there is told so at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks.documents import read_document
from risk_checks.errors import DefinitionErrors, UsageError
from risk_checks.rules.library import load_rules
from risk_checks.rules.standards import Standards, criteria_of, read_standards
from tests.unit.rules.small import CONDITIONS, RISK, RULE, TABLES, changed
from tests.unit.rules.test_library import folder

STANDARDS = """\
guideline:
  title: A guideline
  url: example.org/guideline
  criteria:
    "1": There is an assessment.
    "1.2": It is dated.
contract:
  title: A contract
  url: example.org/contract
  criteria: {key-worker: There is a key worker.}
"""


def read(text: str = STANDARDS) -> Standards:
    return read_standards(read_document(text, file="standards.yaml"))


def test_standards_have_their_criteria_in_the_order_of_the_file() -> None:
    found = read()
    assert [standard.title for standard in found.values()] == ["A guideline", "A contract"]
    assert [(str(each), each.words) for each in found["guideline"].criteria.values()] == [
        ("guideline/1", "There is an assessment."),
        ("guideline/1.2", "It is dated."),
    ]
    assert str(found["guideline"].criteria["1.2"].where) == "standards.yaml:6:12"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("guideline:\n", "A guideline:\n", "RC-E106 standards.yaml:1:1: expected small letters, digits and hyphens"),
        ("  url: example.org/guideline\n", "", "RC-E105 standards.yaml:2:3: missing key 'url'"),
        ("criteria: {key", "criterias: {key", "RC-E104 standards.yaml:10:3: unknown key 'criterias'; did you mean"),
        ('"1.2": It', '"1 2": It', "RC-E106 standards.yaml:6:12: expected a number or a short name, such as 1.4"),
        ("It is dated.", "", "RC-E106 standards.yaml:6:11: expected a text, got nothing"),
        (
            "{key-worker: There is a key worker.}",
            "{}",
            "RC-E106 standards.yaml:10:13: a standard has at least one criterion",
        ),
    ],
)
def test_fault_is_told_at_its_place(old: str, new: str, expected: str) -> None:
    with pytest.raises(DefinitionErrors) as raised:
        read(changed(old, new, STANDARDS))
    assert any(str(fault).startswith(expected) for fault in raised.value.faults), raised.value


def home(path: Path, *named: str) -> Path:
    rule = changed("severity: high\n", f"severity: high\nstandards: [{', '.join(named)}]\n")
    files = {"theme/assessment-missing.yaml": rule, "codes/risk.yaml": RISK, "conditions.yaml": CONDITIONS}
    return folder(path, {**files, "standards.yaml": STANDARDS})


def test_rule_names_criteria_of_the_standards_of_its_folders(tmp_path: Path) -> None:
    catalogue = load_rules(home(tmp_path, "guideline/1.2", "contract/key-worker"))
    (rule,) = catalogue.rules
    assert [each.words for each in criteria_of(rule, catalogue.standards)] == ["It is dated.", "There is a key worker."]
    assert len(catalogue.plans([rule], tables=TABLES)) == 1


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ("guidline/1", "RC-E104 7:13: unknown standard 'guidline'; did you mean 'guideline'?"),
        ("A guideline", "RC-E104 7:13: unknown standard 'A guideline'; did you mean 'guideline'?"),
        (
            "guideline",
            (
                "RC-E104 7:13: 'guideline' is a standard, and no criterion of it; "
                "write name/criterion, such as guideline/1"
            ),
        ),
        ("guideline/3", "RC-E104 7:13: unknown criterion '3' of guideline; expected one of: 1, 1.2"),
        (
            "contract/key-workers",
            "RC-E104 7:13: unknown criterion 'key-workers' of contract; did you mean 'key-worker'?",
        ),
    ],
)
def test_rule_that_names_what_is_not_there_cannot_be_made_ready(tmp_path: Path, named: str, fault: str) -> None:
    path = home(tmp_path, named)
    catalogue = load_rules(path)
    with pytest.raises(DefinitionErrors) as raised:
        catalogue.plans(catalogue.rules, tables=TABLES)
    place = f"{(path / 'theme' / 'assessment-missing.yaml').as_posix()}:"
    assert [str(each).replace(place, "") for each in raised.value.faults] == [fault]


def test_fault_of_a_standard_is_told_with_those_of_the_logic(tmp_path: Path) -> None:
    path = home(tmp_path, "guideline/1", "guideline/1")
    file = path / "theme" / "assessment-missing.yaml"
    file.write_text(changed("for_each: referral", "for_each: referal", file.read_text()))
    catalogue = load_rules(path)
    with pytest.raises(DefinitionErrors) as raised:
        catalogue.plans(catalogue.rules, tables=TABLES)
    assert [fault.message for fault in raised.value.faults] == [
        "'guideline/1' is named twice",
        "unknown table 'referal'",
    ]


def test_without_any_standards_it_is_said_that_there_are_none(tmp_path: Path) -> None:
    path = home(tmp_path, "guideline/1")
    (path / "standards.yaml").unlink()
    catalogue = load_rules(path)
    with pytest.raises(DefinitionErrors, match=r"no folder of rules here has a standards\.yaml"):
        catalogue.plans(catalogue.rules, tables=TABLES)
    with pytest.raises(UsageError, match="RC-E606: no standard is called 'guideline'; there are none"):
        catalogue.standard("guideline")


def test_later_folder_replaces_a_standard_by_its_name(tmp_path: Path) -> None:
    first = home(tmp_path / "one", "contract/key-worker")
    text = "contract:\n  title: Ours\n  url: example.org\n  criteria: {key-worker: Ours too.}\n"
    later = folder(tmp_path / "two", {"standards.yaml": text})
    found = load_rules(first, later).standards
    assert [(name, standard.title) for name, standard in found.items()] == [
        ("guideline", "A guideline"),
        ("contract", "Ours"),
    ]


def test_rules_are_found_by_the_criteria_that_they_speak_to(tmp_path: Path) -> None:
    path = home(tmp_path, "guideline/1", "contract/key-worker")
    other = RULE.replace("RC-TEST-001", "RC-TEST-000").replace("assessment-missing", "other-missing")
    removed = other.replace("RC-TEST-000", "RC-TEST-009").replace("other-", "gone-").replace("preview", "removed")
    speaks = "severity: high\nstandards: [guideline/1]\n"
    for name, text in (("other", other), ("gone", removed)):
        (path / "theme" / f"{name}-missing.yaml").write_text(text.replace("severity: high\n", speaks))
    found = load_rules(path).speaking_to("guideline")
    assert {criterion: [rule.id for rule in rules] for criterion, rules in found.items()} == {
        "1": ["RC-TEST-000", "RC-TEST-001"],
        "1.2": [],
    }


def test_nobody_says_who_speaks_to_a_standard_while_a_rule_names_what_is_not_there(tmp_path: Path) -> None:
    catalogue = load_rules(home(tmp_path, "guideline/3"))
    with pytest.raises(DefinitionErrors, match="unknown criterion '3'"):
        catalogue.speaking_to("contract")


def test_standard_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RC-E606: no standard is called 'contrat'; did you mean 'contract'"):
        load_rules(home(tmp_path)).standard("contrat")
