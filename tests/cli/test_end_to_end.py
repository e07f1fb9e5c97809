"""From files to results by the command itself: nothing identifying leaves but in outcomes.parquet."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from risk_checks.cli.main import run
from risk_checks.errors import ExitCode
from tests.unit.reports.making import NHS

CANARY = "ZZCANARY"


def _lines(path: Path, *resources: dict[str, Any], torn: str = "") -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in resources) + torn, encoding="utf-8")


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    """Return an extract of two people in care, one of them known by an NHS number, without risk assessments."""
    folder = tmp_path / "extract"
    folder.mkdir()
    people = (NHS, "p2")
    _lines(
        folder / "Patient.ndjson",
        *(
            {"resourceType": "Patient", "id": each, "name": [{"family": CANARY, "given": [CANARY]}], "active": True}
            for each in people
        ),
    )
    _lines(
        folder / "EpisodeOfCare.ndjson",
        *(
            {
                "resourceType": "EpisodeOfCare",
                "id": f"e-{each}",
                "status": "active",
                "patient": {"reference": f"Patient/{each}"},
                "period": {"start": "2026-01-05"},
            }
            for each in people
        ),
    )
    for name in ("RiskAssessment", "Observation", "QuestionnaireResponse", "Procedure", "Encounter"):
        _lines(folder / f"{name}.ndjson")
    return folder


def _check(extract: Path, *more: str) -> int:
    return run(["check", str(extract), "--as-of", "2026-11-01", "--engine", "reference", *more])


def test_number_and_name_stay_inside(tmp_path: Path, extract: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert _check(extract, "--out", str(out), "--fail-on", "high") == ExitCode.FINDINGS
    assert _check(extract, "--format", "json") == ExitCode.OK
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        found = {row["patient"]: row for row in csv.DictReader(file) if row["slug"] == "risk-assessment-missing"}
    hidden = next(key for key in found if key != "Patient/p2")
    assert _check(extract, "--explain", "risk-assessment-missing", found[hidden]["subject"]) == ExitCode.OK
    told = capfd.readouterr()
    for text in (told.out, told.err, *(path.read_text() for path in out.iterdir() if path.suffix != ".parquet")):
        assert NHS not in text
        assert CANARY not in text
    assert hidden.startswith("Patient/~")
    assert found[hidden]["subject"].startswith("EpisodeOfCare/~")
    assert f"Patient/{NHS}" in pq.read_table(out / "outcomes.parquet")["patient"].to_pylist()


def test_torn_file_is_incomplete_and_written_all_the_same(
    tmp_path: Path, extract: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    _lines(extract / "RiskAssessment.ndjson", torn='{"resourceType": "RiskAssessment", "id": "' + CANARY)
    out = tmp_path / "out"
    assert _check(extract, "--out", str(out), "--fail-on", "low") == ExitCode.INCOMPLETE
    told = capfd.readouterr()
    assert "! INCOMPLETE" in told.out
    assert CANARY not in told.out + told.err + "".join(path.read_text() for path in out.glob("*.[cnj]*"))
    assert json.loads((out / "run.json").read_text())["incomplete"] is True
    problems = [json.loads(line) for line in (out / "problems.ndjson").read_text().splitlines()]
    assert [(each["file"], each["line"]) for each in problems if each["file"]] == [("RiskAssessment.ndjson", 1)]


def test_same_input_gives_the_same_bytes(tmp_path: Path, extract: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a", "b"):
        _check(extract, "--out", str(tmp_path / name))
    texts = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b")]
    assert texts[0] == texts[1]
    assert capfd.readouterr().err.count("took ") == 2


def test_rule_that_is_not_known_is_a_usage_error(extract: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _check(extract, "--select", "risk-assessment-mising") == ExitCode.USAGE
    told = capfd.readouterr()
    assert told.out == ""
    assert "did you mean 'risk-assessment-missing'?" in told.err


@pytest.mark.row(12)
def test_empty_folder_is_no_input_at_all(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert _check(tmp_path) == ExitCode.INCOMPLETE
    assert "a folder with no .ndjson or .json file; check that the extract is there" in capfd.readouterr().err


@pytest.mark.row(12)
def test_input_without_patients_is_nothing_to_check(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Patient.ndjson").write_text("")
    assert _check(tmp_path / "Patient.ndjson") == ExitCode.NOTHING_TO_CHECK
    assert "nothing to check" in capfd.readouterr().err
