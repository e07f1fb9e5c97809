"""What must be said of NHS numbers, and of a mention that carries the person's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from risk_checks.synth.chart import Chart
from risk_checks.synth.mentions import is_own_number
from risk_checks.synth.numbers import (
    tell_faulty,
    tell_none,
    tell_sound,
    tell_sound_beside_others,
    tell_spaced,
    tell_two,
    tell_wrong_check_digit,
)
from tests.unit.synth.charts import chart, said

KEY = ("RC-REC-009", "Patient/p1")
SEEDS = range(40)


def told(tell: Callable[[Chart], None], seed: int) -> Chart:
    made = chart(seed=seed)
    tell(made)
    return made


def in_use(made: Chart) -> set[str]:
    """Return the numbers that are read, without the spacing between their digits."""
    return {
        str(each["value"]).replace(" ", "").replace("-", "")
        for each in cast("list[dict[str, Any]]", made.facts.identifiers)
        if each["system"] == "https://fhir.nhs.uk/Id/nhs-number"
        and each.get("use") not in {"old", "temp"}
        and "period" not in each
    }


def is_sound(number: str) -> bool:
    if len(number) != 10 or not number.isdigit() or len(set(number)) == 1:
        return False
    return (sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) + int(number[9])) % 11 == 0


@pytest.mark.parametrize("tell", [tell_sound, tell_spaced, tell_sound_beside_others])
@pytest.mark.parametrize("seed", SEEDS)
def test_one_number_in_use_with_the_right_check_digit_is_met(tell: Callable[[Chart], None], seed: int) -> None:
    made = told(tell, seed)
    assert [is_sound(each) for each in in_use(made)] == [True]
    assert said(made) == {KEY: "met recorded"}


@pytest.mark.parametrize("tell", [tell_faulty, tell_wrong_check_digit, tell_two])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_slip_or_two_numbers_that_differ_are_a_gap(tell: Callable[[Chart], None], seed: int) -> None:
    made = told(tell, seed)
    assert [is_sound(each) for each in in_use(made)] != [True]
    assert said(made) == {KEY: "gap none_recorded"}


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_asked_where_no_number_is_in_use(seed: int) -> None:
    made = told(tell_none, seed)
    assert in_use(made) == set()
    assert said(made) == {}


@pytest.mark.parametrize(
    ("held", "mentioned", "is_own"),
    [
        ("9990000018", "999 000 0018", True),
        ("999-000-0018", "9990000018", True),
        ("9990000017", "9990000017", True),
        ("9990000018", "9990000026", False),
        ("1111111111", "1111111111", False),
        ("999000001", "999000001", False),
    ],
)
def test_a_number_is_the_persons_own_however_it_is_spaced_and_whatever_its_check_digit(
    held: str, mentioned: str, *, is_own: bool
) -> None:
    made = chart()
    made.facts.numbers.append(held)
    assert is_own_number(made, mentioned) is is_own
