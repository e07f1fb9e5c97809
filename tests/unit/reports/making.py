"""Small reports to look at, made by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from risk_checks.engines.protocol import PatientSums, Tally
from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode, RuleId
from risk_checks.records.accounting import Sums
from risk_checks.records.problems import Problem, problem
from risk_checks.reports.outcomes import Outcomes
from risk_checks.reports.report import Report
from risk_checks.reports.run import CoverageFacts, RuleFacts, RunFacts, count_problems

AS_OF = date(2026, 11, 1)
NHS = "9434765919"
STALE = RuleId("RC-RISK-002")
CARER = RuleId("RC-CARER-002")
UNRUN = RuleId("RC-PLAN-001")
KEPT = ReasonCode.CURRENT

RULES = (
    RuleFacts(
        id=STALE,
        slug="risk-assessment-out-of-date",
        title="Risk assessment out of date",
        action="Review the risk assessment with the person",
        revision=1,
        severity="high",
        digest="aa",
        subjects="referrals",
        parameters={"review_every": "12 months"},
        cannot_recognise=("local-risk-forms",),
    ),
    RuleFacts(
        id=CARER,
        slug="carer-details-incomplete",
        title="Carer's details incomplete",
        action="Ask for name and phone",
        revision=2,
        severity="medium",
        digest="bb",
        subjects="patients",
    ),
    RuleFacts(
        id=UNRUN,
        slug="care-plan-missing",
        title="Care plan missing",
        action="Write a care plan",
        revision=1,
        severity="low",
        digest="cc",
        subjects="referrals",
    ),
)


def outcome(
    number: int = 1,
    kind: OutcomeKind = OutcomeKind.MET,
    why: ReasonCode = KEPT,
    *,
    rule: RuleId = STALE,
    **changed: Any,
) -> Outcome:
    """Return one outcome; whatever is not said is plain."""
    made = Outcome(
        rule=rule,
        patient=f"Patient/p{number}",
        table="referral" if rule == STALE else "patient",
        subject=f"EpisodeOfCare/e{number}" if rule == STALE else f"Patient/p{number}",
        outcome=kind,
        reason_code=why,
        reason="A risk assessment is recorded.",
        missing=(),
        due_on=None,
        overdue_days=None,
        evidence=(),
        team=None,
        revision=1,
        severity="high" if rule == STALE else "medium",
        as_of=AS_OF,
    )
    return replace(made, **changed)


def gap(number: int = 1, *, overdue: int = 30, **changed: Any) -> Outcome:
    """Return a gap that is some days overdue."""
    made = outcome(
        number,
        OutcomeKind.GAP,
        ReasonCode.OUT_OF_DATE,
        reason="The latest risk assessment is dated 2 October 2025.",
        due_on=date(2026, 10, 2),
        overdue_days=overdue,
        evidence=(f"RiskAssessment/r{number}",),
        team="Team East",
    )
    return replace(made, **changed)


OUTCOMES = (
    outcome(1),
    gap(2),
    outcome(3, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN, reason="The record cannot tell."),
    outcome(1, OutcomeKind.MET, ReasonCode.COMPLETE, rule=CARER),
    outcome(2, OutcomeKind.GAP, ReasonCode.FIELD_EMPTY, rule=CARER, missing=("name", "phone"), severity="medium"),
    outcome(4, OutcomeKind.EXEMPT, ReasonCode.EXEMPT, rule=CARER),
)

PROBLEMS = (
    problem("not-json", file="Patient.ndjson", line=7),
    problem("not-json", file="Patient.ndjson", line=3),
    problem("element-shape", file="Patient.ndjson", line=9, element="Patient.name"),
)


def tallied(outcomes: Sequence[Outcome], rule: RuleId, *, outside: int = 2) -> Tally:
    """Return the tally that goes with some outcomes."""
    counts = Counter(each.outcome for each in outcomes if each.rule == rule)
    return Tally(rows=sum(counts.values()) + outside, outside=outside, later=0, orphan=0, outcomes=dict(counts))


def facts(outcomes: Sequence[Outcome] = OUTCOMES, problems: Sequence[Problem] = PROBLEMS, **changed: Any) -> RunFacts:
    """Return the facts of a run with these outcomes and problems."""
    made: dict[str, Any] = {
        "as_of": AS_OF,
        "zone": "Europe/London",
        "engine": "reference",
        "versions": {"risk_checks": "0.1.0", "python": "3.11.7"},
        "rules": RULES,
        "coverage": CoverageFacts(
            types=("Patient", "EpisodeOfCare", "RiskAssessment"), how="the files", uncovered_patients=0
        ),
        "entries": Sums(total=20, used=16, duplicate=1, set_aside=3),
        "patients": PatientSums(read=5, checked=4, merged=1, test=0, inactive=0, set_aside=0),
        "tallies": {rule: tallied(outcomes, rule) for rule in (STALE, CARER)},
        "not_evaluated": {UNRUN: "No care plan can be seen: this input covers none of CarePlan."},
        "problems": count_problems(problems),
        "incomplete": False,
        "latest_update": datetime(2026, 10, 31, 23, 0, tzinfo=UTC),
        "skipped": (),
        "digest": b"digest of the input",
    }
    return RunFacts(**(made | changed))


def report(
    outcomes: Sequence[Outcome] = OUTCOMES,
    problems: Sequence[Problem] = PROBLEMS,
    *,
    explainer: Callable[[str, str], object] | None = None,
    **changed: Any,
) -> Report:
    """Return a report of these outcomes and problems."""
    return Report(
        outcomes=Outcomes(outcomes),
        run=facts(outcomes, problems, **changed),
        problems=tuple(problems),
        explainer=explainer,
    )
