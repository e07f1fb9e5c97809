from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from risk_checks.errors import InputError, UsageError
from risk_checks.records.folders import ODD_NAME, UNFINISHED, type_in_name
from tests.unit.records.conftest import Read
from tests.unit.records.small import bundle, entry, flag, patient, write


def test_a_folder_is_read_at_any_depth_in_the_order_of_names(read: Read, folder: Path) -> None:
    write(folder, "Patient.001.ndjson", patient("p2"))
    write(folder, "Patient.000.ndjson", patient("p1"))
    write(folder, "2026-11-01/Flag.ndjson", flag("f1"))
    write(folder, "10/Flag.JSON", flag("f2"))
    assert [(one.file, one.key) for one in read(folder).entries] == [
        ("10/Flag.JSON", "Flag/f2"),
        ("2026-11-01/Flag.ndjson", "Flag/f1"),
        ("Patient.000.ndjson", "Patient/p1"),
        ("Patient.001.ndjson", "Patient/p2"),
    ]


def test_what_is_no_fhir_is_passed_over_by_name_with_a_reason(read: Read, folder: Path) -> None:
    write(folder, "Patient.ndjson", patient())
    write(folder, "LICENSE", "Apache")
    write(folder, "README.md", "# Extract")
    write(folder, "data.csv", "a,b")
    write(folder, "package.json", {"name": "x", "version": "1"})
    write(folder, "records.json", [{"id": "case-1"}])
    write(folder, "test.json", '"ok"')
    write(folder, "log.ndjson", {"eventId": "kickoff"}, "", {"eventId": "complete"})
    write(folder, ".DS_Store", b"\x00")
    write(folder, ".request/Patient.ndjson", patient("p9"))
    records = read(folder)
    assert [(one.file, one.reason) for one in records.skipped] == [
        (".DS_Store", "hidden"),
        (".request", "hidden"),
        ("LICENSE", "neither .json nor .ndjson"),
        ("README.md", "neither .json nor .ndjson"),
        ("data.csv", "neither .json nor .ndjson"),
        ("log.ndjson", "JSON without FHIR resources"),
        ("package.json", "JSON without FHIR resources"),
        ("records.json", "JSON without FHIR resources"),
        ("test.json", "JSON without FHIR resources"),
    ]
    assert (records.sums.total, records.sums.used, records.problems) == (1, 1, ())
    assert not records.incomplete


@pytest.mark.parametrize(
    "name",
    [
        "Patient.001.ndjson.part",
        "Flag.ndjson.gz.crdownload",
        ".Flag.ndjson.Xa93bQ",
        "bundle.json.tmp",
        "Flag.ndjson~",
        "Flag.NDJSON.PARTIAL",
        "data.part",
    ],
)
def test_a_file_that_looks_half_fetched_is_passed_over_as_that(read: Read, folder: Path, name: str) -> None:
    write(folder, "Patient.ndjson", patient())
    write(folder, name, flag())
    records = read(folder)
    assert [one.reason for one in records.skipped] == [UNFINISHED]
    assert records.sums.used == 1


@pytest.mark.parametrize("name", ["Flag.ndjson.sha256", "Flag.ndjson.gz.md5", "data.jsonl", "notes.txt", "part"])
def test_other_files_are_passed_over_as_what_they_are(read: Read, folder: Path, name: str) -> None:
    write(folder, "Patient.ndjson", patient())
    write(folder, name, "x")
    assert [one.reason for one in read(folder).skipped] == [ODD_NAME]


