"""The rules as a list, and under the criteria of a standard."""

from __future__ import annotations

from pathlib import Path

from risk_checks.model.outcome import RuleId
from risk_checks.reports.rule_list import rule_lines, standard_lines
from risk_checks.rules.choice import Switches
from risk_checks.rules.library import load_rules
from tests.unit.rules.small import CONDITIONS, RISK, RULE
from tests.unit.rules.test_library import folder
from tests.unit.rules.test_standards import STANDARDS

OTHER = RULE.replace("RC-TEST-001", "RC-TEST-002").replace("assessment-missing", "other-missing")


def home(path: Path) -> Path:
    speaks = "severity: high\nstandards: [guideline/1, guideline/1.2]\n"
    rules = {
        "theme/assessment-missing.yaml": RULE.replace("severity: high\n", speaks),
        "theme/other-missing.yaml": OTHER.replace(
            "severity: high\n", "default: off\nseverity: low\nstandards: [guideline/1]\n"
        ),
    }
    long = STANDARDS.replace("It is dated.", "It is dated, and the date is that of the day on which it was made.")
    extra = long.replace('    "1.2"', '    "1.1": Somebody made it.\n    "1.2"')
    return folder(path, {**rules, "codes/risk.yaml": RISK, "conditions.yaml": CONDITIONS, "standards.yaml": extra})


def test_rules_are_listed_with_whether_they_run_by_default(tmp_path: Path) -> None:
    rules = load_rules(home(tmp_path)).rules
    assert rule_lines(rules) == [
        "id           severity  status   default  name",
        "RC-TEST-001  high      preview  on       assessment-missing",
        "RC-TEST-002  low       preview  off      other-missing",
    ]
    switched = Switches(on=frozenset({RuleId("RC-TEST-002")}), off=frozenset({RuleId("RC-TEST-001")}))
    assert [line[32:].split("  ")[0] for line in rule_lines(rules, switches=switched)] == [
        "default",
        "off here",
        "on here",
    ]


def test_criteria_stand_in_words_with_the_rules_that_speak_to_them(tmp_path: Path) -> None:
    catalogue = load_rules(home(tmp_path))
    assert standard_lines(catalogue.standard("guideline"), catalogue.speaking_to("guideline")) == [
        "A guideline",
        "example.org/guideline",
        "",
        "1  There is an assessment.",
        "  RC-TEST-001  high  assessment-missing",
        "  RC-TEST-002  low   other-missing (off)",
        "",
        "1.1  Somebody made it.",
        "  no rule speaks to this",
        "",
        "1.2  It is dated, and the date is that of the day on which it was made.",
        "  RC-TEST-001  high  assessment-missing",
    ]
