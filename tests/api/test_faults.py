"""What is wrong with a record is said, and never turned into an answer."""

from __future__ import annotations

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import pytest

import risk_checks as rc
from tests.api.records import ASSESSMENT, EPISODE, PATIENT, RECORD

AS_OF = "2026-11-01"
Engine = Literal["reference", "duckdb"]
ENGINES: tuple[Engine, ...] = ("reference", "duckdb")


def problems(report: rc.Report) -> list[tuple[str, str | None, int]]:
    """Return the problems of a report: code, table, count."""
    return [(each.code, each.table, each.count) for each in report.problems]


@pytest.mark.parametrize("engine", ENGINES)
def test_evidence_after_the_day_of_the_check_is_a_problem(engine: Engine) -> None:
    later = ASSESSMENT | {"occurrenceDateTime": "2026-12-03"}
    report = rc.check([PATIENT, EPISODE, later], as_of=AS_OF, select="RC-RISK-001", engine=engine)
    assert [each.reason_code.value for each in report.outcomes] == ["only_future"]
    assert problems(report) == [("dated-ahead", "assessment", 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_resource_that_names_no_patient_is_a_problem(engine: Engine) -> None:
    nobodys = {"resourceType": "RelatedPerson", "id": "x", "patient": {"identifier": {"value": "n"}}}
    report = rc.check([*RECORD, nobodys], as_of=AS_OF, select="RC-CARER-001", engine=engine)
    assert [each.outcome.value for each in report.outcomes] == ["gap"]
    assert problems(report) == [("reference-identifier", None, 1), ("patient-not-named", "carer", 1)]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_one_record_of_a_merged_person_lacks_the_person_lacks(engine: Engine) -> None:
    old: dict[str, Any] = {
        "resourceType": "Patient",
        "id": "old",
        "link": [{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}],
    }
    torn = ASSESSMENT | {"subject": {"reference": "Patient/old"}, "status": ["final"]}
    report = rc.check([PATIENT, old, EPISODE, torn], as_of=AS_OF, select="RC-RISK-001", engine=engine)
    assert [(each.outcome.value, each.reason_code.value) for each in report.outcomes] == [("unknown", "set_aside")]


def test_people_whose_subjects_may_be_unseen_are_announced() -> None:
    torn = EPISODE | {"status": 5}
    report = rc.check([PATIENT, torn], as_of=AS_OF)
    assert len(report.outcomes) == 0
    assert report.run.warnings[0] == (
        "Of 1 patient a resource that rules ask about was set aside: without another, they have no outcome."
    )


def test_a_patient_that_was_set_aside_is_counted_apart() -> None:
    report = rc.check([{"resourceType": "Patient", "id": "p1", "active": "yes"}, EPISODE], as_of=AS_OF)
    assert (report.run.patients.read, report.run.patients.set_aside) == (1, 1)
    assert report.run.tallies[report.run.rules[0].id].orphan == 1
    on_duckdb = rc.check([PATIENT, EPISODE], as_of=AS_OF, engine="duckdb", select="RC-RISK-001")
    assert on_duckdb.run.patients.set_aside == 0


@pytest.mark.parametrize(
    "record", [b'{"resourceType": "Patient", "id', {}, {"resourceType": "OperationOutcome", "issue": []}]
)
def test_a_record_of_which_nothing_can_be_read_is_refused(record: Any) -> None:
    with pytest.raises(rc.InputError) as refused:
        rc.check(record, as_of=AS_OF)
    assert refused.value.code == "RC-E508"
    with pytest.raises(rc.InputError):
        rc.compile().check(record, as_of=AS_OF)


def test_a_record_read_in_part_says_so() -> None:
    report = rc.check([*RECORD, {"resourceType": "OperationOutcome", "issue": []}], as_of=AS_OF)
    assert report.run.incomplete
    assert "INCOMPLETE" in repr(report)


@pytest.mark.parametrize("parameters", [{"RC-RISK-002.review_every": "6 months"}, {"RC-RISK-002": {"review_every": 6}}])
def test_parameters_of_another_form_are_refused(parameters: Any) -> None:
    with pytest.raises(rc.UsageError, match="RC-E616") as refused:
        rc.check(RECORD, as_of=AS_OF, parameters=parameters)
    assert '{"RC-RISK-002": {"review_every": "6 months"}}' in str(refused.value)


def test_a_file_that_cannot_be_used_leaves_its_type_uncovered(tmp_path: Path) -> None:
    for name in (
        "ClinicalImpression",
        "Composition",
        "DocumentReference",
        "Observation",
        "Procedure",
        "QuestionnaireResponse",
    ):
        (tmp_path / f"{name}.ndjson").touch()
    (tmp_path / "Patient.ndjson").write_text(json.dumps(PATIENT) + "\n", encoding="utf-8")
    (tmp_path / "EpisodeOfCare.ndjson").write_text(json.dumps(EPISODE) + "\n", encoding="utf-8")
    whole = gzip.compress(json.dumps(ASSESSMENT).encode(), mtime=0)
    (tmp_path / "RiskAssessment.ndjson.gz").write_bytes(whole[:-9])
    report = rc.read(tmp_path).check(as_of=AS_OF, select="RC-RISK-001", engine="reference")
    assert report.run.incomplete
    assert [each.reason for each in report.outcomes] == [
        "The record cannot tell: RiskAssessment was not in this input."
    ]
    (tmp_path / "RiskAssessment.ndjson.gz").write_bytes(whole)
    report = rc.read(tmp_path).check(as_of=AS_OF, select="RC-RISK-001", engine="reference")
    assert [each.outcome.value for each in report.outcomes] == ["met"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_plan_that_was_withdrawn_never_counts(engine: Engine) -> None:
    plan = {
        "resourceType": "CarePlan",
        "id": "c1",
        "status": "revoked",
        "intent": "plan",
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2026-02-01", "end": "2027-02-01"},
    }
    report = rc.check([PATIENT, EPISODE, plan], as_of=AS_OF, select="RC-PLAN-001", engine=engine)
    assert [each.outcome.value for each in report.outcomes] == ["gap"]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_patient_who_is_not_in_the_input_lacks_the_survivor_lacks(engine: Engine) -> None:
    survivor = PATIENT | {"link": [{"other": {"reference": "Patient/gone"}, "type": "replaces"}]}
    torn = {"resourceType": "RelatedPerson", "id": "x", "patient": {"reference": "Patient/gone"}, "active": "yes"}
    report = rc.check([survivor, EPISODE, torn], as_of=AS_OF, select="RC-CARER-001", engine=engine)
    assert [each.outcome.value for each in report.outcomes] == ["unknown"]


def test_a_linked_patient_that_was_set_aside_leaves_everything_open() -> None:
    torn = {
        "resourceType": "Patient",
        "id": "old",
        "active": "yes",
        "link": [{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}],
    }
    theirs = ASSESSMENT | {"subject": {"reference": "Patient/old"}}
    report = rc.check([PATIENT, EPISODE, torn, theirs], as_of=AS_OF, select="RC-RISK-001")
    assert [(each.outcome.value, each.reason_code.value) for each in report.outcomes] == [("unknown", "set_aside")]


def test_one_extract_serves_many_threads() -> None:
    extract = rc.read(RECORD)

    def check(day: str) -> list[str]:
        return [each.outcome.value for each in extract.check(as_of=day, select="RC-RISK-001").outcomes]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(check, ["2026-11-01"] * 4)) == [["met"]] * 4


def test_a_subject_that_starts_later_is_explained_as_outside() -> None:
    later = EPISODE | {"period": {"start": "2027-01-05"}}
    report = rc.check([PATIENT, later], as_of=AS_OF, select="RC-RISK-001")
    assert "does not apply" in str(report.explain("RC-RISK-001", "EpisodeOfCare/e1"))


def test_a_rule_that_was_not_evaluated_is_not_explained() -> None:
    report = rc.check([PATIENT, EPISODE], as_of=AS_OF, select="RC-RISK-001", covers=["Patient", "EpisodeOfCare"])
    with pytest.raises(rc.UsageError, match="RC-E617"):
        report.explain("RC-RISK-001", "EpisodeOfCare/e1")


def test_compiled_rules_read_paths_as_check_does(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    told = [
        [each.outcome for each in made.outcomes]
        for made in (
            rc.compile().check([path], as_of=AS_OF),
            rc.check([str(path)], as_of=AS_OF),
            rc.check(RECORD, as_of=AS_OF),
        )
    ]
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize("engine", ENGINES)
def test_error_of_the_caller_s_own_progress_reaches_the_caller(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "Patient.ndjson").write_text(json.dumps(PATIENT), encoding="utf-8")
    theirs = BrokenPipeError("the terminal is gone")

    def progress(_: int) -> None:
        raise theirs

    extract = rc.read(tmp_path, progress=progress)
    with pytest.raises(BrokenPipeError) as raised:
        extract.check(as_of=AS_OF, engine=engine)
    assert raised.value is theirs
