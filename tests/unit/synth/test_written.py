"""A day keeps its meaning however it is written, across midnight and clock changes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from risk_checks.model.days import Days, read_days
from risk_checks.synth.horizon import horizon, pick, renewal
from risk_checks.synth.written import LONDON, Part, write_day, write_period

DAYS = [
    date(2026, 3, 28),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 10, 26),
    date(2025, 6, 16),
    date(2024, 2, 29),
]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("part", list(Part))
def test_every_way_of_writing_a_day_is_read_as_that_day(day: date, part: Part) -> None:
    rng = Random(1)
    for _ in range(400):
        assert read_days(write_day(rng, day, part=part), zone=LONDON) == Days(day, day)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 6, 16), "2025-06-15T23:30:00Z"),
        (date(2026, 3, 29), "2026-03-29T00:30:00Z"),
        (date(2026, 10, 25), "2026-10-24T23:30:00Z"),
        (date(2026, 10, 25), "2026-10-25T23:30:00Z"),
        (date(2026, 10, 25), "2026-10-25T00:30:00Z"),
    ],
)
def test_moments_near_midnight_and_clock_changes_are_among_them(day: date, text: str) -> None:
    rng = Random(1)
    assert text in {write_day(rng, day) for _ in range(3000)}


@pytest.mark.parametrize("day", DAYS)
def test_a_period_of_one_day_does_not_end_before_it_starts(day: date) -> None:
    rng = Random(1)
    for _ in range(200):
        period = write_period(rng, day, day)
        assert {key: read_days(str(text), zone=LONDON) for key, text in period.items()} == {
            "start": Days(day, day),
            "end": Days(day, day),
        }


@pytest.mark.parametrize(
    ("as_of", "first_current"),
    [
        (date(2026, 11, 1), date(2025, 11, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 2, 28)),
        (date(2025, 3, 1), date(2024, 3, 1)),
    ],
)
def test_the_first_current_day_is_renewed_in_time_and_the_day_before_is_not(as_of: date, first_current: date) -> None:
    assert horizon(as_of).first_current == first_current
    assert renewal(first_current) >= as_of > renewal(first_current - timedelta(days=1))


def test_clock_changes_are_the_last_sundays_of_march_and_october() -> None:
    assert {date(2025, 3, 30), date(2025, 10, 26), date(2026, 3, 29), date(2026, 10, 25)} <= set(
        horizon(date(2026, 11, 1)).clock_changes
    )


def test_a_picked_day_lies_in_its_span_and_likes_its_ends() -> None:
    rng, near = Random(1), horizon(date(2026, 11, 1))
    first, last = date(2025, 1, 1), date(2026, 1, 1)
    picked = [pick(rng, near, first, last) for _ in range(800)]
    assert min(picked) == first
    assert max(picked) == last
    assert date(2025, 10, 26) in picked
    assert pick(rng, near, first, first) == first
