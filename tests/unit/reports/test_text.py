"""What a terminal is told: sums that can be checked, reasons, problems and the next step; no key, no verdict."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from risk_checks.documents import Plain
from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.records.accounting import Sums
from risk_checks.records.folders import UNFINISHED
from risk_checks.records.problems import Problem, problem
from risk_checks.records.sources import Skipped
from risk_checks.reports.run import CoverageFacts, NotRun
from risk_checks.reports.text import as_json, as_text
from risk_checks.rules.choice import WhyNot
from tests.unit.reports.making import CARER, OUTCOMES, RULES, STALE, gap, outcome, report, tallied

TEXT = """\
risk_checks 0.1.0: records as of 1 November 2026 (Europe/London, reference)

What was read
  entries   20 = 16 used + 1 duplicate + 3 set aside
  patients  5 = 4 checked + 1 merged into another
  latest change in the input: 31 October 2026

What the input covers
  EpisodeOfCare, Patient, RiskAssessment (the files)

What was found as of 1 November 2026
  rule          population  met  late  due  gap  unknown  exempt
  RC-RISK-002            3    1     0    0    1        1       0
    Risk assessment out of date (high)
  RC-CARER-002           3    1     0    0    1        0       1
    Carer's details incomplete (medium)
  RC-PLAN-001 not evaluated: No care plan can be seen: this input covers none of
    CarePlan.

How the rows add up
  RC-RISK-002  5 referrals = 3 with an outcome + 2 outside the population
  RC-CARER-002  5 patients = 3 with an outcome + 2 outside the population

What the record cannot tell
  RC-RISK-002  1 because a date is missing or not exact enough

What the rules cannot recognise here
  RC-RISK-002  local-risk-forms (code sets for the site to fill)

Problems in the input
  2 not-json: the text is not JSON (in Patient.ndjson); export or fetch it
    again; if it comes the same, report it to the system that wrote it
  1 element-shape: an element is not of the JSON kind that FHIR says:
    Patient.name (in Patient.ndjson); have it corrected in the system that wrote
    it

What to do next
  - out/findings.csv is the worklist: who, what is not recorded, since when,
    what closes it
  - out/problems.ndjson lists each problem by file and line
  - out/outcomes.parquet holds every outcome and carries the keys: handle it as
    a record
  - risk-checks rules show RC-RISK-002 says what the rule asks for and why
  - add --explain RC-RISK-002 SUBJECT to see what was looked at for one subject
