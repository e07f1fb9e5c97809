"""The latest row is an interval: every row that could be it is named; ties decide nothing (clause 5.5)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import every, grace, plan, recorded
from tests.spec.rows import assessed, referred

DAYS_OF_MAY = tuple(assessed(f"2025-05-{number:02}") for number in range(1, 13))

THERE = Batch(
    plan(recorded(grace("14 days"))),
    as_of="2025-06-15",
    cases=(
        case("5.5", "an older sure row is not named",
             referred(), assessed("2025-05-01"), assessed("2025-05-02"), says="met recorded", evidence="a2"),
        case("5.5", "an older row that may count is not named",
             referred(), assessed("2025-05-01", kinds="?"), assessed("2025-05-02"),
             says="met recorded", evidence="a2"),
        case("5.5", "a later row that may count is named before the sure one",
             referred(), assessed("2025-05-01"), assessed("2025-05-02", kinds="?"),
             says="met recorded", evidence="a2 a1"),
        case("5.5", "a month that holds the latest day could be later",
             referred(), assessed("2025-05-10"), assessed("2025-05"), says="met recorded", evidence="a2 a1"),
        case("5.5", "a month that ends on the latest day could tie: the later earliest day is named first",
             referred(), assessed("2025-05"), assessed("2025-05-31"), says="met recorded", evidence="a2 a1"),
        case("5.5", "a month that ends before the latest day could not",
             referred(), assessed("2025-04"), assessed("2025-05-01"), says="met recorded", evidence="a2"),
        case("5.5", "a tie is named in the order of the keys",
             referred(), assessed("2025-05-01"), assessed("2025-05-01"), says="met recorded", evidence="a1 a2"),
        case("5.5", "a tie of a sure and an unsure row decides nothing",
             referred(), assessed("2025-05-01", kinds="?"), assessed("2025-05-01"),
             says="met recorded", evidence="a1 a2"),
        case("5.5", "a tie with a draft decides nothing",
             referred(), assessed("2025-05-01", status="draft"), assessed("2025-05-01"),
             says="met recorded", evidence="a2"),
        case("5.5", "an undated row could always be the latest: it is named as of today",
             referred(), assessed("2025-06-14"), assessed("?"), says="met recorded", evidence="a2 a1"),
        case("5.5", "beside a row of today an undated one could tie; the known earliest day is named first",
             referred(), assessed("?"), assessed("2025-06-15"), says="met recorded", evidence="a2 a1"),
        case("5.5", "a row up to a day before the latest could not be it",
             referred(), assessed("..2025-04-30"), assessed("2025-05-01"), says="met recorded", evidence="a2"),
        case("5.5", "a sure row of unknown beginning rules out no other",
             referred(), assessed("..2025-05-01"), assessed("1990-01-01", kinds="?"),
             says="met recorded", evidence="a1 a2"),
        case("5.5", "without a sure row all that may count are named",
             referred(), assessed("1990-01-01", kinds="?"), assessed("2025-05-01", kinds="?"),
             says="unknown field_not_known", due="2025-01-15", overdue=151, evidence="a2 a1"),
        case("5.5", "at most ten are named: of a tie the first ten keys",
             referred(), *(assessed("2025-05-01"),) * 12,
             says="met recorded", evidence="a01 a02 a03 a04 a05 a06 a07 a08 a09 a10"),
        case("5.5", "at most ten are named: the latest ten",
             referred(), *(assessed(f"..2025-05-{number:02}") for number in range(1, 13)),
             says="met recorded", evidence="a12 a11 a10 a09 a08 a07 a06 a05 a04 a03"),
        case("5.5", "of twelve known days one is the latest",
             referred(), *DAYS_OF_MAY, says="met recorded", evidence="a12"),
    ),
)  # fmt: skip

CURRENT = Batch(
    plan(recorded(every("12 months", first_within="14 days"))),
    as_of="2025-06-15",
    cases=(
        case("5.5", "the next deadline counts from the latest possible day of any row that may count",
             referred(), assessed("2024-12-01"), assessed("2025-02-01", kinds="?"),
             says="met current", due="2026-02-01", overdue=0, evidence="a2 a1"),
        case("5.5", "the latest possible day may be that of the row with the earlier beginning",
             referred(), assessed("2025-03-10"), assessed("2025-01-01..2025-04-30"),
             says="met current", due="2026-04-30", overdue=0, evidence="a2 a1"),
        case("5.5", "of two that may have run out, one surely has not",
             referred("2020-01-01"), assessed("2024"), assessed("2024-06-15..2024-07-31"),
             says="met current", due="2025-12-31", overdue=0, evidence="a1 a2"),
        case("5.5", "each may have run out, and the greatest earliest day has",
             referred("2020-01-01"), assessed("2024"), assessed("2024-06-14..2024-07-31"),
             says="unknown date_not_known", due="2025-12-31", overdue=0, evidence="a1 a2"),
        case("5.5", "a tie of a complete and a retracted row decides nothing",
             referred(), assessed("2025-05-01", status="retracted"), assessed("2025-05-01"),
             says="met current", due="2026-05-01", overdue=0, evidence="a2"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(THERE, CURRENT))
def test_latest(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
