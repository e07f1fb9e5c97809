"""Coverage by table (clause 5.1b): what is read and was not given leaves a rule not evaluated, with what to provide."""

from __future__ import annotations

from pathlib import Path

import pytest

import risk_checks as rc
from tests.api.given import AS_OF, SUICIDE, Engine, both_engines, write

REFERRAL = "id,patient,status,start,end,derived,last_contact / r1,p1,open,2025-01-01,,false,"
PATIENT = "id,deceased,deceased_date / p1,,"
ASSESSMENT = f"id,patient,kinds,status,date / a1,p1,{SUICIDE},complete,2025-12-01"

RULES = {
    "when": """\
for_each: referral
when: {team: {filled: true}}
expect: {complete: [start]}
""",
    "unless": """\
for_each: referral
unless: [{because: known to a carer, when: {having: {table: carer}}}]
expect: {complete: [start]}
""",
    "patient": """\
for_each: referral
when: {patient.birth_date: {before: "2000-01-01"}}
expect: {complete: [start]}
""",
    "where": """\
for_each: referral
expect: {recorded: assessment, where: {author: {filled: true}}}
""",
    "clock": """\
for_each: referral
expect: {recorded: assessment, within: {of: first_contact, time: 14 days, first_day: counted}}
""",
    "state": """\
for_each: patient
when: {deceased: false}
expect: {recorded: care_plan, where: {status: active}}
""",
}


def _rule(body: str) -> str:
    return f"""\
id: RC-OWN-001
slug: own
title: Own
status: {{stage: preview, since: "0.1"}}
revision: 1
severity: low
what: what
why: why
action: action
known_limits: limits
sources:
  - {{title: Own policy, says: so}}
{body}"""


def _why(folder: Path, body: str, engine: Engine) -> str | None:
    rules = folder.parent / "rules" / "own"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / "own.yaml").write_text(_rule(body), encoding="utf-8")
    report = rc.read(folder).check(as_of=AS_OF, rules=rules.parent, select="own", engine=engine)
    return report.run.not_evaluated.get(report.run.rules[0].id)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("when", "Give the column 'team' of the table 'referral'."),
        ("unless", "Give the table 'carer' (carer.parquet or carer.csv) with the columns id, patient."),
        ("patient", "Give the column 'birth_date' of the table 'patient'."),
        ("where", "Give the column 'author' of the table 'assessment'."),
        ("clock", "Give the column 'first_contact' of the table 'referral'."),
        (
            "state",
            (
                "Give the table 'care_plan' (care_plan.parquet or care_plan.csv) with the columns id, patient, status, "
                "start, end, reviewed."
            ),
        ),
    ],
)
@both_engines
def test_a_rule_that_reads_what_was_not_given_is_not_evaluated(
    tmp_path: Path, body: str, why: str, engine: Engine
) -> None:
    folder = write(tmp_path / "given", patient=PATIENT, referral=REFERRAL, assessment=ASSESSMENT)
    assert _why(folder, RULES[body], engine) == why


@both_engines
def test_a_table_without_rows_is_given(tmp_path: Path, engine: Engine) -> None:
    folder = write(tmp_path / "given", patient=PATIENT, referral=REFERRAL, carer="id,patient")
    assert _why(folder, RULES["unless"], engine) is None


@both_engines
def test_half_of_a_day_is_no_day(tmp_path: Path, engine: Engine) -> None:
    referral = REFERRAL.replace("start", "start_earliest")
    folder = write(tmp_path / "given", patient=PATIENT, referral=referral)
    assert _why(folder, RULES["patient"].replace("patient.birth_date", "start"), engine) == (
        "Give the column 'start' of the table 'referral'."
    )


@both_engines
def test_without_the_table_of_people_nothing_is_evaluated(tmp_path: Path, engine: Engine) -> None:
    folder = write(tmp_path / "given", referral=REFERRAL)
    assert _why(folder, "for_each: referral\nexpect: {complete: [start]}\n", engine) == (
        "Give the table 'patient' (patient.parquet or patient.csv) with the columns id."
    )


@both_engines
def test_a_table_that_is_given_covers_everybody(tmp_path: Path, engine: Engine) -> None:
    folder = write(tmp_path / "given", patient=PATIENT, referral=REFERRAL, assessment="id,patient,kinds,status,date")
    report = rc.read(folder).check(as_of=AS_OF, select="risk-assessment-missing", engine=engine)
    assert [(each.outcome, each.reason_code) for each in report.outcomes] == [("gap", "none_recorded")]
    assert report.run.coverage.types == ("assessment", "patient", "referral")
    assert report.run.coverage.how == "the tables that were given"


def test_several_columns_are_named_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path / "given", patient=PATIENT, referral="id,patient", assessment=ASSESSMENT)
    report = rc.read(folder).check(as_of=AS_OF, select="risk-assessment-missing")
    assert list(report.run.not_evaluated.values()) == [
        "Give the columns 'status', 'start', 'end', 'last_contact', 'derived' of the table 'referral'."
    ]


def test_what_types_are_covered_is_not_asked_of_tables(tmp_path: Path) -> None:
    folder = write(tmp_path / "given", patient=PATIENT)
    with pytest.raises(rc.UsageError, match="RC-E537: covers and not_used name resource types"):
        rc.read(folder, covers=["Patient"])
