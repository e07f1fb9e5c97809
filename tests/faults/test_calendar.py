"""Days, clock changes and texts of dates on the calendar, one by one, on both engines (rows 55 to 64)."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from risk_checks.engines.columnar.days import shifted
from risk_checks.model.days import DATE_TEXT, Days, is_assumed, read_days
from risk_checks.model.duration import Duration, parse_duration, shift
from risk_checks.records.instants import nanoseconds
from risk_checks.tables.definition import Column, ColumnType, Source, TableDef
from risk_checks.tables.forms import FirstOf
from tests.built_tables import in_memory, on_duckdb

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
ALL_DAYS = [date(2020, 1, 1) + ONE_DAY * number for number in range(4749)]
MONTH, YEAR = Duration(1, "month"), Duration(1, "year")


@pytest.mark.row(55)
def test_days_go_on_from_2020_to_2032() -> None:
    assert (ALL_DAYS[0], ALL_DAYS[-1]) == (date(2020, 1, 1), date(2032, 12, 31))
    leap_days = [str(day) for day in ALL_DAYS if (day.month, day.day) == (2, 29)]
    assert leap_days == ["2020-02-29", "2024-02-29", "2028-02-29", "2032-02-29"]


@pytest.mark.row(55)
@pytest.mark.parametrize("sign", [1, -1])
def test_year_from_a_day_is_the_same_day_of_the_next_but_for_the_leap_day(sign: int) -> None:
    for day in ALL_DAYS:
        leaps = (day.month, day.day) == (2, 29)
        expected = date(day.year + sign, day.month, 28 if leaps else day.day)
        assert shift(day, YEAR, sign=1 if sign > 0 else -1) == expected


@pytest.mark.row(55)
@pytest.mark.parametrize(
    ("day", "length", "later", "earlier"),
    [
        ("2024-02-29", "1 year", "2025-02-28", "2023-02-28"),
        ("2024-02-29", "4 years", "2028-02-29", "2020-02-29"),
        ("2023-02-28", "1 year", "2024-02-28", "2022-02-28"),
        ("2024-01-31", "1 month", "2024-02-29", "2023-12-31"),
        ("2025-01-31", "1 month", "2025-02-28", "2024-12-31"),
        ("2024-03-31", "1 month", "2024-04-30", "2024-02-29"),
        ("2024-02-28", "1 day", "2024-02-29", "2024-02-27"),
        ("2025-02-28", "1 day", "2025-03-01", "2025-02-27"),
        ("2024-02-29", "52 weeks", "2025-02-27", "2023-03-02"),
        ("2000-02-29", "100 years", "2100-02-28", "1900-02-28"),
    ],
)
def test_time_from_a_day_is_counted_by_the_calendar(day: str, length: str, later: str, earlier: str) -> None:
    time = parse_duration(length)
    assert time is not None
    assert str(shift(date.fromisoformat(day), time)) == later
    assert str(shift(date.fromisoformat(day), time, sign=-1)) == earlier


@pytest.mark.row(55)
def test_engines_shift_every_day_alike() -> None:
    rows = ibis.memtable(pa.table({"day": pa.array(ALL_DAYS, pa.date32())}))
    times = [Duration(1, "day"), Duration(1, "week"), MONTH, Duration(12, "month"), YEAR, Duration(18, "year")]
    asked = {
        f"{time} {sign}": shifted(rows["day"], time, sign=1 if sign > 0 else -1) for time in times for sign in (1, -1)
    }
    found = ibis.duckdb.connect().to_pyarrow(rows.select("day", **asked)).to_pylist()
    for row in found:
        for time in times:
            assert row[f"{time} 1"] == shift(row["day"], time), (row["day"], time)
            assert row[f"{time} -1"] == shift(row["day"], time, sign=-1), (row["day"], time)


@pytest.mark.row(55, 56)
def test_text_of_a_day_a_month_or_a_year_is_all_its_days() -> None:
    for day in ALL_DAYS:
        assert read_days(day.isoformat(), zone=LONDON) == Days(day, day)
    for year in range(2020, 2033):
        assert read_days(f"{year}", zone=LONDON) == Days(date(year, 1, 1), date(year, 12, 31))
        last = 29 if isleap(year) else 28
        assert read_days(f"{year}-02", zone=LONDON) == Days(date(year, 2, 1), date(year, 2, last))
        assert (read_days(f"{year}-02-29", zone=LONDON) is None) == (last == 28)


def _last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - ONE_DAY * ((day.weekday() + 1) % 7)


CHANGES = [(year, _last_sunday(year, 3), _last_sunday(year, 10)) for year in range(2000, 2031)]
AROUND = ("00:00:00", "00:30:00", "00:59:59", "01:00:00", "01:30:00", "22:59:59", "23:00:00", "23:30:00", "23:59:59")


def _nights() -> dict[str, date]:
    """Return instants of the nights around each clock change with their day: an hour ahead of UTC in summer only."""
    found = {}
    for _, spring, autumn in CHANGES:
        begins, ends = (datetime(day.year, day.month, day.day, 1, tzinfo=UTC) for day in (spring, autumn))
        for day in (spring - ONE_DAY, spring, autumn - ONE_DAY, autumn):
            for time in AROUND:
                moment = datetime.fromisoformat(f"{day}T{time}+00:00")
                ahead = timedelta(hours=1 if begins <= moment < ends else 0)
                found[f"{day}T{time}Z"] = (moment + ahead).date()
    return found


@pytest.mark.row(63)
def test_clocks_changed_on_the_last_sundays_that_are_known() -> None:
    assert CHANGES[0] == (2000, date(2000, 3, 26), date(2000, 10, 29))
    assert CHANGES[26] == (2026, date(2026, 3, 29), date(2026, 10, 25))


@pytest.mark.row(63)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_instants_of_clock_change_nights_are_days_of_london(engine: str) -> None:
    nights = _nights()
    assert len(nights) == 31 * 4 * len(AROUND)
    assert _days_on(engine, tuple(nights)) == {text: (day, day) for text, day in nights.items()}


WHEN = TableDef(
    name="instant",
    one="instant",
    many="instants",
    means="An instant as it was recorded.",
    columns={"when": Column("when", ColumnType.DAY, "When.")},
    sources=(Source("instant", {"when": FirstOf(("text",))}),),
)
Bounds = tuple[date | None, date | None]


@cache
def _days_on(engine: str, texts: tuple[str, ...]) -> dict[str, Bounds]:
    """Return what the table step of an engine makes of texts."""
    rows = [{"id": str(number), "patient": "Patient/p1", "text": text} for number, text in enumerate(texts)]
    build = {"memory": in_memory, "duckdb": on_duckdb}[engine]
    built = build(
        {"instant": rows}, tables=[WHEN], schemas={"instant": dict.fromkeys(("id", "patient", "text"), "text")}
    )
    return {texts[int(str(row["id"]))]: (row["when_earliest"], row["when_latest"]) for row in built.rows["instant"]}


@pytest.mark.row(62)
@pytest.mark.parametrize("digits", range(1, 10))
def test_parts_of_a_second_change_no_day_and_order_instants(digits: int) -> None:
    part = "9" * digits
    assert read_days(f"2024-06-30T22:59:59.{part}Z", zone=LONDON) == Days(date(2024, 6, 30), date(2024, 6, 30))
    whole, next_one = nanoseconds("2024-06-30T22:59:59Z"), nanoseconds("2024-06-30T23:00:00Z")
    found = nanoseconds(f"2024-06-30T22:59:59.{part}Z")
    assert whole is not None
    assert found is not None
    assert next_one is not None
    assert whole < found < next_one
    assert found == nanoseconds(f"2024-06-30T22:59:59.{part.ljust(9, '0')}Z")


@pytest.mark.row(62)
def test_more_parts_of_a_second_than_nine_are_no_fhir_date() -> None:
    assert read_days("2024-06-30T22:59:59.0000000001Z", zone=LONDON) is None
    assert nanoseconds("2024-06-30T22:59:59.0000000001Z") is None


READABLE: dict[str, str] = {
    "2024-02-29": "2024-02-29",
    "2000-02-29": "2000-02-29",
    "9999-12-31": "9999-12-31",
    "2024-06-01T23:59:60Z": "2024-06-02",  # the last second of the day of UTC is an hour into the next one in London
    "2024-06-01T10:00:00+14:00": "2024-05-31",
    "2024-06-01T10:00:00-14:00": "2024-06-02",
    "2024-06-01T10:00:00-12:00": "2024-06-01",
    "2024-06-01T10:00:00-00:00": "2024-06-01",
    "2024-06-01T10:00:00+00:00": "2024-06-01",
    "2024-06-01T10:00:00.1Z": "2024-06-01",
    "2024-06-01T10:00:00.123456789Z": "2024-06-01",
    "2024-06-01T10:00": "2024-06-01",
    "2024-06-01T10:00Z": "2024-06-01",
    "2024-06-01T10:00:00": "2024-06-01",
    "0001-01-01": "0001-01-01",
    "1752-09-03": "1752-09-03",
    "1582-10-10": "1582-10-10",
    "9999-12-31T23:59:59Z": "9999-12-31",
    "9999-12-31T23:59:59+14:00": "9999-12-31",
    "2024-03-31T01:30:00": "2024-03-31",
    "2024-10-27T01:30:00": "2024-10-27",
    "2024-03-31T01:30": "2024-03-31",
    "1847-12-01T00:00:30Z": "1847-11-30",  # London was a minute and a quarter behind until that day
    "1700-06-01T00:01:00Z": "1700-05-31",
}
NOT_READABLE = (
    *("", " ", "0", "2024-02-30", "2023-02-29", "1900-02-29", "2024-00", "2024-13", "2024-1", "2024-06-31"),
    *("2024-06-00", "2024-6-01", "2024/06/01", "01/06/2024", "June 2024", "2024-W23-6", "2024-153", "20240601"),
    *("202406", "1717200000", "1717200000000", "-1", "1e9", "NaN", "null", "today", "0000", "00000", "10000-01-01"),
    *("-0001-01-01", "+2024-06-01", "2024-06-01T", "2024-06-01T10", "2024-06-01T10Z", "2024-06-01T24:00:00Z"),
    *("2024-06-01T23:60:00Z", "2024-06-01T23:59:61Z", "2024-06-01T10:00:00z", "2024-06-01t10:00:00Z"),
    *("2024-06-01 10:00:00Z", "2024-06-01T10:00:00 Z", "2024-06-01T10:00:00+14:01", "2024-06-01T10:00:00+15:00"),
    *("2024-06-01T10:00:00+23:59", "2024-06-01T10:00:00+1:00", "2024-06-01T10:00:00+01", "2024-06-01T10:00:00.Z"),
    *("2024-06-01T10:00:00.1234567890Z", "2024-06-01T10:00:00,1Z", "0001-01-01T00:00:00+14:00"),
    *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "2024-06-01\n", "\n2024-06-01", "2024-06-01\x00"),
    *("2024\u201106\u201101", "\uff12\uff10\uff12\uff14", "\u0662\u0660\u0662\u0664", "2024-06-01T10:00:00\u2028Z"),
    *("2024-06-01BC", "infinity", "-infinity", "epoch", "2024-06-01T10:00:00 Europe/London"),
    "2024-06-01T10:00:00Z[UTC]",
)


@pytest.mark.row(56, 57, 58, 59, 60, 61, 62, 64)
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_nasty_texts_are_the_day_that_they_say_or_cannot_be_read(engine: str) -> None:
    days = {text: (date.fromisoformat(day), date.fromisoformat(day)) for text, day in READABLE.items()}
    assert _days_on(engine, (*READABLE, *NOT_READABLE)) == {**days, **dict.fromkeys(NOT_READABLE, (None, None))}


texts = st.one_of(
    st.text(max_size=40),
    st.from_regex(DATE_TEXT, fullmatch=True),
    st.builds("{}{}{}".format, st.text(max_size=2), st.dates().map(str), st.text("0123456789TZ:.+-z ", max_size=20)),
    st.datetimes().map(str),
    st.floats().map(str),
    st.integers().map(str),
)


@pytest.mark.row(57, 58, 59, 61, 64)
@given(texts)
@example("9999-12-31T23:59:59-12:00")
@example("0001-01-01T00:00:00+14:00")
@example("2024-06-01T23:59:60Z")
def test_any_text_is_an_interval_of_days_or_cannot_be_read(text: str) -> None:
    for zone in (LONDON, ZoneInfo("UTC"), ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Etc/GMT+12")):
        days = read_days(text, zone=zone)
        if days is not None:
            assert days.earliest is not None
            assert days.latest is not None
            assert days.earliest <= days.latest <= days.earliest + timedelta(days=365)
            assert text.isascii()
            is_assumed(text)


@pytest.mark.row(56)
@given(st.dates(), st.times(), st.sampled_from(["", "Z", "+00:00", "+14:00", "-12:00"]))
def test_completion_of_a_partial_date_lies_in_its_interval(day: date, time: object, offset: str) -> None:
    whole = f"{day}T{time}{offset}" if offset else str(day)
    found = read_days(whole, zone=LONDON)
    for part in (str(day)[:4], str(day)[:7], str(day)):
        bounds = read_days(part, zone=LONDON)
        assert bounds is not None
        assert bounds.earliest is not None
        assert bounds.latest is not None
        assert bounds.earliest <= day <= bounds.latest
        if found is not None and found.earliest is not None:  # the zone moves an instant by a day at most
            assert bounds.earliest - ONE_DAY <= found.earliest <= bounds.latest + ONE_DAY
