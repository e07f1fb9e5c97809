"""`risk-checks tables`: every table as Parquet or none, private, and read again with the same answers."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import risk_checks as rc
from risk_checks.cli.main import run
from risk_checks.errors import ExitCode
from risk_checks.synth import DEFAULT_AS_OF, make_cohort
from tests.api.given import write
from tests.mhsds import extract as mhsds

PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1980"}
SOME_RULES = "RC-RISK-002,RC-CARER-002"
"""On DuckDB each rule costs a second or more, however few the people."""


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a made-up cohort."""
    folder = tmp_path_factory.mktemp("cohort")
    make_cohort(folder, people=150, seed=20261101)
    return folder


@pytest.fixture(scope="module")
def written(cohort: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder with every table of the cohort as an engine writes them, each written once."""
    home = tmp_path_factory.mktemp("written")

    @cache
    def folder(engine: str) -> Path:
        out = home / engine
        assert run(["tables", str(cohort), "--out", str(out), "--engine", engine]) == ExitCode.OK
        return out

    return folder


def _ndjson(folder: Path, *lines: str) -> Path:
    folder.mkdir()
    (folder / "Patient.ndjson").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_checking_the_tables_says_what_checking_the_records_says(
    cohort: Path, written: Callable[[str], Path], engine: Any
) -> None:
    out = written(engine)
    select = SOME_RULES if engine == "duckdb" else None
    first = rc.read(cohort).check(as_of=DEFAULT_AS_OF, engine=engine, select=select)
    again = rc.read(out).check(as_of=DEFAULT_AS_OF, engine=engine, select=select)
    assert again.outcomes.to_arrow().equals(first.outcomes.to_arrow())
    assert again.run.tallies == first.run.tallies
    assert again.run.patients == first.run.patients
    assert again.run.not_evaluated == first.run.not_evaluated
    assert again.run.coverage == first.run.coverage
    assert again.run.latest_update == first.run.latest_update


def test_the_same_records_give_the_same_bytes_on_both_engines(written: Callable[[str], Path]) -> None:
    manifests = [(written(engine) / "tables.json").read_bytes() for engine in ("duckdb", "reference")]
    assert manifests[0] == manifests[1]


def test_the_same_records_give_the_same_bytes_again(cohort: Path, tmp_path: Path) -> None:
    for name in "ab":
        wanted = ("--table", "patient", "--table", "alert", "--engine", "duckdb")
        run(["tables", str(cohort), "--out", str(tmp_path / name), *wanted])
    manifests = [(tmp_path / name / "tables.json").read_bytes() for name in "ab"]
    assert manifests[0] == manifests[1]


def test_files_are_private_and_the_manifest_says_what_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    assert run(["tables", str(source), "--out", str(out), "--table", "patient", "--table", "carer"]) == ExitCode.OK
    assert sorted(path.name for path in out.iterdir()) == ["carer.parquet", "patient.parquet", "tables.json"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    told = json.loads((out / "tables.json").read_text(encoding="utf-8"))
    assert (told["format"], told["zone"], told["incomplete"]) == ("risk_checks tables 1", "Europe/London", False)
    assert {name: table["rows"] for name, table in told["tables"].items()} == {"carer": 0, "patient": 1}
    assert told["tables"]["patient"]["columns"]["birth_date_earliest"] == "date32[day]"
    assert told["coverage"]["types"] == ["Patient"]
    assert str(tmp_path) not in json.dumps(told)
    assert "patient                 1 row\n" in capsys.readouterr().out
    assert pq.read_table(out / "patient.parquet").to_pylist()[0]["id"] == "Patient/p1"


def test_an_earlier_folder_is_replaced_and_a_stranger_is_not(tmp_path: Path) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    assert run(["tables", str(source), "--out", str(out), "--table", "patient"]) == ExitCode.OK
    assert run(["tables", str(source), "--out", str(out), "--table", "carer"]) == ExitCode.OK
    assert sorted(path.name for path in out.iterdir()) == ["carer.parquet", "tables.json"]
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    assert run(["tables", str(source), "--out", str(out)]) == ExitCode.USAGE
    assert run(["tables", str(source), "--out", str(source)]) == ExitCode.USAGE


def test_an_unknown_table_is_refused_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    assert run(["tables", str(source), "--out", str(out), "--table", "carers"]) == ExitCode.USAGE
    assert "RC-E612: no table is called 'carers'; did you mean 'carer'?" in capsys.readouterr().err
    assert not out.exists()


def test_what_was_set_aside_stays_unknown_when_the_tables_are_read_again(tmp_path: Path) -> None:
    source = _ndjson(tmp_path / "in", json.dumps(PATIENT), json.dumps({**PATIENT, "id": "p2"}))
    episode = {"resourceType": "EpisodeOfCare", "status": "active", "period": {"start": "2025-01-01"}}
    (source / "EpisodeOfCare.ndjson").write_text(
        "".join(
            json.dumps({**episode, "id": f"e{number}", "patient": {"reference": f"Patient/p{number}"}}) + "\n"
            for number in (1, 2)
        ),
        encoding="utf-8",
    )
    torn = {"resourceType": "RiskAssessment", "id": "a1", "subject": {"reference": "Patient/p1"}, "status": ["final"]}
    (source / "RiskAssessment.ndjson").write_text(json.dumps(torn) + "\n", encoding="utf-8")
    covers = "Patient,EpisodeOfCare,RiskAssessment,Observation,QuestionnaireResponse,Procedure"
    types = [*covers.split(","), "ClinicalImpression", "Composition", "DocumentReference"]
    rc.read(source, covers=types).write_tables(tmp_path / "out")
    assert (tmp_path / "out" / "uncovered.parquet").exists()
    reports = [
        each.check(as_of="2026-11-01", select="risk-assessment-missing")
        for each in (rc.read(source, covers=types), rc.read(tmp_path / "out"))
    ]
    assert [[(one.patient, one.outcome, one.reason_code) for one in report.outcomes] for report in reports] == [
        [("Patient/p1", "unknown", "set_aside"), ("Patient/p2", "gap", "none_recorded")]
    ] * 2


def test_a_patient_set_aside_is_counted_again(tmp_path: Path) -> None:
    source = _ndjson(tmp_path / "in", json.dumps(PATIENT), json.dumps({**PATIENT, "id": "p2", "active": "yes"}))
    rc.read(source).write_tables(tmp_path / "out")
    run_ = rc.read(tmp_path / "out").check(as_of="2026-11-01").run
    assert (run_.patients.read, run_.patients.checked, run_.patients.set_aside) == (2, 1, 1)


def test_incomplete_records_give_tables_that_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT), "{"), tmp_path / "out"
    assert run(["tables", str(source), "--out", str(out)]) == ExitCode.INCOMPLETE
    assert "INCOMPLETE" in capsys.readouterr().err
    assert rc.read(out).check(as_of="2026-11-01").run.incomplete


def test_tables_that_were_changed_or_are_of_another_zone_are_refused(tmp_path: Path) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    rc.read(source).write_tables(out, tables=["patient"])
    with pytest.raises(rc.UsageError, match="RC-E530: these tables hold days of the zone Europe/London"):
        rc.read(out, zone="UTC").check(as_of="2026-11-01")
    pq.write_table(pq.read_table(out / "patient.parquet"), out / "patient.parquet", compression="gzip")
    with pytest.raises(rc.InputError, match=r"RC-E531: patient\.parquet is not what was written"):
        rc.read(out).check(as_of="2026-11-01")
    (out / "tables.json").write_text("{}", encoding="utf-8")
    with pytest.raises(rc.InputError, match=r"RC-E528: tables\.json cannot be read"):
        rc.read(out).check(as_of="2026-11-01")


TOGETHER = "is one of the tables that were written together, and tables.json beside it says what they cover"


def test_one_file_of_tables_that_were_written_together_is_refused(tmp_path: Path) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    rc.read(source).write_tables(out, tables=["patient", "carer"])
    with pytest.raises(rc.UsageError) as raised:
        rc.read(sorted(out.glob("*.parquet"))).check(as_of="2026-11-01")
    assert str(raised.value) == f"RC-E543: source 1 {TOGETHER}; give the folder that it is in"
    for path in (out / "patient.parquet", str(out / "patient.parquet")):
        with pytest.raises(rc.UsageError) as raised:
            rc.read_tables({"patient": path}).check(as_of="2026-11-01")
        assert (
            str(raised.value) == f"RC-E543: the table 'patient' {TOGETHER}; read the folder that it is in with read()"
        )


def test_a_folder_of_tables_written_together_is_not_read_with_others(tmp_path: Path) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    rc.read(source).write_tables(out, tables=["patient"])
    other = write(tmp_path / "other", referral="id,patient / r1,p1")
    for sources in ([out, other], [other, out], [other / "referral.csv", out]):
        with pytest.raises(rc.UsageError, match="RC-E546: tables that were written together are given with others"):
            rc.read(sources).check(as_of="2026-11-01")


@pytest.mark.parametrize("name", ["uncovered.parquet", "carer.parquet"])
def test_a_file_of_the_manifest_that_is_gone_or_changed_is_refused(tmp_path: Path, name: str) -> None:
    source = _ndjson(tmp_path / "in", json.dumps(PATIENT), json.dumps({**PATIENT, "id": "p2", "active": "yes"}))
    rc.read(source).write_tables(tmp_path / "out", tables=["patient", "carer"])
    path = tmp_path / "out" / name
    pq.write_table(pq.read_table(path).slice(0, 0), path, compression="gzip")
    with pytest.raises(rc.InputError, match=rf"RC-E531: {name} is not what was written with the tables beside it"):
        rc.read(tmp_path / "out").check(as_of="2026-11-01")
    path.unlink()
    with pytest.raises(rc.InputError, match=rf"RC-E531: {name} was written with the tables beside it, and is not here"):
        rc.read(tmp_path / "out").check(as_of="2026-11-01")


@pytest.mark.parametrize("name", ["uncovered.parquet", "referral.parquet"])
def test_a_file_that_was_put_beside_the_tables_is_refused(tmp_path: Path, name: str) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    rc.read(source).write_tables(out, tables=["patient"])
    pq.write_table(pa.table({"id": ["x"], "patient": ["Patient/p1"], "type": ["Flag"]}), out / name)
    with pytest.raises(rc.InputError, match=rf"RC-E531: {name} is not what was written"):
        rc.read(out).check(as_of="2026-11-01")


def test_a_manifest_that_names_files_elsewhere_is_refused(tmp_path: Path) -> None:
    source, out = _ndjson(tmp_path / "in", json.dumps(PATIENT)), tmp_path / "out"
    rc.read(source).write_tables(out, tables=["patient"])
    text = (out / "tables.json").read_text(encoding="utf-8")
    (out / "tables.json").write_text(text.replace('"patient.parquet"', '"../in/Patient.ndjson"'), encoding="utf-8")
    with pytest.raises(rc.InputError, match=r"RC-E528: tables\.json cannot be read"):
        rc.read(out).check(as_of="2026-11-01")


def test_canonical_tables_written_again_have_the_columns_that_they_had(tmp_path: Path) -> None:
    given = write(tmp_path / "in", patient="id,deceased / p1,true", referral="id,patient,start,end / r1,p1,2025,")
    rc.read(given).write_tables(tmp_path / "out")
    names = pq.read_schema(tmp_path / "out" / "referral.parquet").names
    assert names == ["id", "patient", "start_earliest", "start_latest", "end_earliest", "end_latest"]
    reports = [rc.read(each).check(as_of="2026-11-01") for each in (given, tmp_path / "out")]
    assert reports[0].run.not_evaluated == reports[1].run.not_evaluated
    assert reports[1].run.coverage.how == "the tables that were given"


@pytest.mark.row(12)
def test_input_of_which_no_table_has_a_row_is_nothing_to_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = _ndjson(tmp_path / "empty")
    assert run(["tables", str(empty), "--out", str(tmp_path / "out")]) == ExitCode.NOTHING_TO_CHECK
    assert "nothing in this input: no table has a row" in capsys.readouterr().err
    assert run(["tables", str(empty), "--out", str(tmp_path / "one"), "--table", "carer"]) == ExitCode.OK
    given = write(tmp_path / "given", patient="id", referral="id,patient,status,start", assessment="id,patient,status")
    assert run(["check", str(given), "--as-of", "2026-11-01"]) == ExitCode.NOTHING_TO_CHECK
    assert "nothing to check" in capsys.readouterr().err


def test_check_reads_folders_of_tables_and_of_mhsds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flat = mhsds.write(tmp_path / "flat")
    code = run(["check", str(flat), "--as-of", mhsds.AS_OF, "--mapping", "mhsds", "--select", "RC-PLAN-001"])
    told = capsys.readouterr().out
    assert (code, "by the mapping mhsds (preview)" in told) == (ExitCode.OK, True)
    given = write(tmp_path / "given", patient="id / p1")
    assert run(["check", str(given), "--as-of", mhsds.AS_OF]) == ExitCode.NOTHING_TO_CHECK
    assert "Give the table 'referral' (referral.parquet or referral.csv)" in capsys.readouterr().out.replace(
        "\n    ", " "
    )
