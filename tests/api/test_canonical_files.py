"""Where files of tables lie and what they are called says nothing of what is in them; errors repeat nothing of it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import risk_checks as rc
from risk_checks.errors import RiskChecksError
from tests.api.given import AS_OF, write

ASSESSMENT = {"id": ["a1"], "patient": ["p1"], "status": ["draft"], "date": ["2020-01-01"]}


def _assessments(folder: Path) -> list[tuple[object, ...]]:
    rows = rc.read(folder).table("assessment").to_arrow().to_pylist()
    return [(row["id"], row["patient"], row["status"], str(row["date_latest"])) for row in rows]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_folders_named_like_partitions_change_no_value(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "date=2025-10-30" / "status=complete" / "patient=p2"
    folder.mkdir(parents=True)
    if form == "csv":
        write(folder, assessment="id,patient,status,date / a1,p1,draft,2020-01-01")
    else:
        pq.write_table(pa.table(ASSESSMENT), folder / "assessment.parquet")
    assert _assessments(folder) == [("a1", "p1", "draft", "2020-01-01")]


@pytest.mark.parametrize("form", ["csv", "csv.gz", "CSV.GZ", "parquet"])
@pytest.mark.parametrize(("name", "like_it"), [("gl[1]ob", "gl1ob"), ("year?", "year1"), ("a*", "ab")])
def test_files_in_folders_named_like_patterns_are_read_as_they_are(
    tmp_path: Path, name: str, like_it: str, form: str
) -> None:
    text = "id,patient,status,date\na1,p1,draft,2020-01-01\n"
    for folder, row in ((tmp_path / name, text), (tmp_path / like_it, text.replace("a1", "other"))):
        folder.mkdir()
        path = folder / f"assessment.{form}"
        if form == "parquet":
            pq.write_table(pa.table(ASSESSMENT), path)
        else:
            path.write_bytes(row.encode() if form == "csv" else gzip.compress(row.encode()))
    assert _assessments(tmp_path / name) == [("a1", "p1", "draft", "2020-01-01")]


def _refused(folder: Path) -> str:
    with pytest.raises(RiskChecksError) as raised:
        rc.read(folder).check(as_of=AS_OF)
    return str(raised.value)


def test_a_file_without_a_line_of_names_is_refused_and_not_quoted(tmp_path: Path) -> None:
    assert _refused(write(tmp_path, patient="p1,Ida,Patience / p2,Bob,Jones")) == (
        "RC-E520: patient.csv: the table 'patient' has no column 'id'; every table needs id, named in its first line"
    )


@pytest.mark.parametrize(
    "values",
    [
        [{"Smith": 1}],
        [[{"Smith": 1}]],
        [{"Jones": {"Smith": "x"}}],
        pa.array([[("Smith", 1)]], pa.map_(pa.string(), pa.int64())),
        pa.array([[["Smith"]]]),
    ],
)
def test_fields_inside_a_column_are_not_named(tmp_path: Path, values: object) -> None:
    pq.write_table(pa.table({"id": ["r1"], "patient": ["p1"], "kinds": values}), tmp_path / "referral.parquet")
    assert _refused(tmp_path) == (
        "RC-E522: referral.parquet: the column 'kinds' holds a structure; give it as list of text or text"
    )


def test_a_list_of_other_values_is_said_by_what_it_holds(tmp_path: Path) -> None:
    kind = pa.list_(pa.field("Smith", pa.float64()))
    rows = pa.table({"id": ["r1"], "patient": ["p1"], "kinds": pa.array([[1.5]], kind)})
    pq.write_table(rows, tmp_path / "referral.parquet")
    assert _refused(tmp_path).startswith("RC-E522: referral.parquet: the column 'kinds' holds list of double; give")
