"""Law (c): what a record says for sure, it says under every way of filling its gaps.

Domain: outcomes met, late and gap, at a fixed rule, coverage and zone. A gap is a partial, half-bounded or unknown day
(a day that says that something happened is filled up to `as_of`, the reading of ADR 0002), an unknown status, boolean,
number or key. Code lists, stated absences, `filled`, `complete` and exemptions are outside it: there absence is itself
the answer. So is the unknown start of a planned period: a state without dates is as extracted (clause 5.4a), which the
last test here shows to be the price of that clause.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.plan import (
    All,
    Any_,
    AsOf,
    Compare,
    Comparison,
    Condition,
    Having,
    Literal_,
    Not,
    OneOf,
    Plan,
)
from tests.laws.partial_records import AS_OF, completed, gaps, records
from tests.spec.harness import World, add_person, on_reference
from tests.spec.plans import (
    COMPLETE,
    OPEN,
    RISK,
    START,
    every,
    grace,
    is_,
    minus,
    plan,
    plus,
    recorded,
    within,
)
from tests.spec.rows import Rows, no_rows, referred
from tests.spec.world import ASSESSMENT, CARER, PATIENT, REFERRAL, own, persons, subjects

DEFINITE = (OutcomeKind.MET, OutcomeKind.LATE, OutcomeKind.GAP)
FILLINGS = 12
"""How often each record is filled."""

YEARLY = every("12 months", first_within="14 days")
DATE, SCORE = own(ASSESSMENT, "date"), own(ASSESSMENT, "score")
ACTIVE = is_(own(CARER, "active"), value=True)
SEEN = is_(own(ASSESSMENT, "seen"), value=True)
ANYBODY: Condition = All(())
IN_WINDOW = All((
    Compare(DATE, Comparison.AFTER, minus(AsOf(), "12 months")),
    Compare(DATE, Comparison.AT_MOST, AsOf()),
))  # fmt: skip
OF_THE_TEAM = Compare(own(ASSESSMENT, "author"), Comparison.IS, subjects("team"))
FIELDS = All((RISK, Any_((SEEN, Compare(SCORE, Comparison.AT_LEAST, Literal_(2)))), Not(is_(SCORE, 0))))
TWO_DONE = Having(ASSESSMENT, All((COMPLETE, RISK)), at_least=2)

PLANS = {
    "no clock": plan(recorded()),
    "no clock, since": plan(recorded(since=START)),
    "fields": plan(recorded(where=FIELDS)),
    "the team": plan(recorded(grace("14 days"), where=All((RISK, OF_THE_TEAM)))),
    "a window": plan(recorded(where=All((RISK, IN_WINDOW)))),
    "a review ahead": plan(recorded(where=Compare(own(ASSESSMENT, "review"), Comparison.AFTER, AsOf()))),
    "a review in a year": plan(
        recorded(where=Compare(own(ASSESSMENT, "review"), Comparison.AT_MOST, plus(DATE, "12 months")))
    ),
    "grace": plan(recorded(grace("14 days"))),
    "grace, anybody": plan(recorded(grace("1 month")), when=ANYBODY),
    "grace, since": plan(recorded(grace("14 days"), since=START)),
    "grace from birth": plan(recorded(grace("3 weeks", of=persons("birth_date"))), when=ANYBODY),
    "within, counted": plan(recorded(within("14 days", first_day_counted=True))),
    "within, not counted": plan(recorded(within("14 days", first_day_counted=False))),
    "within, by the end": plan(recorded(within("1 month", first_day_counted=True), where=FIELDS), when=ANYBODY),
    "every": plan(recorded(YEARLY, since=START)),
    "every, carried over": plan(recorded(YEARLY, since=minus(START, "12 months"))),
    "every, from any time": plan(recorded(YEARLY)),
    "every, of drafts too": plan(
        recorded(YEARLY, since=START, status=Not(OneOf(own(ASSESSMENT, "status"), ("retracted", "stopped"))))
    ),
    "carers": plan(recorded(grace("14 days"), table=CARER, called="carer", status=ANYBODY, where=ACTIVE)),
    "carers who stopped": plan(recorded(table=CARER, called="carer", status=ANYBODY, where=Not(ACTIVE))),
    "other referrals": plan(
        recorded(table=REFERRAL, status=ANYBODY, where=is_(own(REFERRAL, "status"), "open")),
        subject=PATIENT,
        when=ANYBODY,
    ),
    "no open referral": plan(
        recorded(table=REFERRAL, status=ANYBODY, where=is_(own(REFERRAL, "status"), "closed")),
        subject=PATIENT,
        when=ANYBODY,
    ),
    "two done": plan(recorded(grace("14 days")), when=TWO_DONE),
    "not two done": plan(recorded(grace("14 days")), when=All((OPEN, Not(TWO_DONE)))),
    "not closed": plan(recorded(grace("14 days")), when=Not(is_(subjects("status"), "closed"))),
    "ends late": plan(
        recorded(grace("14 days")), when=Compare(subjects("end"), Comparison.AT_LEAST, plus(AsOf(), "1 day"))
    ),
    "visited": plan(recorded(YEARLY, since=START), when=Any_((OPEN, is_(subjects("agreed"), value=False)))),
    "has a carer": plan(recorded(YEARLY, since=START), when=All((OPEN, Having(CARER, ACTIVE)))),
}  # fmt: skip


def answers(rows: Rows, asked: Plan) -> dict[str, OutcomeKind]:
    """Return the outcome of each subject that has one."""
    return {outcome.subject: outcome.outcome for outcome in on_reference(World(rows), [asked], AS_OF).outcomes}


@pytest.mark.parametrize("name", PLANS)
@given(rows=records(), chance=st.randoms(use_true_random=False))
def test_no_filling_of_the_gaps_changes_what_was_definite(name: str, rows: Rows, chance: Random) -> None:
    before = {subject: kind for subject, kind in answers(rows, PLANS[name]).items() if kind in DEFINITE}
    if before:
        for _ in range(FILLINGS):
            after = answers(completed(rows, chance=chance), PLANS[name])
            assert {subject: after.get(subject) for subject in before} == before


def test_enough_records_are_definite_and_have_gaps() -> None:
    found: Counter[OutcomeKind] = Counter()

    @settings(max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=records())
    def count(rows: Rows) -> None:
        if gaps(rows):
            for asked in PLANS.values():
                found.update(set(answers(rows, asked).values()))

    count()
    drawn = 150 * len(PLANS)
    assert found[OutcomeKind.GAP] > drawn // 10
    assert found[OutcomeKind.MET] > drawn // 20
    assert found[OutcomeKind.LATE] >= 10
    assert found[OutcomeKind.UNKNOWN] > drawn // 10


def test_unknown_start_of_a_plan_is_as_extracted_and_so_outside_the_law() -> None:
    asked = PLANS["other referrals"]
    before, after = no_rows(), no_rows()
    add_person(before, "Patient/p1", [referred("?", status="planned")])
    add_person(after, "Patient/p1", [referred("2025-06-01", status="planned")])
    assert answers(before, asked) == {"Patient/p1": OutcomeKind.GAP}
    assert answers(after, asked) == {"Patient/p1": OutcomeKind.MET}
