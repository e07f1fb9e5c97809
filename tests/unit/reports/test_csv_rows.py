"""Lines of CSV that are written a column at a time say what `csv.writer` says."""

from __future__ import annotations

import csv
import io
from datetime import date

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from risk_checks.reports.csv_rows import csv_rows

SCHEMA = pa.schema([("word", pa.string()), ("days", pa.int32()), ("day", pa.date32()), ("text", pa.string())])
TEXTS = st.none() | st.text(st.sampled_from("ab,\"'\n;= é\U0001f600"), max_size=8)
ROWS = st.tuples(TEXTS, st.none() | st.integers(-(2**31), 2**31 - 1), st.none() | st.dates(), TEXTS)


@given(st.lists(ROWS, max_size=40))
def test_rows_are_as_the_csv_module_writes_them(
    rows: list[tuple[str | None, int | None, date | None, str | None]],
) -> None:
    expected = io.StringIO()
    csv.writer(expected, lineterminator="\n").writerows(rows)
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    table = pa.table(columns, schema=SCHEMA)
    assert b"".join(csv_rows(table)).decode() == expected.getvalue()


def test_a_carriage_return_is_quoted_on_every_python() -> None:
    assert list(csv_rows(pa.table({"one": ["a\rb"], "other": [""]}))) == [b'"a\rb",\n']


def test_rows_are_given_in_batches() -> None:
    table = pa.table({"number": pa.array(range(40_000)), "other": pa.array(range(40_000))})
    batches = list(csv_rows(table))
    assert len(batches) == 3
    assert b"".join(batches).count(b"\n") == 40_000
