"""Which rules are run: those selected, else those that are on, less what is ignored or switched off; and why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks.errors import NothingToCheckError
from risk_checks.model.outcome import RuleId
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.choice import Switches
from risk_checks.rules.library import load_rules
from tests.unit.rules.small import CONDITIONS, RISK, RULE
from tests.unit.rules.test_library import folder

ON, TWO, OFF = RuleId("RC-TEST-001"), RuleId("RC-TEST-002"), RuleId("RC-TEST-003")


def rule(number: int, slug: str, *, stage: str = "preview", default: str = "on") -> str:
    text = RULE.replace("RC-TEST-001", f"RC-TEST-{number:03}").replace("assessment-missing", slug)
    return text.replace("preview", stage).replace("severity: high\n", f"default: {default}\nseverity: high\n")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    rules = {
        "a-missing": rule(1, "a-missing"),
        "b-missing": rule(2, "b-missing"),
        "c-missing": rule(3, "c-missing", default="off"),
        "d-missing": rule(4, "d-missing", stage="removed"),
    }
    files = {f"theme/{slug}.yaml": text for slug, text in rules.items()}
    return load_rules(folder(tmp_path, {**files, "codes/risk.yaml": RISK, "conditions.yaml": CONDITIONS}))


@pytest.mark.parametrize(
    ("select", "ignore", "switches", "run", "not_run"),
    [
        ([], [], Switches(), [ON, TWO], {OFF: "off unless selected"}),
        ([], [], Switches(off=frozenset({TWO})), [ON], {TWO: "switched off here", OFF: "off unless selected"}),
        ([], [], Switches(on=frozenset({OFF})), [ON, TWO, OFF], {}),
        ([], [], Switches(off=frozenset({OFF})), [ON, TWO], {OFF: "switched off here"}),
        ([], ["b-missing"], Switches(off=frozenset({TWO})), [ON], {TWO: "ignored", OFF: "off unless selected"}),
        ([], ["c-missing"], Switches(on=frozenset({OFF})), [ON, TWO], {OFF: "ignored"}),
        (["b-missing"], [], Switches(off=frozenset({TWO})), [TWO], {ON: "not selected", OFF: "not selected"}),
        (["RC-TEST-003"], [], Switches(), [OFF], {ON: "not selected", TWO: "not selected"}),
        ([ON, TWO], ["a-missing"], Switches(), [TWO], {ON: "ignored", OFF: "not selected"}),
    ],
)
def test_rules_are_run_or_it_is_said_why_not(
    catalogue: Catalogue,
    select: list[str],
    ignore: list[str],
    switches: Switches,
    run: list[str],
    not_run: dict[str, str],
) -> None:
    choice = catalogue.choice(select=select, ignore=ignore, switches=switches)
    assert [each.id for each in choice.rules] == run
    assert choice.not_run == not_run


def test_with_everything_switched_off_nothing_is_left(catalogue: Catalogue) -> None:
    with pytest.raises(NothingToCheckError, match="no rule is left to run; select one, or ignore or switch off fewer"):
        catalogue.choice(switches=Switches(off=frozenset({ON, TWO})))
