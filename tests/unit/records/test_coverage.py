from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from risk_checks.errors import UsageError
from risk_checks.records.coverage import FILES, GIVEN, RECORDS, Coverage
from tests.unit.records.conftest import Read
from tests.unit.records.small import SHAPES, bundle, entry, flag, patient, write

EVERY = frozenset(SHAPES)


class TestFolders:
    def test_the_types_that_have_a_file_are_covered(self, read: Read, folder: Path) -> None:
        write(folder, "Patient.ndjson", patient())
        write(folder, "Device.ndjson", {"resourceType": "Device"})
        coverage = read(folder).coverage
        assert (coverage.types, coverage.how) == (frozenset({"Patient", "Device"}), FILES)

    @pytest.mark.parametrize("name", ["Flag.ndjson", "Flag.000.ndjson", "Flag.000.ndjson.gz"])
    def test_an_empty_file_covers_the_type_in_its_name(self, read: Read, folder: Path, name: str) -> None:
        write(folder, "Patient.ndjson", patient())
        write(folder, name, b"")
        assert read(folder).coverage.types == {"Patient", "Flag"}

    def test_an_empty_file_with_another_name_covers_nothing(self, read: Read, folder: Path) -> None:
        write(folder, "Patient.ndjson", patient())
        write(folder, "data.ndjson", b"")
        assert read(folder).coverage.types == {"Patient"}

    def test_what_is_in_a_file_counts_beside_its_name(self, read: Read, folder: Path) -> None:
        write(folder, "Patient.ndjson", patient(), flag(status=5))
        assert read(folder).coverage.types == {"Patient", "Flag"}

    def test_lines_about_the_data_cover_nothing(self, read: Read, folder: Path) -> None:
        outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}
        write(folder, "Patient.ndjson", patient(), {"resourceType": "Parameters"}, outcome)
        assert read(folder).coverage.types == {"Patient"}

    @pytest.mark.parametrize(
        "document",
        [patient("p2"), [patient("p2")], bundle(entry(patient("p2")))],
        ids=["a resource", "an array", "a Bundle"],
    )
    def test_a_document_beside_patients_in_ndjson_is_part_of_the_extract(
        self, read: Read, folder: Path, document: Any
    ) -> None:
        """Else one stray file would make everybody lack what the extract has no file of."""
        write(folder, "record.json", document)
        coverage = read(folder).coverage
        assert (coverage.types, coverage.how) == (EVERY, RECORDS)
        write(folder, "Patient.ndjson", patient())
        coverage = read(folder).coverage
        assert coverage.types == {"Patient"}
        assert coverage.how == FILES

    @pytest.mark.parametrize(
        "document",
        [
            {"resourceType": "CapabilityStatement"},
            {"resourceType": "Parameters"},
            bundle(),
            bundle({"request": {"method": "DELETE", "url": "Patient/p9"}}),
        ],
        ids=["a statement", "parameters", "an empty Bundle", "a Bundle of deletes"],
    )
    def test_a_document_with_nothing_that_views_read_is_none(self, read: Read, folder: Path, document: Any) -> None:
        write(folder, "Patient.ndjson", patient())
        write(folder, "record.json", document)
        coverage = read(folder).coverage
        assert coverage.how == FILES
        assert "Flag" not in coverage.types


@pytest.mark.parametrize(
    "source", [patient(), [], [patient()], bundle()], ids=["a dict", "nothing", "a list", "a Bundle"]
)
def test_a_record_in_memory_covers_every_type_that_views_read(read: Read, source: Any) -> None:
    coverage = read(source).coverage
    assert (coverage.types, coverage.how) == (EVERY, RECORDS)


class TestOptions:
    def test_types_given_are_covered_and_no_others(self, read: Read) -> None:
        coverage = read([patient(), flag()], covers=["Patient", "Device"]).coverage
        assert (coverage.types, coverage.how) == (frozenset({"Patient", "Device"}), GIVEN)

    def test_no_types_given_covers_nothing(self, read: Read) -> None:
        assert read(patient(), covers=[]).coverage.types == set()

    def test_types_not_used_are_covered_as_well(self, read: Read, folder: Path) -> None:
        write(folder, "Patient.ndjson", patient())
        assert read(folder, not_used=["Flag"]).coverage.types == {"Patient", "Flag"}
        assert read(folder, covers=["Patient"], not_used=["Flag"]).coverage.types == {"Patient", "Flag"}

    def test_entries_of_a_type_not_used_are_a_problem_and_are_used(self, read: Read) -> None:
        records = read([patient(), flag()], not_used=["Flag", "Organization"])
        assert [(one.code, one.resource_type) for one in records.problems] == [("not-used-but-found", "Flag")]
        assert records.sums.used == 2

    @pytest.mark.parametrize("option", ["covers", "not_used"])
    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("patient", "did you mean 'Patient'?"),
            ("related-person", "did you mean 'RelatedPerson'?"),
            ("Encouter", "did you mean 'Encounter'?"),
        ],
    )
    def test_an_unknown_type_is_refused_with_the_nearest(self, read: Read, option: str, name: str, hint: str) -> None:
        with pytest.raises(UsageError, match=f"{option} names an unknown resource type '{name}'") as caught:
            read(patient(), **{option: ["Patient", name]})
        assert caught.value.code == "RC-E506"
        assert caught.value.hint == hint

    def test_one_text_is_no_list_of_types(self, read: Read) -> None:
        with pytest.raises(UsageError, match="covers takes a list"):
            read(patient(), covers="Patient")


def test_a_type_is_covered_for_a_patient_unless_something_of_theirs_is_missing() -> None:
    coverage = Coverage(frozenset({"Patient", "Flag"}), {"Patient/p1": frozenset({"Flag"})})
    assert not coverage.covers("Flag", patient="Patient/p1")
    assert coverage.covers("Patient", patient="Patient/p1")
    assert coverage.covers("Flag", patient="Patient/p2")
    assert not coverage.covers("Device", patient="Patient/p2")
