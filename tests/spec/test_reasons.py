"""The sentence of every reason code, word for word, with a deadline and without one (Reason codes)."""

from __future__ import annotations

import pytest

from risk_checks.engines.reasons import sentences
from risk_checks.model.outcome import ReasonCode
from risk_checks.rules.plan import All, Complete
from tests.spec.harness import Batch, Case, World, case, each
from tests.spec.plans import DIED, RISKY, START, every, grace, is_, plan, recorded, ruled, within
from tests.spec.rows import assessed, caring, no_rows, person, referred
from tests.spec.world import CARER, EVERY_TYPE, REFERRAL, own

AS_OF = "2025-06-15"
RETRACTED = assessed("2025-06-01", status="retracted")

NO_CLOCK = Batch(
    plan(recorded(), unless=(DIED,)),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "recorded", referred(), assessed(), says="met recorded", evidence="a1",
             reason="A risk assessment is recorded."),
        case("Reason codes", "none_recorded, no deadline", referred(), says="gap none_recorded",
             reason="No risk assessment is recorded."),
        case("Reason codes", "only_draft, no deadline", referred(), assessed(status="draft"),
             says="gap only_draft", evidence="a1",
             reason="No risk assessment that counts is recorded (there is a draft)."),
        case("Reason codes", "only_retracted, no deadline", referred(), RETRACTED,
             says="gap only_retracted", evidence="a1",
             reason="No risk assessment that counts is recorded (there is one that was retracted or not done)."),
        case("Reason codes", "only_future, no deadline", referred(), assessed("2025-06-16"),
             says="gap only_future", evidence="a1",
             reason="No risk assessment that counts is recorded (there is one dated after the day of this check)."),
        case("Reason codes", "status_not_known", referred(), assessed(status="?"),
             says="unknown status_not_known", evidence="a1",
             reason="The record cannot tell: the status of a risk assessment is missing or not known."),
        case("Reason codes", "field_not_known", referred(), assessed(kinds="?"),
             says="unknown field_not_known", evidence="a1",
             reason="The record cannot tell: a possible risk assessment has kinds missing or not known."),
        case("Reason codes", "set_aside", referred(), set_aside="Observation", says="unknown set_aside",
             reason="The record cannot tell: a resource that may hold the risk assessment was set aside."),
        case("Reason codes", "population_not_known", referred(status="?"), says="unknown population_not_known",
             reason="The record cannot tell whether this rule applies (status)."),
        case("Reason codes", "exempt", referred(), person(deceased=True), says="exempt exempt",
             reason="Exempt: the person has died."),
    ),
)  # fmt: skip

GRACE = Batch(
    plan(recorded(grace("14 days"), since=START), unless=(DIED,)),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "not_yet_due, with a deadline", referred("2025-06-01"),
             says="due not_yet_due", due="2025-06-15", overdue=0,
             reason="No risk assessment is recorded yet; it is due by 2025-06-15."),
        case("Reason codes", "not_yet_due, no deadline", referred("2025-06-01.."), says="due not_yet_due",
             reason="No risk assessment is recorded yet; none is due yet."),
        case("Reason codes", "none_recorded, with a deadline", referred("2025-05-01"),
             says="gap none_recorded", due="2025-05-15", overdue=31,
             reason="No risk assessment is recorded; it was due by 2025-05-15."),
        case("Reason codes", "only_draft, with a deadline", referred("2025-05-01"), assessed(status="draft"),
             says="gap only_draft", due="2025-05-15", overdue=31, evidence="a1",
             reason="No risk assessment that counts is recorded (there is a draft); it was due by 2025-05-15."),
        case("Reason codes", "only_retracted, with a deadline", referred("2025-05-01"), RETRACTED,
             says="gap only_retracted", due="2025-05-15", overdue=31, evidence="a1",
             reason="No risk assessment that counts is recorded (there is one that was retracted or not done); "
             "it was due by 2025-05-15."),
        case("Reason codes", "only_future, with a deadline", referred("2025-05-01"), assessed("2025-06-16"),
             says="gap only_future", due="2025-05-15", overdue=31, evidence="a1",
             reason="No risk assessment that counts is recorded (there is one dated after the day of this check); "
             "it was due by 2025-05-15."),
        case("Reason codes", "only_before_start, with a deadline", referred("2025-05-01"), assessed("2025-04-30"),
             says="gap only_before_start", due="2025-05-15", overdue=31, evidence="a1",
             reason="No risk assessment that counts is recorded (there is one from before the start); "
             "it was due by 2025-05-15."),
        case("Reason codes", "date_not_known", referred("2025-05-01"), assessed("?"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1",
             reason="The record cannot tell: a date that decides about the risk assessment is missing or not exact "
             "enough."),
        case("Reason codes", "an exemption that could not be read", referred("2025-05-01"), person(deceased="?"),
             says="gap none_recorded", due="2025-05-15", overdue=31,
             reason="No risk assessment is recorded; it was due by 2025-05-15. Whether the person has died could not "
             "be read (patient.deceased)."),
    ),
)  # fmt: skip

SINCE = Batch(
    plan(recorded(since=START)),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "only_before_start, no deadline", referred("2025-05-01"), assessed("2025-04-30"),
             says="gap only_before_start", evidence="a1",
             reason="No risk assessment that counts is recorded (there is one from before the start)."),
    ),
)  # fmt: skip

WITHIN = Batch(
    plan(recorded(within("14 days", first_day_counted=True))),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "in_time", referred("2025-05-01"), assessed("2025-05-02"),
             says="met in_time", evidence="a1",
             reason="A risk assessment is recorded in time."),
        case("Reason codes", "recorded_late, with a deadline", referred("2025-05-01"), assessed("2025-05-16"),
             says="late recorded_late", due="2025-05-15", evidence="a1",
             reason="A risk assessment is recorded, after the deadline of 2025-05-15."),
    ),
)  # fmt: skip

