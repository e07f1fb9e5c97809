"""Stories of care plans, each with what RC-PLAN-001 and RC-PLAN-002 must say of every referral."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.outcome import ReasonCode
from risk_checks.synth import partials
from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.horizon import ONE_DAY, carried_over, pick, renewal
from risk_checks.synth.plan_rows import add_plan, add_plan_in_care, add_plan_in_force, add_plan_not_in_force
from risk_checks.synth.story import Story
from risk_checks.synth.verdicts import (
    PLAN_MISSING,
    PLAN_STALE,
    all_met,
    current,
    date_not_known,
    out_of_date,
    unmet,
)

LONG = timedelta(days=1200)


def counts_from(chart: Chart) -> date:
    """Return the first day that counts for every referral."""
    return carried_over(chart.newest)


def can_run_out(chart: Chart) -> bool:
    """Return whether a plan that counts for every referral can be out of date."""
    return counts_from(chart) < chart.near.first_current


def is_past_month(chart: Chart) -> bool:
    """Return whether the first deadline of every referral has passed."""
    return chart.youngest_days > PLAN_STALE.days


def can_lie_between(chart: Chart) -> bool:
    """Return whether some days count for the older of two referrals and not for the newer one."""
    return carried_over(chart.oldest) < counts_from(chart)


def tell_current(chart: Chart) -> None:
    """In force, and made within the year."""
    _tell_current(chart, pick(chart.rng, chart.near, _first_good(chart), chart.near.as_of))


def tell_last_good_day(chart: Chart) -> None:
    """In force, and made on the first day that is still current."""
    _tell_current(chart, _first_good(chart))


def tell_two_weeks_old(chart: Chart) -> None:
    """In force, and made two weeks ago, or a day before that: the person's answer is asked for about now."""
    day = chart.near.ago(chart.rng.choice((14, 15)))
    all_met(chart, PLAN_MISSING)
    current(chart, PLAN_STALE, until=renewal(day))
    add_plan_in_care(chart, created=day)


def tell_out_of_date(chart: Chart) -> None:
    """In force, and made more than a year ago."""
    _tell_out_of_date(chart, pick(chart.rng, chart.near, counts_from(chart), chart.near.first_current - ONE_DAY))


def tell_first_bad_day(chart: Chart) -> None:
    """In force, and made on the last day that is no longer current."""
    _tell_out_of_date(chart, chart.near.first_current - ONE_DAY)


def tell_before_start(chart: Chart) -> None:
    """In force, and made more than a year before any referral started."""
    all_met(chart, PLAN_MISSING)
    unmet(chart, PLAN_STALE, ReasonCode.ONLY_BEFORE_START)
    add_plan_in_force(chart, _day_before(chart))
    _noise(chart)


def tell_between(chart: Chart) -> None:
    """In force, and old enough to count for the older referral alone, for which it is out of date."""
    older = [each for each in chart.referrals if each.start == chart.oldest]
    newer = [each for each in chart.referrals if each.start != chart.oldest]
    day = pick(chart.rng, chart.near, carried_over(chart.oldest), counts_from(chart) - ONE_DAY)
    all_met(chart, PLAN_MISSING)
    out_of_date(chart, PLAN_STALE, since=renewal(day), referrals=older)
    unmet(chart, PLAN_STALE, ReasonCode.ONLY_BEFORE_START, newer)
    add_plan_in_force(chart, day)
    _noise(chart)


def tell_none(chart: Chart) -> None:
    """Nothing, or nothing that is in force."""
    _tell_unmet(chart, ReasonCode.NONE_RECORDED)


def tell_not_in_force(chart: Chart) -> None:
    """Plans that are over, on hold, proposed or of another kind."""
    _tell_unmet(chart, ReasonCode.NONE_RECORDED)
    add_plan_not_in_force(chart)


def tell_draft(chart: Chart) -> None:
    """Begun and never put in force."""
    _tell_unmet(chart, ReasonCode.ONLY_DRAFT)
    _add_not_counting(chart, "draft")


def tell_retracted(chart: Chart) -> None:
    """Recorded and taken back."""
    _tell_unmet(chart, ReasonCode.ONLY_RETRACTED)
    _add_not_counting(chart, "entered-in-error")


def tell_future(chart: Chart) -> None:
    """In force by its status, and made after the day."""
    _tell_unmet(chart, ReasonCode.ONLY_FUTURE)
    _add_made_after(chart)


def tell_future_and_draft(chart: Chart) -> None:
    """One made after the day, one never put in force: the first is named."""
    tell_future(chart)
    _add_not_counting(chart, "draft")


def tell_draft_and_retracted(chart: Chart) -> None:
    """One never put in force, one taken back: the first is named."""
    tell_draft(chart)
    _add_not_counting(chart, "entered-in-error")


def tell_before_start_and_draft(chart: Chart) -> None:
    """One made too long before the start, one never put in force since."""
    all_met(chart, PLAN_MISSING)
    unmet(chart, PLAN_STALE, ReasonCode.ONLY_DRAFT)
    add_plan_in_force(chart, _day_before(chart))
    _add_not_counting(chart, "draft")


def tell_before_start_and_retracted(chart: Chart) -> None:
    """One made too long before the start, one taken back since."""
    all_met(chart, PLAN_MISSING)
    unmet(chart, PLAN_STALE, ReasonCode.ONLY_RETRACTED)
    add_plan_in_force(chart, _day_before(chart))
    _add_not_counting(chart, "entered-in-error")


