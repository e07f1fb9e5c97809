"""Stories of crisis plans, each with what RC-CRISIS-001 and RC-CRISIS-002 must say of every referral."""

from __future__ import annotations

from datetime import date

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.births import ADULT, is_aged
from risk_checks.synth.chart import SNOMED, Chart, Referral, concept
from risk_checks.synth.crisis_rows import add_crisis_plan, add_dead_crisis_plan, add_own_form
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import CarePlan
from risk_checks.synth.horizon import ONE_DAY, Partial, pick
from risk_checks.synth.story import Story
from risk_checks.synth.verdicts import FirstDeadline, in_window, not_in_window, unmet

CRISIS_MISSING = FirstDeadline(planted.CRISIS_MISSING, 28)
_SECTION = "736253002"


def tell_current(chart: Chart) -> None:
    """Written or renewed within the year."""
    _tell_current(chart, pick(chart.rng, chart.near, chart.near.year_ago + ONE_DAY, chart.near.as_of))


def tell_last_good_day(chart: Chart) -> None:
    """Written on the first day that still counts: the day after the same day a year ago."""
    _tell_current(chart, chart.near.year_ago + ONE_DAY)


def tell_first_bad_day(chart: Chart) -> None:
    """Written on the same day a year ago."""
    _tell_old(chart, chart.near.year_ago)


def tell_old(chart: Chart) -> None:
    """Written years ago."""
    _tell_old(chart, pick(chart.rng, chart.near, chart.near.ago(2000), chart.near.year_ago))


def tell_undated(chart: Chart) -> None:
    """In force; nobody knows since when."""
    _tell_unsure(chart)
    add_own_form(chart, created=None)


def tell_partly_current(chart: Chart) -> None:
    """Written in a month or year all of whose days count."""
    partial = chart.rng.choice(_wholly_current(chart))
    _there(chart)
    in_window(chart, planted.CRISIS_STALE, _past_month(chart))
    add_own_form(chart, created=partial.text)


def tell_partly_old(chart: Chart) -> None:
    """Written in a month or year none of whose days counts any more."""
    partial = chart.rng.choice(_wholly_old(chart))
    _there(chart)
    not_in_window(chart, planted.CRISIS_STALE, ReasonCode.OUTSIDE_WINDOW, _past_month(chart))
    add_own_form(chart, created=partial.text)


def tell_partly_undecided(chart: Chart) -> None:
    """Written in a month or year some of whose days count."""
    partial = chart.rng.choice(_undecided(chart))
    _tell_unsure(chart)
    add_own_form(chart, created=partial.text)


def tell_none(chart: Chart) -> None:
    """Nothing."""
    _tell_unmet(chart, ReasonCode.NONE_RECORDED)


def tell_not_in_force(chart: Chart) -> None:
    """Plans that are over, on hold, proposed, of another kind or another patient's."""
    _tell_unmet(chart, ReasonCode.NONE_RECORDED)
    add_dead_crisis_plan(chart)


def tell_draft(chart: Chart) -> None:
    """Begun and never put in force."""
    _tell_unmet(chart, ReasonCode.ONLY_DRAFT)
    _add_void(chart, "draft")


def tell_retracted(chart: Chart) -> None:
    """Recorded and taken back."""
    _tell_unmet(chart, ReasonCode.ONLY_RETRACTED)
    _add_void(chart, "entered-in-error")


def tell_future(chart: Chart) -> None:
    """In force by its status, and written after the day."""
    _tell_unmet(chart, ReasonCode.ONLY_FUTURE)
    add_own_form(chart, created=pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(90)))


def tell_starting_later(chart: Chart) -> None:
    """Written, and to begin after the day."""
    _tell_unmet(chart, ReasonCode.ONLY_FUTURE)
    near = chart.near
    add_own_form(chart, created=near.ago(3), start=pick(chart.rng, near, near.ahead(1), near.ahead(60)))


def tell_future_and_draft(chart: Chart) -> None:
    """One to begin after the day, one never put in force, one taken back: the first is named."""
    tell_starting_later(chart)
    _add_void(chart, "draft")
    _add_void(chart, "entered-in-error")


def tell_old_and_draft(chart: Chart) -> None:
    """One of years ago, and one since that was never put in force: for the newer question the draft is named."""
    _there(chart)
    not_in_window(chart, planted.CRISIS_STALE, ReasonCode.ONLY_DRAFT, _past_month(chart))
    add_crisis_plan(chart, pick(chart.rng, chart.near, chart.near.ago(2000), chart.near.year_ago))
    _add_void(chart, "draft")


