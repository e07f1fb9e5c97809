from __future__ import annotations

from datetime import UTC, datetime

import pytest

from risk_checks.records.instants import moment_of, nanoseconds

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:01Z", SECOND),
        ("1969-12-31T23:59:59.25Z", -750_000_000),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T12:00:00-12:00", 0),
        ("1970-01-02T14:00:00+14:00", 86_400 * SECOND),
    ],
)
def test_an_instant_is_a_point_in_time(text: str, point: int) -> None:
    assert nanoseconds(text) == point


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        "",
        "2024",
        "2024-05-01",
        "2024-05-01T10:00:00",
        "2024-05-01T10:00Z",
        "2024-05-01T10:00:00+15:00",
        "2024-02-30T10:00:00Z",
        "2024-05-01T24:00:00Z",
        "2024-05-01T10:00:60Z",
        "2024-05-01T10:00:00Z\n",
        "٢٠٢٤-05-01T10:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
    ],
)
def test_other_texts_are_no_instants(text: object) -> None:
    assert nanoseconds(text) is None


def test_a_point_in_time_is_shown_in_utc() -> None:
    point = nanoseconds("2024-05-01T10:00:00.123456789+01:00")
    assert point is not None
    assert moment_of(point) == datetime(2024, 5, 1, 9, 0, 0, 123456, tzinfo=UTC)
