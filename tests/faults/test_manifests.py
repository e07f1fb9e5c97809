"""Bulk exports that do not add up: each difference between a manifest and its files is told, and nothing is fetched."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import shared
from tests.faults.harness import Ran, assessment, check, extract, folder_of, lines, patient, referral

SERVER = "https://ehr.example.org/exports/7"
TIME = "2026-11-01T00:30:00Z"
TYPES = "Patient,EpisodeOfCare,RiskAssessment"


pytestmark = pytest.mark.usefixtures("_no_network")


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("an export is never fetched")

    monkeypatch.setattr(socket.socket, "connect", refused)


def listed(path: Path, **more: Any) -> dict[str, Any]:
    """Return what a manifest says of a file."""
    count = len(path.read_bytes().splitlines())
    return {"type": path.name.partition(".")[0], "url": f"{SERVER}/{path.name}", "count": count, **more}


def manifest(folder: Path, name: str = "manifest.json", **changed: Any) -> Path:
    """Write the manifest of a folder's files, or one in which something is changed."""
    told = {
        "transactionTime": TIME,
        "request": "https://ehr.example.org/fhir/Group/7/$export",
        "requiresAccessToken": True,
        "output": [listed(path) for path in sorted(folder.glob("*.ndjson"))],
        "deleted": [],
        "error": [],
        **changed,
    }
    path = folder / name
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def of_manifest(ran: Ran) -> list[tuple[str, str]]:
    """Return the problems of exports: their codes, and the element where it is told."""
    return sorted(
        (problem["code"], problem["what"].rpartition(": ")[2] if "[" in problem["what"] else "")
        for problem in ran.problems
        if problem["code"].startswith(("manifest-", "updated-", "delete-"))
    )


