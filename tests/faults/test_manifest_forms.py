"""Manifests packed, without their list or beside their own files; and what is lost with a file or a line of no type."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from risk_checks.cli.main import run as run_command
from tests.faults.harness import Ran, assessment, check, extract, lines, patient, referral
from tests.faults.test_manifests import SERVER, TYPES, listed, manifest, of_manifest

RISK = "RiskAssessment.ndjson"


def _packed(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.gz")
    packed.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    path.unlink()
    return packed


@pytest.mark.row(52)
@pytest.mark.parametrize("by_itself", [False, True])
def test_a_packed_manifest_is_one(tmp_path: Path, by_itself: bool) -> None:
    folder = extract(tmp_path)
    path = _packed(manifest(folder))
    source = path if by_itself else folder
    ran = check(source, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.problems) == (0, "met", [])
    assert ran.run["coverage"]["how"] == "the types that the export's manifest lists"
    (folder / RISK).unlink()
    ran = check(source, into=tmp_path / "less")
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "unknown")
    assert [code for code, _ in of_manifest(ran)] == ["manifest-file-missing"]


@pytest.mark.row(52)
def test_a_packed_manifest_that_is_cut_leaves_the_run_incomplete(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    path = _packed(manifest(folder))
    path.write_bytes(path.read_bytes()[:-20])
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.codes, ran.outcome_of("Patient/p1")) == (3, {"file-cut-off"}, "unknown")


NO_OUTPUT: Mapping[str, Mapping[str, Any]] = {
    "errors alone": {"request": "https://ehr.example.org/fhir/$export", "error": [{"url": f"{SERVER}/errors.ndjson"}]},
    "deletions alone": {"deleted": []},
    "a request alone": {"request": "https://ehr.example.org/fhir/$export"},
    "none": {"output": None},
    "an object": {"output": {}},
}


@pytest.mark.row(52)
@pytest.mark.parametrize("told", NO_OUTPUT.values(), ids=NO_OUTPUT)
def test_a_manifest_without_its_list_is_told_and_makes_nobody_a_gap(tmp_path: Path, told: Mapping[str, Any]) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    (folder / "manifest.json").write_text(json.dumps({"transactionTime": "2026-11-01T00:30:00Z", **told}))
    ran = check(folder, into=tmp_path)
    assert ran.code == 3
    assert "manifest.json" not in {each["file"] for each in ran.run["input"].get("skipped", [])}
    unusable = [each for each in ran.problems if each["code"] == "manifest-not-usable"]
    assert [each["what"].endswith(": output") for each in unusable] == [True]
    assert ran.outcome_of("Patient/p1") != "gap"


GIVEN: Mapping[str, Sequence[str]] = {
    "the folder and its manifest": ("", "manifest.json"),
    "the manifest and its folder": ("manifest.json", ""),
    "a file and the manifest": ("Patient.ndjson", "manifest.json"),
    "the manifest and a file": ("manifest.json", "Patient.ndjson"),
    "the manifest twice": ("manifest.json", "manifest.json"),
}


@pytest.mark.row(52)
@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("names", GIVEN.values(), ids=GIVEN)
def test_what_is_given_beside_its_manifest_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: Sequence[str], relative: bool
) -> None:
    folder = extract(tmp_path)
    manifest(folder)
    monkeypatch.chdir(tmp_path)
    first, second = (folder / name for name in names)
    ran = check(Path(os.path.relpath(first)) if relative else first, second, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.problems) == (0, "met", [])
    assert ran.entries["used"] == ran.entries["total"] - ran.entries.get("control", 0) == 3


def test_what_is_in_a_hidden_folder_is_read_with_its_manifest(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    manifest(folder)
    hidden = folder.rename(tmp_path / ".hidden")
    (tmp_path / "Location.ndjson").write_bytes(b"")
    ran = check(tmp_path, hidden / "manifest.json", into=tmp_path.parent / f"{tmp_path.name}-out")
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")


def _with_mixed(into: Path) -> Path:
    """Write an extract in which the second person's assessment is at the end of a packed file of all types, cut."""
    people = [patient(), patient("p2", identifier=[])]
    folder = extract(into, Patient=people, EpisodeOfCare=[referral(), referral("e2", of="p2")])
    noise = [assessment(f"x{number}", of=f"elsewhere{number * 7919 % 1009}") for number in range(400)]
    mixed = gzip.compress(lines(*noise, assessment("r2", of="p2")), mtime=0)
    (folder / "export.ndjson.gz").write_bytes(mixed[: len(mixed) // 2])
    return folder


@pytest.mark.row(1)
@pytest.mark.parametrize("options", [[], ["--salvage"]], ids=["", "salvage"])
def test_a_cut_file_with_no_type_in_its_name_leaves_no_type_covered(tmp_path: Path, options: Sequence[str]) -> None:
    ran = check(_with_mixed(tmp_path), into=tmp_path, options=options)
    assert ran.code == 3
    assert (ran.outcome_of("Patient/p1"), ran.outcome_of("Patient/p2")) == ("met", "unknown")


@pytest.mark.row(1)
@pytest.mark.parametrize("options", [[], ["--salvage"]], ids=["", "salvage"])
def test_covers_does_not_vouch_for_a_file_that_was_cut(tmp_path: Path, options: Sequence[str]) -> None:
    ran = check(_with_mixed(tmp_path), into=tmp_path, options=[*options, "--covers", TYPES])
    assert (ran.code, ran.outcome_of("Patient/p2")) == (3, "unknown")


TORN = json.dumps(assessment()).encode()[:60]
UNREAD: Mapping[str, bytes] = {
    "no JSON": b"rubbish\n",
    "torn": TORN,
    "torn within": TORN + b"\n",
    "no Unicode": b'{"resourceType": "RiskAssessment", "id": "\xff\xfe"}\n',
    "no object": b"7\n",
    "no type": lines({"id": "r1", "subject": {"reference": "Patient/p1"}}),
    "a type that is none": lines({**assessment(), "resourceType": "Riskassessment"}),
    "nobody": lines({**assessment(id=7), "subject": None}),
}


@pytest.mark.row(8, 22)
@pytest.mark.parametrize("name", [RISK, "RiskAssessment.2.ndjson"])
@pytest.mark.parametrize("case", UNREAD)
def test_file_of_which_no_line_can_be_read_makes_nobody_a_gap(tmp_path: Path, case: str, name: str) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    (folder / name).write_bytes(UNREAD[case])
    ran = check(folder, into=tmp_path)
    # Where it is known what a line is, and not whose, the run is incomplete, and that is all (clause 5.1a).
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "gap" if case in {"nobody", "no Unicode"} else "unknown")


@pytest.mark.row(8, 22)
@pytest.mark.parametrize("case", UNREAD)
def test_one_line_among_others_leaves_the_run_incomplete_and_a_torn_one_what_comes_after_open(
    tmp_path: Path, case: str
) -> None:
    folder = extract(tmp_path, RiskAssessment=lines(assessment(of="elsewhere")) + UNREAD[case])
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "unknown" if case == "torn" else "gap")


