"""Durations are read from words, and added by the calendar."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from risk_checks.model.duration import Duration, parse_duration, shift


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 day", Duration(1, "day")),
        (" 12 months ", Duration(12, "month")),
        ("0 weeks", Duration(0, "week")),
        ("3 years", Duration(3, "year")),
        ("a year", None),
        ("-1 day", None),
        ("1.5 days", None),
        ("12345 days", None),
        ("", None),
    ],
)
def test_a_duration_is_a_whole_number_and_a_unit(text: str, expected: Duration | None) -> None:
    assert parse_duration(text) == expected


def test_a_duration_is_written_as_it_is_read() -> None:
    for text in ("1 day", "2 weeks", "12 months", "1 year"):
        assert str(parse_duration(text)) == text


@pytest.mark.parametrize(
    ("day", "text", "sign", "expected"),
    [
        ("2025-01-31", "1 month", 1, "2025-02-28"),
        ("2024-01-31", "1 month", 1, "2024-02-29"),
        ("2024-02-29", "1 year", 1, "2025-02-28"),
        ("2024-02-29", "4 years", 1, "2028-02-29"),
        ("2025-03-31", "1 month", -1, "2025-02-28"),
        ("2025-12-31", "2 weeks", 1, "2026-01-14"),
        ("2025-01-01", "1 day", -1, "2024-12-31"),
        ("9999-12-01", "1 month", 1, "9999-12-31"),
        ("9999-12-31", "1 day", 1, "9999-12-31"),
        ("0001-01-01", "1 year", -1, "0001-01-01"),
        ("0001-01-01", "1 day", -1, "0001-01-01"),
    ],
)
def test_a_day_moves_by_the_calendar_and_stays_in_it(day: str, text: str, sign: Literal[1, -1], expected: str) -> None:
    duration = parse_duration(text)
    assert duration is not None
    assert str(shift(date.fromisoformat(day), duration, sign=sign)) == expected
