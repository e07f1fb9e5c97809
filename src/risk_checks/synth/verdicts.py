"""The six rules by name, and the outcomes a story claims from them. Nothing here looks at evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.synth.chart import Chart, Referral


@dataclass(frozen=True, slots=True)
class FirstDeadline:
    """A rule of referrals: its slug and the days that a new referral has until something must be there."""

    rule: RuleId
    days: int


RISK_MISSING = FirstDeadline(RuleId("RC-RISK-001"), 7)
RISK_STALE = FirstDeadline(RuleId("RC-RISK-002"), 14)
CARER_MISSING = FirstDeadline(RuleId("RC-CARER-001"), 14)
PLAN_MISSING = FirstDeadline(RuleId("RC-PLAN-001"), 28)
PLAN_STALE = FirstDeadline(RuleId("RC-PLAN-002"), 28)
CARER_INCOMPLETE = RuleId("RC-CARER-002")

SLUGS = MappingProxyType(
    {
        RISK_MISSING.rule: "risk-assessment-missing",
        RISK_STALE.rule: "risk-assessment-out-of-date",
        CARER_MISSING.rule: "carer-not-recorded",
        CARER_INCOMPLETE: "carer-details-incomplete",
        PLAN_MISSING.rule: "care-plan-missing",
        PLAN_STALE.rule: "care-plan-stale",
    }
)


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
    """Claim whether one mention says all of it, where a referral is in care."""
    if not chart.referrals:
        return
    if complete:
        chart.claim(CARER_INCOMPLETE, chart.key, OutcomeKind.MET, ReasonCode.RECORDED)
    else:
        chart.claim(CARER_INCOMPLETE, chart.key, OutcomeKind.GAP, ReasonCode.NONE_RECORDED)
