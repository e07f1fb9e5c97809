"""Expectations become plans: the status told from the rest, the clock, and what `since` is when nobody says."""

from __future__ import annotations

import pytest

from risk_checks.model.duration import Duration
from risk_checks.rules.plan import (
    All,
    AllOf,
    AnyIn,
    AnyOf,
    AsOf,
    Called,
    Clock,
    Compare,
    Comparison,
    Complete,
    Every,
    Grace,
    Literal_,
    Not,
    OneOf,
    Operand,
    Recorded,
    Scope,
    Shifted,
    Window,
    Within,
)
from tests.unit.rules.small import ASSESSMENT, CARER, REFERRAL, RULE, changed, compiled, ref

EXPECT = RULE[RULE.index("  recorded:") :]
STATUS = ref("status", scope=Scope.ROW, of=ASSESSMENT)
SCORE = ref("score", scope=Scope.ROW, of=ASSESSMENT)
START = ref("start", scope=Scope.SUBJECT, of=REFERRAL)
RETRACTED = Not(OneOf(STATUS, ("retracted",)))
DRAFT = Not(OneOf(STATUS, ("draft", "active")))
COMPLETE = Compare(STATUS, Comparison.IS, Literal_("complete"))
SCORED = Compare(SCORE, Comparison.AT_LEAST, Literal_(1))
WEEK, YEAR = Duration(7, "day"), Duration(1, "year")


def recorded(expect: str) -> Recorded:
    found = compiled(changed(EXPECT, expect)).expect
    assert isinstance(found, Recorded)
    return found


def test_rule_as_a_whole() -> None:
    plan = compiled()
    assert (plan.rule, plan.slug, plan.title) == ("RC-TEST-001", "assessment-missing", "Assessment missing")
    assert (plan.revision, plan.severity, plan.subject) == (1, "high", REFERRAL)
    assert [(each.because, each.fields) for each in plan.unless] == [("the person has died", ("patient.deceased",))]
    assert plan.expect == Recorded(
        table=ASSESSMENT,
        called="assessment",
        status=All((RETRACTED, COMPLETE)),
        where=All((AnyIn(ref("kinds", scope=Scope.ROW, of=ASSESSMENT), "risk", frozenset({"s|a"})),)),
        where_fields=("kinds",),
        clock=Grace(START, WEEK),
        since=None,
    )


def test_rule_without_conditions_is_for_every_subject() -> None:
    plan = compiled(changed("when: {status: open}\n", ""))
    assert (plan.when, plan.when_fields) == (All(()), ())


def test_drafts_are_left_out_where_the_rule_does_not_speak_of_the_status() -> None:
    found = recorded("  recorded: assessment\n  where: {score: {at_least: 1}}\n")
    assert (found.status, found.where, found.where_fields) == (All((RETRACTED, DRAFT)), All((SCORED,)), ("score",))


def test_a_table_without_a_status_leaves_nothing_out() -> None:
    found = recorded("  recorded: carer\n")
    assert (found.table, found.status, found.where, found.clock, found.since) == (CARER, All(()), All(()), None, None)


@pytest.mark.parametrize(
    "where",
    [
        "{status: complete, score: {at_least: 1}}",
        "{score: {at_least: 1}, all: [{status: complete}]}",
        "{all: [{all: [{status: complete}, {score: {at_least: 1}}]}]}",
        "{use: done}",
        "{all: [{use: done}]}",
    ],
)
def test_status_is_found_among_all_that_must_hold(where: str) -> None:
    found = recorded(f"  recorded: assessment\n  where: {where}\n")
    assert (found.status, found.where) == (All((RETRACTED, COMPLETE)), All((SCORED,)))


def test_any_and_not_of_the_status_alone_belong_to_the_status() -> None:
    found = recorded(
        "  recorded: assessment\n  where: {status: {not: complete}, any: [{status: draft}, {status: active}]}\n"
    )
    assert found.where == All(())
    assert isinstance(found.status, All)
    assert len(found.status.items) == 3


