"""Who is asked about: unknown populations, later rows, orphans, standings, and sums that add up (5.4a, 5.6, 5.7)."""

from __future__ import annotations

import pytest

from risk_checks.engines.protocol import PatientSums, Tally
from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.plan import All, Any_, Compare, Comparison, Complete, Literal_
from tests.spec.harness import ENGINES, Batch, Case, Ran, World, case, each
from tests.spec.plans import DIED, OPEN, RULE, grace, is_, plan, recorded
from tests.spec.rows import Rows, Written, assessed, day, no_rows, person, referred, stored
from tests.spec.world import PATIENT, subjects

AS_OF = "2025-06-15"
WHETHER = "The record cannot tell whether this rule applies (team, visits)."

UNKNOWN = Batch(
    plan(
        recorded(grace("14 days")),
        when=Any_((is_(subjects("team"), "Team/1"), Compare(subjects("visits"), Comparison.AT_LEAST, Literal_(2)))),
        fields=("team", "visits"),
        unless=(DIED,),
    ),
    as_of=AS_OF,
    cases=(
        case("5.11", "surely in it", referred("2025-06-01", team="Team/1"),
             says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.11", "surely in it, though a field is unknown", referred("2025-06-01", visits=2),
             says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.11", "surely not in it", referred("2025-06-01", team="Team/2", visits=1), says=None),
        case("5.11", "not known: no deadline, no evidence", referred("2025-06-01", visits=1), assessed(),
             says="unknown population_not_known", reason=WHETHER),
        case("5.11", "not known: no exemption", referred("2025-06-01"), person(deceased=True),
             says="unknown population_not_known", reason=WHETHER),
        case("5.11", "not known: what was set aside does not matter", referred("2025-06-01"),
             set_aside="RiskAssessment", says="unknown population_not_known", reason=WHETHER),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(UNKNOWN))
def test_population(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


def rows_of(*given: tuple[str, str | None, Written]) -> Rows:
    """Return rows with their keys and patients."""
    rows = no_rows()
    for key, patient, written in given:
        rows[written.table.name].append(stored(written, key=key, patient=patient))
    return rows


PEOPLE = (
    ("Patient/p1", "Patient/p1", person()),
    ("Patient/p2", "Patient/p1", person(standing="merged")),
    ("Patient/p3", "Patient/p3", person(standing="test")),
    ("Patient/p4", "Patient/p4", person(standing="inactive")),
    ("Patient/p5", "Patient/p5", person(deceased=True)),
    ("Patient/p6", "Patient/p6", person()),
)
REFERRALS = (
    ("met", "Patient/p1", referred()),
    ("due", "Patient/p6", referred("2025-06-10")),
    ("gap", "Patient/p6", referred()),
    ("unknown", "Patient/p6", referred("2025")),
    ("population-unknown", "Patient/p1", referred(status="?")),
    ("exempt", "Patient/p5", referred()),
    ("closed", "Patient/p1", referred(status="closed")),
    ("ended", "Patient/p6", referred(end="2025-06-15")),
    ("cancelled", "Patient/p1", referred(status="cancelled")),
    ("later", "Patient/p1", referred("2025-06-16")),
    ("later-cancelled", "Patient/p6", referred("2025-07", status="cancelled")),
    ("later-of-no-status", "Patient/p6", referred("2025-06-16..", status="?")),
    ("of-a-test-patient", "Patient/p3", referred()),
    ("later-of-a-test-patient", "Patient/p3", referred("2025-06-16")),
    ("of-an-inactive-patient", "Patient/p4", referred()),
    ("of-somebody-else", "Patient/p9", referred()),
    ("later-of-somebody-else", "Patient/p9", referred("2025-06-16")),
    ("of-nobody", None, referred()),
)
ASSESSMENTS = (
    ("of-the-merged", "Patient/p1", assessed("2025-06-01")),
    ("of-another", "Patient/p3", assessed("2025-06-01")),
    ("of-nobody", None, assessed("2025-06-01")),
)


def run(engine: str, *, subject: bool = False) -> Ran:
    """Return the run over the people above, about referrals or about the people themselves."""
    about_people = plan(Complete(PATIENT, (PATIENT.columns["birth_date"],)), subject=PATIENT, when=All(()))
    about_referrals = plan(recorded(grace("14 days")), when=OPEN, unless=(DIED,))
    world = World(rows_of(*PEOPLE, *REFERRALS, *ASSESSMENTS), set_aside=2)
    return ENGINES[engine](world, [about_people if subject else about_referrals], day(AS_OF))


def counts(**found: int) -> dict[OutcomeKind, int]:
    """Return how many have each outcome."""
    return {kind: found.get(kind.value, 0) for kind in OutcomeKind}


def test_each_subject_row_is_outside_later_orphan_or_has_an_outcome(engine: str) -> None:
    ran = run(engine)
    assert {outcome.subject: outcome.outcome.value for outcome in ran.outcomes} == {
        "met": "met",
        "due": "due",
        "gap": "gap",
        "unknown": "unknown",
        "population-unknown": "unknown",
        "exempt": "exempt",
    }
    tally = ran.tallies[RULE]
    assert tally == Tally(18, outside=6, later=3, orphan=3, outcomes=counts(met=1, due=1, gap=1, unknown=2, exempt=1))
    assert tally.population == 6
    assert tally.adds_up


def test_outcomes_stand_in_the_order_of_patient_and_subject(engine: str) -> None:
    assert [(outcome.patient, outcome.subject) for outcome in run(engine).outcomes] == [
        ("Patient/p1", "met"),
        ("Patient/p1", "population-unknown"),
        ("Patient/p5", "exempt"),
        ("Patient/p6", "due"),
        ("Patient/p6", "gap"),
        ("Patient/p6", "unknown"),
    ]


def test_patients_are_counted_by_their_standing(engine: str) -> None:
    sums = run(engine).patients
    assert sums == PatientSums(read=8, checked=3, merged=1, test=1, inactive=1, set_aside=2)
    assert sums.adds_up


def test_of_people_only_the_checked_are_asked_about(engine: str) -> None:
    ran = run(engine, subject=True)
    assert [outcome.subject for outcome in ran.outcomes] == ["Patient/p1", "Patient/p5", "Patient/p6"]
    assert ran.tallies[RULE] == Tally(6, outside=3, later=0, orphan=0, outcomes=counts(gap=3))


def test_evidence_of_one_person_is_not_another_s(engine: str) -> None:
    found = {outcome.subject: outcome.evidence for outcome in run(engine).outcomes}
    assert (found["met"], found["gap"]) == (("of-the-merged",), ())


def test_no_rows_at_all_are_no_outcomes(engine: str) -> None:
    ran = ENGINES[engine](World(no_rows()), [plan(recorded())], day(AS_OF))
    assert ran.outcomes == ()
    assert ran.tallies[RULE] == Tally(0, outside=0, later=0, orphan=0, outcomes=counts())
    assert ran.patients == PatientSums(0, 0, 0, 0, 0, 0)


def test_rows_of_the_outcome_carry_what_the_rule_and_the_subject_say(engine: str) -> None:
    rows = rows_of(("Patient/p1", "Patient/p1", person()), ("r1", "Patient/p1", referred(team="Team/1")))
    (outcome,) = ENGINES[engine](World(rows), [plan(recorded())], day(AS_OF)).outcomes
    assert (outcome.rule, outcome.patient, outcome.table, outcome.subject) == (
        RULE, "Patient/p1", "referral", "r1",
    )  # fmt: skip
    assert (outcome.team, outcome.revision, outcome.severity, outcome.as_of) == ("Team/1", 1, "high", day(AS_OF))


def test_evidence_dated_ahead_is_a_problem(engine: str) -> None:
    dates = ("2025-06-15", "2025-06", "2025-06-15..", "2025-06-16", "2025-07", "2025-06-16..", "?")
    rows = rows_of(*((f"a{date}", "Patient/p1", assessed(date)) for date in dates))
    (problem,) = ENGINES[engine](World(rows), [plan(recorded())], day(AS_OF)).problems
    assert (problem.code, problem.table, problem.column, problem.count) == ("dated-ahead", "assessment", "date", 3)
