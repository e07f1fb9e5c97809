"""Tables that other libraries hold: any Ibis table, frames of pandas and Polars, Arrow, and paths."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import risk_checks as rc
from risk_checks.errors import RiskChecksError
from tests.api.given import AS_OF, both_engines

PEOPLE = {"id": ["p1", "p2"], "birth_date": ["1980", "1970-05-01"]}


def _path(folder: Path, name: str) -> Path:
    path = folder / name
    if name.endswith(".csv"):
        path.write_text("id,birth_date\np1,1980\np2,1970-05-01\n", encoding="utf-8")
    else:
        pq.write_table(pa.table(PEOPLE), path)
    return path


_OPEN: list[Any] = []


@pytest.fixture(autouse=True)
def _nothing_stays_open() -> Iterator[None]:
    """Close what a test opened: sqlite3 warns of a connection that is left to the collector."""
    yield
    while _OPEN:
        _OPEN.pop().disconnect()


def _sqlite() -> Any:
    connection = ibis.sqlite.connect()
    _OPEN.append(connection)
    connection.create_table("people", ibis.memtable(PEOPLE))
    return connection.table("people")


FORMS: dict[str, Any] = {
    "pandas": lambda _: pd.DataFrame(PEOPLE),
    "pandas categories": lambda _: pd.DataFrame(PEOPLE).astype({"birth_date": "category"}),
    "polars": lambda _: pl.DataFrame(PEOPLE),
    "arrow": lambda _: pa.table(PEOPLE),
    "record batch": lambda _: pa.RecordBatch.from_pydict(PEOPLE),
    "ibis in memory": lambda _: ibis.memtable(PEOPLE),
    "ibis on duckdb": lambda _: ibis.duckdb.connect().create_table("people", ibis.memtable(PEOPLE)),
    "ibis on another backend": lambda _: _sqlite(),
    "parquet": lambda folder: _path(folder, "people.parquet"),
    "csv": lambda folder: str(_path(folder, "people.csv")),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_table(tmp_path: Path, form: str) -> None:
    rows = rc.read_tables({"patient": FORMS[form](tmp_path)}).table("patient").to_arrow().to_pylist()
    assert [(row["id"], row["birth_date_earliest"], row["birth_date_latest"]) for row in rows] == [
        ("p1", date(1980, 1, 1), date(1980, 12, 31)),
        ("p2", date(1970, 5, 1), date(1970, 5, 1)),
    ]


@both_engines
def test_frames_are_checked(engine: Any) -> None:
    tables = {
        "patient": pd.DataFrame({"id": [7], "deceased": [False], "deceased_date": [None]}),
        "referral": pl.DataFrame({
            "id": ["r1"], "patient": [7], "status": ["open"], "start": [date(2025, 1, 1)], "end": [None],
            "derived": [False], "last_contact": [None],
        }),
        "assessment": pa.table({
            "id": ["a1"], "patient": ["7"], "kinds": [["http://snomed.info/sct|225337009"]], "status": ["complete"],
            "date": ["2025-12-01"],
        }),
    }  # fmt: skip
    report = rc.read_tables(tables).check(as_of=AS_OF, select="risk-assessment-out-of-date", engine=engine)
    assert [(each.subject, each.outcome, each.due_on) for each in report.outcomes] == [("r1", "met", date(2026, 12, 1))]


def test_the_input_may_not_be_changed_by_who_gave_it_before_it_is_read() -> None:
    given = {"patient": pa.table(PEOPLE)}
    extract = rc.read_tables(given)
    given.clear()
    assert len(extract.table("patient").to_pandas()) == 2


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, 'RC-E532: no table is given; pass {"patient": ..., "referral": ...}'),
        ({"patients": pa.table(PEOPLE)}, "RC-E533: no table is called 'patients'; did you mean 'patient'?"),
        ({"patient": "people.xlsx"}, "RC-E534: the table 'patient' is no Parquet or CSV file; check the path"),
        (
            {"patient": [1, 2]},
            (
                "RC-E535: the table 'patient' is of a kind that cannot be read; give a path, an Ibis table, a "
                "pyarrow.Table, "
                "or a frame of pandas or Polars"
            ),
        ),
        (
            {"patient": pd.DataFrame({"id": ["p1", 2, 3.5]})},
            (
                "RC-E536: a column of the table 'patient' mixes kinds of values; make each column text, dates, "
                "booleans or "
                "whole numbers"
            ),
        ),
        (
            {"patient": pd.DataFrame([["p1", "x", "y"]], columns=["id", "gp_practice", "gp_practice"])},
            "RC-E524: patient names a column twice; give each a name of its own; case counts for nothing",
        ),
        (
            {"patient": pa.Table.from_arrays([pa.array(["p1"])] * 2, names=["id", "ID"])},
            "RC-E524: patient names a column twice; give each a name of its own; case counts for nothing",
        ),
        (
            {"patient": pd.DataFrame({"id": [10**30]})},
            "RC-E544: a column of the table 'patient' holds whole numbers of more than 18 digits; give them as text",
        ),
        (
            {"patient": pd.DataFrame({"id": pd.Series(["p\ud800"], dtype=object)})},
            (
                "RC-E545: the table 'patient' has a column that cannot be stored; make each column text, dates, "
                "booleans or whole numbers"
            ),
        ),
        (
            {"patient": pa.table({"id": pa.array([(1, 2, 3)], pa.month_day_nano_interval())})},
            (
                "RC-E545: the table 'patient' has a column that cannot be stored; make each column text, dates, "
                "booleans or whole numbers"
            ),
        ),
    ],
)
def test_what_is_no_table_is_refused(given: dict[str, Any], refused: str) -> None:
    with pytest.raises(RiskChecksError) as raised:
        rc.read_tables(given).check(as_of=AS_OF)
    assert str(raised.value) == refused


REFERRAL = {"id": ["r1"], "patient": ["p1"]}


@pytest.mark.parametrize(
    "referral",
    [
        pd.DataFrame({**REFERRAL, "kinds": [[]]}),
        pd.DataFrame({**REFERRAL, "kinds": [[None]]}),
        pl.DataFrame({**REFERRAL, "kinds": [[]]}),
        pa.table({**REFERRAL, "kinds": pa.array([[None]], pa.list_(pa.null()))}),
        pa.table({**REFERRAL, "kinds": pa.array([[]], pa.large_list(pa.null()))}),
        pa.table({**REFERRAL, "kinds": pa.array([[None, ""]], pa.list_(pa.string()))}),
    ],
)
def test_a_list_in_which_there_is_nothing_is_a_list_without_codes(referral: Any) -> None:
    extract = rc.read_tables({"patient": pa.table(PEOPLE), "referral": referral})
    assert extract.table("referral").to_arrow()["kinds"].to_pylist() == [[]]
    assert not extract.check(as_of=AS_OF, select="care-plan-missing").problems
