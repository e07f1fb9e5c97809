"""A clock that no row can satisfy is refused; one that some row may satisfy, on some day, is not."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.model.duration import Duration, parse_duration
from risk_checks.rules.impossible import is_impossible
from risk_checks.rules.plan import AsOf, Chosen, Grace, Literal_, Operand, Shifted, Window, Within
from tests.spec.world import subjects

START, END = subjects("start"), subjects("end")


def time(text: str) -> Duration:
    found = parse_duration(text)
    assert found is not None
    return found


def ago(text: str, of: Operand) -> Shifted:
    return Shifted(of, time(text), -1)


PER_SERVICE = Chosen(subjects("lane"), (("x", time("1 day")),), time("1 month"))
LITERAL = Literal_(date(2025, 1, 1))


@pytest.mark.parametrize(
    "clock",
    [
        Within(START, time("0 days"), first_day_counted=False),
        Window(AsOf(), ago("1 day", AsOf()), closes=False),
        Window(ago("1 month", AsOf()), ago("12 months", AsOf()), closes=False),
        Window(START, ago("2 weeks", START), closes=True),
        Window(LITERAL, Literal_(date(2024, 12, 31)), closes=True),
    ],
    ids=str,
)
def test_no_row_can_satisfy_it(clock: Within | Window) -> None:
    assert is_impossible(clock)


@pytest.mark.parametrize(
    "clock",
    [
        Grace(START, time("0 days")),
        Within(START, time("0 days"), first_day_counted=True),
        Within(START, time("1 day"), first_day_counted=False),
        Window(ago("12 months", AsOf()), AsOf(), closes=False),
        Window(ago("1 month", AsOf()), ago("30 days", AsOf()), closes=False),
        Window(START, START, closes=True),
        Window(START, END, closes=True),
        Window(END, START, closes=True),
        Window(None, START, closes=True),
        Window(START, None, closes=False),
        Window(LITERAL, AsOf(), closes=False),
        Window(AsOf(), Shifted(AsOf(), PER_SERVICE, -1), closes=False),
        Window(AsOf(), Chosen(subjects("lane"), (), LITERAL), closes=True),
    ],
    ids=str,
)
def test_some_row_may_satisfy_it(clock: Within | Window | Grace) -> None:
    assert not is_impossible(clock)
