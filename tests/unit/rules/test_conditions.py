"""Conditions become plans: each form, typed by the column it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from risk_checks.errors import DefinitionErrors
from risk_checks.model.duration import Duration
from risk_checks.rules.compile import compile_rule
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    AsOf,
    Called,
    Chosen,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Filled,
    Having,
    Lasts,
    Literal_,
    Not,
    OneOf,
    Scope,
    Shifted,
)
from risk_checks.tables.definition import Column, ColumnType, TableDef
from tests.unit.rules.small import (
    ASSESSMENT,
    CARER,
    PATIENT,
    REFERRAL,
    TABLES,
    changed,
    code_sets,
    compiled,
    conditions,
    ref,
    rule,
)

IS, BEFORE, AFTER = Comparison.IS, Comparison.BEFORE, Comparison.AFTER
AT_LEAST, AT_MOST = Comparison.AT_LEAST, Comparison.AT_MOST
MONTHS = Duration(12, "month")


def when(text: str, *, parameters: str = "", tables: Mapping[str, TableDef] = TABLES) -> Condition:
    made = changed("when: {status: open}", f"when: {text}").replace("parameters:\n", f"parameters:\n{parameters}")
    return compile_rule(rule(made), tables=tables, conditions=conditions(), code_sets=code_sets(), settings={}).when


STATUS = ref("status", scope=Scope.SUBJECT, of=REFERRAL)
START = ref("start", scope=Scope.SUBJECT, of=REFERRAL)
DERIVED = ref("derived", scope=Scope.SUBJECT, of=REFERRAL)
VISITS = ref("visits", scope=Scope.SUBJECT, of=REFERRAL)
NOTE = ref("note", scope=Scope.SUBJECT, of=REFERRAL)
TEAM = ref("team", scope=Scope.SUBJECT, of=REFERRAL)
KINDS = ref("kinds", scope=Scope.SUBJECT, of=REFERRAL)
LAST = ref("last_contact", scope=Scope.SUBJECT, of=REFERRAL)
DECEASED = ref("deceased", scope=Scope.PATIENT, of=PATIENT)
BORN = ref("birth_date", scope=Scope.PATIENT, of=PATIENT)
GP = ref("gp_practice", scope=Scope.PATIENT, of=PATIENT)
OPEN = Compare(STATUS, IS, Literal_("open"))
RECENT = Compare(LAST, AT_LEAST, Shifted(AsOf(), Duration(6, "month"), -1))
ADULT = Duration(18, "year")

FORMS = {
    "a word": ("{status: open}", OPEN),
    "a word in other clothes": ("{status: {is: open}}", OPEN),
    "of the subject, said so": ("{subject.status: open}", OPEN),
    "a boolean": ("{derived: true}", Compare(DERIVED, IS, Literal_(True))),
    "a boolean of the patient": ("{patient.deceased: false}", Compare(DECEASED, IS, Literal_(False))),
    "a number": ("{visits: 3}", Compare(VISITS, IS, Literal_(3))),
    "numbers in order": (
        "{visits: {at_least: 1, at_most: 3}}",
        All(
            (
                Compare(VISITS, AT_LEAST, Literal_(1)),
                Compare(VISITS, AT_MOST, Literal_(3)),
            )
        ),
    ),
    "a day": ("{start: {before: 2026-11-01}}", Compare(START, BEFORE, Literal_(date(2026, 11, 1)))),
    "a quoted day": ("{start: {after: '2026-11-01'}}", Compare(START, AFTER, Literal_(date(2026, 11, 1)))),
    "the day of the run": ("{start: as_of}", Compare(START, IS, AsOf())),
    "a day moved back": (
        "{start: {at_least: {of: as_of, minus: 12 months}}}",
        Compare(
            START,
            AT_LEAST,
            Shifted(AsOf(), MONTHS, -1),
        ),
    ),
    "a day moved on": (
        "{start: {at_least: {of: last_contact, plus: 12 months}}}",
        Compare(
            START,
            AT_LEAST,
            Shifted(LAST, MONTHS, 1),
        ),
    ),
    "a day moved twice": (
        "{start: {at_least: {of: {of: patient.birth_date, plus: 12 months}, minus: 1 week}}}",
        Compare(
            START,
            AT_LEAST,
            Shifted(Shifted(BORN, MONTHS, 1), Duration(1, "week"), -1),
        ),
    ),
    "a text": ("{note: seen at home}", Compare(NOTE, IS, Literal_("seen at home"))),
    "a quoted text that is also a column": ("{note: 'team'}", Compare(NOTE, IS, Literal_("team"))),
    "a key": ("{team: patient.gp_practice}", Compare(TEAM, IS, GP)),
    "a key written out": ("{team: 'Organization/o1'}", Compare(TEAM, IS, Literal_("Organization/o1"))),
    "the row's own key": (
        "{team: {not: patient.id}}",
        Not(
            Compare(
                TEAM,
                IS,
                ref(
                    "id",
                    scope=Scope.PATIENT,
                    of=PATIENT,
                    also={"id": Column("id", ColumnType.KEY, means="the key of the row")},
                ),
            )
        ),
    ),
    "a day that is another, moved": (
        "{last_contact: {of: as_of, minus: 12 months}}",
        Compare(LAST, IS, Shifted(AsOf(), MONTHS, -1)),
    ),
    "one of some words": ("{status: [open, closed]}", OneOf(STATUS, ("open", "closed"))),
    "one of some numbers": ("{visits: [1, 2]}", OneOf(VISITS, (1, 2))),
    "one of some texts": ("{note: [a, b]}", OneOf(NOTE, ("a", "b"))),
    "not a word": ("{status: {not: open}}", Not(OPEN)),
    "none of some words": ("{status: {not: [open, closed]}}", Not(OneOf(STATUS, ("open", "closed")))),
    "codes": ("{kinds: {any_in: risk}}", AnyIn(KINDS, "risk", frozenset({"s|a"}))),
    "none of the codes": ("{kinds: {not: {any_in: risk}}}", Not(AnyIn(KINDS, "risk", frozenset({"s|a"})))),
    "filled": ("{team: {filled: true}}", Filled(TEAM, want=True)),
    "not filled": ("{kinds: {filled: false}}", Filled(KINDS, want=False)),
    "two keys": ("{status: open, derived: true}", All((OPEN, Compare(DERIVED, IS, Literal_(True))))),
    "all": ("{all: [{status: open}]}", All((OPEN,))),
    "any": ("{any: [{status: open}, {derived: true}]}", Any_((OPEN, Compare(DERIVED, IS, Literal_(True))))),
    "not": ("{not: {status: open}}", Not(OPEN)),
    "not of several": ("{not: {status: open, derived: true}}", Not(All((OPEN, Compare(DERIVED, IS, Literal_(True)))))),
    "a named condition": ("{use: recent}", Called("recent", RECENT)),
    "a named condition that uses another": (
        "{use: recent-and-open}",
        Called("recent and open", All((Called("recent", RECENT), OPEN))),
    ),
    "a day that lasts": ("{last_contact: {lasts: 12 months}}", Lasts(LAST, MONTHS)),
    "a day that no longer lasts": ("{last_contact: {not: {lasts: 12 months}}}", Not(Lasts(LAST, MONTHS))),
    "a person of some age": ("{age: {at_least: 18 years}}", Compare(BORN, AT_MOST, Shifted(AsOf(), ADULT, -1), AsOf())),
    "a person under an age": ("{age: {under: 18 years}}", Compare(BORN, AFTER, Shifted(AsOf(), ADULT, -1), AsOf())),
    "a person between two ages": (
        "{age: {at_least: 18 years, under: 780 months}}",
        All(
            (
                Compare(BORN, AT_MOST, Shifted(AsOf(), ADULT, -1), AsOf()),
                Compare(BORN, AFTER, Shifted(AsOf(), Duration(780, "month"), -1), AsOf()),
            )
        ),
    ),
    "an age on another day": (
        "{age: {on: start, at_least: 18 years}}",
        Compare(BORN, AT_MOST, Shifted(START, ADULT, -1), START),
    ),
    "an age on a day that is moved": (
        "{age: {on: {of: start, plus: 12 months}, under: 18 years}}",
        Compare(BORN, AFTER, Shifted(Shifted(START, MONTHS, 1), ADULT, -1), Shifted(START, MONTHS, 1)),
    ),
}


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=list(FORMS))
def test_form_becomes_a_plan(text: str, expected: Condition) -> None:
    assert when(text) == expected


@pytest.mark.parametrize(
    ("default", "text", "expected"),
    [
        ("open", "{status: $x}", OPEN),
        ("3", "{visits: {at_least: $x}}", Compare(VISITS, AT_LEAST, Literal_(3))),
        ("2026-11-01", "{start: $x}", Compare(START, IS, Literal_(date(2026, 11, 1)))),
        ("seen", "{note: $x}", Compare(NOTE, IS, Literal_("seen"))),
        ("true", "{derived: $x}", Compare(DERIVED, IS, Literal_(True))),
        ("12 months", "{start: {before: {of: as_of, minus: $x}}}", Compare(START, BEFORE, Shifted(AsOf(), MONTHS, -1))),
    ],
)
def test_parameter_stands_for_its_value(default: str, text: str, expected: Condition) -> None:
    assert when(text, parameters=f"  x: {{default: {default}}}\n") == expected


def test_parameter_that_is_no_word_of_the_column_is_a_fault() -> None:
    with pytest.raises(
        DefinitionErrors, match=r"RC-E106 x\.yaml:11:16: '\$x' is none of the words of 'status'; expected one"
    ):
        when("{status: $x}", parameters="  x: {default: opne}\n")


STATUS_OF = ref("status", scope=Scope.ROW, of=ASSESSMENT)
RETRACTED = Not(OneOf(STATUS_OF, ("retracted",)))
DRAFT = Not(OneOf(STATUS_OF, ("draft", "active")))


def test_related_rows_leave_out_what_was_retracted_and_drafts() -> None:
    assert when("{having: {table: assessment}}") == Having(ASSESSMENT, All((RETRACTED, DRAFT, All(()))))


def test_related_rows_take_drafts_where_the_rule_speaks_of_the_status() -> None:
    found = when("{having: {table: assessment, where: {any: [{status: draft}, {status: complete}]}}}")
    wanted = Any_((Compare(STATUS_OF, IS, Literal_("draft")), Compare(STATUS_OF, IS, Literal_("complete"))))
    assert found == Having(ASSESSMENT, All((RETRACTED, wanted)))


def test_that_a_status_is_filled_lets_no_draft_count() -> None:
    found = when("{having: {table: assessment, where: {status: {filled: true}}}}")
    assert found == Having(ASSESSMENT, All((RETRACTED, DRAFT, Filled(STATUS_OF, want=True))))


@pytest.mark.parametrize(("count", "expected"), [("{at_least: 2}", 2), ("{at_least: $n}", 3)])
def test_related_rows_are_counted(count: str, expected: int) -> None:
    found = when(f"{{having: {{table: carer, count: {count}}}}}", parameters="  n: {default: 3}\n")
    assert found == Having(CARER, All((All(()),)), expected)


def test_related_rows_may_be_compared_with_the_subject_and_the_patient() -> None:
    found = when("{having: {table: assessment, where: {referral: subject.id, date: {at_least: subject.start}}}}")
    assert isinstance(found, Having)
    assert isinstance(found.where, All)
    own_id = Column("id", ColumnType.KEY, means="the key of the row")
    keys = ref("referral", scope=Scope.ROW, of=ASSESSMENT)
    dates = ref("date", scope=Scope.ROW, of=ASSESSMENT)
    assert found.where.items[-1] == All(
        (
            Compare(keys, IS, ref("id", scope=Scope.SUBJECT, of=REFERRAL, also={"id": own_id})),
            Compare(dates, AT_LEAST, START),
        )
    )


DATE = ref("date", scope=Scope.ROW, of=ASSESSMENT)
DAY = Duration(1, "day")


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("{from: subject.start}", (Compare(DATE, AT_LEAST, START),)),
        ("{from: subject.start, from_day: not counted}", (Compare(DATE, AT_LEAST, Shifted(START, DAY, 1)),)),
        ("{to: as_of}", (Compare(DATE, AT_MOST, AsOf()),)),
        ("{to: as_of, to_day: not counted}", (Compare(DATE, AT_MOST, Shifted(AsOf(), DAY, -1)),)),
        (
            "{from: {of: as_of, minus: 12 months}, from_day: counted, to: as_of, to_day: counted}",
            (Compare(DATE, AT_LEAST, Shifted(AsOf(), MONTHS, -1)), Compare(DATE, AT_MOST, AsOf())),
        ),
    ],
)
def test_related_rows_lie_in_a_window(window: str, expected: tuple[Condition, ...]) -> None:
    found = when(f"{{having: {{table: assessment, window: {window}}}}}")
    assert found == Having(ASSESSMENT, All((RETRACTED, DRAFT, All(()), *expected)))


def test_related_rows_are_dated_by_another_of_their_days() -> None:
    seen = Column("seen_on", ColumnType.DAY, means="seen_on")
    visit = replace(ASSESSMENT, columns={**ASSESSMENT.columns, "seen_on": seen})
    text = "{having: {table: assessment, dated_by: seen_on, window: {to: as_of}}}"
    found = when(text, tables={**TABLES, "assessment": visit})
    assert isinstance(found, Having)
    assert found.table == replace(visit, dated_by="seen_on")
    assert isinstance(found.where, All)
    assert found.where.items[-1] == Compare(ColumnRef(Scope.ROW, "assessment", seen), AT_MOST, AsOf())


def test_link_without_a_period_compares_the_keys() -> None:
    own_id = Column("id", ColumnType.KEY, means="the key of the row")
    keys = ref("referral", scope=Scope.ROW, of=ASSESSMENT)
    link = Compare(keys, IS, ref("id", scope=Scope.SUBJECT, of=REFERRAL, also={"id": own_id}))
    found = when("{having: {table: assessment, same: {referral: id}}}")
    assert found == Having(ASSESSMENT, All((RETRACTED, DRAFT, All(()), Called("referral is this referral", link))))


PER_TEAM = "  x: {default: DEFAULT, by: {column: team, values: {A: VALUE}}}\n"


@pytest.mark.parametrize(
    ("values", "text", "expected"),
    [
        (
            ("12 months", "6 months"),
            "{last_contact: {lasts: $x}}",
            Lasts(LAST, Chosen(TEAM, (("A", Duration(6, "month")),), MONTHS)),
        ),
        (
            ("3", "2"),
            "{visits: {at_least: $x}}",
            Compare(VISITS, AT_LEAST, Chosen(TEAM, (("A", Literal_(2)),), Literal_(3))),
        ),
        (
            ("open", "closed"),
            "{status: $x}",
            Compare(STATUS, IS, Chosen(TEAM, (("A", Literal_("closed")),), Literal_("open"))),
        ),
        (
            ("3", "2"),
            "{having: {table: carer, count: {at_least: $x}}}",
            Having(CARER, All((All(()),)), Chosen(TEAM, (("A", 2),), 3)),
        ),
    ],
)
def test_parameter_stands_for_a_value_of_each_service(values: tuple[str, str], text: str, expected: Condition) -> None:
    default, value = values
    assert when(text, parameters=PER_TEAM.replace("DEFAULT", default).replace("VALUE", value)) == expected


def test_fields_are_named_as_they_are_written() -> None:
    text = "{status: open, patient.deceased: false, start: {before: {of: last_contact, plus: 1 day}}}"
    assert compiled(changed("when: {status: open}", f"when: {text}")).when_fields == (
        "last_contact",
        "start",
        "status",
    )


def test_fields_of_related_rows_carry_the_name_of_the_table() -> None:
    inner = "{having: {table: assessment, where: {date: {before: start}, patient.deceased: true}}}"
    text = (
        f"{{not: {{having: {{table: carer, where: {{active: true, any: [{inner}, {{kinds: {{filled: true}}}}]}}}}}}}}"
    )
    with pytest.raises(DefinitionErrors, match="unknown column 'kinds' of carer"):
        when(text)
    text = text.replace("kinds", "role").replace("before: start", "before: subject.start")
    plan = compiled(changed("when: {status: open}", f"when: {{any: [{{derived: true}}, {text}]}}"))
    assert plan.when_fields == (
        "assessment.date",
        "assessment.status",
        "carer.role",
        "derived",
        "start",
    )
