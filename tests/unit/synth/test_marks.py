"""On which days a mark of a risk stood, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.synth.facts import Mark

DISCHARGED, DAY = date(2026, 10, 1), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("mark", "stood"),
    [
        (Mark(DISCHARGED), (True, True)),
        (Mark(date(2026, 10, 2)), (False, False)),
        (Mark(date(2026, 9, 1), DISCHARGED), (True, True)),
        (Mark(date(2026, 9, 1), date(2026, 9, 30)), (False, False)),
        (Mark(None), (False, True)),
    ],
)
def test_a_mark_counts_that_stood_on_the_day_of_discharge(mark: Mark, stood: tuple[bool, bool]) -> None:
    assert mark.stood_on(DISCHARGED, as_of=DAY) == stood


def test_a_mark_without_a_first_day_was_made_by_the_day_of_the_check() -> None:
    assert Mark(None).stood_on(DAY, as_of=DAY) == (True, True)
