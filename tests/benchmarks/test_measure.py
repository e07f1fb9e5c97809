"""A contender is a process of its own, and its memory is its own."""

from __future__ import annotations

import sys

import pytest

from benchmarks.measure import Run, RunFailed, middle, run


def test_memory_is_that_of_the_command_and_not_of_whoever_started_it() -> None:
    mine = bytearray(b"1" * 200_000_000)
    small, large = (run([sys.executable, "-c", f"x = b'1' * {held}"]) for held in (1, 100_000_000))
    assert len(mine) == 200_000_000
    assert small.peak < 80_000_000 < large.peak


def test_time_is_that_of_the_command() -> None:
    assert 0.2 <= run([sys.executable, "-c", "import time; time.sleep(0.2)"]).wall < 20


def test_median_is_told_of_times_and_the_most_of_memory() -> None:
    assert middle([Run(1, 5, 10), Run(3, 4, 30), Run(2, 9, 20)]) == Run(2, 5, 30)


def test_run_that_fails_says_why() -> None:
    with pytest.raises(RunFailed, match="no such luck"):
        run([sys.executable, "-c", "raise SystemExit('no such luck')"])


def test_command_that_is_not_there_fails() -> None:
    with pytest.raises(RunFailed, match="no-such-command"):
        run(["no-such-command"])
