"""What must be said of an alert, by its days, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.synth.alerts import add_alert
from tests.unit.synth.charts import chart, said

KEY = ("RC-REC-011", "Flag/p1-01")


@pytest.mark.parametrize(
    ("start", "answer"),
    [
        (date(2026, 11, 1), "met current 2027-11-01"),
        (date(2025, 11, 1), "met current 2026-11-01"),
        (date(2025, 10, 31), "gap out_of_date 2026-10-31"),
        (date(2026, 11, 2), None),
        ("2026", "due not_yet_due 2027-12-31"),
        ("2026-11", "met current 2027-11-30"),
        ("2025-11", "due not_yet_due 2026-11-30"),
        ("2025", "unknown date_not_known"),
        ("2025-10", "gap out_of_date 2026-10-31"),
        ("2026-12", None),
        (None, "unknown date_not_known"),
    ],
)
def test_an_alert_is_stale_a_year_after_the_day_from_which_it_is_in_use(
    start: date | str | None, answer: str | None
) -> None:
    made = chart()
    add_alert(made, start)
    assert said(made).get(KEY) == answer


@pytest.mark.parametrize(
    ("end", "is_asked"),
    [(date(2026, 11, 2), False), (date(2028, 11, 1), False), (date(2028, 11, 2), True), (date(2099, 12, 31), True)],
)
def test_an_end_within_two_years_shows_that_somebody_thought_of_the_alert(end: date, *, is_asked: bool) -> None:
    made = chart()
    add_alert(made, date(2024, 1, 8), end=end)
    assert said(made) == ({KEY: "gap out_of_date 2025-01-08"} if is_asked else {})


def test_alerts_are_asked_about_only_in_care_and_of_the_dead_nothing_is_asked() -> None:
    discharged, dead = chart(in_care=False), chart(dead=True)
    add_alert(discharged, date(2024, 1, 8))
    add_alert(dead, date(2024, 1, 8))
    assert said(discharged) == {}
    assert said(dead) == {KEY: "exempt exempt"}
