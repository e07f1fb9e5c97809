"""Lines sorted in parts come as if they were sorted at once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from risk_checks.reports.sorted_lines import sorted_lines


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 100, 105])
def test_lines_come_in_order_and_nothing_is_left_behind(tmp_path: Path, count: int) -> None:
    lines = [f"{random.Random(number).random()}\n".encode() for number in range(count)]
    assert list(sorted_lines(lines, beside=tmp_path, at_once=10)) == sorted(lines)
    assert not list(tmp_path.iterdir())
