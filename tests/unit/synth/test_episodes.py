"""What must be said of an episode by its days, of the living and of the dead, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.synth.care import add_episode
from risk_checks.synth.chart import Chart
from risk_checks.synth.episode_claims import claim_episodes
from risk_checks.synth.facts import Mention, Span, span
from tests.unit.synth.charts import UNSURE, chart, said

CLOSED, DATES = ("RC-REC-003", "EpisodeOfCare/p1-01"), ("RC-REC-005", "EpisodeOfCare/p1-01")
START = date(2026, 1, 5)
OF_ANY_REFERRAL = {
    "RC-CARER-001", "RC-COORD-001", "RC-CRISIS-001", "RC-CRISIS-002", "RC-PLAN-001", "RC-PLAN-002", "RC-RISK-001",
    "RC-RISK-002",
}  # fmt: skip
OF_CARERS = {"RC-CARER-003", "RC-CARER-004", "RC-CARER-005", "RC-CARER-007"}


def with_episode(
    made: Chart, status: str, *, start: date = START, end: date | None = None, is_open: bool = False
) -> Chart:
    made.facts.born = span(date(1980, 5, 1))
    add_episode(made, status, start, end, is_open=is_open)
    claim_episodes(made)
    return made


@pytest.mark.parametrize(
    ("end", "answer"),
    [
        (None, "met recorded"),
        (date(2026, 3, 2), "met recorded"),
        (START, "met recorded"),
        (date(2026, 1, 4), "gap none_recorded"),
        (date(2025, 1, 12), "gap none_recorded"),
    ],
)
def test_an_episode_must_not_end_before_the_day_it_starts(end: date | None, answer: str) -> None:
    assert said(with_episode(chart(), "finished", end=end))[DATES] == answer


def test_what_is_cancelled_in_error_or_to_come_is_not_asked_about_unless_it_ends_before_it_starts() -> None:
    for status in ("cancelled", "entered-in-error"):
        assert said(with_episode(chart(), status, end=date(2025, 1, 12))) == {}
    ahead = date(2027, 1, 5)
    assert said(with_episode(chart(), "planned", start=ahead)) == {}
    assert said(with_episode(chart(), "planned", start=ahead, end=date(2026, 12, 1)))[DATES] == "gap none_recorded"


def test_whether_one_that_ends_before_it_starts_is_open_is_not_known_to_any_rule_of_referrals() -> None:
    made = said(with_episode(chart(), "active", end=date(2025, 1, 12)))
    assert {rule for (rule, _), answer in made.items() if answer == UNSURE} == OF_ANY_REFERRAL
    known = chart()
    known.facts.has_carer = True
    known.facts.mentions.append(Mention(is_coded=True, start=None, born=None))
    made = said(with_episode(known, "active", end=date(2025, 1, 12)))
    assert {rule for (rule, _), answer in made.items() if answer == UNSURE} == OF_ANY_REFERRAL | OF_CARERS


@pytest.mark.parametrize(("start", "is_old"), [(date(2026, 10, 3), True), (date(2026, 10, 4), False)])
def test_an_end_that_cannot_be_read_leaves_it_open_too_for_rules_that_ask_by_then(start: date, *, is_old: bool) -> None:
    made = chart()
    made.facts.born = span(date(1980, 5, 1))
    written: dict[str, object] = {"start": start.isoformat(), "end": "next week"}
    add_episode(made, "active", start, date(2026, 11, 2), written=written, is_unreadable=True)
    claim_episodes(made)
    expected = OF_ANY_REFERRAL if is_old else OF_ANY_REFERRAL - {"RC-CRISIS-002"}
    assert {rule for (rule, _), answer in said(made).items() if answer == UNSURE} == expected | {"RC-REC-005"}


@pytest.mark.parametrize(
    ("died", "answer"),
    [
        (None, "gap none_recorded"),
        (span(date(2026, 10, 3)), "gap none_recorded"),
        (span(date(2026, 10, 4)), None),
        (span("2026-09"), "gap none_recorded"),
        (span("2026-10"), UNSURE),
    ],
)
def test_an_open_episode_of_the_dead_is_a_gap_once_four_weeks_have_passed(
    died: Span | None, answer: str | None
) -> None:
    made = said(with_episode(chart(dead=True, died=died), "active", is_open=True))
    assert made.get(CLOSED) == answer
    assert made[DATES] == "exempt exempt"


def test_an_episode_of_the_dead_is_closed_by_its_end_or_its_status_and_cannot_be_told_where_it_runs_backwards() -> None:
    died = span(date(2026, 9, 1))
    assert said(with_episode(chart(dead=True, died=died), "active", end=died.latest))[CLOSED] == "met recorded"
    assert said(with_episode(chart(dead=True, died=died), "finished"))[CLOSED] == "met recorded"
    backwards = with_episode(chart(dead=True, died=died), "active", end=date(2025, 1, 12))
    assert said(backwards)[CLOSED] == UNSURE
    assert CLOSED not in said(with_episode(chart(), "active", is_open=True))
