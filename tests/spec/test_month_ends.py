"""Calendar arithmetic of deadlines: month ends, 29 February and what follows (clause 5.3)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import START, every, grace, plan, recorded
from tests.spec.rows import assessed, referred

MONTH = Batch(
    plan(recorded(grace("1 month"))),
    as_of="2025-06-15",
    cases=(
        case("5.3", "a month after 31 January is 28 February",
             referred("2025-01-31"), says="gap none_recorded", due="2025-02-28", overdue=107),
        case("5.3", "a month after 31 January of a leap year is 29 February",
             referred("2024-01-31"), says="gap none_recorded", due="2024-02-29", overdue=472),
        case("5.3", "a month after 28 February is 28 March",
             referred("2025-02-28"), says="gap none_recorded", due="2025-03-28", overdue=79),
        case("5.3", "a month after 29 February is 29 March",
             referred("2024-02-29"), says="gap none_recorded", due="2024-03-29", overdue=443),
        case("5.3", "a month after 31 March is 30 April",
             referred("2025-03-31"), says="gap none_recorded", due="2025-04-30", overdue=46),
        case("5.3", "a month after 30 April is 30 May, not the last of May",
             referred("2025-04-30"), says="gap none_recorded", due="2025-05-30", overdue=16),
        case("5.3", "a month after 31 December is in the next year",
             referred("2024-12-31"), says="gap none_recorded", due="2025-01-31", overdue=135),
        case("5.3", "a month after a month is the whole of the next",
             referred("2025-01"), says="gap none_recorded", due="2025-02-28", overdue=107),
        case("5.10", "a month ago is in time",
             referred("2025-05-15"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "a month and a day ago is not",
             referred("2025-05-14"), says="gap none_recorded", due="2025-06-14", overdue=1),
    ),
)  # fmt: skip

END_OF_FEBRUARY = Batch(
    MONTH.plan,
    as_of="2025-02-28",
    cases=(
        case("5.3", "31 January is due on 28 February",
             referred("2025-01-31"), says="due not_yet_due", due="2025-02-28", overdue=0),
        case("5.3", "so is 28 January",
             referred("2025-01-28"), says="due not_yet_due", due="2025-02-28", overdue=0),
        case("5.3", "27 January is a gap on 28 February",
             referred("2025-01-27"), says="gap none_recorded", due="2025-02-27", overdue=1),
        case("5.3", "the last days of January all fall due on one day",
             referred("2025-01-28..2025-01-31"), says="due not_yet_due", due="2025-02-28", overdue=0),
    ),
)  # fmt: skip

FIRST_OF_MARCH = Batch(
    MONTH.plan,
    as_of="2025-03-01",
    cases=(
        case("5.3", "31 January is a gap on 1 March",
             referred("2025-01-31"), says="gap none_recorded", due="2025-02-28", overdue=1),
        case("5.3", "1 February is due on 1 March",
             referred("2025-02-01"), says="due not_yet_due", due="2025-03-01", overdue=0),
    ),
)  # fmt: skip

YEAR = Batch(
    plan(recorded(grace("1 year"))),
    as_of="2025-06-15",
    cases=(
        case("5.3", "a year after 29 February is 28 February",
             referred("2024-02-29"), says="gap none_recorded", due="2025-02-28", overdue=107,
             source="CQL DateTimeAddLeapYear"),
        case("5.3", "a year after 28 February is 28 February, leap year or not",
             referred("2023-02-28"), says="gap none_recorded", due="2024-02-28", overdue=473),
        case("5.10", "a year ago is in time",
             referred("2024-06-15"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "a year and a day ago is not",
             referred("2024-06-14"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.3", "a year after a year is the whole of the next",
             referred("2023"), says="gap none_recorded", due="2024-12-31", overdue=166),
    ),
)  # fmt: skip

EVERY_YEAR = Batch(
    plan(recorded(every("12 months", first_within="14 days"), since=START)),
    as_of="2025-02-28",
    cases=(
        case("5.3", "a row of 29 February is current on the next 28 February",
             referred("2020-01-01"), assessed("2024-02-29"),
             says="met current", due="2025-02-28", overdue=0, evidence="a1"),
        case("5.3", "so is one of 28 February",
             referred("2020-01-01"), assessed("2024-02-28"),
             says="met current", due="2025-02-28", overdue=0, evidence="a1"),
        case("5.3", "one of 27 February is not",
             referred("2020-01-01"), assessed("2024-02-27"),
             says="gap out_of_date", due="2025-02-27", overdue=1, evidence="a1"),
    ),
)  # fmt: skip

LEAP_DAY = Batch(
    EVERY_YEAR.plan,
    as_of="2024-02-29",
    cases=(
        case("5.3", "a row of 28 February has run out on 29 February",
             referred("2020-01-01"), assessed("2023-02-28"),
             says="gap out_of_date", due="2024-02-28", overdue=1, evidence="a1"),
        case("5.3", "a row of 1 March has not",
             referred("2020-01-01"), assessed("2023-03-01"),
             says="met current", due="2024-03-01", overdue=0, evidence="a1"),
    ),
)  # fmt: skip

WEEKS = Batch(
    plan(recorded(grace("52 weeks"))),
    as_of="2025-06-15",
    cases=(
        case("5.3", "52 weeks are 364 days, over a leap day",
             referred("2023-03-02"), says="gap none_recorded", due="2024-02-29", overdue=472,
             source="CQL DateTimeLeapDayAddYearInWeeks"),
        case("5.3", "52 weeks are 364 days, from before a leap day",
             referred("2024-02-28"), says="gap none_recorded", due="2025-02-26", overdue=109,
             source="CQL DateTimeLeapYearAddYearInWeeks"),
        case("5.10", "364 days ago is in time",
             referred("2024-06-16"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "365 days ago is not",
             referred("2024-06-15"), says="gap none_recorded", due="2025-06-14", overdue=1),
    ),
)  # fmt: skip

CALENDARS_END = Batch(
    plan(recorded(grace("9000 years"))),
    as_of="2025-06-15",
    cases=(
        case("5.10", "a deadline beyond the calendar has no end",
             referred("2020-02-29"), says="due not_yet_due",
             source="CQL DateTimeAddInvalidYears, where it is an error"),
    ),
)  # fmt: skip

BATCHES = (MONTH, END_OF_FEBRUARY, FIRST_OF_MARCH, YEAR, EVERY_YEAR, LEAP_DAY, WEEKS, CALENDARS_END)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_calendar(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
