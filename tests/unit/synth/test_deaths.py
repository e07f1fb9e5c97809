"""Days of death lie on both sides of the weeks in which what is open may be closed."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from risk_checks.synth.deaths import Death, can_be, day_of, is_long_ago, write_death
from risk_checks.synth.facts import Span
from risk_checks.synth.horizon import horizon

DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("death", "first", "last"),
    [
        (Death.LATELY, date(2026, 10, 5), date(2026, 10, 31)),
        (Death.LAST_DAY_ALLOWED, date(2026, 10, 4), date(2026, 10, 4)),
        (Death.FIRST_DAY_OVER, date(2026, 10, 3), date(2026, 10, 3)),
        (Death.LONG_AGO, date(2025, 9, 27), date(2026, 10, 2)),
    ],
)
def test_a_death_to_the_day_lies_where_it_says(death: Death, first: date, last: date) -> None:
    rng = Random(1)
    found = [day_of(rng, horizon(DAY), death) for _ in range(200)]
    assert all(first <= each.earliest == each.latest <= last for each in found)
    assert {first, last} <= {each.earliest for each in found}


@pytest.mark.parametrize(("death", "expected"), [(Death.PARTLY, (True, True)), (Death.UNDECIDED, (False, True))])
def test_a_death_to_the_month_or_year_is_long_ago_surely_or_possibly(death: Death, expected: tuple[bool, bool]) -> None:
    rng = Random(1)
    for _ in range(50):
        found = day_of(rng, horizon(DAY), death)
        assert found.earliest < found.latest
        assert is_long_ago(found, DAY) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-10-03", "2026-10-03", (True, True)),
        ("2026-10-04", "2026-10-04", (False, False)),
        ("2026-10-01", "2026-10-31", (False, True)),
        ("2026-09-01", "2026-09-30", (True, True)),
        ("2026-01-01", "2026-12-31", (False, True)),
    ],
)
def test_four_weeks_are_allowed_after_a_death(first: str, last: str, expected: tuple[bool, bool]) -> None:
    assert is_long_ago(Span(date.fromisoformat(first), date.fromisoformat(last)), DAY) == expected


def test_no_time_is_allowed_after_a_death_without_a_day() -> None:
    assert is_long_ago(None, DAY) == (True, True)


def test_on_some_days_no_month_or_year_is_undecided() -> None:
    assert can_be(horizon(date(2026, 11, 1)), Death.UNDECIDED)
    assert not can_be(horizon(date(2026, 1, 29)), Death.UNDECIDED)
    assert can_be(horizon(date(2026, 1, 29)), Death.PARTLY)


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "2026-10"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
    ],
)
def test_a_month_and_a_year_are_written_as_such(first: date, last: date, written: str) -> None:
    assert write_death(Random(1), Span(first, last)) == written


def test_a_day_is_written_as_a_day_or_a_moment() -> None:
    rng = Random(1)
    written = {write_death(rng, Span(DAY, DAY)) for _ in range(20)}
    assert "2026-11-01" in written
    assert any("T" in each for each in written)
