"""Coverage is an input: what is not covered may be recorded elsewhere; what is seen stands (clause 5.1a)."""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import Complete
from tests.spec.harness import ENGINES, Batch, Case, World, case, each
from tests.spec.plans import RULE, START, every, grace, plan, recorded, within
from tests.spec.rows import assessed, day, no_rows, referred, stored
from tests.spec.world import CARER, EVERY_TYPE, REFERRAL

AS_OF = "2025-06-15"
NO_OBSERVATIONS = EVERY_TYPE - {"Observation"}
NOT_SEEN = "The record cannot tell: Observation was not in this input."
DUE = "The record cannot tell whether a risk assessment is recorded; it is due by 2025-06-15."
SET_ASIDE = "The record cannot tell: a resource that may hold the risk assessment was set aside."

NO_CLOCK = Batch(
    plan(recorded()),
    as_of=AS_OF,
    covers=NO_OBSERVATIONS,
    cases=(
        case("5.1a", "nothing recorded may be recorded where we do not look",
             referred(), says="unknown not_covered", reason=NOT_SEEN),
        case("5.1a", "met stands", referred(), assessed(), says="met recorded", evidence="a1"),
        case("5.1a", "a draft does not make it a gap", referred(), assessed(status="draft"),
             says="unknown not_covered"),
        case("5.1a", "a row that may count is not the reason", referred(), assessed(kinds="?"),
             says="unknown not_covered", evidence="a1"),
    ),
)  # fmt: skip

GRACE = Batch(
    plan(recorded(grace("14 days"))),
    as_of=AS_OF,
    covers=NO_OBSERVATIONS,
    cases=(
        case("5.1a", "past the deadline", referred("2025-05-01"),
             says="unknown not_covered", due="2025-05-15", overdue=31),
        case("5.11", "while the clock runs it is met or due", referred("2025-06-01"),
             says="due not_yet_due", due="2025-06-15", overdue=0, reason=DUE),
        case("5.11", "while a clock without an end runs it is met or due", referred("2025-06-01.."),
             says="due not_yet_due",
             reason="The record cannot tell whether a risk assessment is recorded; none is due yet."),
        case("5.1a", "met stands", referred("2025-05-01"), assessed("2025-06-15"),
             says="met recorded", evidence="a1"),
    ),
)  # fmt: skip

WITHIN = Batch(
    plan(recorded(within("14 days", first_day_counted=True))),
    as_of=AS_OF,
    covers=NO_OBSERVATIONS,
    cases=(
        case("5.1a", "in time stands", referred("2025-05-01"), assessed("2025-05-15"),
             says="met in_time", evidence="a1"),
        case("5.1a", "late may have been in time elsewhere", referred("2025-05-01"), assessed("2025-05-16"),
             says="unknown not_covered", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.1a", "none in a window that has passed may be met or late elsewhere", referred("2025-05-01"),
             says="unknown not_covered", due="2025-05-15", overdue=31),
        case("5.11", "none in a running window is met or due", referred("2025-06-01"),
             says="due not_yet_due", due="2025-06-15", overdue=0, reason=DUE),
    ),
)  # fmt: skip

EVERY = Batch(
    plan(recorded(every("12 months", first_within="14 days"), since=START)),
    as_of=AS_OF,
    covers=NO_OBSERVATIONS,
    cases=(
        case("5.1a", "current stands", referred("2020-01-01"), assessed("2024-06-15"),
             says="met current", due="2025-06-15", overdue=0, evidence="a1"),
        case("5.1a", "one that has run out may have been renewed elsewhere",
             referred("2020-01-01"), assessed("2024-06-14"),
             says="unknown not_covered", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.1a", "none, the first deadline passed", referred("2025-05-31"),
             says="unknown not_covered", due="2025-06-14", overdue=1),
        case("5.11", "none, the first deadline running", referred("2025-06-01"),
             says="due not_yet_due", due="2025-06-15", overdue=0, reason=DUE),
    ),
)  # fmt: skip

