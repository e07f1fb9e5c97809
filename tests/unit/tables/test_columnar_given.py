"""Columns that were handed over, in the types that the shipped tables hardly use."""

from __future__ import annotations

import ibis
import pytest

from risk_checks.tables.columnar_given import read_column
from risk_checks.tables.definition import Column, ColumnType
from risk_checks.tables.given_faults import GivenFault

RANK = Column("rank", ColumnType.INTEGER, "The rank.")


@pytest.mark.parametrize(
    ("given", "values", "faults"),
    [
        (["1", " -20 ", "", "1.5", "x"], [1, -20, None, None, None], [False, False, False, True, True]),
        ([3, None], [3, None], [False, False]),
    ],
)
def test_whole_numbers_are_read_from_text_and_from_numbers(
    given: list[object], values: list[int | None], faults: list[bool]
) -> None:
    kind = "string" if isinstance(given[0], str) else "int64"
    rows = ibis.memtable(list(enumerate(given)), schema={"place": "int64", "rank": kind})
    cells = read_column(RANK, rows, stored=False)
    made = rows.select("place", found=cells.values["rank"], wrong=cells.faults[GivenFault.NUMBER])
    found = made.order_by("place").to_pyarrow().to_pylist()
    assert [row["found"] for row in found] == values
    assert [bool(row["wrong"]) for row in found] == faults


def test_what_is_empty_in_stored_rows_is_not_known() -> None:
    active = Column("active", ColumnType.BOOLEAN, "In use.", absent=True)
    rows = ibis.memtable({"active": [None]}, schema={"active": "boolean"})
    for stored, value in ((True, None), (False, True)):
        cells = read_column(active, rows, stored=stored)
        assert rows.select(found=cells.values["active"]).to_pyarrow().to_pylist() == [{"found": value}]


@pytest.mark.parametrize(
    ("given", "codes", "wrong"),
    [
        ("a|1", ["a|1"], False),
        (" a | 1 ", ["a|1"], False),
        ("|1", ["|1"], False),
        ("urn:x|1|2", ["urn:x|1|2"], False),
        ("", [], False),
        (";;", [], False),
        ("1", [], True),
        ("a|", [], True),
        ("|", [], True),
        ("a|1;NULL", ["a|1"], True),
    ],
)
def test_codes_are_those_with_a_bar_and_the_others_are_counted(given: str, codes: list[str], wrong: bool) -> None:
    kinds = Column("kinds", ColumnType.CODES, "The kinds.")
    forms: list[tuple[object, str]] = [(given, "string"), (given.split(";"), "array<string>")]
    for value, kind in forms:
        rows = ibis.memtable([(value,)], schema={"kinds": kind})
        cells = read_column(kinds, rows, stored=False)
        made = rows.select(found=cells.values["kinds"], wrong=cells.faults[GivenFault.CODE])
        assert made.to_pyarrow().to_pylist() == [{"found": codes, "wrong": wrong}]
