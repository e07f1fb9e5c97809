"""Stories of alerts, each with what RC-REC-011 must say of every one that is in use and has no end in sight."""

from __future__ import annotations

from datetime import date

from risk_checks.model.duration import Duration, shift
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import partials, planted
from risk_checks.synth.chart import LOCAL, Chart, Resource, concept
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import span
from risk_checks.synth.horizon import ONE_DAY, pick, renewal
from risk_checks.synth.reckoning import cut
from risk_checks.synth.services import any_worker
from risk_checks.synth.story import Story
from risk_checks.synth.written import write_day

SHOWS_THOUGHT = Duration(24, "month")
"""An end no further ahead shows that somebody thought of when the alert is to be looked at."""
_SAYS = ("lone-visits", "interpreter", "dog", "key-safe", "deaf", "two-workers")


def tell_none(_chart: Chart) -> None:
    """No alert."""


def tell_current(chart: Chart) -> None:
    """Put there within the year."""
    add_alert(chart, pick(chart.rng, chart.near, chart.near.first_current, chart.near.as_of))
    _noise(chart)


def tell_last_good_day(chart: Chart) -> None:
    """Put there on the first day that is still current."""
    add_alert(chart, chart.near.first_current)


def tell_first_bad_day(chart: Chart) -> None:
    """Put there the day before that."""
    add_alert(chart, chart.near.first_current - ONE_DAY)


def tell_stale(chart: Chart) -> None:
    """Put there long ago."""
    add_alert(chart, pick(chart.rng, chart.near, chart.near.ago(3000), chart.near.first_current - ONE_DAY))
    _noise(chart)


def tell_two(chart: Chart) -> None:
    """Two: the one that is current does not answer for the other."""
    tell_current(chart)
    tell_stale(chart)


def tell_far_end(chart: Chart) -> None:
    """With an end so far ahead that it is none."""
    rng, near = chart.rng, chart.near
    first = _last_near_end(chart) + ONE_DAY
    end = rng.choice((first, first, date(2099, 12, 31)))
    add_alert(chart, pick(rng, near, near.ago(900), near.as_of), end=end)


def tell_near_end(chart: Chart) -> None:
    """With an end in sight, up to the last day that shows that somebody thought of it."""
    rng, near = chart.rng, chart.near
    end = pick(rng, near, near.ahead(1), _last_near_end(chart))
    add_alert(chart, pick(rng, near, near.ago(900), near.ago(1)), end=end)


def tell_partly_current(chart: Chart) -> None:
    """Put there in a month or year all of whose days are current."""
    add_alert(chart, chart.rng.choice(partials.still_current(chart, date.min)).text)


def tell_partly_old(chart: Chart) -> None:
    """Put there in a month or year none of whose days is current."""
    add_alert(chart, chart.rng.choice(partials.run_out(chart, date.min)).text)


def tell_partly_undecided(chart: Chart) -> None:
    """Put there in a month or year some of whose days are current."""
    add_alert(chart, chart.rng.choice(partials.undecided(chart, date.min)).text)


def tell_undated(chart: Chart) -> None:
    """Put there nobody knows when."""
    add_alert(chart, None)


def tell_not_in_use(chart: Chart) -> None:
    """Over, taken back, to come, or somebody else's."""
    _add_neutral(chart)


def add_alert(
    chart: Chart,
    start: date | str | None,
    *,
    end: date | None = None,
    status: str = "active",
    says: Resource | None = None,
    of: str | None = None,
) -> None:
    """Add an alert, and claim what is said of it where it is in use and has no end in sight."""
    rng = chart.rng
    period: Resource = {}
    if start is not None:
        period["start"] = start if isinstance(start, str) else write_day(rng, start)
    if end is not None:
        period["end"] = write_day(rng, end)
    elements: Resource = {"period": period} if period else {}
    if rng.random() < 0.5:
        elements["author"] = any_worker(rng)
    identity = chart.add(
        "Flag",
        status=status,
        code=says or concept(LOCAL, rng.choice(_SAYS)),
        subject=chart.subject() if of is None else {"reference": f"Patient/{of}"},
        **elements,
    )
    is_open = end is None or end > _last_near_end(chart)
    if of is None and status == "active" and is_open and chart.referrals:
        _claim(chart, f"Flag/{identity}", start)


def _claim(chart: Chart, key: str, start: date | str | None) -> None:
    rule, near = planted.ALERT_STALE, chart.near
    if start is None:
        chart.claim(rule, key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)
        return
    days = span(start)
    if days.earliest > near.as_of:
        return
    first, last = cut(days, near.as_of).earliest, cut(days, near.as_of).latest
    if last < near.first_current:
        chart.claim(rule, key, OutcomeKind.GAP, ReasonCode.OUT_OF_DATE, renewal(days.latest))
    elif first < near.first_current:
        chart.claim(rule, key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)
    elif first < last:
        # Where the day is not known, nothing shows that the alert was looked at on the day from which it is in use.
        chart.claim(rule, key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, renewal(days.latest))
    else:
        chart.claim(rule, key, OutcomeKind.MET, ReasonCode.CURRENT, renewal(days.latest))


def _last_near_end(chart: Chart) -> date:
    return shift(chart.near.as_of, SHOWS_THOUGHT)


def _add_neutral(chart: Chart) -> None:
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, near.ago(2000), near.ago(1))
    match rng.randrange(5 if chart.bystander is not None else 4):
        case 0:
            add_alert(chart, day, status="inactive", end=rng.choice((None, near.ago(0))))
        case 1:
            add_alert(chart, day, status="entered-in-error")
        case 2:
            add_alert(chart, day, end=pick(rng, near, day, near.as_of))
        case 3:
            add_alert(chart, pick(rng, near, near.ahead(1), near.ahead(90)))
        case _:
            add_alert(chart, day, of=chart.bystander)


def _noise(chart: Chart) -> None:
    if chart.rng.random() < 0.15:
        _add_neutral(chart)


STORIES = (
    Weighted(Story("none", tell_none), 78),
    Weighted(Story("current", tell_current), 6),
    Weighted(Story("last good day", tell_last_good_day), 1),
    Weighted(Story("first bad day", tell_first_bad_day), 1),
    Weighted(Story("stale", tell_stale), 5),
    Weighted(Story("two", tell_two), 1),
    Weighted(Story("far end", tell_far_end), 1),
    Weighted(Story("near end", tell_near_end), 3),
    Weighted(Story("partly current", tell_partly_current), 2),
    Weighted(Story("partly old", tell_partly_old), 1),
    Weighted(Story("partly undecided", tell_partly_undecided, lambda c: bool(partials.undecided(c, date.min))), 1),
    Weighted(Story("undated", tell_undated), 1),
    Weighted(Story("not in use", tell_not_in_use), 3),
)
