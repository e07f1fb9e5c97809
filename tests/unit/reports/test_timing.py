"""Where the time of a run went: parts, one inside another, by a clock that is brought."""

from __future__ import annotations

from collections.abc import Callable

from risk_checks.reports.timing import PARTS, TimedMapping, Timings, timing_lines, untimed


def clock(*moments: float) -> Callable[[], float]:
    left = iter(moments)
    return lambda: next(left)


def test_time_in_an_inner_part_is_not_counted_in_the_outer_one() -> None:
    timings = Timings(clock(10, 11, 15, 18))
    with timings.part("rules"), timings.part("tables"):
        pass
    assert timings.seconds == {"start": 0, "read": 0, "views": 0, "tables": 4, "rules": 4, "write": 0}


def test_time_between_parts_is_counted_in_none() -> None:
    timings = Timings(clock(0, 1, 5, 7))
    with timings.part("read"):
        pass
    with timings.part("rules"):
        pass
    assert sum(timings.seconds.values()) == 3


def test_part_that_still_runs_has_what_it_took_so_far() -> None:
    timings = Timings(clock(0, 2, 5, 5))
    with timings.part("write"):
        assert timings.seconds["write"] == 2
    assert timings.seconds["write"] == 5


def test_part_is_counted_where_it_ends_with_an_error() -> None:
    timings = Timings(clock(0, 2))
    try:
        with timings.part("read"):
            raise KeyError
    except KeyError:
        pass
    assert timings.seconds["read"] == 2


def test_looking_up_a_value_is_counted_in_its_part() -> None:
    timings = Timings(clock(0, 3))
    tables = TimedMapping({"carer": 1}, timings=timings, part="tables")
    assert (tables["carer"], list(tables), len(tables)) == (1, ["carer"], 1)
    assert timings.seconds["tables"] == 3


def test_run_that_nobody_times_takes_no_time() -> None:
    timings = untimed()
    with timings.part("read"):
        pass
    assert set(timings.seconds.values()) == {0}


def test_lines_name_every_part_and_their_sum() -> None:
    timings = Timings(clock(0, 1.25))
    with timings.part("rules"):
        pass
    lines = timing_lines(timings)
    assert [line.split()[0] for line in lines] == [*PARTS, "all"]
    assert lines[-1] == "  all         1.25 s"
