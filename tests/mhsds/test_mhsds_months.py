"""Which month a flat row is told in, and what is the newest: each table by itself, and never a guess."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import risk_checks as rc
from tests.mhsds.extract import AS_OF, write

PEOPLE = "LocalPatientID\np1\np2\n"
FACTS = "CarePlanTypeMH,CarePlanCreatDate,CarePlanLastUpdateDate,CarePlanImplementDate"


def _plans(month: str | None, *rows: str) -> str:
    names = "CarePlanID,LocalPatientID," + (f"{month}," if month else "") + FACTS
    return "\n".join([names, *(f"{row},10,2025-01-01,2025-01-01," for row in rows), ""])


def _read(folder: Path, plans: str) -> rc.Extract:
    return rc.read(write(folder, MHS001MPI=PEOPLE, MHS008CarePlanType=plans))


def _standing(extract: rc.Extract) -> dict[str, str | None]:
    return {row["id"]: row["status"] for row in extract.table("care_plan").to_arrow().to_pylist()}


def _months_not_known(extract: rc.Extract) -> list[tuple[str | None, str | None, int]]:
    report = extract.check(as_of=AS_OF, select="care-plan-missing")
    return [(each.file, each.table, each.count) for each in report.problems if each.code == "month-not-known"]


def test_each_table_has_a_newest_month_of_its_own(tmp_path: Path) -> None:
    # The table of people tells no month, which says nothing of plans.
    extract = _read(tmp_path, _plans("UniqMonthID", "k1,p1,1506", "k2,p2,1507"))
    assert _standing(extract) == {"MHS008/k1": None, "MHS008/k2": "active"}
    assert _months_not_known(extract) == []


def test_nothing_stands_in_a_table_that_tells_no_month(tmp_path: Path) -> None:
    extract = _read(tmp_path, _plans(None, "k1,p1", "k2,p2"))
    assert _standing(extract) == {"MHS008/k1": None, "MHS008/k2": None}
    assert _months_not_known(extract) == [("MHS008CarePlanType.csv", "MHS008CarePlanType", 2)]


def test_months_are_numbers_and_not_texts(tmp_path: Path) -> None:
    extract = _read(tmp_path, _plans("UniqMonthID", "k1,p1,999", "k2,p2,1000.0", "k2,p2, 0999 "))
    assert _standing(extract) == {"MHS008/k1": None, "MHS008/k2": "active"}


def test_an_end_of_the_reporting_period_is_a_day_however_it_is_written(tmp_path: Path) -> None:
    plans = _plans("ReportingPeriodEndDate", "k1,p1,2025-10-31", "k2,p2,2025-10-31 00:00:00", "k3,p2,2025-09-30")
    assert _standing(_read(tmp_path, plans)) == {"MHS008/k1": "active", "MHS008/k2": "active", "MHS008/k3": None}


def test_an_end_of_the_reporting_period_may_be_a_date_of_parquet(tmp_path: Path) -> None:
    write(tmp_path, MHS001MPI=PEOPLE)
    facts = {name: ["10"] * 2 if name == "CarePlanTypeMH" else ["2025-01-01"] * 2 for name in FACTS.split(",")}
    ends = pa.array(["2025-09-30", "2025-10-31"]).cast(pa.date32())
    plans = {"CarePlanID": ["k1", "k2"], "LocalPatientID": ["p1", "p2"], "ReportingPeriodEndDate": ends, **facts}
    pq.write_table(pa.table(plans), tmp_path / "MHS008CarePlanType.parquet")
    assert _standing(rc.read(tmp_path)) == {"MHS008/k1": None, "MHS008/k2": "active"}


@pytest.mark.parametrize(
    ("month", "wrong"), [("UniqMonthID", ""), ("UniqMonthID", "Oct"), ("ReportingPeriodEndDate", "31/10/2025")]
)
def test_a_month_that_is_not_known_may_be_the_newest(tmp_path: Path, month: str, wrong: str) -> None:
    last = "1507" if month == "UniqMonthID" else "2025-09-30"
    extract = _read(tmp_path, _plans(month, f"k1,p1,{last}", f"k2,p2,{wrong}"))
    assert _standing(extract) == {"MHS008/k1": None, "MHS008/k2": None}
    assert _months_not_known(extract) == [("MHS008CarePlanType.csv", "MHS008CarePlanType", 1)]


def test_a_telling_without_a_month_is_not_taken_for_an_older_one(tmp_path: Path) -> None:
    plans = _plans("UniqMonthID", "k1,p1,1506", "k1,p1,1507", "k2,p2,1507") + "k1,p1,,12,2025-01-01,2025-01-01,\n"
    extract = _read(tmp_path, plans)
    assert _standing(extract) == {"MHS008/k2": None}
    report = extract.check(as_of=AS_OF, select="care-plan-missing")
    sums = report.run.tables["MHS008CarePlanType"]
    assert (sums.read, sums.used, sums.superseded, sums.set_aside) == (4, 1, 1, 2)


def test_tellings_without_a_month_that_say_the_same_are_one(tmp_path: Path) -> None:
    extract = _read(tmp_path, _plans("UniqMonthID", "k1,p1,1507", "k1,p1,"))
    assert _standing(extract) == {"MHS008/k1": None}
    assert extract.check(as_of=AS_OF, select="care-plan-missing").run.tables["MHS008CarePlanType"].duplicate == 1