def tell_undated(chart: Chart) -> None:
    """In force; nobody knows since when."""
    all_met(chart, PLAN_MISSING)
    date_not_known(chart, PLAN_STALE)
    add_plan_in_care(chart)
    _noise(chart)


def tell_undated_and_current(chart: Chart) -> None:
    """One undated; another, current, settles it. How long it stays current is not known."""
    all_met(chart, PLAN_MISSING)
    current(chart, PLAN_STALE, until=None)
    add_plan_in_care(chart)
    add_plan_in_force(chart, pick(chart.rng, chart.near, _first_good(chart), chart.near.as_of))


def tell_partly_current(chart: Chart) -> None:
    """Made in a month or year that is current from end to end; it is renewed a year after its last day."""
    partial = partials.choose(chart, partials.still_current(chart, counts_from(chart)))
    all_met(chart, PLAN_MISSING)
    current(chart, PLAN_STALE, until=renewal(partial.latest))
    add_plan_in_care(chart, created=partial.text)
    _settled_noise(chart)


def tell_partly_out_of_date(chart: Chart) -> None:
    """Made in a month or year that has run out from end to end."""
    partial = partials.choose(chart, partials.run_out(chart, counts_from(chart)))
    all_met(chart, PLAN_MISSING)
    out_of_date(chart, PLAN_STALE, since=renewal(partial.latest))
    add_plan_in_care(chart, created=partial.text)
    _settled_noise(chart)


def tell_partly_undecided(chart: Chart) -> None:
    """Made in a month or year that is current at its end and has run out at its beginning."""
    partial = partials.choose(chart, partials.undecided(chart, counts_from(chart)))
    all_met(chart, PLAN_MISSING)
    date_not_known(chart, PLAN_STALE)
    add_plan_in_care(chart, created=partial.text)
    _noise(chart)


def _tell_current(chart: Chart, day: date) -> None:
    all_met(chart, PLAN_MISSING)
    current(chart, PLAN_STALE, until=renewal(day))
    add_plan_in_force(chart, day)
    if chart.rng.random() < 0.2:
        add_plan_in_force(chart, pick(chart.rng, chart.near, day - LONG, day))
    _settled_noise(chart)


def _tell_out_of_date(chart: Chart, day: date) -> None:
    all_met(chart, PLAN_MISSING)
    out_of_date(chart, PLAN_STALE, since=renewal(day))
    add_plan_in_force(chart, day)
    _settled_noise(chart)


def _tell_unmet(chart: Chart, reason: ReasonCode) -> None:
    unmet(chart, PLAN_MISSING, reason)
    unmet(chart, PLAN_STALE, reason)
    _noise(chart)


def _first_good(chart: Chart) -> date:
    return max(counts_from(chart), chart.near.first_current)


def _day_before(chart: Chart) -> date:
    first = carried_over(chart.oldest)
    return pick(chart.rng, chart.near, first - LONG, first - ONE_DAY)


def _add_not_counting(chart: Chart, status: str) -> None:
    chart.distractors += 1
    add_plan(chart, status=status, created=pick(chart.rng, chart.near, chart.newest, chart.near.as_of))


def _add_made_after(chart: Chart) -> None:
    created = pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(90))
    add_plan_in_care(chart, created=created, start=chart.near.as_of if chart.rng.random() < 0.3 else None)


def _noise(chart: Chart) -> None:
    if chart.rng.random() < 0.15:
        add_plan_not_in_force(chart)


def _settled_noise(chart: Chart) -> None:
    """Add what cannot change an answer that a plan in force has settled."""
    _noise(chart)
    noise = chart.rng.randrange(12)
    if noise < 4:
        chart.distractors += 1
    if noise == 0:
        _add_not_counting(chart, "draft")
    elif noise == 1:
        _add_not_counting(chart, "entered-in-error")
    elif noise == 2:
        _add_made_after(chart)
    elif noise == 3:
        near = chart.near
        add_plan(chart, created=near.ago(1), start=pick(chart.rng, near, near.ahead(1), near.ahead(60)))


STORIES = (
    Weighted(Story("current", tell_current), 46),
    Weighted(Story("last good day", tell_last_good_day), 4),
    Weighted(Story("two weeks old", tell_two_weeks_old), 4),
    Weighted(Story("out of date", tell_out_of_date, can_run_out), 12),
    Weighted(Story("first bad day", tell_first_bad_day, can_run_out), 3),
    Weighted(Story("before start", tell_before_start), 3),
    Weighted(Story("between two starts", tell_between, can_lie_between), 3),
    Weighted(Story("none", tell_none), 8),
    Weighted(Story("not in force", tell_not_in_force), 7),
    Weighted(Story("draft", tell_draft), 3),
    Weighted(Story("retracted", tell_retracted), 2),
    Weighted(Story("future", tell_future), 1),
    Weighted(Story("future and draft", tell_future_and_draft), 1),
    Weighted(Story("draft and retracted", tell_draft_and_retracted), 1),
    Weighted(Story("before start and draft", tell_before_start_and_draft), 1),
    Weighted(Story("before start and retracted", tell_before_start_and_retracted), 1),
    Weighted(Story("undated", tell_undated, is_past_month), 3),
    Weighted(Story("undated and current", tell_undated_and_current), 1),
    Weighted(
        Story("partly current", tell_partly_current, lambda c: bool(partials.still_current(c, counts_from(c)))), 2
    ),
    Weighted(
        Story("partly out of date", tell_partly_out_of_date, lambda c: bool(partials.run_out(c, counts_from(c)))), 2
    ),
    Weighted(
        Story("partly undecided", tell_partly_undecided, lambda c: bool(partials.undecided(c, counts_from(c)))), 2
    ),
)
