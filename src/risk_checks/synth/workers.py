"""Stories of named workers, each with what RC-COORD-001 and RC-CARER-007 must say of every referral."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.outcome import ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Episode
from risk_checks.synth.horizon import pick
from risk_checks.synth.story import Story
from risk_checks.synth.teams import add_member, key_worker, name_manager, other_part
from risk_checks.synth.verdicts import FirstDeadline, all_met, only_possible, unmet

KEY_WORKER = FirstDeadline(planted.KEY_WORKER, 14)
FAMILY_WORKER = FirstDeadline(planted.FAMILY_WORKER, 14)
HANDOVER = 7
"""The days that are allowed between one key worker and the next."""


def standing_episodes(chart: Chart) -> list[Episode]:
    """Return the open episodes of which nothing says that they have since been finished."""
    return [each for each in chart.facts.episodes if each.is_open and each.resource["status"] != "finished"]


def tell_manager(chart: Chart) -> None:
    """The episode names its care manager."""
    _named(chart)
    name_manager(chart, chart.rng.choice(standing_episodes(chart)))
    _noise(chart)


def tell_every_manager(chart: Chart) -> None:
    """Every open episode names its care manager."""
    _named(chart)
    for each in standing_episodes(chart):
        name_manager(chart, each)
    _noise(chart)


def tell_member(chart: Chart) -> None:
    """The care team names the key worker."""
    _named(chart)
    add_member(chart, key_worker())
    _noise(chart)


def tell_member_until_tomorrow(chart: Chart) -> None:
    """The care team names the key worker, whose part ends after the day of the check."""
    _named(chart)
    add_member(chart, key_worker(), end=pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(30)))


def tell_since_today(chart: Chart) -> None:
    """The key worker's part begins on the day of the check."""
    _named(chart)
    add_member(chart, key_worker(), start=chart.near.as_of)


def tell_handover(chart: Chart) -> None:
    """The last key worker's part ended a few days ago, which is allowed; for the family it is not."""
    _handed_over(chart, pick(chart.rng, chart.near, chart.near.ago(HANDOVER), chart.near.as_of))


def tell_handover_last_day(chart: Chart) -> None:
    """The last key worker's part ended on the first day from which there may be none."""
    _handed_over(chart, chart.near.ago(HANDOVER))


def tell_handover_over(chart: Chart) -> None:
    """The last key worker's part ended the day before that."""
    _nobody(chart)
    add_member(chart, key_worker(), end=chart.near.ago(HANDOVER + 1))


def tell_handover_unsure(chart: Chart) -> None:
    """The last key worker's part ended in a month that began before the days allowed, and is over."""
    month = handover_month(chart.near.as_of)
    assert month is not None
    only_possible(chart, KEY_WORKER)
    _family(chart, named=False)
    add_member(chart, key_worker(), end=month)


def handover_month(as_of: date) -> str | None:
    """Return the month that holds days in and before the handover and ends by the day of the check, if there is one."""
    last = as_of if (as_of + timedelta(days=1)).month != as_of.month else as_of.replace(day=1) - timedelta(days=1)
    first = as_of - timedelta(days=HANDOVER)
    return f"{last:%Y-%m}" if last.replace(day=1) < first <= last else None


def tell_no_role(chart: Chart) -> None:
    """A care team names somebody, and does not say as what."""
    only_possible(chart, KEY_WORKER)
    if chart.facts.has_carer:
        only_possible(chart, FAMILY_WORKER)
    add_member(chart, [])


def tell_nobody(chart: Chart) -> None:
    """Nobody is named."""
    _nobody(chart)
    _noise(chart)


def tell_only_others(chart: Chart) -> None:
    """Those who are named are teams, have left, have another part, or had or will have this one."""
    _nobody(chart)
    for _ in range(chart.rng.choice((1, 1, 2))):
        _add_other(chart)


def _named(chart: Chart) -> None:
    all_met(chart, KEY_WORKER)
    _family(chart, named=True)


def _nobody(chart: Chart) -> None:
    unmet(chart, KEY_WORKER, ReasonCode.NONE_RECORDED)
    _family(chart, named=False)


def _handed_over(chart: Chart, end: date) -> None:
    all_met(chart, KEY_WORKER)
    _family(chart, named=False)
    add_member(chart, key_worker(), end=end)


def _family(chart: Chart, *, named: bool) -> None:
    if not chart.facts.has_carer:
        return
    if named:
        all_met(chart, FAMILY_WORKER)
    else:
        unmet(chart, FAMILY_WORKER, ReasonCode.NONE_RECORDED)


def _long_over(chart: Chart) -> list[Episode]:
    last = chart.near.ago(HANDOVER + 1)
    return [each for each in chart.facts.episodes if each.over_on is not None and each.over_on <= last]


def _void(chart: Chart) -> list[Episode]:
    return [each for each in chart.facts.episodes if each.resource["status"] in {"cancelled", "entered-in-error"}]


def _add_other(chart: Chart) -> None:
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    match rng.randrange(11 if chart.bystander is not None else 10):
        case 0:
            add_member(chart, key_worker(), whole_team=True)
        case 1:
            add_member(chart, other_part(chart))
        case 2:
            add_member(chart, key_worker(), status=rng.choice(("inactive", "suspended", "proposed")))
        case 3:
            add_member(chart, key_worker(), status="entered-in-error")
        case 4:
            add_member(chart, key_worker(), left=True)
        case 5:
            add_member(chart, key_worker(), start=pick(rng, near, near.ahead(1), near.ahead(60)))
        case 6:
            add_member(chart, key_worker(), end=pick(rng, near, near.ago(900), near.ago(HANDOVER + 1)))
        case 7 | 8 | 9:
            for each in (*_long_over(chart), *_void(chart)):
                name_manager(chart, each)
            for each in standing_episodes(chart)[:1]:
                if "careManager" not in each.resource:
                    name_manager(chart, each, left=True)
        case _:
            add_member(chart, key_worker(), of=chart.bystander)


def _noise(chart: Chart) -> None:
    if chart.rng.random() < 0.2:
        _add_other(chart)


def _has_manager(chart: Chart) -> bool:
    return bool(standing_episodes(chart))


STORIES = (
    Weighted(Story("care manager", tell_manager, _has_manager), 40),
    Weighted(Story("every care manager", tell_every_manager, _has_manager), 14),
    Weighted(Story("member", tell_member), 10),
    Weighted(Story("member until tomorrow", tell_member_until_tomorrow), 2),
    Weighted(Story("since today", tell_since_today), 1),
    Weighted(Story("handover", tell_handover), 2),
    Weighted(Story("handover, last day", tell_handover_last_day), 1),
    Weighted(Story("handover, over", tell_handover_over), 2),
    Weighted(Story("handover, unsure", tell_handover_unsure, lambda c: handover_month(c.near.as_of) is not None), 2),
    Weighted(Story("no role", tell_no_role), 4),
    Weighted(Story("nobody", tell_nobody), 13),
    Weighted(Story("only others", tell_only_others), 9),
)
