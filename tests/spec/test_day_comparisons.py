"""Comparisons of days that are intervals: surely, surely not, or not known (clauses 5.2, 5.3).

Answers are written in the order is, at least, at most, before, after; `y` yes, `n` no, `?` not known. Names such as
UncertaintyGreaterNull are those of the cases of the public CQL suite that a row restates.
"""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import AsOf, ColumnRef, Compare, Comparison, Condition, Literal_, Operand
from tests.spec.harness import Batch, Case, each
from tests.spec.lanes import Answer, of_row, of_rows, row_case
from tests.spec.plans import minus, plus
from tests.spec.rows import assessed, day, referred
from tests.spec.world import ASSESSMENT, own, persons, subjects

DATE, REVIEW, START = own(ASSESSMENT, "date"), own(ASSESSMENT, "review"), subjects("start")
HOWS = tuple(Comparison)
SIGNS: dict[str, Answer] = {"y": "yes", "n": "no", "?": "unknown"}


def compared(name: str, left: str, right: str, answers: str, *, source: str = "") -> list[Case]:
    """Return the five cases of an assessment's date beside the referral's start."""
    return [
        row_case("5.3", f"{name}: {how}", how, SIGNS[sign], referred(right), assessed(left), source=source)
        for how, sign in zip(HOWS, answers, strict=True)
    ]


PAIRS = Batch(
    of_rows({how: Compare(DATE, how, START) for how in HOWS}),
    as_of="2025-06-15",
    cases=(
        *compared("the same day", "2014-01-05", "2014-01-05", "yyynn", source="CQL DateTimeEqJanJan"),
        *compared("the day before", "2012-02-12", "2012-02-13", "nnyyn", source="CQL DateTimeGreaterFalse"),
        *compared("two days after", "2012-02-12", "2012-02-10", "nynny", source="CQL DateTimeGreaterTrue"),
        *compared("a year that holds the day", "2014", "2014-02-15", "?????",
                  source="CQL UncertaintyGreaterNull, UncertaintyLessNull, UncertaintyGreaterEqualNull"),
        *compared("the year after", "2015", "2014-02-15", "nynny", source="CQL UncertaintyGreaterTrue"),
        *compared("the year before", "2013", "2014-02-15", "nnyyn", source="CQL UncertaintyLessTrue"),
        *compared("a day in the year", "2014-02-15", "2014", "?????"),
        *compared("a day after the month", "2005-10-10", "2005-09", "nynny", source="CQL DateTimeAfterUncertain"),
        *compared("a month and its first day", "2014-02", "2014-02-01", "?y?n?"),
        *compared("a month and its last day", "2014-02", "2014-02-28", "??y?n"),
        *compared("a month and the day before it", "2014-02", "2014-01-31", "nynny"),
        *compared("a month and the day after it", "2014-02", "2014-03-01", "nnyyn"),
        *compared("a month and one of its days", "2014-10", "2014-10-12", "?????", source="CQL DateTimeSameAsNull"),
        *compared("one month twice may be two days", "2014-10", "2014-10", "?????",
                  source="CQL DateTimeEqTrue, where equal precision is enough"),
        *compared("two months", "2014-01", "2014-02", "nnyyn"),
        *compared("intervals that overlap", "2014-01..2014-02", "2014-02..2014-03", "?????",
                  source="CQL DateTimeOverlapsPrecisionLeftPossiblyStartsDuringRight"),
        *compared("intervals that share one day", "2014-01..2014-02-01", "2014-02-01..2014-03", "??y?n"),
        *compared("intervals that share one day, the other way", "2014-02-01..2014-03", "2014-01..2014-02-01", "?y?n?"),
        *compared("intervals that meet", "2012-01-07..2012-01-14", "2012-01-15..2012-01-25", "nnyyn",
                  source="CQL DateTimeMeetsTrue"),
        *compared("an interval inside another", "2014-03", "2014", "?????"),
        *compared("an interval of one day", "2014-03-03..2014-03-03", "2014-03-03", "yyynn"),
        *compared("unknown beside a day", "?", "2014-02-15", "?????", source="CQL SimpleEqNullTrue"),
        *compared("a day beside unknown", "2014-02-15", "?", "?????", source="CQL SimpleEqTrueNull"),
        *compared("unknown beside unknown", "?", "?", "?????", source="CQL SimpleEqNullNull"),
        *compared("today is not before an unknown day that has come", "2025-06-15", "?", "?y?n?"),
        *compared("an unknown day that has come is not after today", "?", "2025-06-15", "??y?n"),
        *compared("up to the day before", "..2014-02-14", "2014-02-15", "nnyyn"),
        *compared("up to the day", "..2014-02-15", "2014-02-15", "??y?n"),
        *compared("up to a later day", "..2014-02-16", "2014-02-15", "?????"),
        *compared("from the day after", "2014-02-16..", "2014-02-15", "nynny"),
        *compared("from the day", "2014-02-15..", "2014-02-15", "?y?n?", source="CQL DateTimeInNullTrue"),
        *compared("from an earlier day", "2014-02-14..", "2014-02-15", "?????"),
        *compared("a day before one that begins later", "2014-02-15", "2014-02-16..", "nnyyn"),
        *compared("half-known from both sides, apart", "..2014-01-31", "2014-02-01..", "nnyyn"),
        *compared("half-known from both sides, sharing a day", "..2014-02-01", "2014-02-01..", "??y?n"),
        *compared("29 and 28 February", "2024-02-29", "2024-02-28", "nynny"),
        *compared("over a year's end", "2023-12-31", "2024-01-01", "nnyyn"),
        *compared("29 February and its month", "2024-02-29", "2024-02", "?y?n?"),
    ),
)  # fmt: skip


