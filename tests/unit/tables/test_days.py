"""What the days of a table are, by what was recorded (design clause 5.3); the same on every engine."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.tables.definition import Column, ColumnType
from risk_checks.tables.forms import Between, FirstOf, LatestOf, OpenWhile
from tests.built_tables import Build, counts
from tests.unit.tables.small import small_table

WHEN = Column("when", ColumnType.DAY, "When.")
UNTIL = Column("until", ColumnType.DAY, "Until when.", absent="open")
NO_END = date(9999, 12, 31)

READ = {
    "2024": ("2024-01-01", "2024-12-31"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2023-02": ("2023-02-01", "2023-02-28"),
    "1900-02": ("1900-02-01", "1900-02-28"),
    "2024-12": ("2024-12-01", "2024-12-31"),
    "2024-04": ("2024-04-01", "2024-04-30"),
    "2024-02-29": ("2024-02-29", "2024-02-29"),
    "0001-01-01": ("0001-01-01", "0001-01-01"),
    "9999": ("9999-01-01", "9999-12-31"),
    "9999-12": ("9999-12-01", "9999-12-31"),
    "9999-12-31": ("9999-12-31", "9999-12-31"),
    "2024-06-30T22:59:59Z": ("2024-06-30", "2024-06-30"),
    "2024-06-30T23:00:00Z": ("2024-07-01", "2024-07-01"),
    "2024-12-31T23:59:59Z": ("2024-12-31", "2024-12-31"),
    "2024-03-31T00:59:59Z": ("2024-03-31", "2024-03-31"),
    "2024-10-26T23:30:00Z": ("2024-10-27", "2024-10-27"),
    "2024-10-27T23:30:00Z": ("2024-10-27", "2024-10-27"),
    "2024-01-01T00:30:00+02:00": ("2023-12-31", "2023-12-31"),
    "2024-01-01T12:30:00-12:00": ("2024-01-02", "2024-01-02"),
    "2024-01-01T13:30:00+14:00": ("2023-12-31", "2023-12-31"),
    "2024-06-30T23:30+01:00": ("2024-06-30", "2024-06-30"),
    "2024-06-30T23:30": ("2024-06-30", "2024-06-30"),
    "2024-06-30T23:30:00.5": ("2024-06-30", "2024-06-30"),
    "2024-03-31T01:30:00": ("2024-03-31", "2024-03-31"),
    "2024-06-30T22:59:59.999999999Z": ("2024-06-30", "2024-06-30"),
    "2024-06-30T22:59:60Z": ("2024-06-30", "2024-06-30"),
    "9999-12-31T23:59:59Z": ("9999-12-31", "9999-12-31"),
}
NOT_READ = (
    *("", " ", "now", "2024-1-5", "20240105", "2024-13", "2024-00-10", "2024-01-32", "2023-02-29", "2024-04-31"),
    *(
        "0000",
        "0000-01-01",
        "10000-01-01",
        "-2024-01-01",
        "2024-01-01 10:00:00",
        "2024-01-01T10",
        "2024-01-01T24:00:00Z",
    ),
    *("2024-01-01T10:00:61Z", "2024-01-01T10:00:00+15:00", "2024-01-01T10:00:00z", "2024-01-01T10:00:00+0100"),
    *("2024-01-01T10:00:00.Z", "2024-01\n", " 2024-01", "٢٠٢٤", "2024-01-01T", "1704067200", "2023-02-29T10:00:00Z"),
    *("9999-12-31T23:59:59-12:00", "0001-01-01T00:30:00+14:00", "0001-01-01T00:00:30Z"),
)


def test_a_day_is_read_as_it_was_recorded(build: Build) -> None:
    table = small_table({WHEN: FirstOf(("text",))})
    texts = [*READ, *NOT_READ, None]
    rows = [{"id": f"Thing/{number}", "patient": "Patient/p1", "text": text} for number, text in enumerate(texts)]
    built = build({"thing": rows}, tables=[table], schemas={"thing": {"id": "text", "patient": "text", "text": "text"}})
    found = {
        texts[int(str(row["id"]).removeprefix("Thing/"))]: (_text(row["when_earliest"]), _text(row["when_latest"]))
        for row in built.rows["sample"]
    }
    expected = {text: READ.get(text or "", (None, None)) for text in texts}
    assert found == expected
    assert counts(built) == {
        ("sample", "when", "date-not-readable"): len(NOT_READ),
        ("sample", "when", "time-assumed"): 4,
        ("sample", "when", "date-not-plausible"): 1,
    }


DOUBTED = {
    "2024-06-30T23:30": ("time-assumed",),
    "2024-06-30T23:30:00.5": ("time-assumed",),
    "2024-06-30T23:59:60Z": ("time-assumed",),
    "2024-06-30T23:59:60.5": ("time-assumed",),
    "2024-06-30T23:30:00+00:00": (),
    "2024-06-30T23:30-01:00": (),
    "2024-06-30": (),
    "2024": (),
    "1900-01-01": (),
    "1899-12-31": ("date-not-plausible",),
    "1899": ("date-not-plausible",),
    "0001-01-01": ("date-not-plausible",),
    "1753-01-01T00:00:00": ("time-assumed", "date-not-plausible"),
}


@pytest.mark.parametrize("form", [FirstOf(("text",)), LatestOf(("text",)), FirstOf((Between("text", "none"),))])
def test_day_that_is_used_though_something_is_wrong_with_it_is_counted(build: Build, form: FirstOf | LatestOf) -> None:
    rows = [{"id": f"Thing/{text}", "patient": "Patient/p1", "text": text} for text in DOUBTED]
    schema = dict.fromkeys(("id", "patient", "text", "none"), "text")
    built = build({"thing": rows}, tables=[small_table({WHEN: form})], schemas={"thing": schema})
    assert all(row["when_earliest"] is not None for row in built.rows["sample"])
    said = [code for codes in DOUBTED.values() for code in codes]
    assert counts(built) == {("sample", "when", code): said.count(code) for code in sorted(set(said))}


def test_what_a_period_that_is_not_used_leaves_open_is_not_counted_beside_it(build: Build) -> None:
    rows = [
        {"id": "1", "patient": "Patient/p1", "start": "2024-01-02T10:00", "end": "2024-01-01"},
        {"id": "2", "patient": "Patient/p1", "start": "1753-01-01", "end": "bad"},
        {"id": "3", "patient": "Patient/p1", "start": "1753-01-01", "end": "2024-01-01T10:00"},
    ]
    built = build({"thing": rows}, tables=[small_table({WHEN: BETWEEN})], schemas={"thing": DATES})
    assert counts(built) == {
        ("sample", "when", "period-reversed"): 1,
        ("sample", "when", "date-not-readable"): 1,
        ("sample", "when", "time-assumed"): 1,
        ("sample", "when", "date-not-plausible"): 1,
    }


def test_the_zone_decides_which_day_an_instant_is(build: Build) -> None:
    table = small_table({WHEN: FirstOf(("text",))})
    rows = [{"id": "Thing/1", "patient": "Patient/p1", "text": "2024-06-30T20:00:00Z"}]
    schemas = {"thing": {"id": "text", "patient": "text", "text": "text"}}
    built = build({"thing": rows}, tables=[table], schemas=schemas, zone="Australia/Sydney")
    assert built.rows["sample"][0]["when_earliest"] == date(2024, 7, 1)


BETWEEN = FirstOf((Between("start", "end"),))
FIRST = FirstOf(("day", Between("start", "end"), OpenWhile("status", ("going",)), "other"))
LATEST = LatestOf(("day", Between("start", "end"), OpenWhile("status", ("going",))))
UNREADABLE, REVERSED = "date-not-readable", "period-reversed"

CASES = [
    # cell, row, earliest, latest, problems
    (BETWEEN, {"start": "2024-01", "end": "2024-03"}, "2024-01-01", "2024-03-31", ()),
    (BETWEEN, {"start": "2024-01-15"}, "2024-01-15", None, ()),
    (BETWEEN, {"end": "2024-03"}, None, "2024-03-31", ()),
    (BETWEEN, {}, None, None, ()),
    (BETWEEN, {"start": "2024-03-10", "end": "2024-03"}, "2024-03-10", "2024-03-31", ()),
    (BETWEEN, {"start": "2024-04-01", "end": "2024-03"}, None, None, (REVERSED,)),
    (BETWEEN, {"start": "2024-04-01", "end": "bad"}, None, None, (UNREADABLE,)),
    (BETWEEN, {"start": "bad", "end": "worse"}, None, None, (UNREADABLE,)),
    (FIRST, {"day": "2024", "start": "2023", "other": "2022"}, "2024-01-01", "2024-12-31", ()),
    (FIRST, {"day": "bad", "start": "2023"}, None, None, (UNREADABLE,)),
    (FIRST, {"end": "2023-05-05", "other": "2022"}, None, "2023-05-05", ()),
    (FIRST, {"status": "going", "other": "2022"}, "9999-12-31", "9999-12-31", ()),
    (FIRST, {"status": "gone", "other": "2022-01-01"}, "2022-01-01", "2022-01-01", ()),
    (FIRST, {"status": "gone"}, None, None, ()),
    (FIRST, {"start": "2024", "end": "2023", "other": "2022"}, None, None, (REVERSED,)),
    (LATEST, {"day": "2024-05-05", "start": "2024-06", "end": "2024-07"}, "2024-06-01", "2024-07-31", ()),
    (LATEST, {"day": "2024-06-20", "start": "2024-06", "end": "2024-07"}, "2024-06-20", "2024-07-31", ()),
    (LATEST, {"day": "2024"}, "2024-01-01", "2024-12-31", ()),
    (LATEST, {"start": "2024-01-02"}, "2024-01-02", None, ()),
    (LATEST, {"day": "2024-05-05", "start": "2024-01-02"}, "2024-05-05", None, ()),
    (LATEST, {"day": "2024-05-05", "end": "2024-01-02"}, "2024-05-05", "2024-05-05", ()),
    (LATEST, {"day": "2024", "status": "going"}, "9999-12-31", "9999-12-31", ()),
    (LATEST, {"day": "bad", "start": "2024"}, "2024-01-01", None, (UNREADABLE,)),
    (LATEST, {"day": "2024", "start": "2024", "end": "2023"}, "2024-01-01", None, (REVERSED,)),
    (LATEST, {"day": "bad", "start": "2024", "end": "2023"}, None, None, (UNREADABLE, REVERSED)),
    (LATEST, {"day": "bad"}, None, None, (UNREADABLE,)),
    (LATEST, {}, None, None, ()),
]
DATES = dict.fromkeys(("id", "patient", "day", "start", "end", "other", "status"), "text")


@pytest.mark.parametrize("cell", [BETWEEN, FIRST, LATEST], ids=["between", "first", "latest"])
def test_a_day_is_made_of_its_parts(build: Build, cell: FirstOf | LatestOf) -> None:
    mine = [case for case in CASES if case[0] is cell]
    rows = [{"id": str(number), "patient": "Patient/p1", **case[1]} for number, case in enumerate(mine)]
    built = build({"thing": rows}, tables=[small_table({WHEN: cell})], schemas={"thing": DATES})
    found = {str(row["id"]): (_text(row["when_earliest"]), _text(row["when_latest"])) for row in built.rows["sample"]}
    assert found == {str(number): case[2:4] for number, case in enumerate(mine)}
    problems = [code for case in mine for code in case[4]]
    expected = {("sample", "when", code): problems.count(code) for code in sorted(set(problems))}
    assert counts(built) == expected


def test_an_absent_end_is_open_and_an_unreadable_one_is_not(build: Build) -> None:
    rows = [{"id": "1", "patient": "Patient/p1"}, {"id": "2", "patient": "Patient/p1", "end": "bad"}]
    table = small_table({UNTIL: FirstOf(("end",)), WHEN: None})
    built = build({"thing": rows}, tables=[table], schemas={"thing": DATES})
    found = {row["id"]: (row["until_earliest"], row["until_latest"]) for row in built.rows["sample"]}
    assert found == {"1": (NO_END, NO_END), "2": (None, None)}
    assert all(row["when_earliest"] is None for row in built.rows["sample"])


@pytest.mark.parametrize("cell", [None, LatestOf(("end",))])
def test_absence_means_what_the_column_says_in_every_form(build: Build, cell: LatestOf | None) -> None:
    rows = [{"id": "1", "patient": "Patient/p1"}]
    built = build({"thing": rows}, tables=[small_table({UNTIL: cell})], schemas={"thing": DATES})
    assert built.rows["sample"] == [
        {"id": "1", "patient": "Patient/p1", "until_earliest": NO_END, "until_latest": NO_END}
    ]


def _text(day: object) -> str | None:
    return None if day is None else str(day)
