"""What the rules of stays and discharges must say: RC-RISK-003, RC-RISK-004, RC-DISC-001 to 004.

Every fact they read is known to the day: `can_stay` sees to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.facts import Fact, Progress, Stay
from risk_checks.synth.horizon import Horizon, quarter_ago

_DAY = timedelta(days=1)


def is_asked(near: Horizon, day: date) -> bool:
    """Return whether a stay that ended, or an assessment that was made, on that day is still asked about."""
    return quarter_ago(near) <= day <= near.as_of


def claim_admission(chart: Chart, stay: Stay) -> None:
    """Claim what is said of the assessment on admission."""
    near, rule = chart.near, planted.RISK_ON_ADMISSION
    if stay.end is not None and not is_asked(near, stay.end) and not is_asked(near, stay.start):
        return
    if stay.end is not None and (stay.died or stay.end <= stay.start):
        _exempt(chart, rule, stay)
        return
    rows = [each for each in chart.facts.assessments if stay.end is None or _day(each) <= stay.end]
    _claim_within(chart, rule, stay, rows, first=stay.start - _DAY, last=stay.start + _DAY)


def claim_discharge(chart: Chart, stay: Stay, *, contacts: Sequence[Fact], letters: Sequence[Fact]) -> None:
    """Claim what is said of a discharge, after which these contacts and letters came from the ward."""
    assert stay.end is not None
    if not is_asked(chart.near, stay.end):
        return
    _claim_assessed(chart, stay, stay.end)
    if stay.in_adult_acute_bed:
        _claim_followed_up(chart, planted.FOLLOW_UP, stay, contacts, last=stay.end + 3 * _DAY)
    _claim_sooner(chart, stay, contacts, end=stay.end)
    if stay.died or stay.next_on == stay.end:
        _exempt(chart, planted.PLAN_SENT, stay)
    else:
        _claim_within(chart, planted.PLAN_SENT, stay, letters, first=stay.end, last=stay.end + _DAY)
    _claim_carer_involved(chart, stay, stay.end)


def _claim_assessed(chart: Chart, stay: Stay, end: date) -> None:
    if stay.died or stay.method == "3":
        _exempt(chart, planted.RISK_BEFORE_DISCHARGE, stay)
        return
    rows = [each for each in chart.facts.assessments if _day(each) >= stay.start]
    _claim_window(chart, planted.RISK_BEFORE_DISCHARGE, stay, rows, first=end - 3 * _DAY, last=end)


def _claim_sooner(chart: Chart, stay: Stay, contacts: Sequence[Fact], *, end: date) -> None:
    """Claim what is said of the follow-up of somebody for whom a risk was marked when they left."""
    marked = [each.stood_on(end, as_of=chart.near.as_of) for each in chart.facts.marks]
    if any(surely for surely, _ in marked):
        _claim_followed_up(chart, planted.FOLLOW_UP_SOONER, stay, contacts, last=end + 2 * _DAY)
    elif any(possibly for _, possibly in marked):
        chart.claim_unsure(planted.FOLLOW_UP_SOONER, stay.key)


def _claim_followed_up(chart: Chart, rule: RuleId, stay: Stay, contacts: Sequence[Fact], *, last: date) -> None:
    assert stay.end is not None
    if stay.died or stay.followed_up_elsewhere or stay.next_on == stay.end:
        _exempt(chart, rule, stay)
    elif stay.next_on is not None and stay.next_on <= last:
        chart.claim(rule, stay.key, OutcomeKind.MET, ReasonCode.IN_TIME)
    else:
        _claim_within(chart, rule, stay, contacts, first=stay.end + _DAY, last=last)


def _claim_carer_involved(chart: Chart, stay: Stay, end: date) -> None:
    rule = planted.CARER_BEFORE_DISCHARGE
    by_then = [each for each in chart.facts.mentions if each.start is None or each.start <= end]
    if not by_then:
        return
    if not any(each.is_coded for each in by_then):
        chart.claim_unsure(rule, stay.key)
    elif stay.died or stay.next_on == end:
        _exempt(chart, rule, stay)
    elif any(each.progress is Progress.DONE and stay.start <= _day(each) <= end for each in chart.facts.calls):
        chart.claim(rule, stay.key, OutcomeKind.MET, ReasonCode.IN_TIME)
    else:
        _claim_window(chart, rule, stay, chart.facts.visits, first=stay.start, last=end)


def _claim_within(chart: Chart, rule: RuleId, stay: Stay, rows: Sequence[Fact], *, first: date, last: date) -> None:
    """Claim whether something was done in time, once."""
    as_of = chart.near.as_of
    done = [_day(each) for each in rows if each.progress is Progress.DONE and first <= _day(each) <= as_of]
    if any(day <= last for day in done):
        chart.claim(rule, stay.key, OutcomeKind.MET, ReasonCode.IN_TIME)
    elif done:
        chart.claim(rule, stay.key, OutcomeKind.LATE, ReasonCode.RECORDED_LATE, last)
    else:
        _claim_open(chart, rule, stay, rows, last=last, apart=ReasonCode.ONLY_BEFORE_START)


def _claim_window(chart: Chart, rule: RuleId, stay: Stay, rows: Sequence[Fact], *, first: date, last: date) -> None:
    """Claim whether something was done on these days."""
    if any(each.progress is Progress.DONE and first <= _day(each) <= last for each in rows):
        chart.claim(rule, stay.key, OutcomeKind.MET, ReasonCode.IN_TIME)
    else:
        _claim_open(chart, rule, stay, rows, last=last, apart=ReasonCode.OUTSIDE_WINDOW)


def _claim_open(chart: Chart, rule: RuleId, stay: Stay, rows: Sequence[Fact], *, last: date, apart: ReasonCode) -> None:
    as_of = chart.near.as_of
    if as_of <= last:
        chart.claim(rule, stay.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, last)
        return
    states = {each.progress for each in rows}
    if any(each.progress is Progress.DONE and _day(each) > as_of for each in rows):
        reason = ReasonCode.ONLY_FUTURE
    elif Progress.DRAFT in states:
        reason = ReasonCode.ONLY_DRAFT
    elif Progress.VOID in states:
        reason = ReasonCode.ONLY_RETRACTED
    else:
        reason = apart if Progress.DONE in states else ReasonCode.NONE_RECORDED
    chart.claim(rule, stay.key, OutcomeKind.GAP, reason, last)


def _exempt(chart: Chart, rule: RuleId, stay: Stay) -> None:
    chart.claim(rule, stay.key, OutcomeKind.EXEMPT, ReasonCode.EXEMPT)


def _day(fact: Fact) -> date:
    assert fact.days is not None
    return fact.days.latest
