"""An example may fill a code set of the site: for itself, not for the examples beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from risk_checks.api import load_rules, run_examples
from risk_checks.api.sizing import EngineName

ENGINES = pytest.mark.parametrize("engine", ["reference", "duckdb"])
RULE = """\
id: RC-TEST-901
slug: plan-missing
title: Plan missing
status: {stage: preview}
revision: 1
severity: low
for_each: referral
when: {status: open}
expect: {recorded: care_plan, where: {kinds: {any_in: our-plan}, status: active}}
"""
CODES = "name: our-plan\ntitle: Plan\nmeans: Ours.\nsite: true\ncodes: []\n"
FILLED = "codes: {our-plan: [{system: forms, code: PLAN}]}"
OTHERS = "codes: {our-plan: [{system: forms, code: OTHER}]}"
RESOURCES = """\
resources:
      - {resourceType: Patient, id: p1}
      - {resourceType: EpisodeOfCare, id: e1, status: active, patient: {reference: Patient/p1}, period: {start: 2026}}
      - resourceType: CarePlan
        id: q1
        status: active
        intent: plan
        subject: {reference: Patient/p1}
        category: [{coding: [{system: forms, code: PLAN}]}]
"""
ROWS = """\
rows:
      patient: [{id: p1}]
      referral: [{id: EpisodeOfCare/e1, patient: p1, status: open, start: 2026-01}]
      care_plan: [{id: q1, patient: p1, status: active, kinds: [forms|PLAN]}]
"""


def differences(folder: Path, given: str, engine: EngineName, **expect: str) -> list[str]:
    told = {"filled": FILLED, "with_others": OTHERS, "empty": ""}
    examples = "".join(
        f"""\
  - name: {name}
    shown: true
    as_of: "2026-11-01"
    {told[name]}
    {given}    expect: {expected}
"""
        for name, expected in expect.items()
    )
    (folder / "codes").mkdir()
    (folder / "codes" / "our-plan.yaml").write_text(CODES, encoding="utf-8")
    (folder / "plan-missing.yaml").write_text(RULE, encoding="utf-8")
    (folder / "plan-missing.examples.yaml").write_text(f"examples:\n{examples}", encoding="utf-8")
    catalogue = load_rules(folder)
    own = replace(catalogue, rules=(catalogue.rule("RC-TEST-901"),))
    return [str(each) for each in run_examples(own, engines=[engine])]


@ENGINES
@pytest.mark.parametrize("given", [RESOURCES, ROWS], ids=["resources", "rows"])
def test_codes_hold_for_their_example_alone(tmp_path: Path, given: str, engine: EngineName) -> None:
    met, gap = (f"[{{subject: EpisodeOfCare/e1, outcome: {outcome}}}]" for outcome in ("met", "gap"))
    found = differences(tmp_path, given, engine, filled=met, with_others=gap, empty="not_evaluated")
    assert found == []


@ENGINES
@pytest.mark.parametrize("given", [RESOURCES, ROWS], ids=["resources", "rows"])
def test_rule_that_waits_gives_no_example_an_outcome(tmp_path: Path, given: str, engine: EngineName) -> None:
    (found,) = differences(tmp_path, given, engine, empty="[]")
    assert found.endswith("expected that the rule is evaluated; it was not evaluated")
