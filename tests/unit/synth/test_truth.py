"""The truth holds every answer the rules can give, on both sides of every deadline."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from risk_checks.synth import DEFAULT_AS_OF, make_cohort
from risk_checks.synth.care import Care
from risk_checks.synth.horizon import horizon
from risk_checks.synth.people import Dealer, Person
from risk_checks.synth.planted import MISSED_APPOINTMENT, PLANTED
from risk_checks.synth.standing import Standing

PLANNED = {
    "RC-RISK-001 risk-assessment-missing": (
        "met recorded", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-RISK-002 risk-assessment-out-of-date": (
        "met current", "gap out_of_date", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "unknown date_not_known", "unknown population_not_known",
        "exempt exempt",
    ),
    "RC-CARER-001 carer-not-recorded": (
        "met recorded", "due not_yet_due", "unknown field_not_known", "gap none_recorded",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-CARER-002 carer-details-incomplete": ("met recorded", "gap none_recorded", "exempt exempt"),
    "RC-CARER-003 sharing-wishes-not-recorded": (
        "met current", "gap out_of_date", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "unknown date_not_known", "unknown field_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-CARER-004 carers-assessment-not-offered": (
        "met current", "gap out_of_date", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "unknown date_not_known", "unknown field_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-CARER-005 carer-not-engaged": (
        "met current", "gap out_of_date", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "unknown date_not_known", "unknown population_not_known",
        "exempt exempt",
    ),
    "RC-CARER-006 carer-information-not-offered": (
        "met recorded", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-CARER-007 family-worker-not-recorded": (
        "met recorded", "due not_yet_due", "unknown field_not_known", "gap none_recorded",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-COORD-001 key-worker-not-recorded": (
        "met recorded", "due not_yet_due", "unknown field_not_known", "gap none_recorded",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-COORD-002 missed-appointment-not-followed-up": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_future", "gap only_draft",
        "gap only_retracted", "gap only_before_start", "gap none_recorded", "unknown date_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-COORD-003 closed-after-missed-appointments-without-review": (
        "met in_time", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap outside_window", "gap none_recorded", "unknown date_not_known", "unknown field_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-COORD-004 physical-health-checks-incomplete": (
        "met in_time", "gap only_future", "gap only_draft", "gap only_retracted", "gap outside_window",
        "gap none_recorded", "unknown date_not_known", "unknown population_not_known", "exempt exempt",
    ),
    "RC-CRISIS-001 crisis-plan-missing": (
        "met recorded", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-CRISIS-002 crisis-plan-out-of-date": (
        "met in_time", "gap only_future", "gap only_draft", "gap only_retracted", "gap outside_window",
        "gap none_recorded", "unknown date_not_known", "unknown population_not_known", "exempt exempt",
    ),
    "RC-DISC-001 follow-up-within-72-hours-not-recorded": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "exempt exempt",
    ),
    "RC-DISC-002 follow-up-within-48-hours-not-recorded": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-DISC-003 discharge-plan-not-sent": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "exempt exempt",
    ),
    "RC-DISC-004 carer-not-involved-before-discharge": (
        "met in_time", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap outside_window", "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-RISK-003 risk-assessment-missing-on-admission": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_future", "gap only_draft",
        "gap only_retracted", "gap only_before_start", "gap none_recorded", "exempt exempt",
    ),
    "RC-RISK-004 risk-assessment-missing-before-discharge": (
        "met in_time", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap outside_window", "gap none_recorded", "exempt exempt",
    ),
    "RC-RISK-005 risk-assessment-missing-after-event": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_future", "gap only_draft",
        "gap only_retracted", "gap only_before_start", "gap none_recorded", "unknown date_not_known", "exempt exempt",
    ),
    "RC-RISK-006 risk-assessment-incomplete": (
        "met complete", "due not_yet_due", "gap field_empty", "unknown field_not_known", "unknown date_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-RISK-007 family-view-not-recorded": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_future", "gap only_draft",
        "gap only_retracted", "gap only_before_start", "gap none_recorded", "unknown date_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-PLAN-003 care-plan-agreement-not-recorded": (
        "met recorded", "due not_yet_due", "gap only_future", "gap none_recorded", "unknown date_not_known",
        "exempt exempt",
    ),
    "RC-PLAN-004 care-plan-review-date-missing": ("met complete", "gap field_empty", "exempt exempt"),
    "RC-PLAN-005 care-plan-review-date-passed": (
        "met recorded", "due not_yet_due", "gap only_future", "gap only_before_start", "unknown date_not_known",
        "exempt exempt",
    ),
    "RC-PLAN-001 care-plan-missing": (
        "met recorded", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-PLAN-002 care-plan-stale": (
        "met current", "gap out_of_date", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap only_before_start", "gap none_recorded", "unknown date_not_known", "unknown population_not_known",
        "exempt exempt",
    ),
    "RC-PLAN-006 transition-plan-missing": (
        "met recorded", "due not_yet_due", "gap only_future", "gap only_draft", "gap only_retracted",
        "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-REC-003 referral-not-closed-after-death": (
        "met recorded", "gap none_recorded", "unknown population_not_known",
    ),
    "RC-REC-005 referral-dates-conflicting": (
        "met recorded", "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-REC-009 nhs-number-not-valid": ("met recorded", "gap none_recorded", "exempt exempt"),
    "RC-REC-010 carer-not-another-person": (
        "met recorded", "gap none_recorded", "unknown population_not_known", "exempt exempt",
    ),
    "RC-REC-011 alert-stale": (
        "met current", "due not_yet_due", "gap out_of_date", "unknown date_not_known", "exempt exempt",
    ),
    "RC-REC-001 assessment-entered-late": (
        "met in_time", "late recorded_late", "due not_yet_due", "gap only_future", "unknown date_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-REC-002 care-plan-not-ended-after-death": (
        "met recorded", "gap none_recorded", "unknown population_not_known",
    ),
    "RC-REC-004 care-plan-not-marked-as-ended": (
        "met recorded", "due not_yet_due", "gap none_recorded", "unknown date_not_known",
        "unknown population_not_known", "exempt exempt",
    ),
    "RC-REC-006 assessment-date-not-yet-reached": (
        "met recorded", "gap only_future", "unknown population_not_known", "exempt exempt",
    ),
    "RC-REC-007 assessment-draft-not-finished": (
        "met recorded", "due not_yet_due", "gap only_draft", "unknown date_not_known", "unknown population_not_known",
        "exempt exempt",
    ),
    "RC-REC-012 care-plan-draft-not-finished": (
        "met recorded", "due not_yet_due", "gap only_draft", "unknown date_not_known", "unknown population_not_known",
        "exempt exempt",
    ),
}  # fmt: skip
OF_REFERRALS = (
    "RC-RISK-001", "RC-RISK-002", "RC-CARER-001", "RC-PLAN-001", "RC-PLAN-002", "RC-COORD-001", "RC-CRISIS-001",
)  # fmt: skip
# Where facts of several themes have to meet, so that thousands of people may have none.
MEETING = {"RC-COORD-003", "RC-DISC-002", "RC-DISC-004", "RC-RISK-005", "RC-RISK-006", "RC-RISK-007"}
RARE = {
    f"{rule} {answer}"
    for rule, answers in PLANNED.items()
    for answer in answers
    if rule.partition(" ")[0] in MEETING and answer.startswith(("gap", "unknown"))
} | {
    # Only where a month or a year has ended in the two weeks before the day of the check.
    "RC-REC-004 care-plan-not-marked-as-ended unknown date_not_known",
}
RAREST = {
    *(
        f"RC-COORD-003 closed-after-missed-appointments-without-review {answer}"
        for answer in ("met in_time", "exempt exempt", "unknown date_not_known", "unknown field_not_known")
    ),
    "RC-RISK-007 family-view-not-recorded gap only_draft",
    "RC-RISK-007 family-view-not-recorded gap only_future",
    "RC-RISK-007 family-view-not-recorded gap only_retracted",
}
CLOCKED = (
    *OF_REFERRALS, "RC-COORD-002", "RC-PLAN-003", "RC-PLAN-005", "RC-REC-001", "RC-REC-004", "RC-REC-007", "RC-REC-012",
)  # fmt: skip
OF_PEOPLE_NOT_IN_CARE = {
    MISSED_APPOINTMENT, "RC-COORD-003", "RC-DISC-001", "RC-DISC-002", "RC-DISC-003", "RC-DISC-004", "RC-RISK-003",
    "RC-RISK-004", "RC-REC-002", "RC-REC-003", "RC-REC-005",
}  # fmt: skip
UNSURE = "population_not_known"
OF_THE_DEAD = {"RC-REC-002", "RC-REC-003"}
WITHOUT_A_CLOCK = {
    "RC-CARER-002", "RC-COORD-004", "RC-CRISIS-002", "RC-PLAN-004", "RC-REC-002", "RC-REC-003", "RC-REC-005",
    "RC-REC-006", "RC-REC-009", "RC-REC-010",
}  # fmt: skip


@cache
def _truth(people: int, seed: int, as_of: date) -> list[dict[str, str]]:
    with TemporaryDirectory() as folder:
        make_cohort(Path(folder), people=people, seed=seed, as_of=as_of)
        with (Path(folder) / "truth.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@cache
def _people(people: int) -> list[Person]:
    return list(Dealer(rng=Random(1), near=horizon(DEFAULT_AS_OF), places=range(1, people + 1)).deal())


@pytest.mark.parametrize("as_of", [DEFAULT_AS_OF, date(2024, 2, 29), date(2026, 1, 1), date(2025, 3, 30)])
def test_every_planned_answer_is_there_and_no_other(as_of: date) -> None:
    planned = {f"{rule} {answer}" for rule, answers in PLANNED.items() for answer in answers}
    is_whole = as_of == DEFAULT_AS_OF
    rows = [*_truth(4000, 7, as_of), *_truth(4000, 1, as_of)] if is_whole else _truth(1500, 7, as_of)
    found = {f"{row['rule']} {row['slug']} {row['outcome']} {row['reason_code']}" for row in rows}
    assert found <= planned
    assert planned - found <= (RAREST if is_whole else RARE | RAREST)


def test_the_registry_is_what_is_planned() -> None:
    assert {f"{rule} {slug}" for rule, slug in PLANTED.items()} == set(PLANNED)


def test_truth_is_sorted_with_one_row_for_each_rule_and_subject() -> None:
    keys = [(row["rule"], row["patient"], row["subject"]) for row in _truth(400, 1, DEFAULT_AS_OF)]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("rule", CLOCKED)
def test_a_first_deadline_on_the_day_is_in_time_and_the_day_before_is_not(rule: str) -> None:
    due = {
        (row["outcome"], row["due_on"])
        for row in _truth(1500, 1, DEFAULT_AS_OF)
        if row["rule"] == rule and row["outcome"] in {"due", "gap"} and row["reason_code"] != "out_of_date"
    }
    assert {("due", "2026-11-01"), ("gap", "2026-10-31")} <= due
    assert not {("due", "2026-10-31"), ("gap", "2026-11-01")} & due


@pytest.mark.parametrize("rule", ["RC-RISK-002", "RC-PLAN-002"])
def test_a_renewal_on_the_day_is_current_and_the_day_before_is_not(rule: str) -> None:
    renewals = {
        (row["outcome"], row["due_on"])
        for row in _truth(1500, 1, DEFAULT_AS_OF)
        if row["rule"] == rule and row["reason_code"] in {"current", "out_of_date"} and row["due_on"]
    }
    assert {("met", "2026-11-01"), ("gap", "2026-10-31")} <= renewals
    assert all((outcome == "met") == (due_on >= "2026-11-01") for outcome, due_on in renewals)


def test_due_and_gap_of_referrals_name_their_deadline_and_the_rest_need_none() -> None:
    for row in _truth(400, 1, DEFAULT_AS_OF):
        if row["outcome"] in {"late", "due", "gap"} and row["rule"] not in {*WITHOUT_A_CLOCK, "RC-RISK-006"}:
            assert row["due_on"]
        if row["outcome"] in {"unknown", "exempt"} or row["rule"] in WITHOUT_A_CLOCK:
            assert not row["due_on"]


def test_every_standing_and_shape_of_care_is_there() -> None:
    people = _people(300)
    assert {each.standing for each in people} == set(Standing)
    assert {each.care for each in people} == set(Care)


def test_derived_referrals_are_named_by_their_provider() -> None:
    subjects = {row["subject"].partition("#referral.")[2].partition("/")[0] for row in _truth(400, 1, DEFAULT_AS_OF)}
    assert subjects == {"", "Organization", "none"}


def test_people_who_are_not_checked_give_no_outcome_and_those_not_in_care_of_visits_and_stays_alone() -> None:
    outside = {Care.CLOSED, Care.AHEAD, Care.CANCELLED, Care.VOID, Care.NONE, Care.LAPSED}
    for each in _people(600):
        asked = [claim for claim in each.claims if claim.rule not in OF_PEOPLE_NOT_IN_CARE]
        if each.standing in {Standing.INACTIVE, Standing.TEST}:
            assert not each.claims
        elif each.care in outside:
            assert not asked
        else:
            assert asked


def test_the_dead_are_exempt_from_everything_and_others_from_what_is_asked_of_visits_and_stays() -> None:
    dead = {Standing.DEAD, Standing.DIED_BEFORE, Standing.DIED_THAT_DAY}
    for each in _people(600):
        if each.claims:
            # Whether a rule applies is asked before whether the person has died.
            asked = [claim for claim in each.claims if claim.rule not in OF_THE_DEAD]
            sure = [claim for claim in asked if claim.reason != UNSURE]
            exempt = {claim.rule for claim in sure if claim.outcome == "exempt"}
            if each.standing in dead:
                assert exempt == {claim.rule for claim in sure}
            else:
                assert exempt <= OF_PEOPLE_NOT_IN_CARE


def test_two_referrals_have_an_outcome_each_and_may_differ() -> None:
    differ: Counter[str] = Counter()
    for each in _people(1500):
        if each.care in {Care.TWO, Care.DERIVED_TWO}:
            for rule in OF_REFERRALS:
                # A third one may be there that ends before it starts, of which nothing is sure.
                sure = [claim for claim in each.claims if claim.rule == rule and claim.reason != UNSURE]
                outcomes = [(claim.outcome, claim.reason) for claim in sure]
                assert len(outcomes) in {0, 2}
                differ[rule] += len(set(outcomes)) == 2
    assert all(differ[rule] for rule in OF_REFERRALS)


def test_a_fifth_of_the_people_have_distractors() -> None:
    people = _people(1500)
    assert sum(each.distractors > 0 for each in people) >= 0.2 * len(people)


def test_a_tenth_of_the_people_are_on_derived_referrals_at_least() -> None:
    people = _people(1500)
    derived = sum(any("#referral." in claim.subject for claim in each.claims) for each in people)
    assert derived >= 0.1 * len(people)
