"""`within`: was it done in time, once? In the window is met, only after it late, before it does not count (5.10)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import plan, recorded, within
from tests.spec.rows import assessed, referred

AS_OF = "2025-06-15"

COUNTED = Batch(
    plan(recorded(within("2 weeks", first_day_counted=True))),
    as_of=AS_OF,
    cases=(
        case("5.10", "the deadline day itself is in time",
             referred("2025-06-01"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "the day after the deadline is a gap",
             referred("2025-05-31"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.10", "a row from the day before does not count",
             referred("2025-05-01"), assessed("2025-04-30"),
             says="gap only_before_start", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.10", "a row on the first day, which is counted, is in time",
             referred("2025-05-01"), assessed("2025-05-01"), says="met in_time", evidence="a1"),
        case("5.10", "a row between is in time",
             referred("2025-05-01"), assessed("2025-05-08"), says="met in_time", evidence="a1"),
        case("5.10", "a row on the deadline is in time",
             referred("2025-05-01"), assessed("2025-05-15"), says="met in_time", evidence="a1"),
        case("5.10", "a row the day after the deadline is late",
             referred("2025-05-01"), assessed("2025-05-16"),
             says="late recorded_late", due="2025-05-15", evidence="a1"),
        case("5.10", "a row in time and one after are in time",
             referred("2025-05-01"), assessed("2025-05-20"), assessed("2025-05-10"),
             says="met in_time", evidence="a2"),
        case("5.10", "rows before and after the window are late by the one after",
             referred("2025-05-01"), assessed("2025-04-30"), assessed("2025-05-20"),
             says="late recorded_late", due="2025-05-15", evidence="a2"),
        case("5.10", "an early row leaves a running window due",
             referred("2025-06-10"), assessed("2025-06-09"), says="due not_yet_due", due="2025-06-24", overdue=0),
        case("5.3", "an interval inside the window is in time",
             referred("2025-05-01"), assessed("2025-05-10..2025-05-15"), says="met in_time", evidence="a1"),
        case("5.3", "an interval over the deadline is met or late",
             referred("2025-05-01"), assessed("2025-05"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "an interval over the first day is met or gap",
             referred("2025-05-01"), assessed("2025-04-30..2025-05-10"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "an interval from the day after the deadline is late",
             referred("2025-05-01"), assessed("2025-05-16.."),
             says="late recorded_late", due="2025-05-15", evidence="a1"),
        case("5.4", "an interval over today, cut inside the window, is in time",
             referred("2025-06-01"), assessed("2025-06"), says="met in_time", evidence="a1"),
        case("5.11", "an interval over the first day of a running window is met or due",
             referred("2025-06-10"), assessed("2025-06"),
             says="due not_yet_due", due="2025-06-24", overdue=0, evidence="a1"),
        case("5.3", "an undated row is met, late or a gap",
             referred("2025-05-01"), assessed("?"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.11", "an undated row in a running window is met or due",
             referred("2025-06-10"), assessed("?"),
             says="due not_yet_due", due="2025-06-24", overdue=0, evidence="a1"),
        case("5.2", "a row in time whose status is unknown is met or gap",
             referred("2025-05-01"), assessed("2025-05-02", status="?"),
             says="unknown status_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.2", "a row after the deadline whose kind is unknown is late or gap",
             referred("2025-05-01"), assessed("2025-05-20", kinds="?"),
             says="unknown field_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.2", "a sure row after, and one that may be in time: evidence is the one in time",
             referred("2025-05-01"), assessed("2025-05-20"), assessed("2025-05-02", kinds="?"),
             says="unknown field_not_known", due="2025-05-15", overdue=31, evidence="a2"),
        case("5.10", "a row ahead does not close a gap",
             referred("2025-05-01"), assessed("2025-06-16"),
             says="gap only_future", due="2025-05-15", overdue=31, evidence="a1"),
    ),
)  # fmt: skip

BASE = Batch(
    COUNTED.plan,
    as_of=AS_OF,
    cases=(
        case("5.3", "a partial start: a row after the last deadline is late",
             referred("2025-05"), assessed("2025-06-15"), says="late recorded_late", due="2025-06-14", evidence="a1"),
        case("5.3", "a partial start: a row before the last deadline and after the first is met or late",
             referred("2025-05"), assessed("2025-06-14"),
             says="unknown date_not_known", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.3", "a partial start: a row on the first deadline is met or from before the start",
             referred("2025-05"), assessed("2025-05-15"),
             says="unknown date_not_known", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.3", "a partial start: a row after every start and before every deadline is in time",
             referred("2025-05-01..2025-05-07"), assessed("2025-05-07..2025-05-15"),
             says="met in_time", evidence="a1"),
        case("5.3", "a partial start: a row before all of it does not count",
             referred("2025-05"), assessed("2025-04-30"),
             says="gap only_before_start", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.3", "a partial start: none, all deadlines passed",
             referred("2025-05"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.3", "a partial start: none, some deadlines passed",
             referred("2025-05-31..2025-06-02"), says="unknown date_not_known", due="2025-06-16", overdue=0),
        case("5.3", "an unknown start: none", referred("?"), says="unknown date_not_known"),
        case("5.3", "an unknown start: a row", referred("?"), assessed("2025-05-10"),
             says="unknown date_not_known", evidence="a1"),
        case("5.3", "an unknown start: a row today is in time or late, never due",
             referred("?"), assessed("2025-06-15"), says="unknown date_not_known", evidence="a1"),
        case("5.3", "a start before some day: a row after the last deadline is late",
             referred("..2025-05-01"), assessed("2025-05-16"),
             says="late recorded_late", due="2025-05-15", evidence="a1"),
        case("5.4", "a start since some day: none, every deadline running",
             referred("2025-06-01.."), says="due not_yet_due"),
        case("5.4", "a start since some day: a row today is in time for each",
             referred("2025-06-01.."), assessed("2025-06-15"), says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

NOT_COUNTED = Batch(
    plan(recorded(within("2 weeks", first_day_counted=False))),
    as_of=AS_OF,
    cases=(
        case("5.10", "a row on the first day, which is not counted, does not count",
             referred("2025-05-01"), assessed("2025-05-01"),
             says="gap only_before_start", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.10", "a row on the second day is in time",
             referred("2025-05-01"), assessed("2025-05-02"), says="met in_time", evidence="a1"),
        case("5.10", "the deadline is the same: on it is in time",
             referred("2025-05-01"), assessed("2025-05-15"), says="met in_time", evidence="a1"),
        case("5.10", "the deadline is the same: after it is late",
             referred("2025-05-01"), assessed("2025-05-16"),
             says="late recorded_late", due="2025-05-15", evidence="a1"),
        case("5.3", "a month from the first day is met, late or a gap",
             referred("2025-05-01"), assessed("2025-05"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.11", "a row on the first day leaves a running window due",
             referred("2025-06-15"), assessed("2025-06-15"), says="due not_yet_due", due="2025-06-29", overdue=0),
        case("5.3", "the first two days are met or due while the window runs",
             referred("2025-06-10"), assessed("2025-06-10..2025-06-11"),
             says="due not_yet_due", due="2025-06-24", overdue=0, evidence="a1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(COUNTED, BASE, NOT_COUNTED))
def test_within(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
