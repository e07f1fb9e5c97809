"""Date texts become intervals of days, or nothing at all; never a guess (clause 5.3)."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from risk_checks.model.days import NOT_KNOWN, Days, read_days

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-06-15", "2025-06-15", "2025-06-15"),
        ("2025-06-15T23:30:00Z", "2025-06-16", "2025-06-16"),
        ("2024-06-15T00:30:00+01:00", "2024-06-15", "2024-06-15"),
        ("2026-03-29T00:30:00Z", "2026-03-29", "2026-03-29"),
        ("2026-03-29T23:30:00Z", "2026-03-30", "2026-03-30"),
        ("2026-10-25T23:30:00Z", "2026-10-25", "2026-10-25"),
        ("2025-06-15T10:00", "2025-06-15", "2025-06-15"),
        ("2025-12-31T23:59:60Z", "2025-12-31", "2025-12-31"),
        ("2025-01-01T00:00:00.123456789+14:00", "2024-12-31", "2024-12-31"),
    ],
)
def test_a_date_text_is_the_days_that_it_may_mean(text: str, earliest: str, latest: str) -> None:
    assert read_days(text, zone=LONDON) == Days(date.fromisoformat(earliest), date.fromisoformat(latest))


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29",
        "2024-13",
        "2024-00",
        "0000",
        "20240229",
        "2024-1-5",
        "1704067200",
        "2025-06-15T24:00:00Z",
        "2025-06-15T10:00:00+15:00",
        "2025-06-15T10:00:00z",
        "2025-06-15\n",
        " 2025",
        "9999-12-31T23:59:59-12:00",
        "",
    ],
)
def test_what_is_not_a_fhir_date_is_not_read(text: str) -> None:
    assert read_days(text, zone=LONDON) is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2025-01-01", "2025-12-31"), ("2025-01-01", "2025-06-15")),
        (("2025-01-01", "2025-02-01"), ("2025-01-01", "2025-02-01")),
        (("2025-06-16", "2025-06-20"), ("2025-06-16", "2025-06-20")),
        (("2025-06-15", None), ("2025-06-15", "2025-06-15")),
        ((None, None), (None, "2025-06-15")),
        ((None, "2025-01-01"), (None, "2025-01-01")),
    ],
)
def test_what_lies_after_the_day_is_cut_off_unless_all_of_it_does(
    days: tuple[str | None, str | None], expected: tuple[str | None, str | None]
) -> None:
    first, last = (None if text is None else date.fromisoformat(text) for text in days)
    cut = Days(first, last).cut(date(2025, 6, 15))
    assert (cut.earliest and str(cut.earliest), cut.latest and str(cut.latest)) == expected


def test_not_known_has_no_bounds() -> None:
    assert Days(None, None) == NOT_KNOWN