@pytest.mark.row(8)
def test_what_was_read_counts_beside_lines_that_may_be_anybody_s(tmp_path: Path) -> None:
    people = [patient(), patient("p2", identifier=[])]
    content = {
        kind: lines(*held) + TORN
        for kind, held in {
            "Patient": people,
            "EpisodeOfCare": [referral(), referral("e2", of="p2")],
            "RiskAssessment": [assessment()],
        }.items()
    }
    folder = extract(tmp_path, **content)
    ran, other = (check(folder, into=tmp_path / name, options=["--engine", name]) for name in ("reference", "duckdb"))
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.outcome_of("Patient/p2")) == (3, "met", "unknown")
    assert (other.code, other.outcomes) == (3, ran.outcomes)
    tables = tmp_path / "tables"
    assert run_command(["tables", str(folder), "--out", str(tables)]) == 3
    again = check(tables, into=tmp_path / "of-tables")
    assert (again.code, again.outcomes) == (3, ran.outcomes)


@pytest.mark.row(8)
def test_a_line_of_another_type_that_may_be_anybody_s_leaves_the_gap(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=b"", Device=b"rubbish\n")
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "gap")


@pytest.mark.row(8)
def test_a_line_whose_patient_is_known_is_that_patient_s_alone(tmp_path: Path) -> None:
    folder = extract(
        tmp_path,
        Patient=[patient(), patient("p2", identifier=[])],
        EpisodeOfCare=[referral(), referral("e2", of="p2")],
        RiskAssessment=[assessment(id=7)],
    )
    ran = check(folder, into=tmp_path)
    assert (ran.outcome_of("Patient/p1"), ran.outcome_of("Patient/p2")) == ("unknown", "gap")


def test_a_torn_file_of_errors_takes_no_data_away(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    told = [listed(path) for path in sorted(folder.glob("*.ndjson"))]
    (folder / "errors.ndjson").write_bytes(b"rubbish")
    manifest(folder, output=told, error=[{"type": "OperationOutcome", "url": f"{SERVER}/errors.ndjson"}])
    ran: Ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "gap")