@pytest.mark.parametrize(
    ("clock", "expected", "since"),
    [
        ("grace: {of: start, time: 7 days}", Grace(START, WEEK), None),
        ("grace: {of: start, time: 7 days}\n  since: start", Grace(START, WEEK), START),
        (
            "grace: {of: start, time: 7 days}\n  since: start\n  carry_over: 1 year",
            Grace(START, WEEK),
            Shifted(START, YEAR, -1),
        ),
        ("within: {of: start, time: 7 days, first_day: counted}", Within(START, WEEK, first_day_counted=True), START),
        (
            "within: {of: start, time: $first_within, first_day: not counted}",
            Within(START, WEEK, first_day_counted=False),
            START,
        ),
        ("every: 1 year\n  first_within: {of: start, time: 7 days}", Every(YEAR, START, WEEK), START),
        (
            "every: 1 year\n  first_within: {of: start, time: 7 days}\n  carry_over: 1 year",
            Every(YEAR, START, WEEK),
            Shifted(START, YEAR, -1),
        ),
        (
            "every: 1 year\n  first_within: {of: start, time: 7 days}\n  since: {of: start, minus: 7 days}",
            Every(YEAR, START, WEEK),
            Shifted(START, WEEK, -1),
        ),
    ],
)
def test_clock_and_since(clock: str, expected: object, since: Operand | None) -> None:
    found = recorded(f"  recorded: assessment\n  {clock}\n")
    assert (found.clock, found.since) == (expected, since)


def test_rows_may_be_called_otherwise() -> None:
    assert recorded("  recorded: assessment\n  called: risk assessment\n").called == "risk assessment"


def test_complete_names_columns_of_the_subject() -> None:
    found = compiled(changed(EXPECT, "  complete: [start, team]\n")).expect
    assert found == Complete(REFERRAL, (REFERRAL.columns["start"], REFERRAL.columns["team"]))


def test_grace_may_run_on_a_table_without_dates() -> None:
    assert recorded("  recorded: carer\n  grace: {of: start, time: 7 days}\n").clock == Grace(START, WEEK)


DAY = Duration(1, "day")
YEAR_AGO = Shifted(AsOf(), YEAR, -1)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("{from: start}", Window(START, None, closes=False)),
        ("{from: start, from_day: counted}", Window(START, None, closes=False)),
        ("{from: start, from_day: not counted}", Window(Shifted(START, DAY, 1), None, closes=False)),
        ("{to: start}", Window(None, START, closes=True)),
        ("{to: start, to_day: not counted}", Window(None, Shifted(START, DAY, -1), closes=True)),
        ("{from: {of: as_of, minus: 1 year}, to: as_of}", Window(YEAR_AGO, AsOf(), closes=False)),
        (
            "{from: {of: as_of, minus: 1 year}, from_day: not counted, to: as_of, to_day: not counted}",
            Window(Shifted(YEAR_AGO, DAY, 1), Shifted(AsOf(), DAY, -1), closes=False),
        ),
        ("{to: {of: as_of, minus: 1 year}}", Window(None, YEAR_AGO, closes=False)),
        ("{from: start, to: {of: start, plus: 7 days}}", Window(START, Shifted(START, WEEK, 1), closes=True)),
    ],
)
def test_window_closes_where_its_end_does_not_move_with_the_day_of_the_check(window: str, expected: Clock) -> None:
    found = recorded(f"  recorded: assessment\n  window: {window}\n")
    assert (found.clock, found.since) == (expected, None)


def test_rows_may_be_dated_by_a_day_that_is_named() -> None:
    assert recorded("  recorded: assessment\n  dated_by: date\n").table == ASSESSMENT


def test_link_stands_beside_the_other_conditions() -> None:
    found = recorded("  recorded: assessment\n  where: {score: {at_least: 1}}\n  same: {referral: id}\n")
    assert found.where_fields == ("referral", "score")
    scored, link = found.where.items if isinstance(found.where, All) else ()
    assert scored == SCORED
    assert isinstance(link, Called)


@pytest.mark.parametrize(("form", "expected"), [("any_of", AnyOf), ("all_of", AllOf)])
def test_several_expectations_keep_their_order(form: str, expected: type[AnyOf | AllOf]) -> None:
    text = f"  {form}:\n    - {{recorded: carer}}\n    - {{complete: [start]}}\n    - {{recorded: assessment}}\n"
    found = compiled(changed(EXPECT, text)).expect
    assert isinstance(found, expected)
    first, second, third = found.items
    assert isinstance(first, Recorded)
    assert isinstance(third, Recorded)
    assert (first.table, second, third.table) == (CARER, Complete(REFERRAL, (REFERRAL.columns["start"],)), ASSESSMENT)


def test_several_expectations_nest() -> None:
    text = "  all_of:\n    - any_of: [{complete: [start]}, {complete: [team]}]\n    - {complete: [note]}\n"
    start, team, note = (Complete(REFERRAL, (REFERRAL.columns[name],)) for name in ("start", "team", "note"))
    assert compiled(changed(EXPECT, text)).expect == AllOf((AnyOf((start, team)), note))
