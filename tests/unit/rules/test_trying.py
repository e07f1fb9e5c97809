"""Examples are tried on engines, and every difference is said at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from risk_checks.errors import EngineError
from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
from risk_checks.rules.examples import Example, load_examples
from risk_checks.rules.library import load_rules
from risk_checks.rules.trying import Check, Difference, Trial, try_examples
from tests.unit.rules.small import RISK, RULE, TABLES
from tests.unit.rules.test_library import folder

EXAMPLES = """\
examples:
  - name: One
    shown: true
    as_of: "2026-11-01"
    resources: []
    expect: [{subject: a, outcome: gap, due_on: "2026-10-01"}]
  - name: None
    shown: true
    as_of: "2026-11-01"
    resources: []
    expect: []
"""


def outcome(subject: str, *, kind: OutcomeKind = OutcomeKind.GAP, rule: str = "RC-TEST-001", due: int = 1) -> Outcome:
    return Outcome(
        rule=rule,
        patient="p1",
        table="referral",
        subject=subject,
        outcome=kind,
        reason_code=ReasonCode.NONE_RECORDED,
        reason="",
        missing=(),
        due_on=date(2026, 10, due),
        overdue_days=31,
        evidence=(),
        team=None,
        revision=1,
        severity="high",
        as_of=date(2026, 11, 1),
    )


def trials(home: Path, *, check: Check, engines: list[str]) -> list[Trial]:
    catalogue = load_rules(home)
    (rule,) = catalogue.rules
    examples = load_examples(rule, tables=TABLES, code_sets=catalogue.code_sets)
    return list(try_examples(examples, check=check, engines=engines))


def all_differences(home: Path, *, check: Check, engines: list[str]) -> list[Difference]:
    return [each for trial in trials(home, check=check, engines=engines) for each in trial.differences]


def differences(tmp_path: Path, one: list[Outcome], none: list[Outcome] | None = None) -> list[str]:
    home = folder(tmp_path, {"a.yaml": RULE, "a.examples.yaml": EXAMPLES, "codes/risk.yaml": RISK})

    def check(example: Example, engine: str) -> list[Outcome]:
        assert engine == "reference"
        return one if example.name == "One" else none or []

    found = all_differences(home, check=check, engines=["reference"])
    return [str(each).replace(f"{home.as_posix()}/", "") for each in found]


def test_outcomes_as_expected_are_no_difference(tmp_path: Path) -> None:
    assert differences(tmp_path, [outcome("a"), outcome("b", rule="RC-OTHER-001")]) == []


@pytest.mark.parametrize(
    ("got", "line"),
    [
        ([], "a: expected gap, due_on 2026-10-01; got no outcome"),
        (
            [outcome("a", due=2)],
            "a: expected gap, due_on 2026-10-01; got gap, reason_code none_recorded, due_on 2026-10-02, missing none",
        ),
        (
            [outcome("a", kind=OutcomeKind.DUE)],
            "a: expected gap, due_on 2026-10-01; got due, reason_code none_recorded, due_on 2026-10-01, missing none",
        ),
        (
            [outcome("a"), outcome("a")],
            (
                "a: expected gap, due_on 2026-10-01; got gap, reason_code none_recorded, due_on 2026-10-01, "
                "missing none and gap, reason_code none_recorded, due_on 2026-10-01, missing none"
            ),
        ),
        (
            [outcome("a"), outcome("b")],
            "b: expected no outcome; got gap, reason_code none_recorded, due_on 2026-10-01, missing none",
        ),
    ],
)
def test_difference_says_what_was_expected_and_what_came(tmp_path: Path, got: list[Outcome], line: str) -> None:
    assert differences(tmp_path, got) == [f"a.examples.yaml:2:5 RC-TEST-001 'One' on reference:\n  {line}"]


def test_all_differences_are_said_at_once(tmp_path: Path) -> None:
    assert len(differences(tmp_path, [], [outcome("a")])) == 2


def test_engine_that_fails_is_a_difference(tmp_path: Path) -> None:
    home = folder(tmp_path, {"a.yaml": RULE, "a.examples.yaml": EXAMPLES, "codes/risk.yaml": RISK})

    def check(example: Example, engine: str) -> list[Outcome]:
        raise EngineError("RC-E401", "cannot say that")

    found = all_differences(home, check=check, engines=["reference", "duckdb"])
    assert [each.lines for each in found] == [("failed: RC-E401: cannot say that",)] * 4
    assert [each.engine for each in found] == ["reference", "duckdb"] * 2


@pytest.mark.parametrize(
    ("evaluated", "came", "line"),
    [
        (False, [], "expected that the rule is not evaluated; it was evaluated"),
        (True, None, "expected that the rule is evaluated; it was not evaluated"),
        (False, None, None),
    ],
)
def test_rule_that_is_not_evaluated_is_told_from_one_without_an_outcome(
    tmp_path: Path, evaluated: bool, came: list[Outcome] | None, line: str | None
) -> None:
    expect = "expect: []" if evaluated else "expect: not_evaluated"
    text = f"examples:\n  - {{name: One, shown: true, as_of: 2026-11-01, resources: [], {expect}}}\n"
    home = folder(tmp_path, {"a.yaml": RULE, "a.examples.yaml": text, "codes/risk.yaml": RISK})
    (trial,) = trials(home, check=lambda *_: came, engines=["reference"])
    assert [each.lines for each in trial.differences] == ([] if line is None else [(line,)])
    (answer,) = trial.answers
    assert trial.expected == ("no outcome" if evaluated else "not evaluated")
    assert answer.kinds == ("not evaluated" if came is None else "no outcome")
