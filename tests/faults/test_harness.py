"""What is clean gives what it should, so that the tests of faults show the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.harness import CANARY_NUMBER, assessment, check, extract, patient, referral


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_person_with_an_assessment_meets_the_rule(tmp_path: Path, engine: str) -> None:
    ran = check(extract(tmp_path), into=tmp_path, options=["--engine", engine])
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert ran.entries == {"total": 3, "used": 3}
    assert not ran.problems


def test_number_as_a_key_stands_in_the_outcomes_and_nowhere_else(tmp_path: Path) -> None:
    own = CANARY_NUMBER
    folder = extract(
        tmp_path, Patient=[patient(own)], EpisodeOfCare=[referral(of=own)], RiskAssessment=[assessment(of=own)]
    )
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of(f"Patient/{own}")) == (0, "met")


def test_person_without_an_assessment_has_a_gap(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, RiskAssessment=b""), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "gap")