def tell_section(chart: Chart) -> None:
    """A care plan with a part that says what to do in a crisis, which has no day of its own."""
    _there(chart)
    not_in_window(chart, planted.CRISIS_STALE, ReasonCode.NONE_RECORDED, _past_month(chart))
    activities = chart.rng.choice(_plans_by_now(chart)).resource.setdefault("activity", [])
    assert isinstance(activities, list)
    detail = {"code": concept(SNOMED, _SECTION), "status": chart.rng.choice(("in-progress", "not-started"))}
    activities.append({"detail": detail})


def _plans_by_now(chart: Chart) -> list[CarePlan]:
    as_of = chart.near.as_of
    return [each for each in chart.facts.plans if each.renewed is None or each.renewed.latest <= as_of]


def _tell_current(chart: Chart, day: date) -> None:
    _there(chart)
    in_window(chart, planted.CRISIS_STALE, _past_month(chart))
    add_crisis_plan(chart, day)
    if chart.rng.random() < 0.2:
        add_crisis_plan(chart, pick(chart.rng, chart.near, chart.near.ago(2000), day))
    _noise(chart)


def _tell_old(chart: Chart, day: date) -> None:
    _there(chart)
    not_in_window(chart, planted.CRISIS_STALE, ReasonCode.OUTSIDE_WINDOW, _past_month(chart))
    add_crisis_plan(chart, day)
    if chart.rng.random() < 0.2:
        add_dead_crisis_plan(chart)


def _tell_unsure(chart: Chart) -> None:
    _there(chart)
    for each in _past_month(chart):
        chart.claim(planted.CRISIS_STALE, each.key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)


def _tell_unmet(chart: Chart, reason: ReasonCode) -> None:
    if _asks_adults(chart):
        unmet(chart, CRISIS_MISSING, reason)
    not_in_window(chart, planted.CRISIS_STALE, reason, _past_month(chart))


def _there(chart: Chart) -> None:
    if _asks_adults(chart):
        for each in chart.referrals:
            chart.claim(planted.CRISIS_MISSING, each.key, OutcomeKind.MET, ReasonCode.RECORDED)


def _asks_adults(chart: Chart) -> bool:
    """Return whether the person surely is an adult; claim it where the record cannot tell."""
    surely, possibly = is_aged(chart.facts.born, ADULT, chart.near.as_of)
    if possibly and not surely:
        for each in chart.referrals:
            chart.claim_unsure(planted.CRISIS_MISSING, each.key)
    return surely


def _past_month(chart: Chart) -> list[Referral]:
    return [each for each in chart.referrals if each.age_days > CRISIS_MISSING.days]


def _add_void(chart: Chart, status: str) -> None:
    chart.distractors += 1
    add_own_form(chart, created=pick(chart.rng, chart.near, chart.near.ago(600), chart.near.as_of), status=status)


def _noise(chart: Chart) -> None:
    match chart.rng.randrange(10):
        case 0:
            _add_void(chart, "draft")
        case 1:
            _add_void(chart, "entered-in-error")
        case 2:
            chart.distractors += 1
            add_own_form(chart, created=chart.near.ahead(1))
        case 3 | 4:
            add_dead_crisis_plan(chart)


def _partials(chart: Chart) -> tuple[Partial, ...]:
    return (*chart.near.years, *chart.near.months)


def _wholly_current(chart: Chart) -> list[Partial]:
    # One that has begun by the day of the check is cut there: none of its days after it can be meant.
    return [each for each in _partials(chart) if chart.near.year_ago < each.earliest <= chart.near.as_of]


def _wholly_old(chart: Chart) -> list[Partial]:
    return [each for each in _partials(chart) if each.latest <= chart.near.year_ago]


def _undecided(chart: Chart) -> list[Partial]:
    return [each for each in _partials(chart) if each.earliest <= chart.near.year_ago < each.latest]


STORIES = (
    Weighted(Story("current", tell_current), 42),
    Weighted(Story("last good day", tell_last_good_day), 4),
    Weighted(Story("first bad day", tell_first_bad_day), 4),
    Weighted(Story("old", tell_old), 12),
    Weighted(Story("undated", tell_undated), 3),
    Weighted(Story("partly current", tell_partly_current, lambda c: bool(_wholly_current(c))), 2),
    Weighted(Story("partly old", tell_partly_old, lambda c: bool(_wholly_old(c))), 2),
    Weighted(Story("partly undecided", tell_partly_undecided, lambda c: bool(_undecided(c))), 2),
    Weighted(Story("none", tell_none), 10),
    Weighted(Story("not in force", tell_not_in_force), 7),
    Weighted(Story("draft", tell_draft), 3),
    Weighted(Story("retracted", tell_retracted), 2),
    Weighted(Story("future", tell_future), 2),
    Weighted(Story("starting later", tell_starting_later), 1),
    Weighted(Story("future and draft", tell_future_and_draft), 1),
    Weighted(Story("old and draft", tell_old_and_draft), 1),
    Weighted(Story("section", tell_section, lambda c: bool(_plans_by_now(c))), 3),
)
