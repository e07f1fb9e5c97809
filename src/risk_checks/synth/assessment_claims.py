"""What RC-REC-006 and RC-REC-007 must say of every assessment of risk, whatever became of it."""

from __future__ import annotations

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.facts import AssessmentRow, AssessmentState
from risk_checks.synth.verdicts import unmet_since

FINISH_DAYS = 7
"""The days after its date in which a draft may be finished."""


def claim_assessments(chart: Chart) -> None:
    """Claim what is said of each, once all of them are known."""
    if not chart.referrals:
        return
    for each in chart.facts.assessment_rows:
        is_ahead = each.days is not None and each.days.earliest > chart.near.as_of
        _claim_reached(chart, each, is_ahead=is_ahead)
        if not is_ahead:
            _claim_draft(chart, each)


def _claim_reached(chart: Chart, assessment: AssessmentRow, *, is_ahead: bool) -> None:
    rule = planted.RISK_DATE_AHEAD
    match assessment.state:
        case AssessmentState.COMPLETE if is_ahead:
            chart.claim(rule, assessment.key, OutcomeKind.GAP, ReasonCode.ONLY_FUTURE)
        case AssessmentState.COMPLETE:
            chart.claim(rule, assessment.key, OutcomeKind.MET, ReasonCode.RECORDED)
        case AssessmentState.UNKNOWN:
            chart.claim_unsure(rule, assessment.key)


def _claim_draft(chart: Chart, assessment: AssessmentRow) -> None:
    rule = planted.RISK_DRAFT
    match assessment.state:
        case AssessmentState.COMPLETE | AssessmentState.STOPPED:
            chart.claim(rule, assessment.key, OutcomeKind.MET, ReasonCode.RECORDED)
        case AssessmentState.DRAFT:
            since = assessment.days
            unmet_since(chart, rule, assessment.key, ReasonCode.ONLY_DRAFT, since=since, days=FINISH_DAYS)
        case AssessmentState.UNKNOWN:
            chart.claim_unsure(rule, assessment.key)
