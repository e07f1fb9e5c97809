"""Many conditions tried in one run: each has a lane, and a case says which lane its referral is in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from risk_checks.rules.plan import All, Any_, Complete, Condition, Plan
from tests.spec.harness import Case, case
from tests.spec.plans import is_, plan, recorded
from tests.spec.rows import Cell, Written, assessed, referred
from tests.spec.world import REFERRAL, subjects

Answer = Literal["yes", "no", "unknown"]


def of_rows(conditions: Mapping[str, Condition]) -> Plan:
    """Return a plan that says of an assessment whether the condition of its lane holds."""
    return plan(recorded(status=All(()), where=_by_lane(conditions)))


def of_subjects(conditions: Mapping[str, Condition]) -> Plan:
    """Return a plan that says of a referral whether the condition of its lane holds."""
    return plan(Complete(REFERRAL, (REFERRAL.columns["lane"],)), when=_by_lane(conditions), fields=("lane",))


def row_case(
    clause: str, name: str, lane: str, answer: Answer, referral: Written, row: Written, *, source: str = ""
) -> Case:
    """Return a case about an assessment: met, a gap or unknown as the condition is true, false or unknown."""
    says = {"yes": "met recorded", "no": "gap none_recorded", "unknown": "unknown field_not_known"}[answer]
    evidence = "" if answer == "no" else "a1"
    return case(clause, name, in_lane(referral, lane), row, says=says, evidence=evidence, source=source)


def subject_case(clause: str, name: str, lane: str, answer: Answer, *rows: Written, set_aside: str = "") -> Case:
    """Return a case about a referral: in the population, outside it, or not known."""
    says = {"yes": "met complete", "no": None, "unknown": "unknown population_not_known"}[answer]
    moved = [in_lane(row, lane) if row.table is REFERRAL else row for row in rows]
    return case(clause, name, *moved, says=says, set_aside=set_aside)


def of_row(clause: str, name: str, lane: str, answer: Answer, *, source: str = "", **cells: Cell) -> Case:
    """Return a case about an assessment with these cells."""
    return row_case(clause, name, lane, answer, referred(), assessment_with(cells), source=source)


def in_lane(referral: Written, lane: str) -> Written:
    """Return the referral in a lane."""
    return Written(referral.table, {**referral.cells, "lane": lane})


def assessment_with(cells: Mapping[str, Cell]) -> Written:
    """Return an assessment with these cells."""
    return Written(assessed().table, {**assessed("2025-06-01").cells, **cells})


def _by_lane(conditions: Mapping[str, Condition]) -> Condition:
    return Any_(tuple(All((is_(subjects("lane"), lane), one)) for lane, one in conditions.items()))