def test_other_json_among_resources_is_set_aside_line_by_line(read: Read, folder: Path) -> None:
    write(folder, "data.ndjson", {"eventId": "kickoff"}, "", patient(), {"eventId": "complete"})
    records = read(folder)
    assert [(one.code, one.line) for one in records.problems] == [("type-missing", 1), ("type-missing", 4)]
    assert (records.sums.used, records.sums.blank, records.sums.set_aside) == (1, 1, 2)
    assert records.incomplete


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Patient.ndjson", [{"id": "p1"}, {"id": "p2"}]),
        ("data.ndjson", ["<html>", {"id": "p2"}]),
        ("data.ndjson", [{"resourceType": 5}, {"id": "p2"}]),
    ],
    ids=["named after a type", "not JSON first", "a type of the wrong kind"],
)
def test_lines_that_should_have_been_resources_are_never_passed_over(
    read: Read, folder: Path, name: str, lines: list[object]
) -> None:
    write(folder, name, *lines)
    write(folder, "Flag.ndjson", flag())
    records = read(folder)
    assert (records.skipped, records.sums.set_aside, records.incomplete) == ((), 2, True)


@pytest.mark.parametrize("suffix", [".zip", ".bz2", ".xz"])
def test_a_packed_extract_that_cannot_be_read_is_not_passed_over(read: Read, folder: Path, suffix: str) -> None:
    magic = {".zip": b"PK\x03\x04", ".bz2": b"BZh9", ".xz": b"\xfd7zXZ\x00"}[suffix]
    write(folder, "Patient.ndjson", patient())
    write(folder, f"Flag.ndjson{suffix}", magic + b"...")
    records = read(folder)
    assert [(one.code, one.file) for one in records.problems] == [("format-not-read", f"Flag.ndjson{suffix}")]
    assert records.incomplete


def test_a_file_given_by_itself_is_read_whatever_it_is_called(read: Read, folder: Path) -> None:
    records = read(write(folder, "extract.txt", patient(), flag()))
    assert [one.key for one in records.entries] == ["Patient/p1", "Flag/f1"]


def test_a_folder_with_nothing_to_read_is_an_error(read: Read, folder: Path) -> None:
    write(folder, "README.md", "# Extract")
    with pytest.raises(InputError, match="source 1 is a folder with no") as caught:
        read(folder)
    assert caught.value.code == "RC-E503"


def test_files_of_which_none_holds_fhir_are_an_error(read: Read, folder: Path) -> None:
    write(folder, "package.json", {"name": "x"})
    with pytest.raises(InputError, match="no FHIR resources in the 1 JSON files") as caught:
        read(folder)
    assert caught.value.code == "RC-E507"


def test_a_name_in_a_file_name_is_told_to_no_one(read: Read, folder: Path) -> None:
    write(folder, "Zzcanary_Jane_9434765919.json", bundle(entry({"resourceType": "Patient"})))
    write(folder, "Zzcanary-notes.md", "x")
    records = read(folder)
    told = repr((records.problems, records.skipped, records.coverage, records.entries))
    assert "canary" not in told.casefold()
    assert "9434765919" not in told
    assert [problem.file for problem in records.problems] == ["file-0002.json"]
    assert records.paths["file-0002.json"].name == "Zzcanary_Jane_9434765919.json"


