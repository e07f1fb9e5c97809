"""`explain()` tells what was looked for, what was seen, and which dates decided."""

from __future__ import annotations

from typing import Literal

import pytest

import risk_checks as rc
from tests.api.records import ASSESSMENT, EPISODE, RECORD

AS_OF = "2026-11-01"
DRAFT = ASSESSMENT | {"id": "r2", "status": "preliminary", "occurrenceDateTime": "2026-06"}


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_an_explanation_names_what_was_looked_for_seen_and_decisive(engine: Literal["reference", "duckdb"]) -> None:
    report = rc.check([*RECORD, DRAFT], as_of=AS_OF, select="RC-RISK-002", engine=engine)
    text = str(report.explain("risk-assessment-out-of-date", "EpisodeOfCare/e1"))
    assert "MET (current)" in text
    assert "Looked for a risk assessment recorded every 12 months" in text
    assert "subject.start is 2026-01-05; 14 days later is 2026-01-19" in text
    assert "RiskAssessment/r1: counts, 2026-01-10" in text
    assert "RiskAssessment/r2: a draft, some day from 2026-06-01 to 2026-06-30" in text


def test_every_outcome_can_be_explained() -> None:
    report = rc.check([*RECORD, DRAFT], as_of=AS_OF)
    for outcome in report.outcomes:
        assert outcome.reason in str(report.explain(outcome.rule, outcome.subject))


def test_a_subject_outside_the_population_is_explained_too() -> None:
    closed = EPISODE | {"period": {"start": "2026-01-05", "end": "2026-02-01"}}
    report = rc.check([RECORD[0], closed], as_of=AS_OF, select="RC-RISK-001")
    assert len(report.outcomes) == 0
    assert "does not apply" in str(report.explain("RC-RISK-001", "EpisodeOfCare/e1"))


@pytest.mark.parametrize("subject", ["EpisodeOfCare/none", "Patient/p1"])
def test_a_subject_that_is_not_there_is_refused(subject: str) -> None:
    report = rc.check(RECORD, as_of=AS_OF, select="RC-RISK-001")
    with pytest.raises(rc.UsageError) as refused:
        report.explain("RC-RISK-001", subject)
    assert refused.value.code == "RC-E614"
