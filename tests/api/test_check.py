"""`check()` takes a record in every form and answers alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import risk_checks as rc
from tests.api.records import ASSESSMENT, EPISODE, PATIENT, RECORD, bundle

AS_OF = "2026-11-01"
FLAGSHIPS = ("RC-CARER-001", "RC-CARER-002", "RC-PLAN-001", "RC-PLAN-002", "RC-RISK-001", "RC-RISK-002")
EXPECTED = [
    ("RC-CARER-001", "EpisodeOfCare/e1", "gap", "none_recorded"),
    ("RC-PLAN-001", "EpisodeOfCare/e1", "gap", "none_recorded"),
    ("RC-PLAN-002", "EpisodeOfCare/e1", "gap", "none_recorded"),
    ("RC-RISK-001", "EpisodeOfCare/e1", "met", "recorded"),
    ("RC-RISK-002", "EpisodeOfCare/e1", "met", "current"),
]


def as_models(_: Path) -> Any:
    """Return the record as a list of models."""
    r4b = pytest.importorskip("fhir.resources.R4B", reason="fhir.resources is not installed")
    return [r4b.get_fhir_model_class(each["resourceType"]).model_validate(each) for each in RECORD]


def as_model_bundle(_: Path) -> Any:
    """Return the record as a Bundle model."""
    r4b = pytest.importorskip("fhir.resources.R4B", reason="fhir.resources is not installed")
    return r4b.get_fhir_model_class("Bundle").model_validate(bundle(*RECORD))


def as_path(folder: Path) -> Path:
    """Return the path of a file that holds the record."""
    path = folder / "record.json"
    path.write_text(json.dumps(bundle(*RECORD)), encoding="utf-8")
    return path


FORMS: dict[str, Callable[[Path], Any]] = {
    "a Bundle as a dict": lambda _: bundle(*RECORD),
    "a list of resources": lambda _: RECORD,
    "JSON bytes": lambda _: json.dumps(bundle(*RECORD)).encode(),
    "JSON text": lambda _: json.dumps(RECORD),
    "a path": as_path,
    "a path as text": lambda folder: str(as_path(folder)),
    "a list of models": as_models,
    "a Bundle model": as_model_bundle,
}


def told(report: rc.Report) -> list[tuple[str, str, str, str]]:
    """Return what a report says, without dates."""
    return [(each.rule, each.subject, each.outcome.value, each.reason_code.value) for each in report.outcomes]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_record_gives_the_same_outcomes(form: str, tmp_path: Path) -> None:
    assert told(rc.check(FORMS[form](tmp_path), as_of=AS_OF, select=FLAGSHIPS)) == EXPECTED


def test_the_duckdb_engine_says_the_same_of_one_record() -> None:
    select = "RC-RISK-001,RC-RISK-002,RC-CARER-001,RC-CARER-002,RC-PLAN-001,RC-PLAN-002"
    one, other = (rc.check(RECORD, as_of=AS_OF, engine=engine, select=select) for engine in ("reference", "duckdb"))
    assert list(one.outcomes) == list(other.outcomes)
    assert (one.run.tallies, one.run.patients) == (other.run.tallies, other.run.patients)


def test_a_check_leaves_the_record_as_it_was() -> None:
    before = json.dumps(RECORD)
    rc.check(RECORD, as_of=AS_OF)
    assert json.dumps(RECORD) == before


def test_rules_are_selected_and_ignored_by_id_or_slug() -> None:
    only = rc.check(RECORD, as_of=AS_OF, select="RC-RISK-001,care-plan-missing", ignore=["RC-PLAN-001"])
    assert [each.rule for each in only.outcomes] == ["RC-RISK-001"]


def test_a_parameter_set_for_a_run_moves_the_deadline() -> None:
    report = rc.check(
        RECORD,
        as_of="2026-07-11",
        select="RC-RISK-002",
        parameters={"risk-assessment-out-of-date": {"review_every": "6 months"}},
    )
    assert [(each.outcome.value, str(each.due_on)) for each in report.outcomes] == [("gap", "2026-07-10")]


def test_coverage_given_by_the_caller_makes_an_absence_unknown() -> None:
    report = rc.check(
        [PATIENT, EPISODE], as_of=AS_OF, select="RC-RISK-001", covers=["Patient", "EpisodeOfCare", "RiskAssessment"]
    )
    (outcome,) = report.outcomes
    assert (outcome.outcome, outcome.reason_code) == ("unknown", "not_covered")
    assert outcome.reason == (
        "The record cannot tell: ClinicalImpression, Composition, DocumentReference, Observation, Procedure, "
        "QuestionnaireResponse were not in this input."
    )


def test_types_that_a_site_never_fills_count_as_covered_and_empty() -> None:
    report = rc.check(
        [PATIENT, EPISODE],
        as_of=AS_OF,
        select="RC-RISK-001",
        covers=["Patient", "EpisodeOfCare", "RiskAssessment"],
        not_used=[
            *("ClinicalImpression", "Composition", "DocumentReference"),
            *("Observation", "Procedure", "QuestionnaireResponse"),
        ],
    )
    assert [each.outcome.value for each in report.outcomes] == ["gap"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"as_of": "1 November"}, "RC-E610"),
        ({"as_of": datetime(2026, 11, 1)}, "RC-E610"),  # noqa: DTZ001 - a moment without a zone is what is refused
        ({"as_of": AS_OF, "zone": "Europe/Londn"}, "RC-E611"),
        ({"as_of": AS_OF, "engine": "duckbd"}, "RC-E613"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_code(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(rc.UsageError) as refused:
        rc.check(RECORD, **asked)
    assert refused.value.code == code


def test_rules_compiled_once_check_many_records_from_many_threads() -> None:
    compiled = rc.compile(select=["RC-RISK-001", "RC-RISK-002"])
    bare, full = [PATIENT, EPISODE], [PATIENT, EPISODE, ASSESSMENT]

    def check(record: list[dict[str, Any]]) -> list[str]:
        return [each.outcome.value for each in compiled.check(record, as_of=date(2026, 11, 1)).outcomes]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(check, [bare, full] * 20))
    assert found == [["gap", "gap"], ["met", "met"]] * 20


def test_rules_of_a_folder_lie_over_the_shipped_ones(tmp_path: Path) -> None:
    shipped = rc.load_rules().rule("risk-assessment-missing")
    assert shipped.path is not None
    theme = tmp_path / "mine"
    theme.mkdir()
    text = shipped.path.read_text(encoding="utf-8")
    mine = theme / "risk-assessment-missing.yaml"
    mine.write_text(text.replace("severity: high", "severity: low"), encoding="utf-8")
    severities = {each.rule: each.severity for each in rc.check(RECORD, as_of=AS_OF, rules=tmp_path).outcomes}
    assert (severities["RC-RISK-001"], severities["RC-RISK-002"]) == ("low", "high")