class TestLinks:
    @pytest.mark.parametrize("name", ["Flag.ndjson", "part"])
    def test_a_link_out_of_the_folder_is_refused(self, read: Read, folder: Path, tmp_path: Path, name: str) -> None:
        write(folder, "Patient.ndjson", patient())
        outside = write(tmp_path / "elsewhere", "Flag.ndjson", flag())
        (folder / name).symlink_to(outside if name == "Flag.ndjson" else outside.parent)
        with pytest.raises(UsageError, match="source 1 has a link out of the folder among its files") as caught:
            read(folder)
        assert caught.value.code == "RC-E509"

    def test_a_link_to_a_folder_within_is_passed_over_since_that_is_read(self, read: Read, folder: Path) -> None:
        write(folder, "day/Patient.ndjson", patient())
        (folder / "part").symlink_to(folder / "day")
        records = read(folder)
        assert [one.key for one in records.entries] == ["Patient/p1"]
        assert [(one.file, one.reason) for one in records.skipped] == [("part", "a link to a folder")]

    def test_a_link_to_itself_makes_the_run_incomplete(self, read: Read, folder: Path) -> None:
        write(folder, "Patient.ndjson", patient())
        (folder / "Flag.ndjson").symlink_to(folder / "Flag.ndjson")
        records = read(folder)
        assert [(one.code, one.file) for one in records.problems] == [("file-unreadable", "Flag.ndjson")]
        assert records.incomplete

    def test_a_link_within_the_folder_is(self, read: Read, folder: Path) -> None:
        write(folder, "2026-11-01/Patient.ndjson", patient())
        (folder / "Patient.ndjson").symlink_to(folder / "2026-11-01" / "Patient.ndjson")
        records = read(folder)
        assert (records.sums.used, records.sums.duplicate) == (1, 1)

    def test_a_link_to_what_is_gone_makes_the_run_incomplete(self, read: Read, folder: Path) -> None:
        write(folder, "Patient.ndjson", patient())
        (folder / "Flag.ndjson").symlink_to(folder / "gone.ndjson")
        records = read(folder)
        assert [(one.code, one.file) for one in records.problems] == [("file-unreadable", "Flag.ndjson")]
        assert records.incomplete


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes on this system")
class TestPipes:
    def test_a_pipe_in_a_folder_is_refused(self, read: Read, folder: Path) -> None:
        write(folder, "Patient.ndjson", patient())
        os.mkfifo(folder / "Flag.ndjson")
        with pytest.raises(UsageError, match="a pipe or a device among its files: Flag") as caught:
            read(folder)
        assert caught.value.code == "RC-E509"

    def test_a_pipe_given_by_itself_is_refused(self, read: Read, folder: Path) -> None:
        os.mkfifo(folder / "Flag.ndjson")
        with pytest.raises(UsageError, match="neither a file nor a folder"):
            read(folder / "Flag.ndjson")


def _failing(real: Callable[..., object], part: str) -> Callable[..., object]:
    def call(path: Path | str, *args: object, **options: object) -> object:
        if part in str(path):
            raise PermissionError(13, "no", str(path))
        return real(path, *args, **options)

    return call


def test_a_folder_that_cannot_be_listed_makes_the_run_incomplete(
    read: Read, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "Patient.ndjson", patient())
    write(folder, "part/Flag.ndjson", flag())
    monkeypatch.setattr(os, "scandir", _failing(os.scandir, "extract/part"))
    records = read(folder)
    assert [(one.code, one.file) for one in records.problems] == [("file-unreadable", "part")]
    assert records.incomplete


def test_a_file_that_cannot_be_opened_makes_the_run_incomplete(
    read: Read, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "Patient.ndjson", patient())
    write(folder, "Flag.ndjson", flag())
    monkeypatch.setattr(os, "open", _failing(os.open, "extract/Flag"))
    records = read(folder)
    assert [(one.code, one.file) for one in records.problems] == [("file-unreadable", "Flag.ndjson")]
    assert records.incomplete


def test_a_path_that_cannot_be_reached_is_an_error(read: Read, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_dir", _failing(Path.is_dir, "zzcanary"))
    with pytest.raises(InputError, match="source 1 cannot be reached") as caught:
        read(folder / "zzcanary")
    assert "zzcanary" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Patient.ndjson", "Patient"),
        ("Patient.000.ndjson", "Patient"),
        ("Patient.000.ndjson.gz", "Patient"),
        ("Patient-1.ndjson", "Patient"),
        ("Patient_0001.ndjson", "Patient"),
        ("Patient2.ndjson", "Patient"),
        ("1.Patient.ndjson", "Patient"),
        ("log.ndjson", None),
        ("Patients.ndjson", None),
        ("patient.ndjson", None),
        ("Patient.json", None),
        ("MyPatient.ndjson", None),
        ("Patient.new.ndjson", None),
    ],
)
def test_a_bulk_export_s_name_tells_the_type(name: str, kind: str | None) -> None:
    assert type_in_name(name) == kind


def test_a_long_name_full_of_digits_takes_no_longer() -> None:
    start = time.perf_counter()
    assert type_in_name("Patient" + "1" * 250 + ".json") is None
    assert time.perf_counter() - start < 1
