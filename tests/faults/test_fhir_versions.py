"""Row 32 of docs/reference/bad-input.md: resources of FHIR STU3 and R5 are recognised, told, and never half read."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from risk_checks.engines.definitions import shipped_definitions
from risk_checks.records.projections import compile_shapes
from risk_checks.records.reading import read_sources
from tests.corpus import resources_in
from tests.faults.harness import Resource, assessment, check, extract

ROOT = Path(__file__).resolve().parents[2]
STU3, R5 = "hl7_stu3_examples_wrong_version", "hl7_r5_examples_wrong_version"
SHAPES = compile_shapes(shipped_definitions().shapes)
CONCEPT = {"text": "x"}
PATIENT = {"reference": "Patient/p1"}

MARKED: list[tuple[str, Resource, str]] = [
    ("Encounter", {"class": [{"coding": [{"code": "IMP"}]}]}, "R5"),
    ("Encounter", {"actualPeriod": {"start": "2026-01-01"}}, "R5"),
    ("Encounter", {"participant": [{"actor": {"reference": "Practitioner/1"}}]}, "R5"),
    ("Encounter", {"reason": [CONCEPT]}, "STU3 or R5"),
    ("Encounter", {"reason": [CONCEPT], "incomingReferral": [{"reference": "ReferralRequest/1"}]}, "STU3"),
    ("Encounter", {"reason": [{"value": [{"concept": CONCEPT}]}], "class": [CONCEPT]}, "R5"),
    ("Condition", {"clinicalStatus": "active"}, "STU3"),
    ("Condition", {"assertedDate": "2026-01-01"}, "STU3"),
    ("Condition", {"participant": [{"actor": PATIENT}]}, "R5"),
    ("RiskAssessment", {"reason": [{"concept": CONCEPT}]}, "R5"),
    ("RiskAssessment", {"context": {"reference": "Encounter/1"}}, "STU3"),
    ("RelatedPerson", {"relationship": CONCEPT}, "STU3"),
    ("Consent", {"policyRule": "http://hl7.org/fhir/ConsentPolicy/opt-in"}, "STU3"),
    ("Consent", {"provision": [{"period": {"start": "2026-01-01"}}]}, "R5"),
    ("Appointment", {"serviceType": [{"concept": CONCEPT}]}, "R5"),
    ("Task", {"requester": {"agent": {"reference": "Practitioner/1"}}}, "STU3"),
    ("Procedure", {"occurrenceDateTime": "2026-01-01"}, "R5"),
    ("CarePlan", {"activity": [{"plannedActivityReference": {"reference": "Task/1"}}]}, "R5"),
    ("DocumentReference", {"context": [{"reference": "Encounter/1"}]}, "R5"),
    ("QuestionnaireResponse", {"parent": [{"reference": "Procedure/1"}]}, "STU3"),
    ("ProcedureRequest", {}, "STU3"),
    ("Transport", {}, "R5"),
]


def versions_told(*resources: Any) -> list[str]:
    """Return the versions that resources are told to be in, those of R4 left out."""
    found = read_sources(resources, shapes=SHAPES).problems
    return [one.what.rpartition(": ")[2] for one in found if one.code == "fhir-version"]


@pytest.mark.row(32)
@pytest.mark.parametrize(("kind", "more", "version"), MARKED)
def test_one_mark_shows_the_version(kind: str, more: Resource, version: str) -> None:
    whose = {"patient": PATIENT} if kind in ("Consent", "RelatedPerson") else {"subject": PATIENT}
    assert versions_told({"resourceType": kind, "id": "1", **whose, **more}) == [version]


@pytest.mark.row(32)
@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_an_empty_element_is_no_mark(empty: Any) -> None:
    assert versions_told(assessment(reason=empty, context=empty)) == []


@pytest.mark.row(32)
def test_one_of_another_version_leaves_its_patient_unknown_and_the_run_incomplete(tmp_path: Path) -> None:
    old = [assessment(context={"reference": "Encounter/1"}), assessment("r2", comment="x")]
    ran = check(extract(tmp_path, RiskAssessment=old), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "unknown")
    assert [(one["code"], one.get("line"), one["count"]) for one in ran.problems] == [
        ("fhir-version", 1, 1),
        ("fhir-version", 2, 1),
        ("file-fhir-version", None, 2),
    ]
    for one in ran.problems:
        assert one["what"].endswith(": STU3") or one["what"].endswith("version: STU3")
        assert "FHIR R4" in one["hint"]


@pytest.mark.row(32)
def test_a_type_that_became_another_is_missed_there(tmp_path: Path) -> None:
    asked = {"resourceType": "ProcedureRequest", "id": "q1", "subject": PATIENT, "status": "active"}
    coverage = read_sources([asked], shapes=SHAPES).coverage
    assert not coverage.covers("ServiceRequest", patient="Patient/p1")
    assert coverage.covers("ServiceRequest", patient="Patient/p2")


# Resources of STU3 and R5 in which nothing that views read is written otherwise than in R4: they say the same in it.
RECOGNISED = {
    STU3: {
        "CarePlan": (10, 11),
        "CareTeam": (1, 1),
        "Communication": (2, 3),
        "Condition": (12, 12),
        "Consent": (12, 12),
        "Encounter": (7, 10),
        "EpisodeOfCare": (0, 1),
        "Flag": (2, 2),
        "Patient": (1, 17),
        "QuestionnaireResponse": (3, 5),
        "RelatedPerson": (4, 4),
        "RiskAssessment": (2, 4),
        "Task": (6, 6),
    },
    R5: {
        "CarePlan": (10, 11),
        "CareTeam": (1, 1),
        "Communication": (1, 3),
        "Condition": (7, 13),
        "Consent": (12, 12),
        "Encounter": (13, 13),
        "EpisodeOfCare": (1, 1),
        "Flag": (0, 2),
        "Patient": (0, 28),
        "QuestionnaireResponse": (0, 5),
        "RelatedPerson": (0, 7),
        "RiskAssessment": (0, 6),
        "Task": (6, 13),
    },
}


@pytest.mark.shared_data
@pytest.mark.row(32)
@pytest.mark.parametrize("folder", [STU3, R5])
def test_the_examples_of_other_versions_are_recognised_where_they_differ(folder: str) -> None:
    known: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for one in resources_in("data", folder):
        if one["resourceType"] in SHAPES.by_type:
            every[one["resourceType"]] += 1
            known[one["resourceType"]] += len(versions_told(one))
    assert {kind: (known[kind], count) for kind, count in every.items()} == RECOGNISED[folder]


@pytest.mark.shared_data
@pytest.mark.row(32)
def test_what_is_not_recognised_is_valid_in_r4() -> None:
    models = pytest.importorskip("fhir.resources.R4B")
    not_valid: list[tuple[str, list[tuple[Any, ...]]]] = []
    for folder in (STU3, R5):
        for one in resources_in("data", folder):
            if one["resourceType"] in SHAPES.by_type and not versions_told(one):
                alone = {name: value for name, value in one.items() if name != "contained"}
                try:
                    models.get_fhir_model_class(one["resourceType"]).model_validate(alone)
                except ValueError as error:
                    faults: list[dict[str, Any]] = getattr(error, "errors", list)()
                    not_valid.append((one["resourceType"], [each["loc"] for each in faults]))
    # No view reads a Condition's evidence nor who a response is identified as; fhir.resources reads one subject alone.
    assert not_valid == [
        ("RiskAssessment", [("subject",)]),
        ("RiskAssessment", [("subject",)]),
        ("Condition", [("evidence", 0, "reference")]),
        ("QuestionnaireResponse", [("identifier", "root")]),
    ]


@pytest.mark.shared_data
@pytest.mark.row(32, 23, 36)
@pytest.mark.parametrize(
    "folder",
    ["hl7_r4_examples", "uk_core_json", "uk_pds", "us_core", "au_core", "pathling_bundles", "synthea_r4_bundles"],
)
def test_no_resource_of_r4_is_refused(folder: str) -> None:
    found = read_sources(resources_in("data", folder), shapes=SHAPES).problems
    codes = {one.code for one in found}
    assert not codes & {"fhir-version", "element-shape", "element-case", "modifier-not-understood", "number-not-exact"}


def test_the_table_is_what_the_models_say(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fhir.resources.STU3")
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("make_version_marks", ROOT / "tools" / "make_version_marks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_version_marks", module)
    spec.loader.exec_module(module)
    committed = ROOT / "src" / "risk_checks" / "records" / "version_marks.tsv"
    assert module.table() == committed.read_text(encoding="utf-8")
