"""What must be said of each assessment and each plan, by its status and its days, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from risk_checks.synth.assessment_claims import claim_assessments
from risk_checks.synth.chart import Chart
from risk_checks.synth.entries import tell_day_after, tell_day_before, tell_same_day, tell_two_days_after
from risk_checks.synth.facts import AssessmentRow, AssessmentState, PlanRow, Span, span
from risk_checks.synth.plan_claims import claim_plans
from tests.unit.synth.charts import UNSURE, chart, said


def days(text: str) -> Span | None:
    """Return the days of a date, of a month or a year, or none of an empty text."""
    if not text:
        return None
    return span(date.fromisoformat(text) if len(text) == 10 else text)


def by_rule(made: Chart) -> dict[str, str]:
    """Return what is claimed of each rule, for a chart in which each asks about one subject at most."""
    return {rule: what for (rule, _), what in said(made).items()}


def of_assessment(state: AssessmentState, when: str) -> dict[str, str]:
    made = chart()
    made.facts.assessment_rows.append(AssessmentRow({"resourceType": "Procedure", "id": "t1"}, state, days(when)))
    claim_assessments(made)
    return by_rule(made)


@pytest.mark.parametrize(
    ("state", "when", "reached", "draft"),
    [
        (AssessmentState.COMPLETE, "2026-10-01", "met recorded", "met recorded"),
        (AssessmentState.COMPLETE, "2026-11-01", "met recorded", "met recorded"),
        (AssessmentState.COMPLETE, "2026-11-02", "gap only_future", None),
        (AssessmentState.COMPLETE, "2026-11", "met recorded", "met recorded"),
        (AssessmentState.COMPLETE, "2026-12", "gap only_future", None),
        (AssessmentState.COMPLETE, "", "met recorded", "met recorded"),
        (AssessmentState.DRAFT, "2026-10-25", None, "due not_yet_due 2026-11-01"),
        (AssessmentState.DRAFT, "2026-10-24", None, "gap only_draft 2026-10-31"),
        (AssessmentState.DRAFT, "2026-11-02", None, None),
        (AssessmentState.DRAFT, "2026-10", None, "unknown date_not_known"),
        (AssessmentState.DRAFT, "2026-09", None, "gap only_draft 2026-10-07"),
        (AssessmentState.DRAFT, "", None, "unknown date_not_known"),
        (AssessmentState.STOPPED, "2026-10-01", None, "met recorded"),
        (AssessmentState.ON_HOLD, "2026-10-01", None, None),
        (AssessmentState.RETRACTED, "2026-10-01", None, None),
        (AssessmentState.UNKNOWN, "2026-10-01", UNSURE, UNSURE),
    ],
)
def test_an_assessment_is_dated_by_the_day_and_finished_in_a_week(
    state: AssessmentState, when: str, reached: str | None, draft: str | None
) -> None:
    found = of_assessment(state, when)
    assert found.get("RC-REC-006") == reached
    assert found.get("RC-REC-007") == draft


@pytest.mark.parametrize(
    ("status", "created", "end", "draft", "marked"),
    [
        ("active", "2026-10-01", "", "met recorded", None),
        ("active", "2026-12-01", "", "met recorded", None),
        ("active", "2026-01-05", "2026-11-02", "met recorded", None),
        ("active", "2026-01-05", "2026-11-01", "met recorded", "due not_yet_due 2026-11-15"),
        ("active", "2026-01-05", "2026-10-18", "met recorded", "due not_yet_due 2026-11-01"),
        ("active", "2026-01-05", "2026-10-17", "met recorded", "gap none_recorded 2026-10-31"),
        ("active", "2026-01-05", "2026-09", "met recorded", "gap none_recorded 2026-10-14"),
        ("active", "2026-01-05", "2026-10", "met recorded", "unknown date_not_known"),
        ("active", "2026-01-05", "2026-11", UNSURE, UNSURE),
        ("completed", "2026-01-05", "2026-11", UNSURE, UNSURE),
        ("completed", "2026-01-05", "2026-11-02", "met recorded", None),
        ("completed", "2026-01-05", "2026-10-01", "met recorded", "met recorded"),
        ("completed", "2026-01-05", "", "met recorded", "met recorded"),
        ("revoked", "2026-01-05", "2026-10-01", "met recorded", None),
        ("on-hold", "2026-01-05", "2026-10-01", "met recorded", None),
        ("draft", "2026-10-04", "", "due not_yet_due 2026-11-01", None),
        ("draft", "2026-10-03", "", "gap only_draft 2026-10-31", None),
        ("draft", "2026-10", "", "unknown date_not_known", None),
        ("draft", "", "", "unknown date_not_known", None),
        ("entered-in-error", "2026-01-05", "", None, None),
        ("unknown", "2026-01-05", "2026-10-01", UNSURE, None),
    ],
)
def test_a_plan_is_finished_in_four_weeks_and_marked_as_over_in_two(
    status: str, created: str, end: str, draft: str | None, marked: str | None
) -> None:
    made = chart()
    made.facts.plan_rows.append(PlanRow("CarePlan/q1", status, days(created), date(2026, 1, 5), days(end)))
    claim_plans(made)
    assert by_rule(made).get("RC-REC-012") == draft
    assert by_rule(made).get("RC-REC-004") == marked


def test_a_plan_that_begins_later_is_not_asked_about_whatever_its_status() -> None:
    for status in ("draft", "active", "on-hold", "completed", "revoked", "unknown"):
        for made in (chart(), chart(dead=True)):
            made.facts.plan_rows.append(PlanRow("CarePlan/q1", status, days("2026-10-01"), date(2026, 11, 2)))
            claim_plans(made)
            assert not made.claims


@pytest.mark.parametrize(
    ("died", "status", "end", "expected"),
    [
        ("2026-10-03", "active", "", "gap none_recorded"),
        ("2026-10-04", "active", "", None),
        ("2026-10-04", "completed", "", None),
        ("", "active", "", "gap none_recorded"),
        ("2026-10", "active", "", UNSURE),
        ("2026-09", "active", "", "gap none_recorded"),
        ("2026-09-01", "on-hold", "", "gap none_recorded"),
        ("2026-09-01", "active", "2026-11-02", "gap none_recorded"),
        ("2026-09-01", "active", "2026-11-01", "met recorded"),
        ("2026-09-01", "active", "2026-11", UNSURE),
        ("2026-09-01", "completed", "", "met recorded"),
        ("2026-09-01", "revoked", "", "met recorded"),
        ("2026-09-01", "unknown", "", UNSURE),
        ("2026-09-01", "draft", "", None),
        ("2026-10", "draft", "", None),
        ("2026-09-01", "entered-in-error", "", None),
    ],
)
@pytest.mark.parametrize("in_care", [True, False])
def test_a_plan_is_closed_four_weeks_after_a_death_in_care_or_not(
    died: str, status: str, end: str, expected: str | None, in_care: bool
) -> None:
    made = chart(died=days(died), dead=True, in_care=in_care)
    made.facts.plan_rows.append(PlanRow("CarePlan/q1", status, days("2026-01-05"), None, days(end)))
    claim_plans(made)
    assert by_rule(made).get("RC-REC-002") == expected


def test_whoever_may_have_died_may_have_plans_to_close() -> None:
    made = chart()
    made.facts.may_have_died = True
    made.facts.plan_rows.append(PlanRow("CarePlan/q1", "active", days("2026-01-05")))
    made.facts.plan_rows.append(PlanRow("CarePlan/q2", "draft", days("2026-11-01")))
    claim_plans(made)
    assert {each.subject for each in made.claims.values() if each.rule == "RC-REC-002"} == {"CarePlan/q1"}
    assert by_rule(made)["RC-REC-002"] == UNSURE


def test_a_document_has_no_end_to_be_marked() -> None:
    made = chart()
    made.facts.plan_rows.append(PlanRow("DocumentReference/d1", "completed", days("2026-01-05")))
    claim_plans(made)
    assert by_rule(made) == {"RC-REC-012": "met recorded"}


@pytest.mark.parametrize(
    ("tell", "expected"),
    [
        (tell_same_day, "met in_time"),
        (tell_day_after, "met in_time"),
        (tell_two_days_after, "late recorded_late 2026-10-06"),
        (tell_day_before, None),
    ],
)
def test_an_assessment_may_be_entered_on_the_day_after(
    tell: Callable[[Chart, AssessmentRow], None], expected: str | None
) -> None:
    made = chart()
    tell(made, AssessmentRow({"resourceType": "Procedure", "id": "t1"}, AssessmentState.COMPLETE, days("2026-10-05")))
    assert by_rule(made).get("RC-REC-001") == expected
    assert made.resources[0]["target"] == [{"reference": "Procedure/t1"}]