"""

SKIPPED = tuple(Skipped(f"file-{number}", "hidden") for number in range(7))


def test_whole_text_is_this() -> None:
    assert as_text(report(), folder="out") == TEXT


def test_nothing_found_is_said_by_leaving_out() -> None:
    told = as_text(report([outcome(1)], ()))
    assert "What the record cannot tell" not in told
    assert "Problems in the input" not in told
    assert "rules show" not in told
    assert "problems.ndjson" not in as_text(report([outcome(1)], ()), folder="out")


def test_rules_that_are_switched_off_are_named_so_that_silence_is_no_answer() -> None:
    left = [
        NotRun(RuleId("RC-CARER-001"), "carer-not-recorded", "Carer not recorded", WhyNot.OFF_HERE),
        NotRun(RuleId("RC-PLAN-002"), "care-plan-stale", "Care plan stale", WhyNot.OFF_HERE),
        NotRun(RuleId("RC-RISK-009"), "other-missing", "Other missing", WhyNot.OFF),
        NotRun(RuleId("RC-RISK-008"), "more-missing", "More missing", WhyNot.IGNORED),
    ]
    told = as_text(report(not_run=tuple(left)))
    assert "\n  switched off here: RC-CARER-001, RC-PLAN-002\n  off unless selected: RC-RISK-009\n\n" in told
    assert "RC-RISK-008" not in told


def test_what_was_set_is_told_beside_what_is_shipped() -> None:
    by: Plain = {"by": {"column": "team", "values": {"T/1": "1 month"}, "otherwise": "9 months"}}
    rule = replace(
        RULES[0],
        parameters={"review_every": by, "first_within": "7 days"},
        shipped={"review_every": "12 months", "first_within": "14 days"},
        filled_here={"our-forms": 2},
    )
    told = as_text(report(rules=(rule, *RULES[1:])))
    assert (
        "What was set for this run\n"
        "  RC-RISK-002  review_every: 1 month where team is T/1, else 9 months (shipped:\n"
        "    12 months)\n"
        "  RC-RISK-002  first_within: 7 days (shipped: 14 days)\n"
        "  code set our-forms: 2 codes\n"
    ) in told


def test_next_step_is_the_most_urgent_rule_with_the_most_findings() -> None:
    lesser = [outcome(number, OutcomeKind.GAP, ReasonCode.FIELD_EMPTY, rule=CARER) for number in range(5)]
    assert "rules show RC-RISK-002" in as_text(report([*lesser, gap(1)]))
    assert "rules show RC-CARER-002" in as_text(report([*lesser, outcome(1)]))


def test_of_many_files_passed_over_a_few_are_named() -> None:
    assert "file-4 (hidden) and 2 more" in " ".join(as_text(report(skipped=SKIPPED)).split())


def test_files_that_look_half_fetched_are_warned_of_by_name() -> None:
    half = tuple(Skipped(f"Flag.{number}.ndjson.part", UNFINISHED) for number in range(7))
    told = " ".join(as_text(report(skipped=half)).split())
    assert "! Passed over, by a name as of a file that is still being fetched: Flag.0.ndjson.part," in told
    assert "Flag.4.ndjson.part and 2 more. Is the extract whole?" in told


def test_warnings_come_first() -> None:
    lines = as_text(report(incomplete=True, latest_update=datetime(2026, 3, 1, tzinfo=UTC))).splitlines()
    assert lines[1].startswith("! INCOMPLETE")
    assert "! Statuses are from another day: 1 March 2026, 245 days before the day of this" in lines


def test_what_is_not_known_is_said_to_be_so() -> None:
    told = as_text(
        report(
            (),
            (),
            latest_update=None,
            coverage=CoverageFacts((), "as given", 1),
            skipped=SKIPPED[:2],
            entries=Sums(),
        )
    )
    assert "latest change in the input: not recorded" in told
    assert "no resource type (as given)" in told
    assert "For 1 patient a resource was set aside: what it may hold is unknown." in told
    assert "2 files passed over: file-0 (hidden), file-1 (hidden)" in told
    assert "entries   0 = none" in told


def test_unknowns_are_told_by_their_reasons() -> None:
    many = [
        *(outcome(number, OutcomeKind.UNKNOWN, ReasonCode.NOT_COVERED) for number in range(3)),
        outcome(8, OutcomeKind.UNKNOWN, ReasonCode.SET_ASIDE),
        outcome(9, OutcomeKind.UNKNOWN, ReasonCode.ONLY_DRAFT),
    ]
    told = " ".join(as_text(report(many)).split())
    assert (
        "3 because a resource type was not in the input; 1 because only draft; 1 because a resource was set aside"
        in told
    )


def test_problems_are_counted_by_kind_and_the_list_is_short() -> None:
    many = [problem("element-shape", element=f"Patient.e{number:02}") for number in range(25)]
    tables = Problem(
        "RC-P1", None, None, "a code has no word", "extend the map", table="carer", column="roles", count=70
    )
    made = report(problems=[*many, tables, tables])
    told = as_text(made)
    assert "140 RC-P1: a code has no word (carer.roles); extend the map" in told
    assert "and 6 more kinds, in problems.ndjson" in told


def test_problem_without_words_is_counted_all_the_same() -> None:
    made = report(problems=())
    told = as_text(replace(made, run=replace(made.run, problems={"table-x": 3})))
    assert "  3 table-x\n" in told


def test_text_of_rules_cannot_act_on_the_terminal() -> None:
    rule = replace(RULES[0], title="Red\x1b[31m", subjects="referrals\x07", cannot_recognise=("a\u202eb",))
    told = as_text(report(OUTCOMES[:3], (), rules=(rule,), tallies={STALE: tallied(OUTCOMES, STALE)}, not_evaluated={}))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", told)
    assert "Red\\x1b[31m" in told


def test_text_fits_the_terminal_and_holds_no_key_and_no_verdict() -> None:
    told = as_text(report([gap(number) for number in range(30)], skipped=SKIPPED), folder="a/folder/with spaces")
    assert max(map(len, told.splitlines())) <= 80
    assert not re.search(r"Patient/|EpisodeOfCare/|Team East", told)
    assert not re.search(r"\b(safe|unsafe|compliant|at risk|dangerous)\b", told, re.IGNORECASE)


def test_json_is_the_facts_and_the_summary() -> None:
    told = json.loads(json.dumps(as_json(report())))
    assert told["format"] == "risk_checks run 1"
    assert told["summary"][2]["not_evaluated"].startswith("No care plan")
    assert told["findings"] == 3
