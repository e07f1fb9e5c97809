"""Counts that may be shared; every expected number was worked out by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_checks.reports.disclosure import Cell, Shown, percent, rounded, shown


def row(*counts: int) -> dict[str, Cell]:
    """Return parts of which each person is counted once."""
    return {name: Cell(count, count) for name, count in zip("abcdef", counts, strict=False)}


@pytest.mark.parametrize(
    ("count", "to", "wanted"),
    [(5, 5, 5), (7, 5, 5), (8, 5, 10), (12, 5, 10), (13, 5, 15), (0, 5, 0), (14, 10, 10), (15, 10, 20), (9, 1, 9)],
)
def test_rounds_to_the_nearest(count: int, to: int, wanted: int) -> None:
    assert rounded(count, to=to) == wanted


@pytest.mark.parametrize(
    ("counts", "parts", "told"),
    [
        ((41, 12, 3, 0), (40, 10, None, None), 50),  # 3 and 0 are small alike
        ((5, 4), (5, None), 5),
        ((8, 13), (10, 15), 25),
        ((4, 4, 4), (None, None, None), None),  # twelve people, and no number to tell
        ((0, 0), (None, None), None),
        ((100,), (100,), 100),
    ],
)
def test_small_counts_are_left_out_and_the_total_is_of_the_rest(
    counts: tuple[int, ...], parts: tuple[int | None, ...], told: int | None
) -> None:
    assert shown(row(*counts)) == Shown(dict(zip("abcdef", parts, strict=False)), told)


def test_many_rows_of_few_people_are_small() -> None:
    assert shown({"a": Cell(40, 4), "b": Cell(40, 5)}).parts == {"a": None, "b": 40}


@pytest.mark.parametrize(
    ("counts", "told"),
    [((10,), 10), ((9,), None), ((5, 5), 10), ((5, 4), None)],  # of the last, five would be told of nine
)
def test_nothing_is_told_of_a_group_of_which_few_would_be(counts: tuple[int, ...], told: int | None) -> None:
    parts = row(*counts)
    assert shown(parts, min_group=10, people=lambda names: sum(parts[name].people for name in names)).told == told


def test_people_behind_several_parts_are_counted_once() -> None:
    assert shown(row(5, 5), min_group=10, people=lambda _: 5).told is None
    assert shown(row(5, 5), min_group=10).told is None  # for all that is known


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [(10, 40, 25), (5, 15, 33), (10, 15, 67), (5, 40, 13), (5, 5, 100), (None, 40, None), (5, None, None)],
)
def test_percentages_are_of_what_is_shared(part: int | None, whole: int | None, wanted: int | None) -> None:
    assert percent(part, whole) == wanted


counts = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 500)), min_size=1, max_size=6)


@pytest.mark.row(104)
@given(counts=counts, other=st.lists(st.integers(0, 4), min_size=6, max_size=6), min_group=st.sampled_from([0, 10, 25]))
def test_no_count_left_out_can_be_told_from_any_other_small_one(
    counts: list[int], other: list[int], min_group: int
) -> None:
    """A reader who subtracts, and one who also knows this code, see the same row whatever the small numbers are."""
    changed = [swap if count < 5 else count for count, swap in zip(counts, other, strict=False)]
    assert shown(row(*counts), min_group=min_group) == shown(row(*changed), min_group=min_group)


@given(counts=counts)
def test_totals_are_the_sums_of_what_is_told(counts: list[int]) -> None:
    found = shown(row(*counts))
    told = [count for count in found.parts.values() if count is not None]
    assert found.told == (sum(told) if told else None)
    assert all(count >= 5 and count % 5 == 0 for count in told)
    assert len(told) == sum(count >= 5 for count in counts)


def test_the_guide_tells_a_row_as_it_is_shared() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "guide" / "sharing.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| RC-RISK-002 \| (\w+) \| (\d+) \| ([\d*]+) \| (\d+) \| ([\d*]+) \|$", page, re.MULTILINE)
    found = shown({name: Cell(int(count), int(count)) for name, count, *_ in told})
    assert len(told) == 4
    for name, _, count, total, share in told:
        part = found.parts[name]
        assert (count, total, share) == (str(part or "*"), str(found.told), str(percent(part, found.told) or "*"))
