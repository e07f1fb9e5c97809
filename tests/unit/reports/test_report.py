"""What a report answers: its findings, its summary, and why."""

from __future__ import annotations

import pytest

from risk_checks.errors import UsageError
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.reports.explained import explained
from risk_checks.reports.shield import Shield
from risk_checks.reports.summary import Summary
from tests.unit.reports.making import NHS, STALE, gap, outcome, report


def test_findings_are_gap_late_and_unknown() -> None:
    late = outcome(7, OutcomeKind.LATE, ReasonCode.RECORDED_LATE)
    due = outcome(8, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE)
    made = report([late, due, gap(2), outcome(1)])
    assert [each.outcome for each in made.findings] == ["late", "gap"]


def test_summary_has_a_row_a_rule_also_for_one_that_was_not_evaluated() -> None:
    summary = report().summary()
    assert len(summary) == 3
    assert [row.rule for row in summary] == ["RC-RISK-002", "RC-CARER-002", "RC-PLAN-001"]
    row = summary["risk-assessment-out-of-date"]
    assert (row.population, row.met, row.late, row.due, row.gap, row.unknown, row.exempt) == (3, 1, 0, 0, 1, 1, 0)
    assert row.not_evaluated is None
    assert summary["RC-PLAN-001"].population is None
    with pytest.raises(KeyError):
        summary["RC-NONE-001"]


def test_summary_reads_as_a_table() -> None:
    assert str(report().summary()).splitlines() == [
        "  rule          population  met  late  due  gap  unknown  exempt",
        "  RC-RISK-002            3    1     0    0    1        1       0",
        "    Risk assessment out of date (high)",
        "  RC-CARER-002           3    1     0    0    1        0       1",
        "    Carer's details incomplete (medium)",
        "  RC-PLAN-001 not evaluated: No care plan can be seen: this input covers none of",
        "    CarePlan.",
    ]
    assert repr(Summary(())) == "no rules"


def test_summary_says_what_to_know_before_reading_it() -> None:
    assert str(report(incomplete=True).summary()).startswith("  ! INCOMPLETE: part of the input could not be read")


def test_summary_of_a_large_trust_still_fits_the_terminal() -> None:
    row = report().summary()["RC-CARER-002"]
    counts = ("population", "met", "late", "due", "gap", "unknown", "exempt")
    fields = {name: getattr(row, name) for name in row.__dataclass_fields__} | dict.fromkeys(counts, 1_234_567)
    large = Summary((type(row)(**fields),))
    assert "1234567" in str(large)
    assert max(map(len, str(large).splitlines())) <= 80
    moderate = Summary((type(row)(**(fields | dict.fromkeys(counts, 12_345))),))
    assert "12,345" in str(moderate)


def test_summary_as_a_frame_keeps_not_evaluated_apart_from_nought() -> None:
    frame = report().summary().to_pandas()
    assert str(frame["gap"].dtype) == "Int64"
    assert list(frame["gap"].isna()) == [False, False, True]
    assert frame["late"].iloc[0] == 0
    assert Summary(()).to_pandas().empty


def test_explain_takes_id_or_slug_and_gives_the_id_on() -> None:
    made = report(explainer=lambda rule, subject: f"{rule} looked at {subject}")
    assert made.explain("risk-assessment-out-of-date", "EpisodeOfCare/e2") == "RC-RISK-002 looked at EpisodeOfCare/e2"
    with pytest.raises(UsageError, match=r"RC-E714: no rule of this run has that name; did you mean 'RC-RISK-002'\?"):
        made.explain("RC-RISK-003", "EpisodeOfCare/e2")


def test_report_without_records_cannot_explain() -> None:
    with pytest.raises(UsageError, match="RC-E712"):
        report().explain(STALE, "EpisodeOfCare/e2")


def test_repr_holds_no_key() -> None:
    made = report([outcome(subject=f"EpisodeOfCare/{NHS}", patient=f"Patient/{NHS}")])
    assert repr(made) == "<Report as of 2026-11-01: 3 rules, <Outcomes: 1 met>>"
    assert NHS not in str(made)
    assert str(made).startswith("risk_checks 0.1.0: records as of 1 November 2026")


def _explaining(subject: str) -> str:
    made = report(
        [gap(1, patient=f"Patient/{NHS}"), gap(1, patient=f"Patient/{NHS}", subject="EpisodeOfCare/e9"), gap(2)],
        explainer=lambda rule, key: f"{rule} {key}\nof Patient/{NHS}\x1b[2J, seen at {NHS[:3]} {NHS[3:6]} {NHS[6:]}",
    )
    return explained(made, rule="risk-assessment-out-of-date", subject=subject)


def test_explanation_is_found_by_subject_and_by_patient_and_by_what_findings_call_them() -> None:
    hidden = Shield(b"digest of the input").key(f"Patient/{NHS}")
    assert hidden.startswith("Patient/~")
    one = _explaining("EpisodeOfCare/e2")
    assert one.splitlines()[0] == "RC-RISK-002 EpisodeOfCare/e2"
    both = _explaining(f"Patient/{NHS}")
    assert [line for line in both.splitlines() if line.startswith("RC-")] == [
        "RC-RISK-002 EpisodeOfCare/e1",
        "RC-RISK-002 EpisodeOfCare/e9",
    ]
    assert _explaining(hidden) == both


def test_explanation_hides_numbers_and_cannot_act_on_the_terminal() -> None:
    told = _explaining("EpisodeOfCare/e1")
    assert NHS not in told.replace(" ", "")
    assert Shield(b"digest of the input").key(f"Patient/{NHS}") in told
    assert "\x1b" not in told
    assert "\\x1b[2J" in told


def test_subject_that_the_rule_does_not_apply_to_is_explained_too() -> None:
    assert _explaining("EpisodeOfCare/e77").splitlines()[0] == "RC-RISK-002 EpisodeOfCare/e77"
