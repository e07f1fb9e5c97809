"""Stories of risk assessments, each with what RC-RISK-001 and RC-RISK-002 must say of every referral."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.outcome import ReasonCode
from risk_checks.synth import partials
from risk_checks.synth.assessment_rows import add_assessment, add_look_alike, add_seen_in, some_day
from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.encounters import add_encounter
from risk_checks.synth.facts import AssessmentState as State
from risk_checks.synth.horizon import ONE_DAY, renewal
from risk_checks.synth.services import any_organization
from risk_checks.synth.story import Story
from risk_checks.synth.verdicts import (
    RISK_MISSING,
    RISK_STALE,
    all_met,
    current,
    date_not_known,
    out_of_date,
    unmet,
)

LONG = timedelta(days=1200)


def is_long_stay(chart: Chart) -> bool:
    """Return whether an assessment since the newest start can already be out of date."""
    return chart.newest < chart.near.first_current


def is_past_fortnight(chart: Chart) -> bool:
    """Return whether the first deadline of every referral has passed."""
    return chart.youngest_days > RISK_STALE.days


def tell_current(chart: Chart) -> None:
    """Done within the year, since the newest referral started."""
    _tell_current(chart, some_day(chart, first=_first_good(chart), last=chart.near.as_of))


def tell_last_good_day(chart: Chart) -> None:
    """Done on the first day that is still current."""
    _tell_current(chart, chart.near.first_current)


def tell_just_now(chart: Chart) -> None:
    """Done the day before the check, or the day before that: it is about now that it has to be on the record."""
    _tell_current(chart, chart.near.ago(chart.rng.choice((1, 2))))


def tell_out_of_date(chart: Chart) -> None:
    """Done since the newest referral started, more than a year ago."""
    _tell_out_of_date(chart, some_day(chart, first=chart.newest, last=chart.near.first_current - ONE_DAY))


def tell_first_bad_day(chart: Chart) -> None:
    """Done on the last day that is no longer current."""
    _tell_out_of_date(chart, chart.near.first_current - ONE_DAY)


def tell_before_start(chart: Chart) -> None:
    """Done only before any referral started."""
    all_met(chart, RISK_MISSING)
    unmet(chart, RISK_STALE, ReasonCode.ONLY_BEFORE_START)
    add_assessment(chart, _day_before(chart))
    _look_alikes(chart)


def can_lie_between(chart: Chart) -> bool:
    """Return whether there are two referrals, and days between their starts."""
    return chart.oldest < chart.newest


def tell_between(chart: Chart) -> None:
    """Done after the older referral started and before the newer one."""
    older = [each for each in chart.referrals if each.start == chart.oldest]
    newer = [each for each in chart.referrals if each.start != chart.oldest]
    day = some_day(chart, first=chart.oldest, last=chart.newest - ONE_DAY)
    all_met(chart, RISK_MISSING)
    if day >= chart.near.first_current:
        current(chart, RISK_STALE, until=renewal(day), referrals=older)
    else:
        out_of_date(chart, RISK_STALE, since=renewal(day), referrals=older)
    unmet(chart, RISK_STALE, ReasonCode.ONLY_BEFORE_START, newer)
    add_assessment(chart, day)
    _look_alikes(chart)


def tell_none(chart: Chart) -> None:
    """Nothing but look-alikes."""
    _tell_unmet(chart, ReasonCode.NONE_RECORDED)


def tell_draft(chart: Chart) -> None:
    """Begun and never finished."""
    _tell_unmet(chart, ReasonCode.ONLY_DRAFT)
    _add_not_counting(chart, State.DRAFT)


def tell_retracted(chart: Chart) -> None:
    """Recorded and taken back."""
    _tell_unmet(chart, ReasonCode.ONLY_RETRACTED)
    _add_not_counting(chart, State.RETRACTED)


def tell_stopped(chart: Chart) -> None:
    """Begun, and stopped before it was complete."""
    _tell_unmet(chart, ReasonCode.NONE_RECORDED)
    _add_not_counting(chart, State.STOPPED)


def tell_on_hold(chart: Chart) -> None:
    """Begun, and put on hold."""
    _tell_unmet(chart, ReasonCode.ONLY_DRAFT)
    _add_not_counting(chart, State.ON_HOLD)


def tell_future(chart: Chart) -> None:
    """Complete, and dated after the day."""
    _tell_unmet(chart, ReasonCode.ONLY_FUTURE)
    add_assessment(chart, _day_ahead(chart))


def tell_future_partly(chart: Chart) -> None:
    """Complete, in a month or year after the day."""
    _tell_unmet(chart, ReasonCode.ONLY_FUTURE)
    add_assessment(chart, partials.choose(chart, partials.ahead(chart)).text)


def tell_future_and_draft(chart: Chart) -> None:
    """One dated after the day, one never finished, one taken back: the first is named."""
    tell_future(chart)
    _add_not_counting(chart, State.DRAFT)
    _add_not_counting(chart, State.RETRACTED)


def tell_draft_and_retracted(chart: Chart) -> None:
    """One never finished, one taken back: the first is named."""
    tell_draft(chart)
    _add_not_counting(chart, State.RETRACTED)


def tell_before_start_and_future(chart: Chart) -> None:
    """One before any referral started, one dated after the day."""
    _tell_before_start_but(chart, ReasonCode.ONLY_FUTURE)
    add_assessment(chart, _day_ahead(chart))


def tell_before_start_and_draft(chart: Chart) -> None:
    """One before any referral started, one never finished since."""
    _tell_before_start_but(chart, ReasonCode.ONLY_DRAFT)
    _add_not_counting(chart, State.DRAFT)


def tell_before_start_and_retracted(chart: Chart) -> None:
    """One before any referral started, one since that was taken back."""
    _tell_before_start_but(chart, ReasonCode.ONLY_RETRACTED)
    _add_not_counting(chart, State.RETRACTED)


def tell_undated(chart: Chart) -> None:
    """Done, nobody knows when."""
    all_met(chart, RISK_MISSING)
    date_not_known(chart, RISK_STALE)
    add_assessment(chart, None)
    _look_alikes(chart)


def tell_undated_and_current(chart: Chart) -> None:
    """One undated; another, current, settles it. How long it stays current is not known."""
    all_met(chart, RISK_MISSING)
    current(chart, RISK_STALE, until=None)
    add_assessment(chart, None)
    add_assessment(chart, some_day(chart, first=_first_good(chart), last=chart.near.as_of))


def tell_undated_and_old(chart: Chart) -> None:
    """One undated; another is out of date and settles nothing."""
    tell_undated(chart)
    add_assessment(chart, some_day(chart, first=chart.newest, last=chart.near.first_current - ONE_DAY))


def tell_partly_current(chart: Chart) -> None:
    """Done in a month or year that is current from end to end; it is renewed a year after its last day."""
    partial = partials.choose(chart, partials.still_current(chart, chart.newest))
    all_met(chart, RISK_MISSING)
    current(chart, RISK_STALE, until=renewal(partial.latest))
    add_assessment(chart, partial.text)
    _settled_noise(chart)


def tell_partly_out_of_date(chart: Chart) -> None:
    """Done in a month or year that has run out from end to end."""
    partial = partials.choose(chart, partials.run_out(chart, chart.newest))
    all_met(chart, RISK_MISSING)
    out_of_date(chart, RISK_STALE, since=renewal(partial.latest))
    add_assessment(chart, partial.text)
    _settled_noise(chart)


def tell_partly_undecided(chart: Chart) -> None:
    """Done in a month or year that is current at its end and has run out at its beginning."""
    partial = partials.choose(chart, partials.undecided(chart, chart.newest))
    all_met(chart, RISK_MISSING)
    date_not_known(chart, RISK_STALE)
    add_assessment(chart, partial.text)
    _look_alikes(chart)


def tell_partly_before_start(chart: Chart) -> None:
    """Done in a month or year that ended before any referral started."""
    all_met(chart, RISK_MISSING)
    unmet(chart, RISK_STALE, ReasonCode.ONLY_BEFORE_START)
    add_assessment(chart, partials.choose(chart, partials.before(chart, chart.oldest)).text)
    _look_alikes(chart)


def has_episodes(chart: Chart) -> bool:
    """Return whether contacts can be added without making a referral of their own."""
    return not chart.derived


def tell_seen_in_contact(chart: Chart) -> None:
    """Done in a contact of this year, and dated by it alone."""
    day = some_day(chart, first=_first_good(chart), last=chart.near.as_of)
    all_met(chart, RISK_MISSING)
    current(chart, RISK_STALE, until=renewal(day))
    _add_in_contact(chart, day)
    _settled_noise(chart)


def tell_seen_in_old_contact(chart: Chart) -> None:
    """Done in a contact of more than a year ago, and dated by it alone."""
    day = some_day(chart, first=chart.newest, last=chart.near.first_current - ONE_DAY)
    all_met(chart, RISK_MISSING)
    out_of_date(chart, RISK_STALE, since=renewal(day))
    _add_in_contact(chart, day)
    _settled_noise(chart)


def tell_dated_before_contact(chart: Chart) -> None:
    """Out of date by its own date, which goes before that of the contact of this year in which it was recorded."""
    day = some_day(chart, first=chart.newest, last=chart.near.first_current - ONE_DAY)
    all_met(chart, RISK_MISSING)
    out_of_date(chart, RISK_STALE, since=renewal(day))
    _add_in_contact(chart, some_day(chart, first=_first_good(chart), last=chart.near.as_of), when=day)


def _tell_current(chart: Chart, day: date) -> None:
    all_met(chart, RISK_MISSING)
    current(chart, RISK_STALE, until=renewal(day))
    add_assessment(chart, day)
    chart.facts.settled_on = day
    _earlier_ones(chart, day)
    _settled_noise(chart)


def _tell_out_of_date(chart: Chart, day: date) -> None:
    all_met(chart, RISK_MISSING)
    out_of_date(chart, RISK_STALE, since=renewal(day))
    add_assessment(chart, day)
    chart.facts.settled_on = day
    _earlier_ones(chart, day)
    _settled_noise(chart)


def _tell_unmet(chart: Chart, reason: ReasonCode) -> None:
    unmet(chart, RISK_MISSING, reason)
    unmet(chart, RISK_STALE, reason)
    _look_alikes(chart)


def _tell_before_start_but(chart: Chart, reason: ReasonCode) -> None:
    all_met(chart, RISK_MISSING)
    unmet(chart, RISK_STALE, reason)
    add_assessment(chart, _day_before(chart))


def _first_good(chart: Chart) -> date:
    return max(chart.newest, chart.near.first_current)


def _day_before(chart: Chart) -> date:
    return some_day(chart, first=chart.oldest - LONG, last=chart.oldest - ONE_DAY)


def _day_ahead(chart: Chart) -> date:
    if chart.rng.random() < 0.1:
        return chart.near.ahead(3653)  # a slip in the year
    return some_day(chart, first=chart.near.ahead(1), last=chart.near.ahead(200))


def _add_in_contact(chart: Chart, day: date, *, when: date | None = None) -> None:
    provider = any_organization(chart.rng)
    encounter = add_encounter(chart, status="finished", first=day, last=day, provider=provider)
    add_seen_in(chart, encounter, seen=day, when=when)


def _add_not_counting(chart: Chart, state: State) -> None:
    chart.distractors += 1
    add_assessment(chart, some_day(chart, first=chart.newest, last=chart.near.as_of), state=state)


def _look_alikes(chart: Chart) -> None:
    for _ in range(chart.rng.choice((0, 0, 0, 1, 1, 2))):
        add_look_alike(chart, some_day(chart, first=chart.near.ago(500), last=chart.near.ahead(1)))


def _earlier_ones(chart: Chart, day: date) -> None:
    for _ in range(chart.rng.choice((0, 0, 1, 2))):
        add_assessment(chart, some_day(chart, first=day - LONG, last=day))


def _settled_noise(chart: Chart) -> None:
    """Add what cannot change an answer that a counting assessment has settled."""
    _look_alikes(chart)
    noise = chart.rng.randrange(12)
    if noise == 0:
        _add_not_counting(chart, State.DRAFT)
    elif noise == 1:
        _add_not_counting(chart, State.RETRACTED)
    elif noise == 2:
        chart.distractors += 1
        add_assessment(chart, _day_ahead(chart))


STORIES = (
    Weighted(Story("current", tell_current), 44),
    Weighted(Story("last good day", tell_last_good_day, lambda c: c.newest <= c.near.first_current), 5),
    Weighted(Story("just now", tell_just_now, lambda c: c.youngest_days >= 2), 3),
    Weighted(Story("out of date", tell_out_of_date, is_long_stay), 9),
    Weighted(Story("first bad day", tell_first_bad_day, is_long_stay), 3),
    Weighted(Story("before start", tell_before_start), 4),
    Weighted(Story("between two starts", tell_between, can_lie_between), 5),
    Weighted(Story("none", tell_none), 9),
    Weighted(Story("draft", tell_draft), 3),
    Weighted(Story("retracted", tell_retracted), 2),
    Weighted(Story("stopped", tell_stopped), 1),
    Weighted(Story("on hold", tell_on_hold), 1),
    Weighted(Story("future", tell_future), 2),
    Weighted(Story("future, to the month or year", tell_future_partly, lambda c: bool(partials.ahead(c))), 1),
    Weighted(Story("future and draft", tell_future_and_draft), 1),
    Weighted(Story("draft and retracted", tell_draft_and_retracted), 1),
    Weighted(Story("before start and future", tell_before_start_and_future), 1),
    Weighted(Story("before start and draft", tell_before_start_and_draft), 1),
    Weighted(Story("before start and retracted", tell_before_start_and_retracted), 1),
    Weighted(Story("undated", tell_undated, is_past_fortnight), 3),
    Weighted(Story("undated and current", tell_undated_and_current), 1),
    Weighted(Story("undated and old", tell_undated_and_old, is_long_stay), 1),
    Weighted(Story("partly current", tell_partly_current, lambda c: bool(partials.still_current(c, c.newest))), 2),
    Weighted(Story("partly out of date", tell_partly_out_of_date, lambda c: bool(partials.run_out(c, c.newest))), 2),
    Weighted(Story("partly undecided", tell_partly_undecided, lambda c: bool(partials.undecided(c, c.newest))), 2),
    Weighted(Story("partly before start", tell_partly_before_start, lambda c: bool(partials.before(c, c.oldest))), 1),
    Weighted(Story("in a contact", tell_seen_in_contact, has_episodes), 3),
    Weighted(
        Story("dated before contact", tell_dated_before_contact, lambda c: has_episodes(c) and is_long_stay(c)), 1
    ),
    Weighted(Story("in an old contact", tell_seen_in_old_contact, lambda c: has_episodes(c) and is_long_stay(c)), 1),
)
