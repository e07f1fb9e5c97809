"""What must be said of physical health checks, and of whom, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.synth.care import add_episode
from risk_checks.synth.chart import Referral
from risk_checks.synth.check_rows import Check
from risk_checks.synth.checks import Checks, is_asked, is_undecided
from risk_checks.synth.facts import Progress
from tests.unit.synth.charts import DAY, chart, said

KEY = ("RC-COORD-004", "Patient/p1")
GOOD = date(2026, 6, 15)


@pytest.mark.parametrize("check", Check)
@pytest.mark.parametrize(
    ("when", "answer"),
    [
        (DAY, "met in_time"),
        (date(2025, 11, 2), "met in_time"),
        (date(2025, 11, 1), "gap outside_window"),
        (date(2026, 11, 2), "gap only_future"),
        ("2026", "met in_time"),
        ("2025", "unknown date_not_known"),
        ("2025-10", "gap outside_window"),
        (None, "unknown date_not_known"),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_the_worst_of_six_checks_decides(check: Check, when: date | str | None, answer: str, seed: int) -> None:
    made = chart(seed=seed)
    checks = Checks(made)
    checks.add_all(but=(check,))
    checks.add(check, when)
    checks.claim()
    # Alcohol that was asked about in a procedure is not among the measurements, whose reason is given.
    is_procedure = any(each["resourceType"] == "Procedure" and check is Check.ALCOHOL for each in made.resources)
    expected = "gap none_recorded" if is_procedure and answer.startswith("gap") else answer
    assert said(made) == {KEY: expected}


@pytest.mark.parametrize(
    ("absent", "answer"),
    [("asked-declined", "met in_time"), ("masked", "met in_time"), ("not-performed", "gap none_recorded")],
)
def test_a_check_that_was_declined_counts_and_one_that_was_not_made_does_not(absent: str, answer: str) -> None:
    made = chart()
    checks = Checks(made)
    checks.add_all(but=(Check.GLUCOSE,))
    checks.add(Check.GLUCOSE, GOOD, absent=absent)
    checks.claim()
    assert said(made) == {KEY: answer}


@pytest.mark.parametrize(
    ("progress", "answer"), [(Progress.DRAFT, "gap only_draft"), (Progress.VOID, "gap only_retracted")]
)
def test_a_check_that_is_not_final_or_was_taken_back_does_not_count(progress: Progress, answer: str) -> None:
    made = chart()
    checks = Checks(made)
    checks.add_all(but=(Check.LIPIDS,))
    checks.add(Check.LIPIDS, GOOD, progress=progress)
    checks.claim()
    assert said(made) == {KEY: answer}


def test_a_gap_outweighs_what_cannot_be_told() -> None:
    made = chart()
    checks = Checks(made)
    checks.add_all(but=(Check.GLUCOSE, Check.SMOKING))
    checks.add(Check.GLUCOSE, None)
    checks.claim()
    assert said(made) == {KEY: "gap none_recorded"}


@pytest.mark.parametrize(("start", "asked"), [(date(2026, 8, 1), True), (date(2026, 8, 2), False)])
def test_people_with_psychosis_are_asked_about_after_three_months_in_care(start: date, *, asked: bool) -> None:
    made = chart()
    made.referrals = (Referral("EpisodeOfCare/e1", start, (DAY - start).days),)
    assert not is_asked(made)
    made.facts.has_psychosis = True
    assert is_asked(made) is asked
    assert not is_undecided(made)
    add_episode(made, "active", date(2026, 1, 5), date(2025, 1, 5))
    assert is_undecided(made) is not asked
