"""`window`: was it done on these days? In it is met, else due until it closes, then a gap; never late (clause 5.10)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import RISKY, ruled
from tests.spec.rows import assessed, referred

AS_OF = "2025-06-15"

CLOSING = Batch(
    ruled(f"{{{RISKY}, window: {{from: start, to: {{of: start, plus: 14 days}}}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "none, on the last day, is due",
             referred("2025-06-01"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "none, the day after the last, is a gap",
             referred("2025-05-31"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.10", "a row from the day before the first is outside",
             referred("2025-05-01"), assessed("2025-04-30"),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.10", "a row on the first day is in it",
             referred("2025-05-01"), assessed("2025-05-01"), says="met in_time", evidence="a1"),
        case("5.10", "a row between is in it",
             referred("2025-05-01"), assessed("2025-05-08"), says="met in_time", evidence="a1"),
        case("5.10", "a row on the last day is in it",
             referred("2025-05-01"), assessed("2025-05-15"), says="met in_time", evidence="a1"),
        case("5.10", "a row from the day after the last is outside, never late",
             referred("2025-05-01"), assessed("2025-05-16"),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.10", "a row before and one after are both outside, the later named first",
             referred("2025-05-01"), assessed("2025-04-30"), assessed("2025-05-16"),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a2 a1"),
        case("5.10", "a row in it and one after are met by the one in it",
             referred("2025-05-01"), assessed("2025-05-16"), assessed("2025-05-10"),
             says="met in_time", evidence="a2"),
        case("5.5", "of two rows in it the later is named",
             referred("2025-05-01"), assessed("2025-05-02"), assessed("2025-05-10"),
             says="met in_time", evidence="a2"),
        case("5.10", "an early row leaves a running window due, without evidence",
             referred("2025-06-10"), assessed("2025-06-09"), says="due not_yet_due", due="2025-06-24", overdue=0),
        case("5.4", "a row ahead leaves a running window due, without evidence",
             referred("2025-06-10"), assessed("2025-06-16"), says="due not_yet_due", due="2025-06-24", overdue=0),
        case("5.10", "a row dated today is in a running window",
             referred("2025-06-10"), assessed("2025-06-15"), says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

PARTIAL = Batch(
    CLOSING.plan,
    as_of=AS_OF,
    cases=(
        case("5.3", "an interval from the first day to the last is in it",
             referred("2025-05-01"), assessed("2025-05-01..2025-05-15"), says="met in_time", evidence="a1"),
        case("5.3", "an interval over the first day is met or a gap",
             referred("2025-05-01"), assessed("2025-04-30..2025-05-01"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "an interval over the last day is met or a gap",
             referred("2025-05-01"), assessed("2025-05-15..2025-05-16"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "a month over both days is met or a gap",
             referred("2025-05-10"), assessed("2025-05"),
             says="unknown date_not_known", due="2025-05-24", overdue=22, evidence="a1"),
        case("5.3", "an interval up to the day before the first is outside",
             referred("2025-05-01"), assessed("..2025-04-30"),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "an interval from the day after the last is outside",
             referred("2025-05-01"), assessed("2025-05-16.."),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "an undated row is met or a gap",
             referred("2025-05-01"), assessed("?"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.11", "an undated row in a running window is met or due",
             referred("2025-06-10"), assessed("?"),
             says="due not_yet_due", due="2025-06-24", overdue=0, evidence="a1"),
        case("5.11", "an interval over the first day of a running window is met or due",
             referred("2025-06-10"), assessed("2025-06-09..2025-06-10"),
             says="due not_yet_due", due="2025-06-24", overdue=0, evidence="a1"),
        case("5.4", "an interval over today, cut inside the window, is in it",
             referred("2025-06-01"), assessed("2025-06"), says="met in_time", evidence="a1"),
        case("5.2", "a row in it whose status is unknown is met or a gap",
             referred("2025-05-01"), assessed("2025-05-02", status="?"),
             says="unknown status_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.2", "a row in it whose kind is unknown is met or a gap",
             referred("2025-05-01"), assessed("2025-05-02", kinds="?"),
             says="unknown field_not_known", due="2025-05-15", overdue=31, evidence="a1"),
    ),
)  # fmt: skip

VOID = Batch(
    CLOSING.plan,
    as_of=AS_OF,
    cases=(
        case("5.10", "ahead goes before outside",
             referred("2025-05-01"), assessed("2025-06-01"), assessed("2025-06-16"),
             says="gap only_future", due="2025-05-15", overdue=31, evidence="a2"),
        case("5.6", "a draft in it is a draft",
             referred("2025-05-01"), assessed("2025-05-02", status="draft"),
             says="gap only_draft", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.6", "a draft outside is a draft, and goes before what is outside",
             referred("2025-05-01"), assessed("2025-06-01"), assessed("2025-06-02", status="draft"),
             says="gap only_draft", due="2025-05-15", overdue=31, evidence="a2"),
        case("5.6", "retracted goes before outside",
             referred("2025-05-01"), assessed("2025-06-01"), assessed("2025-05-02", status="retracted"),
             says="gap only_retracted", due="2025-05-15", overdue=31, evidence="a2"),
        case("5.2", "one outside of unknown kind is outside",
             referred("2025-05-01"), assessed("2025-05-16", kinds="?"),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.2", "one of another kind is nothing, in it or outside",
             referred("2025-05-01"), assessed("2025-05-02", kinds="falls"), assessed("2025-05-16", kinds="falls"),
             says="gap none_recorded", due="2025-05-15", overdue=31),
    ),
)  # fmt: skip

BASE = Batch(
    CLOSING.plan,
    as_of=AS_OF,
    cases=(
        case("5.3", "a partial start: none, every last day passed",
             referred("2025-05"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.3", "a partial start: none, some last days passed",
             referred("2025-05-31..2025-06-02"), says="unknown date_not_known", due="2025-06-16", overdue=0),
        case("5.3", "a partial start: a row after every first day and before every last is in it",
             referred("2025-05-01..2025-05-07"), assessed("2025-05-07..2025-05-15"),
             says="met in_time", evidence="a1"),
        case("5.3", "a partial start: a row on the first of the last days may be before the first day",
             referred("2025-05"), assessed("2025-05-15"),
             says="unknown date_not_known", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.3", "a partial start: a row before every first day is outside",
             referred("2025-05"), assessed("2025-04-30"),
             says="gap outside_window", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.3", "a partial start: a row after every last day is outside",
             referred("2025-05"), assessed("2025-06-15"),
             says="gap outside_window", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.3", "an unknown start: none", referred("?"), says="unknown date_not_known"),
        case("5.3", "an unknown start: a row", referred("?"), assessed("2025-05-10"),
             says="unknown date_not_known", evidence="a1"),
        case("5.4", "a start since some day: none, every window running",
             referred("2025-06-01.."), says="due not_yet_due"),
        case("5.4", "a start since some day: a row today is in each window",
             referred("2025-06-01.."), assessed("2025-06-15"), says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

NOT_COUNTED = Batch(
    ruled(
        f"{{{RISKY}, window: {{from: start, from_day: not counted, to: {{of: start, plus: 14 days}}, "
        "to_day: not counted}}"
    ),
    as_of=AS_OF,
    cases=(
        case("5.10", "a row on the first day, which is not counted, is outside",
             referred("2025-05-01"), assessed("2025-05-01"),
             says="gap outside_window", due="2025-05-14", overdue=32, evidence="a1"),
        case("5.10", "a row on the second day is in it",
             referred("2025-05-01"), assessed("2025-05-02"), says="met in_time", evidence="a1"),
        case("5.10", "a row on the last day but one is in it",
             referred("2025-05-01"), assessed("2025-05-14"), says="met in_time", evidence="a1"),
        case("5.10", "a row on the last day, which is not counted, is outside",
             referred("2025-05-01"), assessed("2025-05-15"),
             says="gap outside_window", due="2025-05-14", overdue=32, evidence="a1"),
        case("5.10", "the last day that is counted is in time",
             referred("2025-06-02"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "the last day, which is not counted, is a gap",
             referred("2025-06-01"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.3", "the first two days are met or a gap",
             referred("2025-05-01"), assessed("2025-05-01..2025-05-02"),
             says="unknown date_not_known", due="2025-05-14", overdue=32, evidence="a1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(CLOSING, PARTIAL, VOID, BASE, NOT_COUNTED))
def test_window(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
