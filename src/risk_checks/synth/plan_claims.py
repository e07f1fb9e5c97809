"""What RC-REC-002, RC-REC-004 and RC-REC-012 must say of every plan, whatever it is for and whatever became of it."""

from __future__ import annotations

from datetime import date
from enum import Enum

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.deaths import asks_to_close
from risk_checks.synth.facts import PlanRow
from risk_checks.synth.verdicts import unmet_since

MARK_DAYS, FINISH_DAYS = 14, 28
"""The days after its end in which a plan may be marked as active, and those after it was begun to finish a draft."""


class State(Enum):
    """Where a plan stands on the day of the check."""

    DRAFT = "begun"
    ACTIVE = "in force"
    ON_HOLD = "on hold"
    ENDED = "over"
    WITHDRAWN = "withdrawn"
    NOT_YET = "to begin after the day, or taken back"
    UNKNOWN = "not known"


_MARKED = {"draft": State.DRAFT, "on-hold": State.ON_HOLD, "revoked": State.WITHDRAWN, "unknown": State.UNKNOWN}
_CLOSED = {State.ENDED, State.WITHDRAWN}
_IN_USE = {State.ACTIVE, State.ON_HOLD, *_CLOSED}


def claim_plans(chart: Chart) -> None:
    """Claim what is said of each, once all plans are known."""
    for each in chart.facts.plan_rows:
        state = _state(each, chart.near.as_of)
        _claim_after_death(chart, each, state)
        if chart.referrals:
            _claim_draft(chart, each, state)
            _claim_marked(chart, each, state)


def _state(plan: PlanRow, as_of: date) -> State:
    """Return how a plan stands: by its days where it is said to be active or completed, else by its status alone."""
    if plan.status == "entered-in-error" or (plan.start is not None and plan.start > as_of):
        return State.NOT_YET
    if plan.status in _MARKED:
        return _MARKED[plan.status]
    if plan.end is None:
        return State.ENDED if plan.status == "completed" else State.ACTIVE
    if plan.end.latest <= as_of:
        return State.ENDED
    return State.ACTIVE if plan.end.earliest > as_of else State.UNKNOWN


def _claim_after_death(chart: Chart, plan: PlanRow, state: State) -> None:
    """Claim whether a plan of somebody who has died is closed, which is asked of people who are not in care too."""
    rule = planted.PLAN_AFTER_DEATH
    surely, possibly = asks_to_close(chart)
    if not possibly or state not in {*_IN_USE, State.UNKNOWN}:
        return
    if not surely or state is State.UNKNOWN:
        chart.claim_unsure(rule, plan.key)
    elif state in _CLOSED:
        chart.claim_of_dead(rule, plan.key, OutcomeKind.MET, ReasonCode.RECORDED)
    else:
        chart.claim_of_dead(rule, plan.key, OutcomeKind.GAP, ReasonCode.NONE_RECORDED)


def _claim_draft(chart: Chart, plan: PlanRow, state: State) -> None:
    rule = planted.PLAN_DRAFT
    if state is State.UNKNOWN:
        chart.claim_unsure(rule, plan.key)
    elif state is State.DRAFT:
        unmet_since(chart, rule, plan.key, ReasonCode.ONLY_DRAFT, since=plan.created, days=FINISH_DAYS)
    elif state in _IN_USE:
        chart.claim(rule, plan.key, OutcomeKind.MET, ReasonCode.RECORDED)


def _claim_marked(chart: Chart, plan: PlanRow, state: State) -> None:
    """Claim whether the status of a plan that is over says so; a document and a status not known say nothing."""
    rule = planted.PLAN_MARKED
    if plan.is_document or plan.status == "unknown":
        return
    if state is State.UNKNOWN:
        chart.claim_unsure(rule, plan.key)
    elif state is State.ENDED and plan.status == "completed":
        chart.claim(rule, plan.key, OutcomeKind.MET, ReasonCode.RECORDED)
    elif state is State.ENDED:
        unmet_since(chart, rule, plan.key, ReasonCode.NONE_RECORDED, since=plan.end, days=MARK_DAYS)
