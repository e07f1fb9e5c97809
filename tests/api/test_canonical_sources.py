"""Which sources are tables and which are FHIR; what is neither, both, or given twice is refused with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import risk_checks as rc
from risk_checks.errors import RiskChecksError
from tests.api.given import AS_OF, problems, write

PATIENT = {"resourceType": "Patient", "id": "p1"}


def _refused(source: object) -> str:
    with pytest.raises(RiskChecksError) as raised:
        rc.read(source).check(as_of=AS_OF)
    return str(raised.value)


def test_files_of_tables_may_be_given_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, patient="id / p1", referral="id,patient / r1,p1", notes="x / y")
    extract = rc.read([tmp_path / "patient.csv", str(tmp_path / "referral.csv")])
    assert extract.table("referral").to_arrow().to_pylist()[0]["id"] == "r1"


def test_data_files_beside_fhir_that_are_no_tables_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, findings="patient / p9")
    (tmp_path / "Patient.ndjson").write_text(json.dumps(PATIENT) + "\n", encoding="utf-8")
    run = rc.read(tmp_path).check(as_of=AS_OF).run
    assert (run.patients.read, run.tables) == (1, {})


@pytest.mark.parametrize("beside", ["here", "apart", "in memory"])
def test_fhir_and_tables_at_once_are_refused(tmp_path: Path, beside: str) -> None:
    tables = write(tmp_path / "tables", patient="id / p1")
    fhir = tables if beside == "here" else tmp_path
    source: object = [tables, json.dumps(PATIENT)] if beside == "in memory" else [tables, fhir / "Patient.ndjson"]
    (fhir / "Patient.ndjson").write_text(json.dumps(PATIENT) + "\n", encoding="utf-8")
    assert _refused(tables if beside == "here" else source) == (
        "RC-E525: the sources are FHIR and tables at once; check them apart: give a folder of tables alone, or of FHIR "
        "alone"
    )


def test_a_file_named_nearly_as_a_table_is_named(tmp_path: Path) -> None:
    write(tmp_path, Referrals="id,patient / r1,p1")
    assert _refused(tmp_path) == (
        "RC-E526: source 1 has data files, and none is named after a table; did you mean 'referral'?"
    )
    assert (
        _refused([tmp_path / "Referrals.csv"]) == "RC-E526: source 1 is named after no table; did you mean 'referral'?"
    )
    write(tmp_path, patient="id / p1")
    skipped = rc.read(tmp_path).check(as_of=AS_OF).run.skipped
    assert [each.reason for each in skipped] == ["named after no table; did you mean 'referral'?"]


def test_data_files_that_are_named_after_nothing_are_refused_with_how_to_name_them(tmp_path: Path) -> None:
    write(tmp_path, x="id / p1")
    assert _refused(tmp_path).endswith(
        "name each file after its table: patient.parquet, referral.csv, or a folder 'referral' of parts"
    )


def test_a_table_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, patient="id / p1")
    pq.write_table(pa.table({"id": ["p1"]}), tmp_path / "patient.parquet")
    assert _refused(tmp_path) == (
        "RC-E527: the table 'patient' is given more than once; give one file, or one folder 'patient' "
        "of parts of one kind"
    )


def test_parts_of_different_columns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "patient").mkdir()
    pq.write_table(pa.table({"id": ["p1"]}), tmp_path / "patient" / "a.parquet")
    pq.write_table(pa.table({"id": [1]}), tmp_path / "patient" / "b.parquet")
    assert _refused(tmp_path) == (
        "RC-E529: patient/part-0002.parquet has other columns than patient/part-0001.parquet; write all parts "
        "of a table "
        "with the same columns of the same types"
    )


NO_ID = (
    "RC-E520: referral.csv: the table 'referral' has no column 'id'; every table needs id and patient, named in its "
    "first line"
)
TWO_FORMS = "RC-E521: referral.csv: 'start' and 'start_earliest' say the same day; give one of them"
TWICE = "RC-E524: referral.csv names a column twice; give each a name of its own; case counts for nothing"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (
            "ID,patient / r1,p1",
            (
                "RC-E520: referral.csv: the table 'referral' has no column 'id'; one differs in case only: write it as "
                "'id'"
            ),
        ),
        ("1,9434765919 / 2,p1", NO_ID),
        ("id,patient,start,start_earliest,start_latest / ", TWO_FORMS),
        ("id,patient,team,Team / ", TWICE),
        ("", NO_ID),
    ],
)
def test_columns_that_cannot_be_used_are_refused(tmp_path: Path, text: str, refused: str) -> None:
    assert _refused(write(tmp_path, referral=text)) == refused


def test_a_column_of_another_kind_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": [1.5]}), tmp_path / "patient.parquet")
    assert _refused(tmp_path) == "RC-E522: patient.parquet: the column 'id' holds double; give it as integer or text"


def test_a_file_that_is_no_parquet_is_refused_and_not_quoted(tmp_path: Path) -> None:
    (tmp_path / "patient.parquet").write_bytes(b"id\np1\n")
    assert _refused(tmp_path) == "RC-E523: patient.parquet cannot be read; check the file, or write it again"


def test_a_parquet_file_that_is_damaged_inside_is_refused_and_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "patient.parquet"
    pq.write_table(pa.table({"id": [f"p{number}" for number in range(5000)]}), path, use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[4:2000] = b"\xff" * 1996
    path.write_bytes(content)
    assert _refused(tmp_path) == "RC-E523: patient.parquet cannot be read; check the file, or write it again"


def test_a_text_that_is_no_path_is_left_to_the_reading_of_fhir() -> None:
    assert _refused(["x" * 5000]).startswith("RC-E50")
    assert rc.read([json.dumps(PATIENT)]).check(as_of=AS_OF).run.patients.read == 1


def test_a_line_that_is_not_utf_8_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "patient.csv").write_bytes(b"id\np1\n\xff\xfe\n")
    report = rc.read(tmp_path).check(as_of=AS_OF)
    assert problems(report) == [("line-not-readable", "patient.csv", None, 1)]
    assert report.run.incomplete


def test_names_of_columns_that_may_be_values_are_not_shown(tmp_path: Path) -> None:
    write(tmp_path, patient="id,Deceased,9434765919,a-b / p1,,,")
    report = rc.read(tmp_path).check(as_of=AS_OF)
    assert [(each.code, each.column) for each in report.problems] == [
        ("column-not-known", None),
        ("column-not-known", "Deceased"),
        ("column-not-known", None),
    ]
    assert next(each.hint for each in report.problems if each.column) == "it is not read; did you mean 'deceased'?"
