"""An explanation shows the whole tree, the rows and their days, and what would change the answer; all of it tried."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from risk_checks.engines.coverage import Input
from risk_checks.engines.reference.engine import ReferenceEngine
from risk_checks.engines.reference.explain import explain
from risk_checks.records.coverage import Coverage
from risk_checks.rules.plan import (
    All,
    AllOf,
    Any_,
    AnyIn,
    AnyOf,
    AsOf,
    Called,
    Chosen,
    Compare,
    Comparison,
    Complete,
    Condition,
    Every,
    Exemption,
    Filled,
    Having,
    Lasts,
    Not,
    OneOf,
    Plan,
    Window,
)
from tests.spec.plans import COMPLETE, DIED, OPEN, RISK, START, every, grace, is_, minus, plan, recorded, time, within
from tests.spec.rows import Written, assessed, caring, day, no_rows, person, referred, stored
from tests.spec.world import ASSESSMENT, CARER, EVERY_TYPE, FEEDS, PATIENT, REFERRAL, own, subjects

DAY = "2025-06-15"


def told(
    asked: Plan,
    *rows: Written,
    as_of: str = DAY,
    covers: frozenset[str] = EVERY_TYPE,
    uncovered: Mapping[str, frozenset[str]] | None = None,
) -> list[str]:
    """Return the lines of the explanation of the one referral r1, without the blanks before them."""
    given = no_rows()
    for table in (PATIENT, REFERRAL, ASSESSMENT, CARER):
        mine = [row for row in rows if row.table is table] or ([person()] if table is PATIENT else [])
        for number, row in enumerate(mine, start=1):
            key = "p1" if table is PATIENT else f"{table.name[0]}{number}"
            given[table.name].append(stored(row, key=key, patient="p1"))
    seen = Input(Coverage(covers, uncovered or {}), FEEDS)
    context = ReferenceEngine(given, seen=seen).context(asked, "r1", as_of=day(as_of))
    assert context is not None
    return [line.strip() for line in str(explain(asked, context, seen=seen)).splitlines()]


def changes(lines: list[str]) -> list[str]:
    """Return what would change the answer."""
    head = "What would change the answer"
    return lines[lines.index(head) + 1 :] if head in lines else []


# --- conditions ----------------------------------------------------------------------------------------------------


def test_a_condition_is_shown_with_all_that_it_is_made_of() -> None:
    either = Any_((is_(subjects("visits"), 3), Not(Filled(subjects("team"), want=True))))
    when = Called("in our care", All((OPEN, either)))
    lines = told(plan(Complete(REFERRAL, (REFERRAL.columns["start"],)), when=when), referred(team="t1"))
    assert lines[3:9] == [
        "cannot tell in our care",
        "yes         subject.status is open",
        "cannot tell any of",
        "cannot tell subject.visits is 3 (subject.visits is not known)",
        "no          not",
        "yes         subject.team is filled (subject.team is recorded)",
    ]


@pytest.mark.parametrize(
    ("test", "words"),
    [
        (is_(subjects("visits"), 3), "no          subject.visits is 3 (subject.visits is 2)"),
        (is_(subjects("agreed"), value=True), "no          subject.agreed is yes (subject.agreed is no)"),
        (OneOf(subjects("lane"), ("a", "b")), "no          subject.lane is a or b (subject.lane is recorded)"),
        (
            Compare(START, Comparison.AFTER, minus(AsOf(), "1 month")),
            (
                "no          subject.start is after the day of the check minus 1 month "
                "(subject.start is some day from 2025-01-01 to 2025-01-31; "
                "the day of the check minus 1 month is 2025-05-15)"
            ),
        ),
        (
            Lasts(START, Chosen(subjects("lane"), (("x", time("2 months")),), time("1 year"))),
            (
                "no          (1 year, 2 months where lane is x) from subject.start have not passed "
                "(subject.start is some day from 2025-01-01 to 2025-01-31; "
                "until some day from 2025-03-01 to 2025-03-31)"
            ),
        ),
        (
            Filled(START, want=False),
            "no          subject.start is empty (subject.start is some day from 2025-01-01 to 2025-01-31)",
        ),
    ],
)  # fmt: skip
def test_a_condition_that_does_not_hold_is_shown_with_its_facts_and_no_text_of_the_record(
    test: Condition, words: str
) -> None:
    row = referred("2025-01", visits=2, agreed=False, lane="x", kinds="other")
    assert words in told(plan(recorded(), when=Any_((OPEN, test))), row)


def test_codes_are_counted_and_not_shown() -> None:
    lines = told(plan(recorded()), referred(), assessed("2025-02-01", kinds="other falls"))
    assert "no          kinds has a code of 'risk' (kinds holds 2 codes)" in lines


def test_a_condition_about_other_rows_shows_each_of_them() -> None:
    asked = Having(CARER, is_(own(CARER, "lives_in"), value=True), at_least=2)
    later = Having(ASSESSMENT, COMPLETE)
    lines = told(
        plan(recorded(), when=Any_((OPEN, asked, later))),
        referred(),
        caring(lives_in=True),
        caring(lives_in=False),
        assessed("2026-01-01"),
    )
    start = lines.index("no          there are at least 2 carers where")
    assert lines[start + 1 : start + 5] == [
        "asked for   lives_in is yes",
        "yes         c1",
        "no          c2",
        "no          lives_in is yes (lives_in is no)",
    ]
    assert "no          a1 (dated after the day of the check)" in lines


def test_a_condition_about_rows_that_are_not_there_says_so() -> None:
    asked = Having(CARER, All(()))
    lines = told(plan(recorded(), when=Any_((OPEN, asked))), referred())
    assert "no          no carer of this person" in lines
    apart = {"p1": frozenset({"RelatedPerson"})}
    lines = told(plan(recorded(), when=Any_((OPEN, asked))), referred(), uncovered=apart)
    assert "cannot tell further carers that this input does not hold" in lines


# --- clocks and rows -----------------------------------------------------------------------------------------------


def test_each_row_is_shown_with_its_standing_its_days_and_what_it_lacks() -> None:
    lines = told(
        plan(recorded(within("14 days", first_day_counted=True))),
        referred("2025-01-10"),
        assessed("2025-01-12..2025-01-13"),
        assessed("2024-12-01"),
        assessed("2025-02-01", status="draft"),
        assessed("2025-02-01", status="retracted"),
        assessed("2025-07-01"),
        assessed("..2025-01-05", kinds="other"),
        assessed("2025-01-12.."),
        assessed(),
    )
    assert "subject.start is 2025-01-10; 14 days later is 2025-01-24" in lines
    assert "a1: counts, some day from 2025-01-12 to 2025-01-13" in lines
    assert "a2: from before the first day that counts, 2024-12-01" in lines
    assert "a3: a draft, 2025-02-01" in lines
    assert "a4: retracted or not done, 2025-02-01" in lines
    assert "a5: after the day of the check, 2025-07-01" in lines
    assert "a6: not what is looked for, some day up to 2025-01-05" in lines
    assert "a7: counts, some day from 2025-01-12" in lines
    assert "a8: may count, a day that is not known" in lines
    assert "by itself: met" in lines


def test_a_window_is_shown_with_both_its_days() -> None:
    expect = recorded(Window(START, subjects("end"), closes=True))
    lines = told(plan(expect), referred("2025-01-10"), assessed("2025-01-01"))
    assert "from subject.start, which is 2025-01-10; to subject.end, which is no day in sight" in lines
    assert "a1: outside the days that count, 2025-01-01" in lines


def test_rows_without_days_say_so() -> None:
    lines = told(plan(recorded(table=CARER, called="carer", status=All(()), where=All(()))), referred(), caring())
    assert "c1: counts, this kind of row has no date" in lines


def test_a_time_chosen_per_service_is_shown_as_it_holds_and_as_it_was_asked() -> None:
    length = Chosen(subjects("lane"), (("crisis", time("1 month")),), time("12 months"))
    expect = recorded(Every(time("12 months"), START, length))
    lines = told(plan(expect), referred("2025-01-10", lane="crisis"))
    words = "1 month later (12 months, 1 month where lane is crisis) is 2025-02-10"
    assert f"subject.start is 2025-01-10; {words}" in lines


def test_several_expectations_are_shown_each_by_itself() -> None:
    carer = recorded(grace("14 days"), table=CARER, called="carer", status=All(()), where=All(()))
    filled = Complete(REFERRAL, (REFERRAL.columns["team"],))
    lines = told(plan(AllOf((recorded(), AnyOf((carer, filled))))), referred(team="t1"))
    assert [line for line in lines if line.startswith("by itself")] == [
        "by itself: gap",
        "by itself: gap",
        "by itself: met",
    ]
    assert any(line.startswith("The worst of these counts: all of: a risk assessment recorded now") for line in lines)
    assert any(line.startswith("The best") for line in told(plan(AnyOf((carer, filled))), referred()))


# --- what would change the answer ----------------------------------------------------------------------------------


def test_a_gap_would_be_closed_by_one_more_row() -> None:
    lines = told(plan(recorded(every("12 months", first_within="14 days"))), referred("2025-01-10"))
    assert changes(lines) == ["With one more risk assessment that counts, dated 2025-06-15: met."]


def test_a_row_of_today_that_would_not_count_is_not_proposed() -> None:
    lines = told(plan(recorded(Window(START, START, closes=True))), referred("2025-01-10"))
    assert changes(lines) == []


def test_a_late_row_changes_a_missed_deadline_to_late() -> None:
    lines = told(plan(recorded(within("14 days", first_day_counted=True))), referred("2025-01-10"))
    assert changes(lines) == ["With one more risk assessment that counts, dated 2025-06-15: late."]


def test_time_alone_changes_due_to_a_gap_and_a_current_one_to_a_gap() -> None:
    clock = every("12 months", first_within="14 days")
    assert changes(told(plan(recorded(clock)), referred("2025-06-10"))) == [
        "With one more risk assessment that counts, dated 2025-06-15: met.",
        "On 2025-06-25, with nothing new recorded: gap.",
    ]
    assert changes(told(plan(recorded(clock)), referred("2025-01-10"), assessed("2025-01-12"))) == [
        "Without a1: gap.",
        "On 2026-01-13, with nothing new recorded: gap.",
    ]


def test_a_row_that_may_count_changes_the_answer_either_way() -> None:
    lines = told(plan(recorded()), referred(), assessed("2025-02-01", status="?"))
    assert changes(lines) == [
        "If it were known that a1 qualifies: met.",
        "If it were known that a1 does not qualify: gap.",
        "With one more risk assessment that counts, dated 2025-06-15: met.",
    ]


def test_rows_that_were_not_seen_change_the_answer() -> None:
    lines = told(plan(recorded()), referred(), covers=EVERY_TYPE - {"Observation"})
    assert changes(lines) == [
        "If the input held everything about assessments, and nothing more was there: gap.",
        "With one more risk assessment that counts, dated 2025-06-15: met.",
    ]


def test_filling_the_fields_closes_a_gap() -> None:
    lines = told(plan(Complete(REFERRAL, (REFERRAL.columns["team"], REFERRAL.columns["visits"]))), referred())
    assert changes(lines) == ["With team, visits filled: met."]


def test_a_population_that_is_not_known_is_told_both_ways() -> None:
    lines = told(plan(recorded()), referred(status="?"))
    assert changes(lines) == ["If it were known that the rule applies: gap. If it does not: no outcome."]


def test_an_exemption_is_told_both_ways() -> None:
    asked = plan(recorded(), unless=(DIED, Exemption("they agreed", is_(subjects("agreed"), value=True), ("agreed",))))
    assert changes(told(asked, referred(agreed=True))) == ["Without the exemption: gap."]
    assert changes(told(asked, referred(), assessed("2025-02-01"))) == [
        "If it were known that they agreed: exempt.",
        "Without a1: gap.",
    ]
    lines = told(asked, referred())
    assert "cannot tell they agreed" in lines
    assert "cannot tell subject.agreed is yes (subject.agreed is not known)" in lines


def test_one_part_that_would_not_change_the_whole_is_not_proposed() -> None:
    carer = recorded(table=CARER, called="carer", status=All(()), where=All(()))
    assert changes(told(plan(AllOf((recorded(), carer))), referred())) == []
    assert changes(told(plan(AnyOf((recorded(), carer))), referred())) == [
        "With one more risk assessment that counts, dated 2025-06-15: met.",
        "With one more carer: met.",
    ]


def test_a_subject_to_which_the_rule_does_not_apply_has_nothing_to_change() -> None:
    lines = told(plan(recorded()), referred(end="2025-02-01"))
    assert lines[1] == "No outcome: the rule does not apply to this subject on this day."
    assert changes(lines) == []


def test_a_deadline_without_end_is_not_counted_on() -> None:
    expect = recorded(Window(START, subjects("end"), closes=True))
    assert changes(told(plan(expect), referred("2025-01-10"))) == [
        "With one more risk assessment that counts, dated 2025-06-15: met."
    ]


def test_a_population_that_is_not_known_of_somebody_exempt() -> None:
    lines = told(plan(recorded(), unless=(DIED,)), referred(status="?"), person(deceased=True))
    assert changes(lines) == ["If it were known that the rule applies: exempt. If it does not: no outcome."]


def test_an_exemption_by_an_empty_set_is_told_as_one() -> None:
    looked_up = AnyIn(own(ASSESSMENT, "kinds"), "for-the-site", frozenset())
    known = Exemption("they are known", Having(ASSESSMENT, All((looked_up,))), ("assessment.kinds",))
    lines = told(plan(recorded(), unless=(known,)), referred(), covers=EVERY_TYPE - {"Observation", "RelatedPerson"})
    at = lines.index("no          they are known")
    assert lines[at + 1 : at + 3] == [
        "no          there is an assessment where kinds has a code of 'for-the-site'",
        "no          kinds has a code of 'for-the-site', which is empty",
    ]


def test_two_exemptions_are_both_taken_away() -> None:
    agreed = Exemption("they agreed", is_(subjects("agreed"), value=True), ("agreed",))
    lines = told(plan(recorded(), unless=(DIED, agreed)), referred(agreed=True), person(deceased=True))
    assert changes(lines) == ["Without the exemptions: gap."]


def test_a_row_of_today_that_could_not_qualify_is_not_proposed() -> None:
    old = Compare(own(ASSESSMENT, "date"), Comparison.BEFORE, minus(AsOf(), "1 month"))
    named = Any_((is_(own(ASSESSMENT, "score"), 3), Not(RISK)))
    assert changes(told(plan(recorded(where=All((old, named)))), referred())) == []
    recent = Called("recent", Compare(own(ASSESSMENT, "date"), Comparison.AFTER, minus(AsOf(), "1 month")))
    assert changes(told(plan(recorded(where=All((recent, named)))), referred())) == [
        "With one more risk assessment that counts, dated 2025-06-15: met."
    ]


def test_rows_that_are_not_what_is_looked_for_are_shown_to_five_and_then_counted() -> None:
    others = [assessed(f"2025-01-{number:02}", kinds="other") for number in range(1, 8)]
    lines = told(plan(recorded()), referred(), *others)
    assert len([line for line in lines if "not what is looked for," in line]) == 5
    assert "and 2 more that are not what is looked for" in lines


def test_related_rows_are_shown_with_their_day_and_until_when_they_last() -> None:
    declined = Having(ASSESSMENT, All((COMPLETE, Lasts(own(ASSESSMENT, "date"), time("12 months")))))
    asked = plan(recorded(table=CARER, status=All(()), where=All(())), unless=(Exemption("declined", declined, ()),))
    lines = told(asked, referred(), assessed("2025-02-01"))
    start = lines.index("yes         a1 (date is 2025-02-01)")
    assert lines[start + 1] == (
        "yes         12 months from date have not passed (date is 2025-02-01; until 2026-02-01)"
    )
