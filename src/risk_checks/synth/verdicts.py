"""The outcomes that a story claims of referrals, and of carers. Nothing here looks at evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart, Referral
from risk_checks.synth.facts import Span


@dataclass(frozen=True, slots=True)
class FirstDeadline:
    """A rule of referrals: its slug and the days that a new referral has until something must be there."""

    rule: RuleId
    days: int


RISK_MISSING = FirstDeadline(planted.RISK_MISSING, 7)
RISK_STALE = FirstDeadline(planted.RISK_STALE, 14)
CARER_MISSING = FirstDeadline(planted.CARER_MISSING, 14)
PLAN_MISSING = FirstDeadline(planted.PLAN_MISSING, 28)
PLAN_STALE = FirstDeadline(planted.PLAN_STALE, 28)


def all_met(chart: Chart, rule: FirstDeadline) -> None:
    """Claim that the evidence is there, for every referral."""
    for each in chart.referrals:
        chart.claim(rule.rule, each.key, OutcomeKind.MET, ReasonCode.RECORDED)


def current(
    chart: Chart, rule: FirstDeadline, *, until: date | None, referrals: Iterable[Referral] | None = None
) -> None:
    """Claim that the evidence is current, and until when."""
    for each in chart.referrals if referrals is None else referrals:
        chart.claim(rule.rule, each.key, OutcomeKind.MET, ReasonCode.CURRENT, until)


def out_of_date(chart: Chart, rule: FirstDeadline, *, since: date, referrals: Iterable[Referral] | None = None) -> None:
    """Claim that the evidence has run out, and on which day it did."""
    for each in chart.referrals if referrals is None else referrals:
        chart.claim(rule.rule, each.key, OutcomeKind.GAP, ReasonCode.OUT_OF_DATE, since)


def unmet(chart: Chart, rule: FirstDeadline, reason: ReasonCode, referrals: Iterable[Referral] | None = None) -> None:
    """Claim that nothing counts: due up to and including the first deadline, then a gap with this reason."""
    for each in chart.referrals if referrals is None else referrals:
        deadline = each.start + timedelta(days=rule.days)
        if each.age_days <= rule.days:
            chart.claim(rule.rule, each.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, deadline)
        else:
            chart.claim(rule.rule, each.key, OutcomeKind.GAP, reason, deadline)


def in_window(chart: Chart, rule: RuleId, referrals: Iterable[Referral]) -> None:
    """Claim that the evidence lies in the days asked for."""
    for each in referrals:
        chart.claim(rule, each.key, OutcomeKind.MET, ReasonCode.IN_TIME)


def not_in_window(chart: Chart, rule: RuleId, reason: ReasonCode, referrals: Iterable[Referral]) -> None:
    """Claim a gap that no clock runs for."""
    for each in referrals:
        chart.claim(rule, each.key, OutcomeKind.GAP, reason)


def unmet_since(chart: Chart, rule: RuleId, subject: str, reason: ReasonCode, *, since: Span | None, days: int) -> None:
    """Claim that nothing counts of one subject, whose clock runs from some day of `since`, or from one not known."""
    as_of = chart.near.as_of
    if since is None:
        chart.claim(rule, subject, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)
        return
    time = timedelta(days=days)
    deadline = since.latest + time
    # What has begun by the day of the check was by then.
    last = (min(since.latest, as_of) if since.earliest <= as_of else since.latest) + time
    if as_of <= since.earliest + time:
        chart.claim(rule, subject, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, deadline)
    elif as_of > last:
        chart.claim(rule, subject, OutcomeKind.GAP, reason, deadline)
    else:
        chart.claim(rule, subject, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)


def date_not_known(chart: Chart, rule: FirstDeadline) -> None:
    """Claim that the date of the evidence decides and is not known."""
    for each in chart.referrals:
        chart.claim(rule.rule, each.key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)


def only_possible(chart: Chart, rule: FirstDeadline) -> None:
    """Claim that what is there may be evidence: due while the deadline runs, then not to be told."""
    for each in chart.referrals:
        if each.age_days <= rule.days:
            deadline = each.start + timedelta(days=rule.days)
            chart.claim(rule.rule, each.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, deadline)
        else:
            chart.claim(rule.rule, each.key, OutcomeKind.UNKNOWN, ReasonCode.FIELD_NOT_KNOWN)


def carer_details(chart: Chart, *, complete: bool) -> None:
    """Note that somebody is or may be a carer; where one is in care, claim whether one mention says all of it."""
    chart.facts.has_carer = True
    if not chart.referrals:
        return
    if complete:
        chart.claim(planted.CARER_INCOMPLETE, chart.key, OutcomeKind.MET, ReasonCode.RECORDED)
    else:
        chart.claim(planted.CARER_INCOMPLETE, chart.key, OutcomeKind.GAP, ReasonCode.NONE_RECORDED)
