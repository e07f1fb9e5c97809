"""Tables handed over in the place of FHIR: read strictly, every row accounted for, the same on both engines."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import risk_checks as rc
from tests.api.given import AS_OF, SUICIDE, Engine, answers, both_engines, problems, write

PEOPLE = "id,deceased,deceased_date / p1,, / p2,false, / p3,TRUE,2025-01"
REFERRALS = "id,patient,status,start,end,derived,last_contact"
RULE = "risk-assessment-out-of-date"


@both_engines
def test_csv_files_are_checked_as_they_are(tmp_path: Path, engine: Engine) -> None:
    # In care: p1 and p2; p3 has died. p1 was assessed on 1 December 2025: current until 1 December 2026. Of p2 it is
    # known that it was in March 2025, so that a year later, by 31 March 2026, the next was due.
    write(
        tmp_path,
        patient=PEOPLE,
        referral=f"{REFERRALS} / r1,p1,open,2025-01-01,,false, / r2,p2,open,2025-01-01,,false, / "
        "r3,p3,open,2025-01-01,,false, / r4,p2,open,2025-01-01,2026-01-01,false,",
        assessment=f"id,patient,kinds,status,date / a1,p1,{SUICIDE};local|x,complete,2025-12-01 / "
        f"a2,p2,{SUICIDE},complete,2025-03 / a3,p2,local|x,complete,2026-10-01 / a4,p2,{SUICIDE},draft,2026-10-01",
    )
    assert answers(tmp_path, select=RULE, engine=engine) == {
        "r1": "met current",
        "r2": "gap out_of_date",
        "r3": "exempt exempt",
    }


@both_engines
def test_rows_that_cannot_be_told_apart_are_set_aside_and_counted(tmp_path: Path, engine: Engine) -> None:
    write(
        tmp_path,
        patient=f"{PEOPLE} / p4,, / p4,, / p5,true, / p5,false, / ,,",
        referral=f"{REFERRALS} / r1,p1,open,2026-01-01,,false, / r2,p2,open,2026-01-01,,false, / "
        "r2,p2,open,2026-02-01,,false, / r3,p9,open,2026-01-01,,false, / r4,,open,2026-01-01,,false, / r5,p2",
        assessment="id,patient,kinds,status,date",
    )
    report = rc.read(tmp_path).check(as_of=AS_OF, select=RULE, engine=engine)
    told = report.run.as_dict()
    assert told["input"]["kind"] == "canonical tables"
    assert told["input"]["tables"] == {
        "assessment": {"rows": 0, "used": 0, "duplicate": 0, "set_aside": 0, "superseded": 0},
        "patient": {"rows": 8, "used": 4, "duplicate": 1, "set_aside": 3, "superseded": 0},
        "referral": {"rows": 6, "used": 3, "duplicate": 0, "set_aside": 3, "superseded": 0},
    }
    assert told["entries"]["total"] == 0
    assert told["patients"] == {
        "total": 6,
        "checked": 4,
        "merged_into_another": 0,
        "test": 0,
        "inactive": 0,
        "set_aside": 2,
    }
    assert told["rules"][0]["rows"] == {
        "total": 3,
        "with_an_outcome": 1,
        "outside_the_population": 0,
        "starting_later": 0,
        "without_a_patient_in_the_input": 2,
    }
    assert told["incomplete"] is True
    assert problems(report) == [
        ("line-not-readable", "referral.csv", None, 1),
        ("patient-not-in-table", "referral.csv", "patient", 1),
        ("patient-not-named", "referral.csv", "patient", 1),
        ("row-id-missing", "patient.csv", "id", 1),
        ("row-id-twice", "patient.csv", "id", 2),
        ("row-id-twice", "referral.csv", "id", 2),
    ]
    assert next(each.line for each in report.problems if each.code == "line-not-readable") == 7


@both_engines
def test_a_row_set_aside_leaves_its_patient_unknown_and_nobody_else(tmp_path: Path, engine: Engine) -> None:
    write(
        tmp_path,
        patient=PEOPLE,
        referral=f"{REFERRALS} / r1,p1,open,2025-01-01,,false, / r2,p2,open,2025-01-01,,false,",
        assessment=f"id,patient,kinds,status,date / a1,p1,{SUICIDE},complete,2026-01-01 / "
        f"a1,p1,{SUICIDE},complete,2026-02-01",
    )
    assert answers(tmp_path, select=RULE, engine=engine) == {"r1": "unknown set_aside", "r2": "gap none_recorded"}


def _columns(folder: Path, table: str, *names: str) -> list[tuple[object, ...]]:
    rows = rc.read(folder).table(table).to_arrow().to_pylist()
    return [tuple(row[name] for name in names) for row in rows]


def test_a_day_is_a_date_a_partial_text_or_the_local_day_of_a_moment(tmp_path: Path) -> None:
    days = ("2025", "2025-02", "2025-03-01", "2025-06-15T23:30:00Z", "2025-06-15 23:30:00.000", " 2025-04-01 ", "")
    lines = " / ".join(f"a{number},p1,{day}" for number, day in enumerate(days))
    write(tmp_path, patient="id / p1", assessment=f"id,patient,date / {lines}")
    assert _columns(tmp_path, "assessment", "date_earliest", "date_latest") == [
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2025, 2, 1), date(2025, 2, 28)),
        (date(2025, 3, 1), date(2025, 3, 1)),
        (date(2025, 6, 16), date(2025, 6, 16)),  # half past midnight in London
        (date(2025, 6, 15), date(2025, 6, 15)),
        (date(2025, 4, 1), date(2025, 4, 1)),
        (None, None),
    ]


def test_a_day_may_be_given_as_its_first_and_last(tmp_path: Path) -> None:
    write(
        tmp_path,
        patient="id / p1",
        referral="id,patient,end_earliest,end_latest / r1,p1,2025-01-01,2025-03-31 / r2,p1,2025-05-01, / r3,p1,, / "
        "r4,p1,2025-05-01,2025-04-01",
    )
    assert _columns(tmp_path, "referral", "end_earliest", "end_latest") == [
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 5, 1), None),
        (date(9999, 12, 31), date(9999, 12, 31)),  # a referral without an end goes on
        (None, None),
    ]


def test_what_is_empty_is_what_its_absence_means_and_what_cannot_be_read_is_not_known(tmp_path: Path) -> None:
    write(tmp_path, patient="id,deceased,active,test_patient / p1,,, / p2,x,yes,1 / p3,True,FALSE,true")
    report = rc.read(tmp_path).check(as_of=AS_OF)
    assert _columns(tmp_path, "patient", "deceased", "active", "test_patient", "standing") == [
        (False, True, False, "checked"),
        (None, None, None, "checked"),
        (True, False, True, "test"),
    ]
    assert problems(report) == [
        ("boolean-not-readable", "patient.csv", column, 1) for column in ("active", "deceased", "test_patient")
    ]


def test_texts_that_are_no_word_date_or_code_list_are_counted_by_column(tmp_path: Path) -> None:
    write(
        tmp_path,
        patient="id,birth_date / p1,1980-13 / p2,01/02/1980",
        referral="id,patient,status,start,end,kinds / r1,p1,Open,2025-02-30,,b|2; a | 1;;b|2;3;|4 / "
        "r2,p1,open,2025-02-01,2025-01-01,",
    )
    report = rc.read(tmp_path).check(as_of=AS_OF)
    assert problems(report) == [
        ("code-not-readable", "referral.csv", "kinds", 1),
        ("date-not-readable", "patient.csv", "birth_date", 2),
        ("date-not-readable", "referral.csv", "start", 1),
        ("period-reversed", "referral.csv", "end", 1),
        ("word-not-known", "referral.csv", "status", 1),
    ]
    assert _columns(tmp_path, "referral", "status", "kinds", "start_latest", "end_latest") == [
        (None, ["a|1", "b|2", "|4"], None, date(9999, 12, 31)),
        (None, [], None, None),  # its period ends before it starts: nothing of it is known
    ]


@pytest.mark.parametrize("text", ["NULL", "nan", "N", "[]", "local|", "|"])
@both_engines
def test_a_text_that_is_no_code_leaves_the_codes_not_known(tmp_path: Path, text: str, engine: Engine) -> None:
    write(
        tmp_path,
        patient=PEOPLE,
        referral=f"{REFERRALS} / r1,p1,open,2025-01-01,,false,",
        assessment=f"id,patient,kinds,status,date / a1,p1,{text},complete,2026-10-01",
    )
    report = rc.read(tmp_path).check(as_of=AS_OF, select=RULE, engine=engine)
    assert problems(report) == [("code-not-readable", "assessment.csv", "kinds", 1)]
    assert [(each.subject, each.outcome) for each in report.outcomes] == [("r1", "unknown")]


@both_engines
def test_a_recorded_day_of_death_says_that_they_have_died_where_nothing_else_does(
    tmp_path: Path, engine: Engine
) -> None:
    write(
        tmp_path,
        patient="id,deceased,deceased_date / p1,,2026-10-31 / p2,,2026-11-02 / p3,,31/12/2025 / p4,,2026 / p5,, / "
        "p6,false,2026-10-31",
        referral=f"{REFERRALS} / "
        + " / ".join(f"r{number},p{number},open,2026-01-01,,false," for number in range(1, 7)),
        assessment="id,patient,kinds,status,date",
    )
    report = rc.read(tmp_path).check(as_of=AS_OF, select=RULE, engine=engine)
    assert {each.subject: f"{each.outcome} {each.reason_code}" for each in report.outcomes} == {
        "r1": "exempt exempt",
        "r2": "gap none_recorded",  # dies the day after the check
        "r3": "gap none_recorded",  # an exemption that is not known does not exempt
        "r4": "exempt exempt",
        "r5": "gap none_recorded",
        "r6": "gap none_recorded",  # the row says that they live
    }
    assert problems(report) == [("date-not-readable", "patient.csv", "deceased_date", 1)]
    assert _columns(tmp_path, "patient", "deceased") == [(True,), (True,), (None,), (True,), (False,), (False,)]


def test_days_of_death_given_as_two_columns_are_read_alike(tmp_path: Path) -> None:
    write(
        tmp_path,
        patient="id,deceased,deceased_date_earliest,deceased_date_latest / p1,,2026-01-01,2026-01-31 / p2,,x,x / "
        "p3,,, / p4,,2026-02-01,2026-01-31 / p5,,,2026-01-31",
    )
    assert _columns(tmp_path, "patient", "deceased") == [(True,), (None,), (False,), (None,), (True,)]


def test_a_merged_person_is_one_with_whoever_took_their_place(tmp_path: Path) -> None:
    write(
        tmp_path,
        patient="id,replaced_by / p1,p2 / p2,p3 / p3, / p4,p9 / p5,p6 / p6,p5",
        referral="id,patient / r1,p1 / r2,p2 / r3,p3 / r4,p4 / r5,p5",
    )
    report = rc.read(tmp_path).check(as_of=AS_OF)
    assert _columns(tmp_path, "patient", "id", "patient", "replaced_by", "standing") == [
        ("p1", "p3", "p3", "merged"),
        ("p2", "p3", "p3", "merged"),
        ("p3", "p3", None, "checked"),
        ("p4", "p4", None, "checked"),
        ("p5", "p5", None, "checked"),
        ("p6", "p6", None, "checked"),
    ]
    assert [row[0] for row in _columns(tmp_path, "referral", "patient")] == ["p3", "p3", "p3", "p4", "p5"]
    assert [(code, count) for code, _, _, count in problems(report)] == [
        ("patients-in-a-circle", 2),
        ("survivor-absent", 1),
    ]


def test_parts_of_a_table_and_packed_files_are_one_table(tmp_path: Path) -> None:
    (tmp_path / "referral").mkdir()
    for number in (1, 2):
        rows = pa.table({"id": [f"r{number}"], "patient": ["p1"], "kinds": [["a|1"]]})
        pq.write_table(rows, tmp_path / "referral" / f"{number}.parquet")
    (tmp_path / "patient.csv.gz").write_bytes(gzip.compress(b"\xef\xbb\xbfid\np1\n"))
    assert _columns(tmp_path, "referral", "id") == [("r1",), ("r2",)]
    assert _columns(tmp_path, "patient", "id") == [("p1",)]


def test_a_fault_is_told_by_the_part_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "referral").mkdir()
    for number, status in ((1, "open"), (2, "shut")):
        rows = pa.table({"id": [f"r{number}"], "patient": ["p1"], "status": [status]})
        pq.write_table(rows, tmp_path / "referral" / f"export-{number}.parquet")
    write(tmp_path, patient="id / p1")
    report = rc.read(tmp_path).check(as_of=AS_OF)
    assert problems(report) == [("word-not-known", "referral/part-0002.parquet", "status", 1)]


def test_typed_columns_are_taken_as_they_are(tmp_path: Path) -> None:
    moment = datetime(2025, 6, 15, 23, 30, tzinfo=ZoneInfo("UTC"))
    rows = pa.table({
        "id": pa.array([1], pa.int32()),
        "patient": ["p1"],
        "date": pa.array([moment], pa.timestamp("us", "UTC")),
        "kinds": pa.array([["b|2", None, "a|1"]], pa.large_list(pa.string())),
        "no_plan_needed": [True],
        "answers": pa.array([None], pa.null()),
        "recorded_date": pa.array([date(2025, 6, 17)]),
        "review_due": pa.array([datetime(2025, 7, 1, 23, 30)], pa.timestamp("us")),  # noqa: DTZ001 - local time
    })  # fmt: skip
    write(tmp_path, patient="id / p1")
    pq.write_table(rows, tmp_path / "assessment.parquet")
    names = ("id", "date_latest", "kinds", "no_plan_needed", "answers", "recorded_date_earliest", "review_due_latest")
    assert _columns(tmp_path, "assessment", *names) == [
        ("1", date(2025, 6, 16), ["a|1", "b|2"], True, [], date(2025, 6, 17), date(2025, 7, 1))
    ]


@both_engines
def test_explain_shows_what_was_seen(tmp_path: Path, engine: Engine) -> None:
    write(
        tmp_path,
        patient=PEOPLE,
        referral=f"{REFERRALS} / r1,p1,open,2025-01-01,,false,",
        assessment=f"id,patient,kinds,status,date / a1,p1,{SUICIDE},complete,2025-12-01",
    )
    report = rc.read(tmp_path).check(as_of=AS_OF, select=RULE, engine=engine)
    assert "a1" in str(report.explain(RULE, "r1"))
    with pytest.raises(rc.UsageError, match="RC-E614"):
        report.explain(RULE, "r9")


def test_an_incomplete_folder_of_tables_is_reported_and_not_taken_for_an_unread_record(tmp_path: Path) -> None:
    write(tmp_path, patient=f"{PEOPLE} / ,,", referral=REFERRALS, assessment="id,patient,kinds,status,date")
    report = rc.check(tmp_path, as_of=AS_OF, select=RULE)
    assert report.run.incomplete
    assert "canonical tables; rows:" in str(report)
    assert "patient   4 = 3 used + 1 set aside" in str(report)
