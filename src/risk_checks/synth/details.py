"""What RC-RISK-006 and RC-RISK-007 must say of an assessment: its author, its plan, and the view of those who care."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.duration import shift
from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.facts import Assessment, AssessmentRow, AssessmentState, Span
from risk_checks.synth.horizon import YEAR, quarter_ago
from risk_checks.synth.reckoning import Outcomes, best, cut, decided, still_open, why_not, within

_PLAN, _VIEW = timedelta(days=14), timedelta(days=14)
_MET, _GAP = OutcomeKind.MET, OutcomeKind.GAP


def claim_details(chart: Chart) -> None:
    """Claim what is said of every complete assessment, once all plans and contacts with carers are known."""
    if not chart.referrals:
        return
    for row in chart.facts.assessment_rows:
        if row.state is AssessmentState.UNKNOWN and _may_be_asked(chart, row):
            chart.claim_unsure(planted.RISK_INCOMPLETE, row.key)
    for each in chart.facts.complete:
        _claim_incomplete(chart, each)
        if chart.facts.has_carer:
            _claim_view(chart, each)


def _may_be_asked(chart: Chart, assessment: AssessmentRow) -> bool:
    """Return whether an assessment that may be complete is of the last year; none such is of the last months."""
    return assessment.days is None or assessment.days.latest >= shift(chart.near.as_of, YEAR, sign=-1)


def _is_asked(chart: Chart, rule: RuleId, assessment: Assessment, first: date) -> bool:
    """Return whether the assessment surely is of the days asked about; claim it where the record cannot tell."""
    days = None if assessment.days is None else cut(assessment.days, chart.near.as_of)
    if days is not None and days.earliest >= first:
        return True
    if days is None or days.latest >= first:
        chart.claim_unsure(rule, assessment.key)
    return False


def _claim_incomplete(chart: Chart, assessment: Assessment) -> None:
    rule, as_of = planted.RISK_INCOMPLETE, chart.near.as_of
    first = shift(as_of, YEAR, sign=-1)
    if assessment.days is None:
        chart.claim(rule, assessment.key, _GAP, ReasonCode.FIELD_EMPTY)
        return
    if not _is_asked(chart, rule, assessment, first):
        return
    days, due_on = cut(assessment.days, as_of), assessment.days.latest + _PLAN
    possible = _planned(chart, days)
    if not assessment.has_author:
        chart.claim(rule, assessment.key, _GAP, ReasonCode.FIELD_EMPTY, due_on if possible == {_GAP} else None)
        return
    match decided(possible):
        case OutcomeKind.MET:
            chart.claim(rule, assessment.key, _MET, ReasonCode.COMPLETE)
        case OutcomeKind.DUE:
            chart.claim(rule, assessment.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, due_on)
        case OutcomeKind.GAP:
            chart.claim(rule, assessment.key, _GAP, ReasonCode.FIELD_EMPTY, due_on)
        case _:
            # Where a plan may go with it, its day is what is not known; else it is the deadline.
            reason = ReasonCode.FIELD_NOT_KNOWN if _MET in possible else ReasonCode.DATE_NOT_KNOWN
            chart.claim(rule, assessment.key, OutcomeKind.UNKNOWN, reason)


def _planned(chart: Chart, days: Span) -> Outcomes:
    """Return what is possible of the plan that goes with an assessment of those days."""
    as_of = chart.near.as_of
    first = Span(days.earliest - _PLAN, days.latest - _PLAN)
    possibly = False
    for plan in chart.facts.written:
        if plan is None:
            possibly = True
        elif plan.earliest <= as_of:
            renewed = cut(plan, as_of)
            if renewed.earliest >= first.latest:
                return frozenset({_MET})
            possibly = possibly or renewed.latest >= first.earliest
    found = still_open(Span(days.earliest + _PLAN, days.latest + _PLAN), as_of)
    return found | {_MET} if possibly else found


def _claim_view(chart: Chart, assessment: Assessment) -> None:
    rule, as_of = planted.FAMILY_VIEW, chart.near.as_of
    if not _is_asked(chart, rule, assessment, quarter_ago(chart.near)):
        return
    assert assessment.days is not None
    days, due_on = cut(assessment.days, as_of), assessment.days.latest + _VIEW
    first = Span(days.earliest - _VIEW, days.latest - _VIEW)
    deadline = Span(days.earliest + _VIEW, days.latest + _VIEW)
    facts = chart.facts
    ways = (facts.answers, facts.visits, facts.calls)
    match decided(best([within(rows, first=first, deadline=deadline, as_of=as_of) for rows in ways])):
        case OutcomeKind.MET:
            chart.claim(rule, assessment.key, _MET, ReasonCode.IN_TIME)
        case OutcomeKind.LATE:
            chart.claim(rule, assessment.key, OutcomeKind.LATE, ReasonCode.RECORDED_LATE, due_on)
        case OutcomeKind.DUE:
            chart.claim(rule, assessment.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, due_on)
        case OutcomeKind.GAP:
            reason = why_not(facts.answers, as_of=as_of, apart=ReasonCode.ONLY_BEFORE_START)
            chart.claim(rule, assessment.key, _GAP, reason, due_on)
        case _:
            chart.claim(rule, assessment.key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)