ONE_PATIENT = Batch(
    plan(recorded(every("12 months", first_within="14 days"), since=START)),
    as_of=AS_OF,
    cases=(
        case("5.1a", "of another patient all is covered", referred("2025-05-31"),
             says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.1a", "none, and something was set aside", referred("2025-05-31"),
             says="unknown set_aside", due="2025-06-14", overdue=1, set_aside="Observation", reason=SET_ASIDE),
        case("5.1a", "one that has run out, and something was set aside",
             referred("2020-01-01"), assessed("2024-06-14"),
             says="unknown set_aside", due="2025-06-14", overdue=1, evidence="a1", set_aside="RiskAssessment"),
        case("5.1a", "current stands, whatever was set aside", referred("2020-01-01"), assessed("2024-06-15"),
             says="met current", due="2025-06-15", overdue=0, evidence="a1",
             set_aside="RiskAssessment Observation"),
        case("5.11", "while the first deadline runs it is met or due", referred("2025-06-01"),
             says="due not_yet_due", due="2025-06-15", overdue=0, set_aside="Observation", reason=DUE),
        case("5.11", "one that may count may be it", referred("2025-06-01"), assessed("2025-06-02", kinds="?"),
             says="due not_yet_due", due="2025-06-15", overdue=0, evidence="a1", reason=DUE),
        case("5.11", "all is covered, and there is none", referred("2025-06-01"),
             says="due not_yet_due", due="2025-06-15", overdue=0,
             reason="No risk assessment is recorded yet; it is due by 2025-06-15."),
        case("5.1a", "what feeds another table does not matter", referred("2025-05-31"),
             says="gap none_recorded", due="2025-06-14", overdue=1, set_aside="RelatedPerson EpisodeOfCare"),
    ),
)  # fmt: skip

BOTH = Batch(
    plan(recorded()),
    as_of=AS_OF,
    covers=NO_OBSERVATIONS,
    cases=(
        case("5.1a", "a type that is not covered is named before what was set aside", referred(),
             says="unknown not_covered", set_aside="RiskAssessment", reason=NOT_SEEN),
    ),
)  # fmt: skip

SUBJECT = Batch(
    plan(Complete(REFERRAL, (REFERRAL.columns["team"],))),
    as_of=AS_OF,
    covers=frozenset({"EpisodeOfCare", "Patient"}),
    cases=(
        case("5.1a", "what is asked of the subject itself needs no other type", referred(team="Team/1"),
             says="met complete"),
        case("5.1a", "a field is empty, whatever else is not covered", referred(),
             says="gap field_empty", missing="team"),
    ),
)  # fmt: skip

BATCHES = (NO_CLOCK, GRACE, WITHIN, EVERY, ONE_PATIENT, BOTH, SUBJECT)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_coverage(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


NOT_EVALUATED = {
    "no type of the subject": (
        EVERY_TYPE - {"EpisodeOfCare"},
        plan(recorded()),
        "No referral can be seen: this input covers none of EpisodeOfCare.",
    ),
    "no type of the expectation": (
        EVERY_TYPE - {"RiskAssessment", "Observation"},
        plan(recorded(grace("14 days"))),
        "No assessment can be seen: this input covers none of Observation, RiskAssessment.",
    ),
    "no type of either": (
        frozenset({"Patient"}),
        plan(recorded(table=CARER)),
        "No referral can be seen: this input covers none of EpisodeOfCare.",
    ),
    "no type of the subject, which is asked for its own fields": (
        frozenset({"Patient"}),
        plan(Complete(REFERRAL, (REFERRAL.columns["team"],))),
        "No referral can be seen: this input covers none of EpisodeOfCare.",
    ),
}


@pytest.mark.parametrize("name", NOT_EVALUATED)
def test_rule_that_can_see_nothing_is_not_evaluated(name: str, engine: str) -> None:
    covers, rule, why = NOT_EVALUATED[name]
    rows = no_rows()
    rows["referral"].append(stored(referred(), key="r1", patient="Patient/p1"))
    ran = ENGINES[engine](World(rows, covers), [rule], day(AS_OF))
    assert ran.not_evaluated == {RULE: why}
    assert (ran.outcomes, ran.tallies) == ((), {})
