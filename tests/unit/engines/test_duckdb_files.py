"""Data files reach DuckDB through a connection that can read them and nothing else."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from risk_checks.engines.duckdb import connect
from risk_checks.engines.duckdb_files import FILE, Torn, batches, file_kinds, kind_of, read_files
from risk_checks.errors import EngineError
from risk_checks.tables.given_files import DataFile


@pytest.fixture
def named(tmp_path: Path) -> DataFile:
    """Return a CSV file with a torn line, a quote in its name, beside one that is not named."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "other.csv").write_text("id\np9\n", encoding="utf-8")
    path = folder / "it's.csv"
    path.write_text('id,"a ""b"""\np1,"x,y"\np2\n', encoding="utf-8")
    return DataFile(path, "patient.csv")


def test_a_named_file_is_read_and_the_one_beside_it_is_not(tmp_path: Path, named: DataFile) -> None:
    connection = connect(tmp_path, zone="UTC", reads=[named.path])
    kinds = file_kinds(named)
    found = read_files(connection, [named], kinds, columns=["id", 'a "b"'])
    assert found.rows.to_pyarrow().to_pylist() == [{"id": "p1", 'a "b"': "x,y", FILE: 0}]
    assert found.torn == (Torn("patient.csv", lines=1, first=3),)


def test_nothing_but_the_named_files_and_the_folder_can_be_reached(
    tmp_path_factory: pytest.TempPathFactory, named: DataFile
) -> None:
    connection = connect(tmp_path_factory.mktemp("private"), zone="UTC", reads=[named.path])
    with pytest.raises(EngineError, match=r"RC-E403: .*PermissionException"):
        connection.raw_sql(f"SELECT * FROM read_csv('{named.path.with_name('other.csv')}')")


def test_kinds_are_told_in_words(tmp_path: Path) -> None:
    assert [
        kind_of(kind)
        for kind in (
            pa.dictionary(pa.int8(), pa.string()),
            pa.large_list(pa.large_string()),
            pa.list_(pa.null()),
            pa.list_(pa.int8()),
            pa.timestamp("us"),
            pa.decimal128(3, 1),
        )
    ] == ["text", "list of text", "list of nothing", "list of integer", "timestamp", "decimal128(3, 1)"]
    pq.write_table(pa.table({"id": ["p1"], "n": [1]}), tmp_path / "t.parquet")
    assert file_kinds(DataFile(tmp_path / "t.parquet", "t")) == {"id": "text", "n": "integer"}


def test_rows_come_in_batches(tmp_path: Path, named: DataFile) -> None:
    connection = connect(tmp_path, zone="UTC", reads=[named.path])
    rows = read_files(connection, [named], file_kinds(named), columns=["id"]).rows
    assert [batch.to_pylist() for batch in batches(connection, rows.select("id"))] == [[{"id": "p1"}]]
