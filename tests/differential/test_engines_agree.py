"""The two engines give the same outcomes, sums and problems, row for row, on cohorts full of gaps (law h)."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    AsOf,
    Compare,
    Comparison,
    Complete,
    Exemption,
    Filled,
    Having,
    Literal_,
    Not,
    OneOf,
    Plan,
    Window,
)
from tests.differential.cohort import world
from tests.spec.harness import on_duckdb, on_reference
from tests.spec.plans import COMPLETE, DIED, OPEN, RISK, START, every, grace, is_, minus, plan, plus, recorded, within
from tests.spec.world import ASSESSMENT, CARER, PATIENT, REFERRAL, own, persons, subjects

RUNS = {0: date(2025, 6, 15), 1: date(2025, 6, 14), 2: date(2025, 6, 15)}
"""The seeds, each with the day of its run."""
PEOPLE = 60

YEARLY = every("12 months", first_within="14 days")
ACTIVE = is_(own(CARER, "active"), value=True)
DECLINED = Exemption("the person declined", is_(subjects("agreed"), value=False), ("agreed",))
LIVES_IN = Having(CARER, All((ACTIVE, is_(own(CARER, "lives_in"), value=True))))
CARED_FOR = Exemption("somebody lives in", LIVES_IN, ("carer.lives_in",))
AT_LEAST_ONE = Compare(own(ASSESSMENT, "score"), Comparison.AT_LEAST, Literal_(1))
DONE_OR_DRAFT = OneOf(own(ASSESSMENT, "status"), ("complete", "draft"))
REFERRED = is_(own(REFERRAL, "status"), "open")
WANTED = tuple(REFERRAL.columns[name] for name in ("team", "start", "end", "kinds", "visits"))
FIELDS = Any_((
    All((RISK, Compare(own(ASSESSMENT, "author"), Comparison.IS, subjects("team")))),
    All((AT_LEAST_ONE, Not(Filled(own(ASSESSMENT, "seen"), want=True)))),
    AnyIn(own(ASSESSMENT, "markers"), "risk", frozenset({"s|formulation"})),
))  # fmt: skip
IN_WINDOW = All((
    Compare(own(ASSESSMENT, "date"), Comparison.AFTER, minus(AsOf(), "12 months")),
    Compare(own(ASSESSMENT, "review"), Comparison.AT_MOST, plus(own(ASSESSMENT, "date"), "1 year")),
))  # fmt: skip

PLANS = (
    plan(recorded(), unless=(DIED,)),
    plan(recorded(where=FIELDS), when=All(())),
    plan(recorded(where=IN_WINDOW, status=All(())), unless=(CARED_FOR,)),
    plan(recorded(grace("14 days")), unless=(DIED, DECLINED)),
    plan(recorded(grace("1 month", of=minus(persons("birth_date"), "2 weeks")), since=START), when=All(())),
    plan(recorded(within("14 days", first_day_counted=True), where=All(())), when=All(())),
    plan(recorded(within("1 month", first_day_counted=False), where=FIELDS), unless=(DECLINED,)),
    plan(recorded(Window(START, subjects("end"), closes=True))),
    plan(recorded(Window(minus(AsOf(), "12 months"), AsOf(), closes=False), where=FIELDS)),
    plan(recorded(YEARLY, since=START)),
    plan(recorded(YEARLY, since=minus(START, "12 months"), status=DONE_OR_DRAFT)),
    plan(recorded(every("1 month", first_within="1 year"), where=FIELDS)),
    plan(recorded(grace("14 days"), table=CARER, status=All(()), where=ACTIVE), unless=(DIED,)),
    plan(recorded(table=REFERRAL, status=All(()), where=REFERRED), subject=PATIENT, when=All(())),
    plan(Complete(REFERRAL, WANTED), unless=(DIED,)),
    plan(
        recorded(YEARLY, since=START),
        when=All((Not(is_(subjects("status"), "closed")), Not(Having(ASSESSMENT, All((COMPLETE, RISK)), at_least=2)))),
    ),
    plan(recorded(), when=Compare(subjects("end"), Comparison.AFTER, plus(AsOf(), "2 weeks")), unless=(DECLINED,)),
    plan(recorded(), when=All((OPEN, Compare(START, Comparison.IS, minus(AsOf(), "2 weeks"))))),
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(PLANS)))
@pytest.mark.parametrize("seed", RUNS)
def test_engines_agree_row_for_row(seed: int, number: int) -> None:
    asked, given = [PLANS[number]], world(seed, people=PEOPLE)
    one, other = on_reference(given, asked, RUNS[seed]), on_duckdb(given, asked, RUNS[seed])
    for expected, found in zip(one.outcomes, other.outcomes, strict=True):
        assert found == expected
    assert other == one
    assert one.patients.adds_up
    assert all(tally.adds_up for tally in one.tallies.values())


def met_with(plans: tuple[Plan, ...]) -> Counter[str]:
    """Return how often each outcome and each reason code comes of the cohorts."""
    found: Counter[str] = Counter()
    for seed, as_of in RUNS.items():
        for asked in plans:
            for outcome in on_reference(world(seed, people=PEOPLE), [asked], as_of).outcomes:
                found.update((outcome.outcome.value, outcome.reason_code.value))
    return found


def test_cohorts_meet_every_outcome_and_reason() -> None:
    found = met_with(PLANS)
    assert {kind.value for kind in OutcomeKind} | {code.value for code in ReasonCode} == set(found)
    assert min(found[kind.value] for kind in OutcomeKind) >= 5