EVERY = Batch(
    plan(recorded(every("12 months", first_within="14 days"), since=START, called="urgent review")),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "current, with the next deadline", referred("2025-01-01"), assessed("2025-02-01"),
             says="met current", due="2026-02-01", overdue=0, evidence="a1",
             reason="An urgent review is recorded, dated no later than 2025-02-01; the next is due by 2026-02-01."),
        case("Reason codes", "current, cut at today", referred("2025-01-01"), assessed("2025"),
             says="met current", due="2026-12-31", overdue=0, evidence="a1",
             reason="An urgent review is recorded, dated no later than 2025-06-15; the next is due by 2026-12-31."),
        case("Reason codes", "current, by the latest row that counts",
             referred("2025-01-01"), assessed("2025-02-01"), assessed("2025-03-01", status="draft"),
             says="met current", due="2026-02-01", overdue=0, evidence="a1",
             reason="An urgent review is recorded, dated no later than 2025-02-01; the next is due by 2026-02-01."),
        case("Reason codes", "current, no next deadline", referred("2025-01-01"), assessed("2025-02-01.."),
             says="met current", evidence="a1",
             reason="An urgent review is recorded, dated no later than 2025-06-15."),
        case("Reason codes", "out_of_date, with the deadline that passed", referred("2020-01-01"), assessed("2024-05"),
             says="gap out_of_date", due="2025-05-31", overdue=15, evidence="a1",
             reason="The latest urgent review is dated no later than 2024-05-31; the next was due by 2025-05-31."),
        case("Reason codes", "not_yet_due, a noun that begins with a vowel", referred("2025-06-10"),
             says="due not_yet_due", due="2025-06-24", overdue=0,
             reason="No urgent review is recorded yet; it is due by 2025-06-24."),
    ),
)  # fmt: skip

FIELDS = Batch(
    plan(Complete(REFERRAL, (REFERRAL.columns["team"], REFERRAL.columns["visits"]))),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "complete", referred(team="Team/1", visits=1), says="met complete",
             reason="Every field asked for is filled."),
        case("Reason codes", "field_empty", referred(), says="gap field_empty", missing="team visits",
             reason="Not recorded: team, visits."),
    ),
)  # fmt: skip

CLOSING = Batch(
    ruled(f"{{{RISKY}, window: {{from: start, to: {{of: start, plus: 14 days}}}}}}"),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "in_time, in a window", referred("2025-05-01"), assessed("2025-05-02"),
             says="met in_time", evidence="a1", reason="A risk assessment is recorded in time."),
        case("Reason codes", "outside_window, with a deadline", referred("2025-05-01"), assessed("2025-05-16"),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a1",
             reason="No risk assessment that counts is recorded (there is one from outside the days asked for); "
             "it was due by 2025-05-15."),
        case("Reason codes", "not_yet_due, in a window", referred("2025-06-01"),
             says="due not_yet_due", due="2025-06-15", overdue=0,
             reason="No risk assessment is recorded yet; it is due by 2025-06-15."),
    ),
)  # fmt: skip

LOOKING_BACK = Batch(
    ruled(f"{{{RISKY}, window: {{from: {{of: as_of, minus: 12 months}}, to: as_of}}}}"),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "outside_window, no deadline", referred(), assessed("2024-06-14"),
             says="gap outside_window", evidence="a1",
             reason="No risk assessment that counts is recorded (there is one from outside the days asked for)."),
        case("Reason codes", "none_recorded, looking back", referred(), says="gap none_recorded",
             reason="No risk assessment is recorded."),
    ),
)  # fmt: skip

ONE_TYPE = Batch(
    plan(recorded()),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Observation"},
    cases=(
        case("Reason codes", "not_covered, one type", referred(), says="unknown not_covered",
             reason="The record cannot tell: Observation was not in this input."),
    ),
)  # fmt: skip

UNDATED = Batch(
    plan(recorded(table=CARER, called="carer", status=All(()), where=All((
        is_(own(CARER, "active"), value=True), is_(own(CARER, "lives_in"), value=True),
    )), fields=("active", "lives_in"))),
    as_of=AS_OF,
    cases=(
        case("Reason codes", "field_not_known, two fields, of a table without a day", referred(), caring(),
             says="unknown field_not_known", evidence="c1",
             reason="The record cannot tell: a possible carer has active, lives_in missing or not known."),
        case("Reason codes", "none_recorded, of a table without a day", referred(), caring(lives_in=False),
             says="gap none_recorded", reason="No carer is recorded."),
        case("Reason codes", "recorded, of a table without a day", referred(), caring(lives_in=True),
             says="met recorded", evidence="c1", reason="A carer is recorded."),
    ),
)  # fmt: skip

BATCHES = (NO_CLOCK, GRACE, SINCE, WITHIN, EVERY, FIELDS, CLOSING, LOOKING_BACK, ONE_TYPE, UNDATED)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_sentence(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


def test_every_reason_code_has_its_case() -> None:
    cases = [one for batch in BATCHES for one in batch.cases]
    assert {one.says.reason_code for one in cases if one.says} == set(ReasonCode)
    assert all(one.says and one.says.reason for one in cases)


def test_several_types_that_are_not_covered_are_listed() -> None:
    seen = World(no_rows(), EVERY_TYPE - {"Observation", "RiskAssessment"}).seen
    (said,) = sentences(plan(recorded()), seen=seen).parts
    told = "The record cannot tell: Observation, RiskAssessment were not in this input"
    assert said.without_due[ReasonCode.NOT_COVERED] == (told,)
