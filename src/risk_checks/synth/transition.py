"""Stories of plans for the move to adult services, each with what RC-PLAN-006 must say of every referral it asks of."""

from __future__ import annotations

from datetime import timedelta

from risk_checks.model.duration import shift
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.births import ADULT, MOVED, MOVING, PLAN_DAYS, is_aged
from risk_checks.synth.chart import Chart, Referral
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Episode, Span
from risk_checks.synth.horizon import pick
from risk_checks.synth.plan_rows import Kind, add_plan
from risk_checks.synth.story import Story


def is_asked(chart: Chart) -> bool:
    """Return whether the rule surely asks this of a referral."""
    return any(_asks(chart, each) == (True, True) for each in chart.referrals)


def is_not_asked(chart: Chart) -> bool:
    """Return whether the rule surely asks it of none."""
    return not is_asked(chart)


def tell_there(chart: Chart) -> None:
    """In force."""
    _claim(chart, None)
    rng, near = chart.rng, chart.near
    day = pick(rng, near, near.ago(700), near.as_of)
    match rng.randrange(4):
        case 0:
            add_plan(chart, kind=Kind.TRANSITION)
        case 1:
            add_plan(chart, kind=Kind.TRANSITION, start=day, end=near.ahead(1))
        case _:
            add_plan(chart, kind=Kind.TRANSITION, created=day)
    if rng.random() < 0.3:
        _add_void(chart, "draft")


def tell_none(chart: Chart) -> None:
    """Nothing."""
    _claim(chart, ReasonCode.NONE_RECORDED)


def tell_not_in_force(chart: Chart) -> None:
    """Over, on hold, or only proposed."""
    _claim(chart, ReasonCode.NONE_RECORDED)
    _add_dead(chart)


def tell_draft(chart: Chart) -> None:
    """Begun and never put in force."""
    _claim(chart, ReasonCode.ONLY_DRAFT)
    _add_void(chart, "draft")


def tell_retracted(chart: Chart) -> None:
    """Recorded and taken back."""
    _claim(chart, ReasonCode.ONLY_RETRACTED)
    _add_void(chart, "entered-in-error")


def tell_future(chart: Chart) -> None:
    """To be written, or to begin, after the day."""
    _claim(chart, ReasonCode.ONLY_FUTURE)
    near = chart.near
    ahead = pick(chart.rng, near, near.ahead(1), near.ahead(90))
    if chart.rng.random() < 0.5:
        add_plan(chart, kind=Kind.TRANSITION, created=ahead)
    else:
        add_plan(chart, kind=Kind.TRANSITION, created=near.ago(2), start=ahead)


def tell_nothing_asked(chart: Chart) -> None:
    """Nothing is asked, or the record cannot tell whether it is; a plan may be there all the same."""
    _claim(chart, ReasonCode.NONE_RECORDED)
    if chart.rng.random() < 0.02:
        chart.distractors += 1
        add_plan(chart, kind=Kind.TRANSITION, created=chart.near.ago(chart.rng.randrange(700)))


def _claim(chart: Chart, reason: ReasonCode | None) -> None:
    for each in chart.referrals:
        match _asks(chart, each):
            case True, True:
                _claim_asked(chart, each, reason)
            case False, True:
                chart.claim_unsure(planted.PLAN_TRANSITION, each.key)


def _claim_asked(chart: Chart, referral: Referral, reason: ReasonCode | None) -> None:
    rule, as_of = planted.PLAN_TRANSITION, chart.near.as_of
    if reason is None:
        chart.claim(rule, referral.key, OutcomeKind.MET, ReasonCode.RECORDED)
        return
    born = chart.facts.born
    assert born is not None
    deadline = Span(*(shift(day, MOVING) + timedelta(days=PLAN_DAYS) for day in (born.earliest, born.latest)))
    if as_of <= deadline.earliest:
        chart.claim(rule, referral.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, deadline.latest)
    elif as_of > deadline.latest:
        chart.claim(rule, referral.key, OutcomeKind.GAP, reason, deadline.latest)
    else:
        chart.claim(rule, referral.key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)


def _asks(chart: Chart, referral: Referral) -> tuple[bool, bool]:
    """Return whether the rule surely, and whether it possibly, asks this of a referral."""
    if referral.age_days <= PLAN_DAYS:
        return False, False
    born, as_of = chart.facts.born, chart.near.as_of
    old, maybe_old = is_aged(born, MOVING, as_of)
    moved, maybe_moved = is_aged(born, MOVED, as_of)
    adult, maybe_adult = is_aged(born, ADULT, referral.start)
    return old and not maybe_moved and not maybe_adult, maybe_old and not moved and not adult


def may_ask_of(chart: Chart, episode: Episode) -> bool:
    """Return whether the rule may ask this of an episode of which nobody knows whether it is open."""
    if not episode.is_backwards:
        age_days = (chart.near.as_of - episode.start).days
        return _asks(chart, Referral("", episode.start, age_days))[1]
    born, as_of = chart.facts.born, chart.near.as_of
    return is_aged(born, MOVING, as_of)[1] and not is_aged(born, MOVED, as_of)[0]


def _add_dead(chart: Chart) -> None:
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, near.ago(360), near.ago(1))
    match rng.randrange(3):
        case 0:
            add_plan(chart, kind=Kind.TRANSITION, created=day, start=day, end=near.as_of)
        case 1:
            add_plan(chart, kind=Kind.TRANSITION, status=rng.choice(("on-hold", "revoked", "completed")), created=day)
        case _:
            add_plan(chart, kind=Kind.TRANSITION, intent="proposal", created=day)


def _add_void(chart: Chart, status: str) -> None:
    chart.distractors += 1
    add_plan(chart, kind=Kind.TRANSITION, created=chart.near.ago(chart.rng.randrange(300)), status=status)


STORIES = (
    Weighted(Story("nothing asked", tell_nothing_asked, is_not_asked), 80),
    Weighted(Story("there", tell_there, is_asked), 8),
    Weighted(Story("none", tell_none, is_asked), 5),
    Weighted(Story("not in force", tell_not_in_force, is_asked), 3),
    Weighted(Story("draft", tell_draft, is_asked), 2),
    Weighted(Story("retracted", tell_retracted, is_asked), 1),
    Weighted(Story("future", tell_future, is_asked), 2),
)