def test_an_export_that_adds_up_is_complete_and_covers_what_it_lists(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    manifest(folder)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert ran.run["coverage"]["how"] == "the types that the export's manifest lists"
    assert ran.run["input"]["latest_update"] == "2026-11-01T00:30:00+00:00"
    assert not ran.problems


@pytest.mark.row(53)
def test_a_type_that_the_manifest_does_not_list_is_not_covered_though_a_file_has_its_name(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    told = [listed(path) for path in sorted(folder.glob("*.ndjson")) if path.stem != "RiskAssessment"]
    manifest(folder, output=told)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "unknown")
    assert of_manifest(ran) == [("manifest-not-listed", "")]


@pytest.mark.row(12)
def test_an_empty_file_that_is_listed_is_none_of_its_type(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    manifest(folder)
    (folder / "RiskAssessment.ndjson").unlink()  # count 0: there is nothing to fetch
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.problems) == (0, "gap", [])


def _errors(folder: Path) -> None:
    manifest(folder, error=[{"type": "OperationOutcome", "url": f"{SERVER}/errors.ndjson"}])


def _missing(folder: Path) -> None:
    manifest(folder)
    (folder / "EpisodeOfCare.ndjson").unlink()


def _fewer(folder: Path) -> None:
    manifest(folder)
    (folder / "RiskAssessment.ndjson").write_bytes(b"")


def _more(folder: Path) -> None:
    manifest(folder)
    (folder / "Patient.ndjson").write_bytes(lines(patient("p1"), patient("p2")))


def _next(folder: Path) -> None:
    manifest(folder, link=[{"relation": "next", "url": f"{SERVER}/manifest-2.json"}])


def _older(folder: Path) -> None:
    manifest(folder)
    manifest(folder, "manifest-1.json", transactionTime="2026-10-31T00:30:00Z", output=[])


def _no_time(folder: Path) -> None:
    manifest(folder, transactionTime="last night")


def _no_list(folder: Path) -> None:
    manifest(folder, deleted={"url": f"{SERVER}/deleted.ndjson"})


def _no_url(folder: Path) -> None:
    told = [listed(path) for path in sorted(folder.glob("*.ndjson"))]
    manifest(folder, output=[*told, {"type": "Patient"}])


def _twice(folder: Path) -> None:
    told = [listed(path) for path in sorted(folder.glob("*.ndjson"))]
    manifest(folder, output=[*told, {"type": "Patient", "url": "https://ehr.example.org/exports/8/Patient.ndjson"}])


def _since(folder: Path) -> None:
    manifest(folder, request="https://ehr.example.org/fhir/Group/7/$export?_since=2026-10-31T00:00:00Z")


def _deleted_missing(folder: Path) -> None:
    manifest(folder, deleted=[{"type": "Bundle", "url": f"{SERVER}/gone.ndjson", "count": 1}])


MISMATCHES: dict[str, tuple[Callable[[Path], object], str, str | None]] = {
    # what is wrong, the code that tells it, and where there is one, the place in the manifest
    "the server met errors": (_errors, "manifest-errors", "error[0]"),
    "a file is missing": (_missing, "manifest-file-missing", "output["),
    "a file of deletions is missing": (_deleted_missing, "manifest-file-missing", "deleted[0]"),
    "a file has fewer lines": (_fewer, "manifest-count-differs", "output["),
    "a file has more lines": (_more, "manifest-count-differs", "output["),
    "a page is not read": (_next, "manifest-next-unread", None),
    "an older export lies beside": (_older, "manifest-older", None),
    "there is no time": (_no_time, "manifest-not-usable", None),
    "a list is none": (_no_list, "manifest-not-usable", None),
    "a file has no address": (_no_url, "manifest-not-usable", "output["),
    "two addresses end alike": (_twice, "manifest-file-twice", "output["),
    "the export holds changes only": (_since, "manifest-narrowed", None),
}


@pytest.mark.row(52)
@pytest.mark.parametrize(("change", "code", "element"), MISMATCHES.values(), ids=MISMATCHES)
def test_what_does_not_add_up_has_one_line_and_leaves_the_run_incomplete(
    tmp_path: Path, change: Callable[[Path], object], code: str, element: str | None
) -> None:
    folder = extract(tmp_path)
    change(folder)
    ran = check(folder, into=tmp_path)
    assert ran.code == 3
    assert [found for found, _ in of_manifest(ran)] == [code]
    assert element is None or element in of_manifest(ran)[0][1]


@pytest.mark.row(52)
@pytest.mark.parametrize("change", [_missing, _fewer], ids=["missing", "fewer"])
def test_a_type_of_which_data_is_missing_is_nobody_s_gap(tmp_path: Path, change: Callable[[Path], object]) -> None:
    folder = extract(tmp_path)
    change(folder)
    ran = check(folder, into=tmp_path)
    assert ran.outcome_of("Patient/p1") in {None, "unknown"}


@pytest.mark.row(52)
def test_pages_that_are_all_there_are_one_export(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    told = [listed(path) for path in sorted(folder.glob("*.ndjson"))]
    manifest(folder, "manifest-1.json", output=told[:4], link=[{"relation": "next", "url": f"{SERVER}/2"}])
    manifest(folder, "manifest-2.json", output=told[4:])
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.problems) == (0, [])


@pytest.mark.row(52)
def test_who_says_what_is_covered_may_export_changes_only(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    _since(folder)
    ran = check(folder, into=tmp_path, options=["--covers", TYPES])
    assert (ran.code, of_manifest(ran)) == (0, [("manifest-narrowed", "")])


@pytest.mark.row(40)
def test_a_change_after_the_export_is_told(tmp_path: Path) -> None:
    folder = extract(tmp_path, Patient=[patient(meta={"lastUpdated": "2031-01-01T00:00:00Z"})])
    manifest(folder)
    ran = check(folder, into=tmp_path)
    assert (ran.code, of_manifest(ran)) == (0, [("updated-after-export", "")])


@pytest.mark.row(51)
@pytest.mark.parametrize("place", ["gone.ndjson", "deleted/gone.ndjson"])
def test_what_a_deleted_file_names_is_removed_and_counted(tmp_path: Path, place: str) -> None:
    folder = extract(tmp_path)
    entries = [
        {"request": {"method": "DELETE", "url": "RiskAssessment/r1"}},
        {"request": {"method": "DELETE", "url": "RiskAssessment/r404"}},
    ]
    told = [listed(path) for path in sorted(folder.glob("*.ndjson"))]
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_bytes(lines({"resourceType": "Bundle", "type": "transaction", "entry": entries}))
    manifest(folder, output=told, deleted=[{"type": "Bundle", "url": f"{SERVER}/gone.ndjson", "count": 1}])
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "gap", {"delete-not-found"})
    assert ran.entries == {"total": 6, "used": 2, "deleted": 3, "control": 1}
    assert of_manifest(ran) == [("delete-not-found", "")]


ESCAPES = [
    "file:///etc/passwd",
    "FILE:Patient.ndjson",
    "/etc/passwd",
    "../Patient.ndjson",
    "https://ehr.example.org/a/../../Patient.ndjson",
    "https://ehr.example.org/a/%2e%2e/Patient.ndjson",
    "https://ehr.example.org/a/..%2FPatient.ndjson",
    "..\\Patient.ndjson",
    "C:\\Patient.ndjson",
    "Patient.ndjson\0",
]


@pytest.mark.row(19, 52)
@pytest.mark.parametrize("url", ESCAPES)
@pytest.mark.parametrize("section", ["output", "deleted", "error"])
def test_a_manifest_that_leads_out_of_its_folder_is_refused(tmp_path: Path, url: str, section: str) -> None:
    folder = extract(tmp_path)
    refused: dict[str, Any] = {section: [{"type": "Patient", "url": url}]}
    manifest(folder, **refused)
    for source in (folder, folder / "manifest.json"):
        ran = check(source, into=tmp_path)
        assert (ran.code, dict(ran.run)) == (2, {})
        assert f"RC-E510: the manifest's {section}[0]" in ran.said
        assert "passwd" not in ran.said


@pytest.mark.row(19)
def test_a_manifest_does_not_follow_a_link_out_of_its_folder(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    path = manifest(folder)
    elsewhere = tmp_path / "elsewhere.ndjson"
    (folder / "Patient.ndjson").rename(elsewhere)
    (folder / "Patient.ndjson").symlink_to(elsewhere)
    assert [check(source, into=tmp_path).code for source in (folder, path)] == [2, 2]


@pytest.mark.row(6)
@pytest.mark.parametrize("ending", ["", "0"])
def test_a_file_is_used_only_where_it_is_the_one_of_the_manifest_s_hash(tmp_path: Path, ending: str) -> None:
    folder = extract(tmp_path)
    told = [listed(path) for path in sorted(folder.glob("*.ndjson"))]
    for each in told:
        content = (folder / f"{each['type']}.ndjson").read_bytes()
        each["extension"] = {"https://ehr.example.org/sha256": hashlib.sha256(content).hexdigest()}
    manifest(folder, output=told)
    if ending:
        again = assessment(on="2026-06-02")  # as long as the other, and not the same
        (folder / "RiskAssessment.ndjson").write_bytes(lines(again))
    ran = check(folder, into=tmp_path)
    assert ran.code == (3 if ending else 0)
    assert of_manifest(ran) == ([("manifest-hash-differs", "")] if ending else [])
    assert ran.outcome_of("Patient/p1") == ("unknown" if ending else "met")


def test_a_file_that_no_manifest_lists_is_told_and_used(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    manifest(folder)
    (folder / "Patient.2.ndjson").write_bytes(lines(patient("p2")))
    (folder / "log.ndjson").write_bytes(b'{"eventId": "kickoff"}\n')
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.entries["used"]) == (0, 4)
    assert [problem["file"] for problem in ran.problems] == ["Patient.2.ndjson"]
    assert of_manifest(ran) == [("manifest-not-listed", "")]


def test_a_manifest_given_by_itself_reads_what_it_lists_and_tells_of_the_rest(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    path = manifest(folder)
    (folder / "Patient.2.ndjson").write_bytes(lines(patient("p2")))
    ran = check(path, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (0, "met", 3)
    assert of_manifest(ran) == [("manifest-not-listed", "")]


def test_files_are_found_by_the_last_part_of_their_address_however_they_were_packed(tmp_path: Path) -> None:
    names = {"Patient": "Patient.ndjson?sig=a%2Fb", "EpisodeOfCare": "part-1", "RiskAssessment": "Binary/9f3c"}
    folder = folder_of(
        tmp_path, {"Patient.ndjson": [patient()], "part-1.ndjson": [referral()], "9f3c": lines(assessment())}
    )
    manifest(folder, output=[{"type": kind, "url": f"{SERVER}/{name}", "count": 1} for kind, name in names.items()])
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.problems) == (0, "met", [])


def test_a_manifest_that_is_cut_off_is_no_manifest_and_leaves_the_run_incomplete(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    path = manifest(folder)
    path.write_bytes(path.read_bytes()[:-20])
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.codes) == (3, {"not-json"})


def test_engines_hold_an_export_to_its_manifest_alike(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    _fewer(folder)
    ran = [check(folder, into=tmp_path / name, options=["--engine", name]) for name in ("reference", "duckdb")]
    assert ran[0].problems == ran[1].problems
    assert ran[0].outcomes == ran[1].outcomes
    assert ran[0].code == ran[1].code == 3


@pytest.mark.row(52)
def test_a_public_export_is_held_to_a_manifest(tmp_path: Path) -> None:
    source = shared("data", "synthea_bulk_ndjson_10")
    names = ("Patient.000.ndjson", "Organization.000.ndjson", "Encounter.000.ndjson", "log.ndjson")
    folder = folder_of(tmp_path, {name: (source / name).read_bytes() for name in names})
    told = [listed(folder / name) for name in names[:3]]
    manifest(folder, output=told)
    ran = check(folder, into=tmp_path)
    assert (of_manifest(ran), ran.run["incomplete"]) == ([], False)
    (folder / "Encounter.000.ndjson").unlink()
    ran = check(folder, into=tmp_path / "less")
    assert (ran.code, of_manifest(ran)) == (3, [("manifest-file-missing", "output[2]")])
