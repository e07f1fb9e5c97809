"""`age`: how old the person is on a day, looking back from it (clause 5.3)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, each
from tests.spec.lanes import Answer, of_subjects, subject_case
from tests.spec.plans import condition
from tests.spec.rows import person, referred

CONDITIONS = {
    name: condition(text)
    for name, text in {
        "adult": "{age: {at_least: 18 years}}",
        "child": "{age: {under: 18 years}}",
        "not-adult": "{not: {age: {at_least: 18 years}}}",
        "working-age": "{age: {at_least: 18 years, under: 65 years}}",
        "months": "{age: {at_least: 210 months}}",
        "weeks": "{age: {under: 1 week}}",
        "adult-at-start": "{age: {on: start, at_least: 18 years}}",
        "child-at-start": "{age: {on: start, under: 18 years}}",
        "adult-in-a-year": "{age: {on: {of: start, plus: 1 year}, at_least: 18 years}}",
        "twenty": "{age: {at_least: 20 years}}",
        "adult-at-end": "{age: {on: end, at_least: 18 years}}",
    }.items()
}
PLAN = of_subjects(CONDITIONS)


def aged(name: str, lane: str, answer: Answer, born: str, *, start: str = "2025-01-01") -> Case:
    """Return the case of a person born on a day."""
    return subject_case("5.3", name, lane, answer, referred(start), person(birth_date=born))


TODAY = Batch(
    PLAN,
    as_of="2025-06-15",
    cases=(
        aged("on the 18th birthday", "adult", "yes", "2007-06-15"),
        aged("the day before the 18th birthday", "adult", "no", "2007-06-16"),
        aged("the day after the 18th birthday", "adult", "yes", "2007-06-14"),
        aged("on the 18th birthday, not under 18", "child", "no", "2007-06-15"),
        aged("the day before the 18th birthday, under 18", "child", "yes", "2007-06-16"),
        aged("on the 18th birthday, not 18 denied", "not-adult", "no", "2007-06-15"),
        aged("the day before, not 18", "not-adult", "yes", "2007-06-16"),
        aged("between two ages, on the first day", "working-age", "yes", "2007-06-15"),
        aged("between two ages, on the last day", "working-age", "yes", "1960-06-16"),
        aged("between two ages, the day before the first", "working-age", "no", "2007-06-16"),
        aged("between two ages, the day after the last", "working-age", "no", "1960-06-15"),
        aged("210 months, to the day", "months", "yes", "2007-12-15"),
        aged("210 months, a day short", "months", "no", "2007-12-16"),
        aged("under a week, on the sixth day", "weeks", "yes", "2025-06-09"),
        aged("under a week, on the seventh", "weeks", "no", "2025-06-08"),
        aged("a month before the one of the birthday", "adult", "yes", "2007-05"),
        aged("the month of the birthday", "adult", "unknown", "2007-06"),
        aged("a month after the one of the birthday", "adult", "no", "2007-07"),
        aged("a year before", "adult", "yes", "2006"),
        aged("the year of the birthday", "adult", "unknown", "2007"),
        aged("the year of the birthday, under 18", "child", "unknown", "2007"),
        aged("a year after", "adult", "no", "2008"),
        aged("an interval that ends on the birthday", "adult", "yes", "2007-06-01..2007-06-15"),
        aged("an interval that ends the day after", "adult", "unknown", "2007-06-01..2007-06-16"),
        aged("an unknown day of birth", "adult", "unknown", "?"),
        aged("an unknown day of birth, under 18", "child", "unknown", "?"),
        aged("an unknown day of birth, neither between two ages nor not", "working-age", "unknown", "?"),
        aged("the 18th birthday was on the start", "adult-at-start", "yes", "2007-01-01"),
        aged("the 18th birthday was the day after the start", "adult-at-start", "no", "2007-01-02"),
        aged("under 18 on the start", "child-at-start", "yes", "2007-01-02"),
        aged("the 18th birthday is a year after the start", "adult-in-a-year", "yes", "2008-01-01"),
        aged("the 18th birthday is a year and a day after the start", "adult-in-a-year", "no", "2008-01-02"),
        aged("18 on every day on which it may have started", "adult-at-start", "yes", "2007-01-01", start="2025"),
        aged("18 on some of the days", "adult-at-start", "unknown", "2007-01-02", start="2025"),
        aged("18 on none of the days", "adult-at-start", "no", "2007-06-16", start="2025"),
        aged("born the day before the start", "child-at-start", "yes", "2024-12-31"),
        aged("born on the start", "child-at-start", "yes", "2025-01-01"),
        aged("born the day after the start", "child-at-start", "unknown", "2025-01-02"),
        aged("born the day after the start, not 18", "adult-at-start", "unknown", "2025-01-02"),
        aged("born in a year that may hold the start", "child-at-start", "yes", "2025"),
        aged("born today", "child", "yes", "2025-06-15"),
        aged("born tomorrow", "child", "unknown", "2025-06-16"),
        aged("born tomorrow, not 18 denied", "not-adult", "unknown", "2025-06-16"),
        aged("born tomorrow, neither between two ages nor not", "working-age", "unknown", "2025-06-16"),
        aged("130 years old today", "adult", "yes", "1895-06-15"),
        aged("older than 130 by a day", "adult", "unknown", "1895-06-14"),
        aged("older than 130, neither between two ages nor not", "working-age", "unknown", "1840"),
        aged("130 years old in the course of the year", "adult", "yes", "1895"),
        aged("old on an end that is open", "adult-at-end", "yes", "1990-01-01"),
        aged("18 on an unknown day", "adult-at-start", "unknown", "2000-01-01", start="?"),
        aged("18 today at the earliest, on an unknown day", "adult-at-start", "no", "2007-06-16", start="?"),
    ),
)  # fmt: skip

LEAP_DAY = "2008-02-29"
END_OF_FEBRUARY = Batch(
    PLAN,
    as_of="2026-02-28",
    cases=(
        aged("born on 29 February, not yet 18 on 28 February", "adult", "no", LEAP_DAY, start="2026-01-01"),
        aged("born on 28 February, 18 on it", "adult", "yes", "2008-02-28", start="2026-01-01"),
    ),
)
FIRST_OF_MARCH = Batch(
    PLAN,
    as_of="2026-03-01",
    cases=(
        aged("born on 29 February, 18 on 1 March", "adult", "yes", LEAP_DAY, start="2026-01-01"),
        aged("born on 1 March, 18 on it", "adult", "yes", "2008-03-01", start="2026-01-01"),
    ),
)
LEAP_YEAR_BEFORE = Batch(
    PLAN,
    as_of="2028-02-28",
    cases=(aged("born on 29 February, not yet 20 on 28 February of a leap year", "twenty", "no", LEAP_DAY),),
)
LEAP_YEAR = Batch(
    PLAN,
    as_of="2028-02-29",
    cases=(
        aged("born on 29 February, 20 on 29 February", "twenty", "yes", LEAP_DAY),
        aged("born on 28 February, 18 on 29 February", "adult", "yes", "2010-02-28"),
        aged("born on 1 March, not yet 18 on 29 February", "adult", "no", "2010-03-01"),
    ),
)

BATCHES = (TODAY, END_OF_FEBRUARY, FIRST_OF_MARCH, LEAP_YEAR_BEFORE, LEAP_YEAR)


@pytest.mark.row(55, 70)
@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_age(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
