"""Stories of the days of referrals: closed within a day, closed at death, and ending before they start.

Told of people with an episode: an episode beside contacts alone would be their only referral.
"""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.synth.care import add_episode
from risk_checks.synth.chart import Chart, Resource
from risk_checks.synth.deck import Weighted
from risk_checks.synth.horizon import ONE_DAY, pick, quarter_ago
from risk_checks.synth.story import Story
from risk_checks.synth.written import Part, write_moment


def has_episode(chart: Chart) -> bool:
    """Return whether the person has episodes."""
    return bool(chart.facts.episodes) and not chart.derived


def is_in_care(chart: Chart) -> bool:
    """Return whether an episode keeps the person in care, whatever another one says."""
    return has_episode(chart) and bool(chart.referrals)


def died_on_a_day(chart: Chart) -> bool:
    """Return whether the person has episodes, and has died on a day that is known."""
    died = chart.facts.died
    return has_episode(chart) and died is not None and died.earliest == died.latest


def tell_none(_chart: Chart) -> None:
    """Nothing more than there is."""


def tell_one_day(chart: Chart) -> None:
    """Closed on the day it started, now and then at an hour before that of the start."""
    rng, near = chart.rng, chart.near
    day = pick(rng, near, near.ago(900), near.ago(1))
    written: Resource | None = None
    if rng.random() < 0.4:
        written = {"start": write_moment(rng, day, part=Part.LATE), "end": write_moment(rng, day, part=Part.EARLY)}
    add_episode(chart, "finished", day, day, written=written)


def tell_same_month(chart: Chart) -> None:
    """Closed in the month in which it started, on a day that is not known."""
    rng, near = chart.rng, chart.near
    month = rng.choice([each for each in near.months if each.latest < quarter_ago(near)])
    start = pick(rng, near, month.earliest, month.latest)
    add_episode(chart, "finished", start, month.latest, written={"start": start.isoformat(), "end": month.text})


def tell_closed_at_death(chart: Chart) -> None:
    """Closed with the day of death as its end, or without a day."""
    rng, died = chart.rng, chart.facts.died
    assert died is not None
    start = died.latest - timedelta(days=rng.randrange(1500))
    add_episode(chart, "finished", start, died.latest if rng.random() < 0.8 else None)


def tell_a_day_early(chart: Chart) -> None:
    """Ended on the day before it started."""
    _backwards(chart, ONE_DAY)


def tell_backwards(chart: Chart) -> None:
    """Ended days or years before it started, whatever its status; or is planned to."""
    rng, near = chart.rng, chart.near
    match rng.randrange(4):
        case 0:
            _backwards_months(chart)
        case 1:
            start = near.ahead(rng.randrange(2, 90))
            add_episode(chart, rng.choice(("planned", "waitlist")), start, start - rng.choice((1, 365)) * ONE_DAY)
        case _:
            _backwards(chart, timedelta(days=rng.choice((2, 30, 365, 366, 3652))))


def tell_unreadable(chart: Chart) -> None:
    """Ended on a day that cannot be read."""
    rng, near = chart.rng, chart.near
    start = pick(rng, near, near.ago(900), near.as_of)
    written: Resource = {"start": start.isoformat(), "end": rng.choice(("31/03/2026", "2026-02-30", "next week"))}
    # The end is no date: what stands for it is not before the day of the check, and nothing is over.
    add_episode(chart, _status(chart), start, near.ahead(1), written=written, is_unreadable=True)


def tell_backwards_and_void(chart: Chart) -> None:
    """Ended before it started, and was cancelled or entered in error."""
    chart.distractors += 1
    start = _start(chart)
    add_episode(chart, chart.rng.choice(("cancelled", "entered-in-error")), start, start - ONE_DAY)


def _backwards(chart: Chart, time: timedelta) -> None:
    start = _start(chart)
    add_episode(chart, _status(chart), start, start - time)


def _backwards_months(chart: Chart) -> None:
    """Add an episode that ended in a month before that in which it started."""
    rng, near = chart.rng, chart.near
    last = rng.choice([place for place, each in enumerate(near.months) if place and each.earliest <= near.as_of])
    first, end = near.months[last], near.months[last - rng.choice((1, min(12, last)))]
    written: Resource = {"start": first.text, "end": end.text}
    add_episode(chart, _status(chart), first.earliest, end.latest, written=written)


def _start(chart: Chart) -> date:
    return pick(chart.rng, chart.near, chart.near.ago(900), chart.near.as_of)


def _status(chart: Chart) -> str:
    return chart.rng.choice(("finished", "finished", "finished", "active", "onhold"))


STORIES = (
    Weighted(Story("none", tell_none), 400),
    Weighted(Story("one day", tell_one_day, has_episode), 4),
    Weighted(Story("same month", tell_same_month, has_episode), 1),
    Weighted(Story("closed at death", tell_closed_at_death, died_on_a_day), 200),
    Weighted(Story("a day early", tell_a_day_early, is_in_care), 1),
    Weighted(Story("backwards", tell_backwards, is_in_care), 3),
    Weighted(Story("unreadable", tell_unreadable, is_in_care), 1),
    Weighted(Story("backwards and void", tell_backwards_and_void, has_episode), 1),
)
