"""Stories of plans for something else, such as meals: of which only the rules that ask about every plan hear."""

from __future__ import annotations

from datetime import date

from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.horizon import Partial, pick
from risk_checks.synth.plan_claims import FINISH_DAYS, MARK_DAYS
from risk_checks.synth.plan_rows import Kind, add_plan
from risk_checks.synth.story import Story


def tell_none(_chart: Chart) -> None:
    """None."""


def tell_in_force(chart: Chart) -> None:
    """In force, on hold, withdrawn or completed."""
    status = chart.rng.choice(("active", "active", "on-hold", "revoked", "completed"))
    _add(chart, status=status, created=_some_day(chart))


def tell_draft(chart: Chart) -> None:
    """A draft of four weeks ago, or of a day before that; of some only the day on which the plan begins is known."""
    day = chart.near.ago(FINISH_DAYS + chart.rng.randrange(2))
    if chart.rng.random() < 0.3:
        _add(chart, status="draft", start=day)
    else:
        _add(chart, status="draft", created=day)


def tell_undated_draft(chart: Chart) -> None:
    """A draft, nobody knows since when."""
    _add(chart, status="draft")


def can_be_undecided(chart: Chart) -> bool:
    """Return whether there is a month or year some of whose days are four weeks ago."""
    return bool(_undecided(chart))


def tell_draft_partly_undecided(chart: Chart) -> None:
    """A draft of a month or year some of whose days are four weeks ago."""
    _add(chart, status="draft", created=chart.rng.choice(_undecided(chart)).text)


def tell_draft_partly_over(chart: Chart) -> None:
    """A draft of a month or year that ended four weeks ago, or earlier."""
    _add(chart, status="draft", created=chart.rng.choice(_over_by(chart, chart.near.ago(FINISH_DAYS + 1))).text)


def tell_ahead(chart: Chart) -> None:
    """To begin after the day of the check, whatever its status says."""
    near = chart.near
    chart.distractors += 1
    status = chart.rng.choice(("draft", "active", "on-hold", "revoked", "completed", "unknown"))
    _add(chart, status=status, created=near.ago(3), start=pick(chart.rng, near, near.ahead(1), near.ahead(90)))


def tell_ended(chart: Chart) -> None:
    """Marked as active, and over for two weeks, or for a day longer."""
    end = chart.near.ago(MARK_DAYS + chart.rng.randrange(2))
    _add(chart, start=pick(chart.rng, chart.near, chart.near.ago(500), end), end=end)


def tell_marked(chart: Chart) -> None:
    """Over, and said to be completed."""
    start = _some_day(chart)
    _add(chart, status="completed", start=start, end=pick(chart.rng, chart.near, start, chart.near.as_of))


def tell_ended_partly(chart: Chart) -> None:
    """Over since some day of a month or year that has passed."""
    _end_in(chart, chart.rng.choice(_over_by(chart, chart.near.as_of)))


def can_end_undecided(chart: Chart) -> bool:
    """Return whether there is a month or year that is over, and some of whose days are two weeks ago."""
    return bool(_just_over(chart))


def tell_ended_undecided(chart: Chart) -> None:
    """Over since some day of a month or year, of which some days are two weeks ago."""
    _end_in(chart, chart.rng.choice(_just_over(chart)))


def may_have_ended(chart: Chart) -> bool:
    """Return whether there is a month or year that has begun and is not over."""
    return bool(_running(chart))


def tell_may_have_ended(chart: Chart) -> None:
    """Over in a month or year that is not over."""
    _end_in(chart, chart.rng.choice(_running(chart)))


def tell_status_not_known(chart: Chart) -> None:
    """Of which the record does not say how it stands; its end may have passed."""
    created = _some_day(chart)
    end = chart.rng.choice((None, chart.near.ago(1), chart.near.ahead(100)))
    _add(chart, status="unknown", created=created, start=None if end is None else created, end=end)


def _add(
    chart: Chart,
    *,
    status: str = "active",
    created: date | str | None = None,
    start: date | None = None,
    end: date | str | None = None,
) -> None:
    add_plan(chart, kind=Kind.OTHER, status=status, created=created, start=start, end=end)


def _end_in(chart: Chart, partial: Partial) -> None:
    status = chart.rng.choice(("active", "active", "completed"))
    start = None
    if chart.rng.random() < 0.7:
        start = min(partial.earliest, chart.near.ago(1 + chart.rng.randrange(300)))
    _add(chart, status=status, start=start, end=partial.text)


def _some_day(chart: Chart) -> date:
    return pick(chart.rng, chart.near, chart.near.ago(700), chart.near.ago(2))


def _running(chart: Chart) -> list[Partial]:
    return chart.near.straddling(chart.near.ahead(1))


def _just_over(chart: Chart) -> list[Partial]:
    return [each for each in chart.near.straddling(chart.near.ago(MARK_DAYS)) if each.latest <= chart.near.as_of]


def _undecided(chart: Chart) -> list[Partial]:
    return chart.near.straddling(chart.near.ago(FINISH_DAYS))


def _over_by(chart: Chart, day: date) -> list[Partial]:
    return chart.near.between(chart.near.ago(900), day)


STORIES = (
    Weighted(Story("none", tell_none), 82),
    Weighted(Story("in force", tell_in_force), 6),
    Weighted(Story("draft", tell_draft), 2),
    Weighted(Story("undated draft", tell_undated_draft), 1),
    Weighted(Story("draft, partly undecided", tell_draft_partly_undecided, can_be_undecided), 1),
    Weighted(Story("draft, partly over", tell_draft_partly_over), 1),
    Weighted(Story("ahead", tell_ahead), 1),
    Weighted(Story("ended", tell_ended), 3),
    Weighted(Story("marked", tell_marked), 3),
    Weighted(Story("ended, partly", tell_ended_partly), 1),
    Weighted(Story("ended, undecided", tell_ended_undecided, can_end_undecided), 1),
    Weighted(Story("may have ended", tell_may_have_ended, may_have_ended), 1),
    Weighted(Story("status not known", tell_status_not_known), 2),
)