def literal(text: str) -> Literal_:
    """Return a day written in a rule."""
    return Literal_(day(text))


def that(column: ColumnRef, how: Comparison, to: Operand) -> Condition:
    """Return the comparison."""
    return Compare(column, how, to)


AT_LEAST, AT_MOST, BEFORE, AFTER, IS = (
    Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.BEFORE, Comparison.AFTER, Comparison.IS,
)  # fmt: skip

OPERANDS = Batch(
    of_rows({
        "date-at-most-today": that(DATE, AT_MOST, AsOf()),
        "date-before-tomorrow": that(DATE, BEFORE, literal("2025-06-16")),
        "date-after-june": that(DATE, AFTER, literal("2025-06-10")),
        "review-at-most-today": that(REVIEW, AT_MOST, AsOf()),
        "review-after-today": that(REVIEW, AFTER, AsOf()),
        "date-this-year": that(DATE, AT_LEAST, minus(AsOf(), "12 months")),
        "date-of-last-april": that(DATE, IS, minus(literal("2025-05-31"), "1 month")),
        "leap-year-later": that(DATE, IS, plus(literal("2012-02-29"), "1 year")),
        "ten-months-later": that(DATE, IS, plus(literal("2005-05-10"), "10 months")),
        "three-weeks-later": that(DATE, IS, plus(literal("2018-05-02"), "3 weeks")),
        "days-later": that(DATE, IS, plus(literal("2016-06-10"), "21 days")),
        "month-back": that(DATE, IS, minus(literal("2024-03-31"), "1 month")),
        "there-and-back": that(DATE, IS, plus(minus(literal("2025-03-31"), "1 month"), "1 month")),
        "before-the-calendar": that(DATE, AFTER, minus(literal("2025-06-15"), "9000 years")),
        "grown-up": that(DATE, AT_LEAST, plus(persons("birth_date"), "18 years")),
        "own-review": that(REVIEW, AT_MOST, plus(DATE, "12 months")),
        "year-and-day": that(DATE, AT_MOST, plus(START, "1 month")),
    }),
    as_of="2025-06-15",
    cases=(
        of_row("5.4", "this year has happened, so it is not after today", "date-at-most-today", "yes", date="2025"),
        of_row("5.4", "an unknown day has happened", "date-before-tomorrow", "yes", date="?"),
        of_row("5.4", "this month is cut at today", "date-after-june", "unknown", date="2025-06"),
        of_row("5.4", "what is planned is not cut at today", "review-at-most-today", "unknown", review="2025"),
        of_row("5.4", "what is planned may be today", "review-at-most-today", "yes", review="2025-06-15"),
        of_row("5.4", "what is planned may lie ahead", "review-at-most-today", "no", review="2025-07"),
        of_row("5.4", "an unknown planned day may lie ahead", "review-after-today", "unknown", review="?"),
        of_row("5.4", "a planned day from tomorrow on lies ahead", "review-after-today", "yes", review="2025-06-16.."),
        of_row("5.4", "a planned day up to today does not", "review-after-today", "no", review="..2025-06-15"),
        of_row("5.3", "twelve months back, on the day", "date-this-year", "yes", date="2024-06-15"),
        of_row("5.3", "twelve months back, the day before", "date-this-year", "no", date="2024-06-14"),
        of_row("5.3", "twelve months back, over the day", "date-this-year", "unknown", date="2024-06"),
        of_row("5.3", "a month before 31 May is 30 April", "date-of-last-april", "yes", date="2025-04-30"),
        of_row("5.3", "a month before 31 May is not 1 May", "date-of-last-april", "no", date="2025-05-01"),
        of_row("5.3", "a year after 29 February", "leap-year-later", "yes", date="2013-02-28",
               source="CQL DateTimeAddLeapYear"),
        of_row("5.3", "ten months over a year's end", "ten-months-later", "yes", date="2006-03-10",
               source="CQL DateTimeAddMonthsOverflow"),
        of_row("5.3", "three weeks", "three-weeks-later", "yes", date="2018-05-23", source="CQL DateTimeAddThreeWeeks"),
        of_row("5.3", "days over a month's end", "days-later", "yes", date="2016-07-01",
               source="CQL DateTimeAddDaysOverflow"),
        of_row("5.3", "a month before 31 March of a leap year", "month-back", "yes", date="2024-02-29"),
        of_row("5.3", "a month back and on again is another day", "there-and-back", "yes", date="2025-03-28"),
        of_row("5.3", "before the calendar is its first day", "before-the-calendar", "yes", date="0001-01-02"),
        of_row("5.3", "the calendar's first day is not after itself", "before-the-calendar", "no", date="0001-01-01"),
        of_row("5.3", "an unknown birthday", "grown-up", "unknown", date="2025-01-01"),
        of_row("5.3", "two columns of a row, the last day", "own-review", "yes",
               date="2025-01-31", review="2026-01-31"),
        of_row("5.3", "two columns of a row, a day later", "own-review", "no", date="2025-01-31", review="2026-02-01"),
        of_row("5.3", "two columns of a row, to the month", "own-review", "unknown", date="2025-01", review="2026-01"),
        of_row("5.3", "moved from 1 January", "year-and-day", "yes", date="2025-02-01"),
        of_row("5.3", "moved from 1 January, a day later", "year-and-day", "no", date="2025-02-02"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(PAIRS, OPERANDS))
def test_days_compared(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
