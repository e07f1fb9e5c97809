"""A check makes only what its rules read, tells the problems of that, and makes more where more is asked."""

from __future__ import annotations

from typing import Any, Literal

import pytest

import risk_checks as rc
from risk_checks.tables.loading import shipped_tables
from risk_checks.tables.stored import stored_columns

Engine = Literal["reference", "duckdb"]
PERSON = {"resourceType": "Patient", "id": "p1", "birthDate": "1980-02-03"}
STAY = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "in-progress",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-01-05"},
}
PLAN = {
    "resourceType": "CarePlan",
    "id": "c1",
    "status": "active",
    "intent": "plan",
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "not a day"},
}
RECORD: list[dict[str, Any]] = [PERSON, STAY, PLAN]
OF_CARERS = "RC-CARER-003"
OF_PLANS = "RC-PLAN-002"


def _told(report: rc.Report) -> set[tuple[str | None, str | None, str]]:
    return {(each.table, each.column, each.code) for each in report.problems}


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_problem_of_a_column_is_told_where_a_rule_reads_it(engine: Engine) -> None:
    extract = rc.read(RECORD)
    unread = ("care_plan", "start", "date-not-readable")
    assert unread not in _told(extract.check(as_of="2026-11-01", select=OF_CARERS, engine=engine))
    assert unread in _told(extract.check(as_of="2026-11-01", engine=engine))
    assert unread not in _told(extract.check(as_of="2026-11-01", select=OF_CARERS, engine=engine))


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_table_has_all_its_columns_whatever_was_checked_before(engine: Engine) -> None:
    extract = rc.read(RECORD)
    extract.check(as_of="2026-11-01", select=OF_CARERS, engine=engine)
    table = extract.table("care_plan", engine=engine).to_arrow()
    assert table.column_names == list(stored_columns(shipped_tables()["care_plan"]))
    assert table.num_rows == 1


def test_a_rule_answers_the_same_alone_and_among_all() -> None:
    extract = rc.read(RECORD)
    alone = extract.check(as_of="2026-11-01", select=OF_PLANS, engine="duckdb")
    among = extract.check(as_of="2026-11-01", engine="duckdb")
    again = extract.check(as_of="2026-11-01", select=OF_PLANS, engine="duckdb")
    expected = [each for each in among.outcomes if each.rule == OF_PLANS]
    assert list(alone.outcomes) == list(again.outcomes) == expected
    rule = alone.rule(OF_PLANS).id
    assert alone.run.tallies[rule] == among.run.tallies[rule]
    assert alone.run.entries == among.run.entries


def test_an_answer_can_be_explained_after_more_was_asked() -> None:
    extract = rc.read(RECORD)
    report = extract.check(as_of="2026-11-01", select=OF_PLANS, engine="duckdb")
    extract.check(as_of="2026-11-01", engine="duckdb")
    first = next(iter(report.outcomes))
    assert report.explain(first.rule, first.subject)
