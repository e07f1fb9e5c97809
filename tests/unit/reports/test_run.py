"""The facts of a run: what run.json holds, what it warns of, and the sums without which there is no run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from risk_checks.engines.protocol import PatientSums, Tally
from risk_checks.errors import EngineError, ExitCode
from risk_checks.model.outcome import OutcomeKind, RuleId
from risk_checks.records.accounting import Sums
from risk_checks.records.problems import problem
from risk_checks.reports.run import ENOUGH_TO_WONDER, CoverageFacts, NotRun, count_problems, versions
from risk_checks.rules.choice import WhyNot
from tests.unit.reports.making import CARER, OUTCOMES, RULES, STALE, UNRUN, facts, gap, outcome, report, tallied


def test_dict_is_json_with_sums_that_can_be_checked() -> None:
    told = json.loads(json.dumps(facts().as_dict()))
    assert told["as_of"] == "2026-11-01"
    assert told["versions"] == {"python": "3.11.7", "risk_checks": "0.1.0"}
    entries, patients = told["entries"], told["patients"]
    assert entries.pop("total") == sum(entries.values()) == 20
    assert patients.pop("total") == sum(patients.values()) == 5
    assert told["coverage"]["types"] == ["EpisodeOfCare", "Patient", "RiskAssessment"]
    stale, _, unrun = told["rules"]
    assert stale["id"] == STALE
    assert stale["parameters"] == {"review_every": "12 months"}
    assert (stale["shipped_parameters"], stale["codes_filled_here"]) == ({}, {})
    assert stale["rows"] == {
        "total": 5,
        "with_an_outcome": 3,
        "outside_the_population": 2,
        "starting_later": 0,
        "without_a_patient_in_the_input": 0,
    }
    assert stale["outcomes"] == {"met": 1, "late": 0, "due": 0, "gap": 1, "unknown": 1, "exempt": 0}
    assert stale["not_evaluated"] is None
    assert (stale["kahn"], stale["standards"]) == (None, [])
    assert unrun["not_evaluated"].startswith("No care plan can be seen")
    assert "outcomes" not in unrun
    assert told["problems"] == {"element-shape": 1, "not-json": 2}


def test_rules_are_told_with_their_kind_and_standards_and_those_not_run_with_why() -> None:
    rules = (replace(RULES[0], kahn="completeness", standards=("triangle/1.1", "contract/x")), *RULES[1:])
    left = NotRun(RuleId("RC-CARER-001"), "carer-not-recorded", "Carer not recorded", WhyNot.OFF_HERE)
    told = json.loads(json.dumps(facts(rules=rules, not_run=(left,)).as_dict()))
    assert told["rules"][0]["kahn"] == "completeness"
    assert told["rules"][0]["standards"] == ["triangle/1.1", "contract/x"]
    assert told["not_run"] == [{"id": "RC-CARER-001", "slug": "carer-not-recorded", "why": "switched off here"}]


def test_digest_that_keys_the_pseudonyms_is_not_shown() -> None:
    run = facts(digest=b"\xab" * 32)
    assert "ab" * 32 not in json.dumps(run.as_dict())
    assert "digest" not in repr(run).replace("digest='", "")
    assert facts(digest=b"other").as_dict()["input"]["digest"] != run.as_dict()["input"]["digest"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"entries": Sums(total=20, used=19)}, "entries"),
        ({"patients": PatientSums(read=5, checked=4, merged=0, test=0, inactive=0, set_aside=0)}, "patients"),
        (
            {"tallies": {STALE: Tally(9, 2, 0, 0, {OutcomeKind.MET: 1}), CARER: tallied(OUTCOMES, CARER)}},
            "the subject rows of RC-RISK-002",
        ),
        ({"not_evaluated": {}}, "the answers about RC-PLAN-001"),
        ({"not_evaluated": {UNRUN: "no", STALE: "no"}}, "the answers about RC-RISK-002"),
    ],
)
def test_run_whose_sums_do_not_add_up_is_refused(changed: dict[str, Any], named: str) -> None:
    with pytest.raises(EngineError, match=f"RC-E490: the sums of this run do not add up: {named}$") as caught:
        facts(**changed)
    assert caught.value.exit_code is ExitCode.INTERNAL


@pytest.mark.parametrize(
    ("latest", "warned"),
    [
        (None, None),
        (datetime(2026, 10, 25, 12, 0, tzinfo=UTC), None),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), None),  # 25 October, 00:30 in London
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 11, 8, 12, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 9, 12, 0, tzinfo=UTC), date(2026, 11, 9)),
    ],
)
def test_statuses_are_from_another_day_beyond_a_week(latest: datetime | None, warned: date | None) -> None:
    assert facts(latest_update=latest).statuses_from_another_day == warned


def test_warnings_are_sentences() -> None:
    run = facts(
        OUTCOMES[:3],
        incomplete=True,
        latest_update=datetime(2026, 3, 1, tzinfo=UTC),
        tallies={STALE: tallied(OUTCOMES, STALE), CARER: tallied((), CARER)},
    )
    assert run.warnings == (
        "INCOMPLETE: part of the input could not be read; fetch it again before relying on this.",
        "Statuses are from another day: 1 March 2026, 245 days before the day of this check.",
        "RC-CARER-002 applies to nobody in this input: its population is empty.",
    )
    later = facts(latest_update=datetime(2026, 11, 10, tzinfo=UTC))
    assert later.warnings == ("Statuses are from another day: 10 November 2026, 9 days after the day of this check.",)
    assert facts().warnings == ()


@pytest.mark.row(43)
@pytest.mark.parametrize(("orphans", "warned"), [(0, False), (5, False), (6, True), (60, True)])
def test_many_subjects_without_their_patient_are_warned_of(orphans: int, warned: bool) -> None:
    """Five in a hundred are a few."""
    tally = replace(tallied((), STALE), rows=100, outside=100 - orphans, orphan=orphans)
    run = facts((), tallies={STALE: tally, CARER: tallied((), CARER)})
    said = f"Of 100 referrals, {orphans} are of patients who are not in this input, and have no outcome:"
    assert any(warning.startswith(said) for warning in run.warnings) is warned


def test_rules_that_apply_to_nobody_are_named_in_one_sentence() -> None:
    run = facts((), tallies={STALE: tallied((), STALE), CARER: tallied((), CARER)})
    assert run.warnings == ("RC-RISK-002, RC-CARER-002 apply to nobody in this input: their populations are empty.",)


@pytest.mark.parametrize(
    ("gaps", "met", "warned"),
    [(ENOUGH_TO_WONDER, 0, True), (ENOUGH_TO_WONDER - 1, 0, False), (ENOUGH_TO_WONDER, 1, False)],
)
def test_a_rule_whose_codes_a_site_filled_and_that_nobody_meets_is_wondered_at(
    gaps: int, met: int, *, warned: bool
) -> None:
    outcomes = [*(gap(number) for number in range(gaps)), *(outcome(number) for number in range(100, 100 + met))]
    rule = replace(RULES[0], filled_here={"our-forms": 1})
    run = facts(outcomes, rules=(rule,), tallies={STALE: tallied(outcomes, STALE)}, not_evaluated={})
    said = "RC-RISK-002 is met by nobody, and looks for codes of 'our-forms': are these the codes that this input uses?"
    assert run.warnings == ((said,) if warned else ())
    assert run.as_dict()["rules"][0]["codes_filled_here"] == {"our-forms": 1}


def test_types_that_hold_subjects_and_are_not_in_the_input_are_said_once() -> None:
    rules = [replace(rule, unseen=("EpisodeOfCare",), subjects="referrals") for rule in facts().rules]
    run = replace(facts(), rules=tuple(rules))
    assert run.warnings == (
        "Not in this input: EpisodeOfCare. Further referrals may be recorded there; they have no outcome.",
    )


def test_problems_are_counted_by_the_entries_that_have_them() -> None:
    many = [problem("reference-unresolved", count=5), problem("not-json"), problem("reference-unresolved")]
    assert count_problems(many) == {"not-json": 1, "reference-unresolved": 6}


def test_versions_are_those_an_answer_can_hang_on() -> None:
    assert set(versions(engine="reference")) == {"risk_checks", "python"}
    assert set(versions(engine="duckdb")) == {"risk_checks", "python", "duckdb", "ibis"}


def test_report_whose_outcomes_differ_from_its_sums_is_refused() -> None:
    with pytest.raises(EngineError, match=r"RC-E491: the outcomes of this run differ from its sums: RC-RISK-002$"):
        report(OUTCOMES[1:], tallies={rule.id: tallied(OUTCOMES, rule.id) for rule in RULES[:2]})


def test_coverage_of_no_type_is_said_too() -> None:
    assert facts(coverage=CoverageFacts((), "declared", 0)).as_dict()["coverage"]["types"] == []
