"""Who is in care: the referrals a person has on the day, and the records around them that must not count as care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from risk_checks.synth.chart import Chart, Referral, Resource
from risk_checks.synth.deck import Deck, Weighted
from risk_checks.synth.encounters import add_phantom_contact
from risk_checks.synth.facts import Episode
from risk_checks.synth.horizon import pick, quarter_ago
from risk_checks.synth.services import any_organization
from risk_checks.synth.written import write_day, write_period


class Care(Enum):
    """The shapes that care takes in a record."""

    ONE = "one open episode"
    TWO = "two open episodes"
    ONE_AMONG_OTHERS = "one open episode, others closed or void"
    CLOSED = "closed episodes only"
    AHEAD = "an episode that starts after the day"
    CANCELLED = "a cancelled episode, with recent contacts"
    VOID = "an episode entered in error, without contacts"
    NONE = "neither episode nor contact"
    DERIVED = "contacts with one provider"
    DERIVED_NO_PROVIDER = "contacts without a provider"
    DERIVED_TWO = "contacts with two providers"
    DERIVED_AND_LAPSED = "contacts with two providers, one of them long ago"
    DERIVED_AFTER_ERROR = "contacts, and an episode entered in error"
    LAPSED = "contacts, the last too long ago"


CARES = (
    Weighted(Care.ONE, 56),
    Weighted(Care.TWO, 10),
    Weighted(Care.ONE_AMONG_OTHERS, 9),
    Weighted(Care.CLOSED, 5),
    Weighted(Care.AHEAD, 2),
    Weighted(Care.CANCELLED, 1),
    Weighted(Care.VOID, 1),
    Weighted(Care.NONE, 2),
    Weighted(Care.DERIVED, 8),
    Weighted(Care.DERIVED_NO_PROVIDER, 2),
    Weighted(Care.DERIVED_TWO, 2),
    Weighted(Care.DERIVED_AND_LAPSED, 2),
    Weighted(Care.DERIVED_AFTER_ERROR, 1),
    Weighted(Care.LAPSED, 2),
)
EPISODIC = frozenset({Care.ONE, Care.TWO, Care.ONE_AMONG_OTHERS, Care.CLOSED, Care.AHEAD})


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago a referral started: so many days (least to most) before the check, or before `first_current`."""

    least: int
    most: int
    a_year_more: bool = False


# Both sides of every first deadline (7, 14 and 28 days) and of the year; then the long stays that most people have.
AGES = (
    *(Weighted(Age(days, days), 1) for days in (0, 1, 6, 13, 27)),
    *(Weighted(Age(days, days), 2) for days in (7, 8, 14, 15, 28, 29)),
    *(Weighted(Age(days, days, a_year_more=True), 1) for days in (0, 1, 2)),
    Weighted(Age(30, 364), 18),
    Weighted(Age(3, 500, a_year_more=True), 16),
    Weighted(Age(501, 1800, a_year_more=True), 16),
)


def deal_start(chart: Chart, ages: Deck[Age]) -> date:
    """Return the start of a referral that is in care."""
    age = ages.deal(chart.rng, lambda _: True)
    anchor = chart.near.first_current if age.a_year_more else chart.near.as_of
    return anchor - timedelta(days=chart.rng.randrange(age.least, age.most + 1))


def open_episode(chart: Chart, start: date) -> Referral:
    """Add an episode that is open on the day, whatever its status says since, and return its referral."""
    rng, near = chart.rng, chart.near
    status, end = rng.choices(
        (("active", None), ("onhold", None), ("active", 60), ("finished", 60), ("finished", 1)),
        weights=(70, 8, 6, 4, 3),
    )[0]
    last = None if end is None else pick(rng, near, near.ahead(1), near.ahead(end))
    return Referral(add_episode(chart, status, start, last, is_open=True), start, (near.as_of - start).days)


def closed_episode(chart: Chart) -> None:
    """Add an episode that is closed, cancelled or not yet begun on the day."""
    rng, near = chart.rng, chart.near
    start = near.ago(rng.randrange(30, 2000))
    form = rng.randrange(9)
    if form < 5:
        first = quarter_ago(near) if rng.random() < 0.4 else start
        last = pick(rng, near, max(start, first), near.as_of)
        add_episode(chart, rng.choice(("finished", "finished", "finished", "active", "onhold")), start, last)
    elif form == 5:
        add_episode(chart, "finished", start, near.as_of)
    elif form == 6:
        add_episode(chart, "finished", start, None)
    elif form == 7:
        cancelled_episode(chart)
    else:
        episode_ahead(chart)


def episode_ahead(chart: Chart) -> None:
    """Add an episode that starts after the day."""
    start = pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(90))
    add_episode(chart, chart.rng.choice(("planned", "waitlist", "active")), start, None)


def cancelled_episode(chart: Chart) -> None:
    """Add an episode that was cancelled."""
    add_episode(chart, "cancelled", chart.near.ago(chart.rng.randrange(1, 900)), None)


def void_episode(chart: Chart) -> None:
    """Add an episode that was entered in error."""
    add_episode(chart, "entered-in-error", chart.near.ago(chart.rng.randrange(1, 900)), None)


def untouched(chart: Chart) -> None:
    """Leave the person without care, with at most contacts that never took place."""
    for _ in range(chart.rng.randrange(3)):
        add_phantom_contact(chart, any_organization(chart.rng))


def add_episode(
    chart: Chart,
    status: str,
    start: date,
    end: date | None,
    *,
    is_open: bool = False,
    written: Resource | None = None,
    is_unreadable: bool = False,
) -> str:
    """Add an episode from a day to a day (or open), in the words of `written` where that is given; return its key."""
    period = write_period(chart.rng, start, end) if written is None else written
    if end is None and chart.rng.random() < 0.2:
        period["start"] = write_day(chart.rng, start)
    identity = chart.add(
        "EpisodeOfCare",
        status=status,
        patient=chart.subject(),
        managingOrganization=any_organization(chart.rng),
        period=period,
    )
    is_backwards = end is not None and end < start
    over_on = end if end is not None and end <= chart.near.as_of and not is_backwards else None
    made = Episode(chart.resources[-1], start, is_open, over_on, is_backwards=is_backwards, is_unreadable=is_unreadable)
    chart.facts.episodes.append(made)
    return f"EpisodeOfCare/{identity}"
