"""`grace`: is it there? Due until the deadline, then a gap; any qualifying row is met; never late (clause 5.10)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import START, grace, plan, plus, recorded
from tests.spec.rows import assessed, person, referred
from tests.spec.world import persons

AS_OF = "2025-06-15"

EVIDENCE = Batch(
    plan(recorded(grace("14 days"))),
    as_of=AS_OF,
    cases=(
        case("5.10", "the first day is not yet due",
             referred("2025-06-15"), says="due not_yet_due", due="2025-06-29", overdue=0),
        case("5.10", "the deadline day itself is in time",
             referred("2025-06-01"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "the day after the deadline is a gap",
             referred("2025-05-31"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.10", "a row from before the start is met",
             referred("2025-06-01"), assessed("2025-05-31"), says="met recorded", evidence="a1"),
        case("5.10", "a row on the start is met",
             referred("2025-06-01"), assessed("2025-06-01"), says="met recorded", evidence="a1"),
        case("5.10", "a row between start and deadline is met",
             referred("2025-05-01"), assessed("2025-05-08"), says="met recorded", evidence="a1"),
        case("5.10", "a row on the deadline is met",
             referred("2025-05-01"), assessed("2025-05-15"), says="met recorded", evidence="a1"),
        case("5.10", "a row after the deadline is met, never late",
             referred("2025-05-01"), assessed("2025-05-16"), says="met recorded", evidence="a1"),
        case("5.10", "an undated row is met",
             referred("2025-05-01"), assessed("?"), says="met recorded", evidence="a1"),
        case("5.10", "a row with a day known from one side is met",
             referred("2025-05-01"), assessed("..1990"), says="met recorded", evidence="a1"),
        case("5.4", "a row ahead leaves a running clock due, without evidence",
             referred("2025-06-10"), assessed("2025-06-16"), says="due not_yet_due", due="2025-06-24", overdue=0),
        case("5.4", "a row ahead does not close a gap",
             referred("2025-05-01"), assessed("2025-06-16"),
             says="gap only_future", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.11", "met or due is due",
             referred("2025-06-01"), assessed("2025-06-02", kinds="?"),
             says="due not_yet_due", due="2025-06-15", overdue=0, evidence="a1"),
        case("5.11", "met or gap is unknown",
             referred("2025-05-31"), assessed("2025-06-02", kinds="?"),
             says="unknown field_not_known", due="2025-06-14", overdue=1, evidence="a1"),
    ),
)  # fmt: skip

BASE = Batch(
    EVIDENCE.plan,
    as_of=AS_OF,
    cases=(
        case("5.3", "a start known to the month, every deadline passed, is a gap by the last of them",
             referred("2025-05"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.4", "a start known to this month is cut at today, its deadline is not",
             referred("2025-06"), says="due not_yet_due", due="2025-07-14", overdue=0),
        case("5.3", "some deadlines passed and some not is unknown",
             referred("2025-05-31..2025-06-01"), says="unknown date_not_known", due="2025-06-15", overdue=0),
        case("5.4", "a start known to this year is unknown, due after its last possible day",
             referred("2025"), says="unknown date_not_known", due="2026-01-14", overdue=0),
        case("5.3", "an unknown start is unknown, without a deadline",
             referred("?"), says="unknown date_not_known"),
        case("5.3", "a start before some day, all deadlines passed, is a gap",
             referred("..2025-05-31"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.3", "a start before some day, the last deadline today, is unknown",
             referred("..2025-06-01"), says="unknown date_not_known", due="2025-06-15", overdue=0),
        case("5.3", "a start since some day, no deadline passed, is due without a day",
             referred("2025-06-01.."), says="due not_yet_due"),
        case("5.3", "a start since an earlier day is unknown",
             referred("2025-05-31.."), says="unknown date_not_known"),
        case("5.10", "an unknown start does not matter once a row is there",
             referred("?"), assessed("?"), says="met recorded", evidence="a1"),
        case("5.10", "a partial start does not matter once a row is there",
             referred("2025"), assessed("2024"), says="met recorded", evidence="a1"),
    ),
)  # fmt: skip

BIRTHDAY = Batch(
    plan(recorded(grace("3 months", of=plus(persons("birth_date"), "18 years")))),
    as_of=AS_OF,
    cases=(
        case("5.10", "a clock runs from a moved day of the person, its last day in time",
             person(birth_date="2007-03-15"), referred(), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "a clock that runs from a moved day of the person passes",
             person(birth_date="2007-03-14"), referred(), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.3", "a clock from a year of birth",
             person(birth_date="2006"), referred(), says="gap none_recorded", due="2025-03-31", overdue=76),
        case("5.3", "a clock from a year of birth that can be passed or not",
             person(birth_date="2007"), referred(), says="unknown date_not_known", due="2026-03-31", overdue=0),
        case("5.10", "a clock whose first day lies ahead is due",
             person(birth_date="2010-01-31"), referred(), says="due not_yet_due", due="2028-04-30", overdue=0),
    ),
)  # fmt: skip

SINCE = Batch(
    plan(recorded(grace("14 days"), since=START)),
    as_of=AS_OF,
    cases=(
        case("5.10", "since: a row from the day before the start does not count",
             referred("2025-05-01"), assessed("2025-04-30"),
             says="gap only_before_start", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.10", "since: the start day itself counts",
             referred("2025-05-01"), assessed("2025-05-01"), says="met recorded", evidence="a1"),
        case("5.10", "since: an undated row may be from before, gap or met",
             referred("2025-05-01"), assessed("?"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.11", "since: an undated row while the clock runs, due or met",
             referred("2025-06-01"), assessed("?"),
             says="due not_yet_due", due="2025-06-15", overdue=0, evidence="a1"),
        case("5.3", "since: a month that straddles the start may be from before",
             referred("2025-05-10"), assessed("2025-05"),
             says="unknown date_not_known", due="2025-05-24", overdue=22, evidence="a1"),
        case("5.3", "since: a month that starts on the start counts",
             referred("2025-05-01"), assessed("2025-05"), says="met recorded", evidence="a1"),
        case("5.3", "since: a month that ends before the start does not count",
             referred("2025-05-01"), assessed("2025-04"),
             says="gap only_before_start", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "since: a row after every possible start counts",
             referred("2025-04"), assessed("2025-04-30"), says="met recorded", evidence="a1"),
        case("5.3", "since: a row before the last possible start may not count",
             referred("2025-04"), assessed("2025-04-29"),
             says="unknown date_not_known", due="2025-05-14", overdue=32, evidence="a1"),
        case("5.3", "since: a row before every possible start does not count",
             referred("2025-04"), assessed("2025-03-31"),
             says="gap only_before_start", due="2025-05-14", overdue=32, evidence="a1"),
        case("5.3", "since: with an unknown start only today's row surely counts",
             referred("?"), assessed("2025-06-15"), says="met recorded", evidence="a1"),
        case("5.3", "since: with an unknown start yesterday's row may not",
             referred("?"), assessed("2025-06-14"), says="unknown date_not_known", evidence="a1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(EVIDENCE, BASE, BIRTHDAY, SINCE))
def test_grace(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
