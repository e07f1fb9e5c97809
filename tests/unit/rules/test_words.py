"""Plans in words, as explanations and rule pages say them."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.model.duration import Duration
from risk_checks.rules.plan import (
    All,
    AllOf,
    Any_,
    AnyIn,
    AnyOf,
    AsOf,
    Called,
    Chosen,
    Clock,
    ColumnRef,
    Compare,
    Comparison,
    Complete,
    Condition,
    Every,
    Expectation,
    Filled,
    Grace,
    Having,
    Lasts,
    Literal_,
    Not,
    OneOf,
    Recorded,
    Scope,
    Shifted,
    Window,
    Within,
)
from risk_checks.rules.words import condition_words, expectation_words
from risk_checks.tables.definition import Column, ColumnType, TableDef

STATUS = Column("status", ColumnType.WORD, "", words=("open",))
DAY = Column("day", ColumnType.DAY, "")
FLAG = Column("flag", ColumnType.BOOLEAN, "")
KINDS = Column("kinds", ColumnType.CODES, "")
TABLE = TableDef("note", "note", "notes", "", {each.name: each for each in (STATUS, DAY, FLAG, KINDS)}, ())


def ref(column: Column, scope: Scope = Scope.ROW) -> ColumnRef:
    return ColumnRef(scope, "note", column)


OPEN = OneOf(ref(STATUS), ("open", "shut"))
YES = Compare(ref(FLAG, Scope.PATIENT), Comparison.IS, Literal_(True))
START = ref(DAY, Scope.SUBJECT)
TEAM = ref(Column("team", ColumnType.KEY, ""), Scope.SUBJECT)


def note(clock: Clock) -> Recorded:
    return Recorded(TABLE, "note", All(()), All(()), (), clock, None)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (OPEN, "status is open or shut"),
        (YES, "patient.flag is yes"),
        (Compare(ref(FLAG), Comparison.IS, Literal_(False)), "flag is no"),
        (Compare(ref(DAY), Comparison.BEFORE, AsOf()), "day is before the day of the check"),
        (Compare(ref(DAY), Comparison.AFTER, Literal_(date(2026, 1, 1))), "day is after 2026-01-01"),
        (
            Compare(ref(DAY), Comparison.AT_LEAST, Shifted(AsOf(), Duration(1, "year"), -1)),
            "day is at least the day of the check minus 1 year",
        ),
        (
            Compare(ref(DAY), Comparison.AT_MOST, Shifted(START, Duration(2, "day"), 1)),
            "day is at most subject.day plus 2 days",
        ),
        (AnyIn(ref(KINDS), "note-kinds", frozenset()), "kinds has a code of 'note-kinds'"),
        (Filled(ref(DAY), want=True), "day is filled"),
        (Filled(ref(DAY), want=False), "day is empty"),
        (All(()), "always"),
        (Any_(()), "never"),
        (
            All((OPEN, Any_((YES, Not(YES))))),
            "status is open or shut and (patient.flag is yes or not (patient.flag is yes))",
        ),
        (Having(TABLE, YES), "there is a note where patient.flag is yes"),
        (Lasts(ref(DAY), Duration(1, "year")), "1 year from day have not passed"),
        (Called("in our care", OPEN), "in our care"),
        (Not(Called("in our care", OPEN)), "not (in our care)"),
        (
            Compare(ref(STATUS), Comparison.IS, Chosen(TEAM, (("A", Literal_("shut")),), Literal_("open"))),
            "status is (open, shut where team is A)",
        ),
        (
            Lasts(
                ref(DAY), Chosen(TEAM, (("A", Duration(6, "month")), ("B", Duration(2, "year"))), Duration(1, "year"))
            ),
            "(1 year, 6 months where team is A, 2 years where team is B) from day have not passed",
        ),
        (
            Having(TABLE, YES, Chosen(TEAM, (("A", 2),), 3)),
            "there are at least (3, 2 where team is A) notes where patient.flag is yes",
        ),
        (
            Having(TABLE, All((YES, OPEN)), 2),
            "there are at least 2 notes where (patient.flag is yes and status is open or shut)",
        ),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: Condition, words: str) -> None:
    assert condition_words(condition) == words


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        (Complete(TABLE, (DAY, FLAG)), "filled: day, flag"),
        (Recorded(TABLE, "note", All(()), All(()), (), None, None), "a note recorded now"),
        (
            Recorded(TABLE, "note", OPEN, YES, (), Grace(START, Duration(7, "day")), None),
            "a note recorded by subject.day plus 7 days, where status is open or shut and patient.flag is yes",
        ),
        (
            Recorded(TABLE, "note", All(()), YES, (), Within(START, Duration(3, "day"), first_day_counted=False), None),
            "a note recorded once within 3 days of subject.day, that day not counted, where patient.flag is yes",
        ),
        (
            Recorded(TABLE, "note", All(()), YES, (), Within(START, Duration(3, "day"), first_day_counted=True), None),
            "a note recorded once within 3 days of subject.day, that day counted, where patient.flag is yes",
        ),
        (
            Recorded(TABLE, "note", OPEN, All(()), (), Every(Duration(1, "year"), START, Duration(7, "day")), START),
            "a note recorded every 1 year, the first by subject.day plus 7 days, where status is open or shut",
        ),
        (note(Window(START, None, closes=False)), "a note recorded from subject.day"),
        (note(Window(None, AsOf(), closes=False)), "a note recorded to the day of the check"),
        (
            note(Window(Shifted(AsOf(), Duration(1, "year"), -1), START, closes=True)),
            "a note recorded from the day of the check minus 1 year to subject.day",
        ),
        (
            note(Grace(START, Chosen(TEAM, (("A", Duration(7, "day")),), Duration(14, "day")))),
            "a note recorded by subject.day plus (14 days, 7 days where team is A)",
        ),
        (
            AnyOf((Complete(TABLE, (DAY,)), note(Window(START, None, closes=False)))),
            "any of: filled: day; or a note recorded from subject.day",
        ),
        (
            AllOf((Complete(TABLE, (DAY,)), Complete(TABLE, (FLAG,)))),
            "all of: filled: day; and filled: flag",
        ),
    ],
)
def test_an_expectation_reads_as_a_sentence(expectation: Expectation, words: str) -> None:
    assert expectation_words(expectation) == words
