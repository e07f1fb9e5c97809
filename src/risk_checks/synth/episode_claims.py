"""What must be said of every episode: RC-REC-005 of its days, RC-REC-003 of one that outlives the person.

Nobody knows whether an episode that ends before it starts, or on no date, is open: every rule of referrals in care may
ask about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.synth import planted
from risk_checks.synth.births import ADULT, PLAN_DAYS, is_aged
from risk_checks.synth.chart import Chart
from risk_checks.synth.deaths import asks_to_close
from risk_checks.synth.facts import ContactState, Episode
from risk_checks.synth.offers import may_have_adult
from risk_checks.synth.transition import may_ask_of

_VOID = frozenset({"cancelled", "entered-in-error"})


def claim_episodes(chart: Chart) -> None:
    """Claim what is said of the episodes, once carers, contacts and problems are known."""
    for each in chart.facts.episodes:
        key = f"EpisodeOfCare/{each.resource['id']}"
        if each.is_unclear:
            for rule in _may_ask(chart, each):
                chart.claim_unsure(rule, key)
        elif each.resource["status"] in _VOID or each.start > chart.near.as_of:
            continue
        _claim_days(chart, each, key)
        _claim_closed(chart, each, key)


def _claim_days(chart: Chart, episode: Episode, key: str) -> None:
    if episode.is_unreadable:
        chart.claim_unsure(planted.REFERRAL_DATES, key)
    elif episode.is_backwards:
        chart.claim(planted.REFERRAL_DATES, key, OutcomeKind.GAP, ReasonCode.NONE_RECORDED)
    else:
        chart.claim(planted.REFERRAL_DATES, key, OutcomeKind.MET, ReasonCode.RECORDED)


def _claim_closed(chart: Chart, episode: Episode, key: str) -> None:
    rule = planted.NOT_CLOSED
    surely, possibly = asks_to_close(chart)
    if not possibly:
        return
    if not surely or episode.is_unclear:
        chart.claim_unsure(rule, key)
    elif episode.is_open:
        chart.claim_of_dead(rule, key, OutcomeKind.GAP, ReasonCode.NONE_RECORDED)
    else:
        chart.claim_of_dead(rule, key, OutcomeKind.MET, ReasonCode.RECORDED)


def _may_ask(chart: Chart, episode: Episode) -> Iterator[RuleId]:
    """Return the rules of referrals that may ask about one of which nobody knows whether it is open."""
    facts = chart.facts
    yield planted.RISK_MISSING
    yield planted.RISK_STALE
    yield planted.CARER_MISSING
    yield planted.KEY_WORKER
    yield planted.PLAN_MISSING
    yield planted.PLAN_STALE
    if episode.may_have_begun_by(chart.near.ago(PLAN_DAYS + 1)):
        yield planted.CRISIS_STALE
    if is_aged(facts.born, ADULT, chart.near.as_of)[1]:
        yield planted.CRISIS_MISSING
    if may_ask_of(chart, episode):
        yield planted.PLAN_TRANSITION
    if facts.has_carer:
        yield planted.SHARING
        yield planted.CARER_ENGAGED
        yield planted.FAMILY_WORKER
    if facts.has_carer and facts.has_psychosis:
        yield planted.CARER_INFORMATION
    if may_have_adult(chart):
        yield planted.CARERS_ASSESSMENT
    missed = {ContactState.MISSED, ContactState.UNCLEAR}
    held = [each.days for each in facts.contacts if each.state in missed and each.days.earliest <= chart.near.as_of]
    if any(episode.may_have_begun_by(each.latest) for each in held):
        yield planted.CLOSED_AFTER_MISSED
