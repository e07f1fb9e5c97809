"""Data that nobody here wrote: every entry of it has one fate, the same in memory and staged, and no fault is fatal."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from risk_checks.records.coverage import FILES, RECORDS
from risk_checks.records.reading import Records, read_sources
from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.records.staging import stage_sources
from tests.unit.records.small import BOOLEAN, REFERENCE, TEXT, many, one

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CODE = one(coding=many(system=TEXT, code=TEXT), text=TEXT)
PERIOD = one(start=TEXT, end=TEXT)
SHAPES = {
    "Patient": Shape(
        {
            "id": TEXT,
            "birthDate": TEXT,
            "active": BOOLEAN,
            "deceasedBoolean": BOOLEAN,
            "deceasedDateTime": TEXT,
            "name": many(family=TEXT, given=Field(many=True, of=Primitive.TEXT), _given=many(extension=many(url=TEXT))),
            "contact": many(name=one(family=TEXT, text=TEXT), period=PERIOD),
            "link": many(other=REFERENCE, type=TEXT),
        }
    ),
    "Encounter": Shape({"id": TEXT, "status": TEXT, "subject": REFERENCE, "period": PERIOD}),
    "CarePlan": Shape({"id": TEXT, "status": TEXT, "subject": REFERENCE, "period": PERIOD, "created": TEXT}),
    "Observation": Shape(
        {
            "id": TEXT,
            "status": TEXT,
            "code": CODE,
            "subject": REFERENCE,
            "valueQuantity": one(value=Field(many=False, of=Primitive.DECIMAL)),
            "valueInteger": Field(many=False, of=Primitive.INTEGER),
        }
    ),
    "RelatedPerson": Shape({"id": TEXT, "active": BOOLEAN, "patient": REFERENCE, "period": PERIOD}),
    "RiskAssessment": Shape({"id": TEXT, "status": TEXT, "subject": REFERENCE, "occurrenceDateTime": TEXT}),
}

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="there is no shared data beside this checkout"),
]


def _read(name: str, into: Path) -> Records:
    """Read a folder both ways; they agree, and every entry has a fate."""
    records = read_sources([SHARED / name], shapes=SHAPES)
    staged = stage_sources([SHARED / name], shapes=SHAPES, into=into)
    for part in ("sums", "problems", "coverage", "incomplete", "skipped", "latest_update", "digest"):
        assert getattr(staged, part) == getattr(records, part), part
    used = Counter(entry.type for entry in records.entries)
    lines = {kind: len(file.read_bytes().splitlines()) for kind, file in staged.files.items()}
    assert lines == {kind: used[kind] for kind in SHAPES}
    assert records.sums.adds_up
    return records


def _codes(records: Records) -> dict[str, int]:
    return dict(Counter(problem.code for problem in records.problems))


# The entries were counted with another program, from the JSON files alone.
@pytest.mark.parametrize(
    ("name", "entries", "patients", "codes"),
    [
        ("synthea_r4_bundles", 9309, 25, {}),
        ("pathling_bundles", 4120, 10, {}),
        ("us_core", 236, 4, {}),
        ("uk_core_json/package", 146, 28, {"nhs-number-not-valid": 1}),  # 9912003890: its check digit would be another
    ],
)
def test_clean_records_are_used_or_not_needed(
    tmp_path: Path, name: str, entries: int, patients: int, codes: dict[str, int]
) -> None:
    records = _read(name, tmp_path)
    assert records.sums.used + records.sums.not_needed == records.sums.total == entries
    assert (_codes(records), records.incomplete, records.coverage.how) == (codes, False, RECORDS)
    keys = {entry.key for entry in records.entries if entry.type == "Patient"}
    assert len(keys) == patients
    subjects = [entry.resource.get("subject", {}) for entry in records.entries if entry.type == "Encounter"]
    if not name.startswith("uk_core"):  # its encounters are of people who are not among its examples
        assert {subject["reference"] for subject in subjects} <= keys


@pytest.mark.parametrize(
    ("name", "covered", "absent"),
    [
        (
            "synthea_bulk_ndjson_10",
            {"Patient", "Encounter"},
            {"CarePlan", "RelatedPerson", "RiskAssessment", "Observation"},
        ),
        ("synthea_bulk_ndjson_100_partial", {"Patient"}, {"Encounter", "CarePlan"}),
    ],
)
def test_a_bulk_export_covers_the_types_it_has_files_for(
    tmp_path: Path, name: str, covered: set[str], absent: set[str]
) -> None:
    records = _read(name, tmp_path)
    lines = sum(len(path.read_bytes().splitlines()) for path in (SHARED / name).glob("[A-Z]*.ndjson"))
    assert records.sums.total == lines
    assert (_codes(records), records.incomplete, records.coverage.how) == ({}, False, FILES)
    assert covered <= records.coverage.types
    assert not absent & records.coverage.types
    assert ("log.ndjson", "JSON without FHIR resources") in [(one.file, one.reason) for one in records.skipped]


def test_the_specification_s_examples_use_one_id_for_many_things(tmp_path: Path) -> None:
    """Examples of different servers and pages share ids such as `example`, with nothing to tell them apart."""
    records = _read("hl7_r4_examples", tmp_path)
    assert _codes(records).keys() == {
        *("version-conflict", "server-error", "server-message", "delete-not-understood"),
        *("reference-contained", "reference-not-found", "reference-elsewhere", "addresses-differ"),
        *("delete-not-found", "number-not-exact", "bundle-next-unread"),
    }
    assert (records.sums.total, records.sums.superseded) == (2606, 1)
    assert records.incomplete


def test_national_examples_repeat_patients_with_other_content(tmp_path: Path) -> None:
    """Nine documents of au_core carry their own copies of the same people, as do its folders of one encounter."""
    records = _read("au_core", tmp_path)
    assert _codes(records).keys() == {"version-conflict"}
    assert records.sums.total == 1707


def test_templates_and_error_replies_of_a_service_are_set_aside_or_control(tmp_path: Path) -> None:
    """The folder holds request templates (`"given": "#(name)"`), bare patches and error replies, beside records."""
    records = _read("uk_pds", tmp_path)
    assert _codes(records).keys() == {
        "access-restricted",
        "element-shape",
        "id-missing",
        "id-not-usable",
        "server-error",
        "server-message",
        "version-conflict",
    }
    wrong = {problem.what.rpartition(" ")[2] for problem in records.problems if problem.code == "element-shape"}
    assert wrong == {"name.given", "valueQuantity.value"}
    assert Counter(one.reason for one in records.skipped) == {
        "JSON without FHIR resources": 17,
        "hidden": 1,
        "neither .json nor .ndjson": 1,
    }
    assert records.incomplete
