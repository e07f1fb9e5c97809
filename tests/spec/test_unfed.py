"""A table or a column that nothing feeds yet is not an empty one: nobody can see what is there (clause 5.1a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from risk_checks.engines.coverage import Feeds, Input
from risk_checks.records.coverage import Coverage
from risk_checks.rules.plan import All, AllOf, AnyOf, Complete, Condition, Exemption, Expectation, Filled, Having, Not
from tests.spec.harness import ENGINES, Ran, World, add_person
from tests.spec.plans import OPEN, RULE, grace, is_, plan, recorded
from tests.spec.rows import Written, assessed, day, no_rows, referred
from tests.spec.world import ASSESSMENT, CARER, EVERY_TYPE, FEEDS, REFERRAL, own, subjects

AS_OF = "2025-06-15"
NOTHING: frozenset[str] = frozenset()
UNFED: Feeds = {**FEEDS, "carer": NOTHING, "referral.team": NOTHING, "assessment.author": NOTHING}
ANY_CARER = Having(CARER, All(()))
A_CARER = recorded(grace("14 days"), table=CARER, called="carer", status=All(()), where=All(()))


@dataclass(frozen=True, slots=True)
class Unfed(World):
    """A world in which nothing feeds the carers, the team of a referral and the author of an assessment."""

    feeds: Feeds = field(default_factory=lambda: UNFED)

    @property
    def seen(self) -> Input:
        return Input(Coverage(self.covers, {}), self.feeds)


def _ran(
    engine: str,
    expect: Expectation,
    *rows: Written,
    when: Condition = OPEN,
    unless: tuple[Exemption, ...] = (),
    feeds: Feeds = UNFED,
) -> Ran:
    held = no_rows()
    add_person(held, "Patient/p1", rows)
    world = Unfed(held, EVERY_TYPE, feeds=feeds)
    return ENGINES[engine](world, [plan(expect, when=when, unless=unless)], day(AS_OF))


def _says(ran: Ran) -> str:
    (outcome,) = ran.outcomes
    return f"{outcome.outcome} {outcome.reason_code}"


UNSEEN = "No carer can be seen: nothing feeds the table yet."
NO_TEAM = "No referral.team can be seen: nothing fills that yet."
NO_AUTHOR = "No assessment.author can be seen: nothing fills that yet."
AUTHOR = Filled(own(ASSESSMENT, "author"), want=True)
TEAM = Complete(REFERRAL, (REFERRAL.columns["team"], REFERRAL.columns["lane"]))

NOT_EVALUATED: Mapping[str, tuple[Expectation, Condition, str]] = {
    "a row of an unfed table": (A_CARER, OPEN, UNSEEN),
    "either of two rows of it": (AnyOf((A_CARER, A_CARER)), OPEN, UNSEEN),
    "an awaited column filled": (TEAM, OPEN, NO_TEAM),
    "it or what can be seen": (AnyOf((TEAM, recorded())), OPEN, NO_TEAM),
    "a row with an awaited column filled": (recorded(where=AUTHOR), OPEN, NO_AUTHOR),
    "nothing of those with such a row": (recorded(), All((OPEN, Having(ASSESSMENT, Not(AUTHOR)))), NO_AUTHOR),
}


@pytest.mark.parametrize("name", NOT_EVALUATED)
def test_rule_that_asks_for_what_nothing_feeds_is_not_evaluated(name: str, engine: str) -> None:
    expect, when, why = NOT_EVALUATED[name]
    ran = _ran(engine, expect, referred("2025-01-01"), assessed("2025-02-01"), when=when)
    assert ran.not_evaluated == {RULE: why}
    assert (ran.outcomes, ran.tallies) == ((), {})


@pytest.mark.parametrize("when", [ANY_CARER, Not(ANY_CARER)], ids=["having", "not having"])
def test_whether_there_is_such_a_row_is_unknown(when: Condition, engine: str) -> None:
    ran = _ran(engine, recorded(), referred(), assessed("2025-02-01"), when=All((OPEN, when)))
    assert _says(ran) == "unknown population_not_known"


def test_no_exemption_rests_on_it(engine: str) -> None:
    lonely = Exemption("there is no carer", Not(ANY_CARER), fields=("carer",))
    assert _says(_ran(engine, recorded(), referred(), unless=(lonely,))) == "gap none_recorded"


def test_a_row_that_is_there_nonetheless_counts(engine: str) -> None:
    ran = _ran(engine, recorded(), referred(), Written(CARER, {}), when=All((OPEN, ANY_CARER)))
    assert _says(ran) == "gap none_recorded"


def test_what_can_be_seen_decides_where_it_is_enough(engine: str) -> None:
    both, either = AllOf((recorded(), A_CARER)), AnyOf((recorded(), A_CARER))
    assert _says(_ran(engine, both, referred("2025-01-01"))).split()[0] == "gap"
    assert _says(_ran(engine, either, referred("2025-01-01"), assessed("2025-02-01"))).split()[0] == "met"


def test_where_it_is_not_enough_the_record_cannot_tell(engine: str) -> None:
    ran = _ran(engine, AnyOf((recorded(), A_CARER)), referred("2025-01-01"))
    assert _says(ran) == "unknown not_covered"
    assert "nothing feeds the table of carers yet" in ran.outcomes[0].reason


def test_what_is_fed_is_evaluated_as_ever(engine: str) -> None:
    told = _ran(engine, TEAM, referred(team="T/1", lane="a"), feeds=FEEDS)
    assert (_says(told), told.not_evaluated) == ("met complete", {})


def test_a_condition_on_an_awaited_column_is_unknown_and_no_reason_to_skip(engine: str) -> None:
    ran = _ran(engine, recorded(), referred(), assessed(), when=is_(subjects("team"), "T/1"))
    assert _says(ran) == "unknown population_not_known"


def test_an_unfed_table_is_whole_for_nobody() -> None:
    seen = Input(Coverage(EVERY_TYPE, {"Patient/p2": frozenset({"Observation"})}), UNFED)
    carers, assessments = seen.holding(CARER), seen.holding(ASSESSMENT)
    assert [seen.whole_for(carers, "Patient/p1"), seen.whole_for(assessments, "Patient/p1")] == [False, True]
    assert not seen.whole_for(assessments, "Patient/p2")
    assert (seen.not_covered(carers), seen.set_aside_for(carers)) == (("carer",), ())


def test_what_is_absent_is_said_in_a_sentence() -> None:
    none, few = Input(Coverage(NOTHING), UNFED), Input(Coverage(EVERY_TYPE - {"Observation"}), UNFED)
    assert none.absence(A_CARER) == "nothing feeds the table of carers yet"
    assert none.absence(recorded()) == "Observation, RiskAssessment were not in this input"
    assert few.absence(recorded()) == "Observation was not in this input"
