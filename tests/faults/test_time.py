"""Odd dates through a whole run: what is flagged, and what is answered (rows 55 to 65)."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from risk_checks.cli import options as cli_options
from risk_checks.cli.main import run as run_command
from tests.faults.harness import AS_OF, CANARY_NAME, Ran, assessment, check, extract, patient, referral

CURRENT = "risk-assessment-out-of-date"
"""At least one risk assessment in twelve months, and one within 14 days of a referral."""
UNREADABLE, ASSUMED, IMPLAUSIBLE, AHEAD = "date-not-readable", "time-assumed", "date-not-plausible", "dated-ahead"


def assessed(tmp_path: Path, *dates: str, as_of: str = AS_OF, more: tuple[str, ...] = ()) -> Ran:
    """Check one person in care since 2020 who has an assessment on each of the dates."""
    folder = extract(
        tmp_path,
        EpisodeOfCare=[referral(start="2020-01-05")],
        RiskAssessment=[assessment(f"r{number}", on=date) for number, date in enumerate(dates)],
    )
    return check(folder, into=tmp_path, select=CURRENT, options=["--as-of", as_of, *more])


@pytest.mark.row(55)
@pytest.mark.parametrize(
    ("made", "as_of", "outcome"),
    [
        ("2024-02-29", "2025-02-28", "met"),
        ("2024-02-29", "2025-03-01", "gap"),
        ("2023-02-28", "2024-02-28", "met"),
        ("2023-02-28", "2024-02-29", "gap"),
        ("2023-03-01", "2024-02-29", "met"),
        ("2024-02-29", "2024-02-29", "met"),
    ],
)
def test_assessment_stands_for_a_year_by_the_calendar(tmp_path: Path, made: str, as_of: str, outcome: str) -> None:
    ran = assessed(tmp_path, made, as_of=as_of)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, outcome, set())


@pytest.mark.row(56)
@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        ("2026", "met"),
        ("2025", "unknown"),
        ("2024", "gap"),
        ("2026-02", "met"),
        ("2025-11", "met"),
        ("2025-10", "gap"),
        ("2025-11-01", "met"),
        ("2025-10-31", "gap"),
    ],
)
def test_partial_date_is_every_day_that_it_may_mean(tmp_path: Path, made: str, outcome: str) -> None:
    ran = assessed(tmp_path, made)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, outcome, set())


@pytest.mark.row(57, 58, 59, 61, 64)
@pytest.mark.parametrize(
    "made",
    [
        pytest.param("2023-02-29", id="29 February of a common year"),
        pytest.param("2026-13-01", id="month 13"),
        pytest.param("2026-00", id="month 0"),
        pytest.param("2026-06-31", id="31 June"),
        pytest.param("2026-06-01T24:00:00Z", id="hour 24"),
        pytest.param("2026-06-01T10:60:00Z", id="minute 60"),
        pytest.param("2026-06-01T10:00:61Z", id="second 61"),
        pytest.param("2026-06-01T10:00:00+15:00", id="offset beyond 14 hours"),
        pytest.param("2026-06-01T10:00:00+23:59", id="offset of a day"),
        pytest.param("2026-06-01T10:00:00z", id="lower-case z"),
        pytest.param("10000-01-01", id="year 10000"),
        pytest.param("9999-12-31T23:59:59-12:00", id="beyond the calendar in UTC"),
        pytest.param("0001-01-01T00:00:00+14:00", id="before the calendar in UTC"),
        pytest.param("1780272000", id="seconds since 1970"),
        pytest.param("1780272000000", id="milliseconds since 1970"),
        pytest.param("20260601", id="eight digits"),
    ],
)
def test_date_that_cannot_be_read_is_flagged_and_never_taken_for_nothing(tmp_path: Path, made: str) -> None:
    ran = assessed(tmp_path, made)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "unknown", {UNREADABLE})
    (problem,) = ran.problems
    assert (problem["table"], problem["column"], problem["count"]) == ("assessment", "date", 1)
    assert made not in json.dumps(problem)


@pytest.mark.row(57)
def test_one_readable_date_answers_beside_one_that_is_not(tmp_path: Path) -> None:
    ran = assessed(tmp_path, "2023-02-29", "2026-05-01")
    assert (ran.outcome_of("Patient/p1"), ran.codes) == ("met", {UNREADABLE})


@pytest.mark.row(64)
def test_number_in_a_date_field_costs_the_resource_and_leaves_the_person_unknown(tmp_path: Path) -> None:
    ran = check(
        extract(tmp_path, RiskAssessment=[{**assessment(), "occurrenceDateTime": 1780272000}]),
        into=tmp_path,
        select=CURRENT,
    )
    assert (ran.outcome_of("Patient/p1"), ran.codes) == ("unknown", {"element-shape"})


@pytest.mark.row(58, 59, 60)
@pytest.mark.parametrize(
    ("made", "as_of", "codes"),
    [
        pytest.param("2026-06-01T23:59:60+01:00", "2026-06-01", {ASSUMED}, id="a leap second is the last of its day"),
        pytest.param("2026-06-01T22:59:60Z", "2026-06-01", {ASSUMED}, id="a leap second before midnight in London"),
        pytest.param("2026-06-01T23:30:00", "2026-06-01", {ASSUMED}, id="no zone is that of the run"),
        pytest.param("2026-06-01T23:30", "2026-06-01", {ASSUMED}, id="no zone and no seconds"),
        pytest.param("2026-06-02T12:30:00+14:00", "2026-06-01", set(), id="fourteen hours ahead"),
        pytest.param("2026-05-31T23:00:00-12:00", "2026-06-01", set(), id="twelve hours behind"),
        pytest.param("2026-06-01T22:59:59-00:00", "2026-06-01", set(), id="no hours behind"),
        pytest.param("2026-06-01T22:59:59.999999999Z", "2026-06-01", set(), id="nine digits of a second"),
    ],
)
def test_time_of_day_that_can_be_read_is_one_day_of_the_zone(
    tmp_path: Path, made: str, as_of: str, codes: set[str]
) -> None:
    ran = assessed(tmp_path, made, as_of=as_of)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "met", codes)
    before = assessed(tmp_path / "before", made, as_of="2026-05-31")
    assert (before.outcome_of("Patient/p1"), before.codes) == ("gap", codes | {AHEAD})


@pytest.mark.row(60, 63)
def test_zone_of_the_run_is_told_and_decides_the_day(tmp_path: Path) -> None:
    there = assessed(tmp_path, "2026-06-01T20:00:00Z", as_of="2026-06-01", more=("--zone", "Australia/Sydney"))
    assert (there.run["zone"], there.outcome_of("Patient/p1"), there.codes) == ("Australia/Sydney", "gap", {AHEAD})
    here = assessed(tmp_path / "here", "2026-06-01T20:00:00Z", as_of="2026-06-01")
    assert (here.run["zone"], here.outcome_of("Patient/p1"), here.codes) == ("Europe/London", "met", set())


@pytest.mark.row(61)
@pytest.mark.parametrize("made", ["1899-12-31", "1753-01-01T00:00:00Z", "0001-01-01", "0001"])
def test_day_before_1900_is_flagged_and_used(tmp_path: Path, made: str) -> None:
    ran = assessed(tmp_path, made)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "gap", {IMPLAUSIBLE, "dated-before-birth"})


@pytest.mark.row(61)
@pytest.mark.parametrize("made", ["9999-12-31", "9999", "9999-12-31T23:59:59+14:00", "9999-12-31T23:59:59Z"])
def test_day_at_the_end_of_the_calendar_lies_ahead(tmp_path: Path, made: str) -> None:
    ran = assessed(tmp_path, made)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "gap", {AHEAD})


@pytest.mark.row(57, 60, 61)
def test_engines_flag_the_same(tmp_path: Path) -> None:
    folder = extract(
        tmp_path,
        Patient=[patient(birthDate="1850"), patient("p2", birthDate="2023-02-29")],
        EpisodeOfCare=[referral(), referral("e2", of="p2", start="2026-02-01T10:00:00")],
        RiskAssessment=[
            assessment(on="2026-06-01T10:00:00"),
            assessment("r2", of="p2", on="2026-06-31"),
            assessment("r3", of="p2", on="1753-01-01T00:00"),
            assessment("r4", of="p2", on="2027-01-01"),
        ],
    )
    both = [
        check(folder, into=tmp_path / engine, select=CURRENT, options=["--engine", engine])
        for engine in ("reference", "duckdb")
    ]
    assert both[0].problems == both[1].problems
    assert both[0].outcomes == both[1].outcomes
    told = {(each["table"], each["column"], each["code"]): each["count"] for each in both[0].problems}
    assert told == {
        ("assessment", "date", AHEAD): 1,
        ("assessment", "date", ASSUMED): 2,
        ("assessment", "date", IMPLAUSIBLE): 1,
        ("assessment", "date", UNREADABLE): 1,
        ("patient", "birth_date", "birth-not-plausible"): 1,
        ("patient", "birth_date", IMPLAUSIBLE): 1,
        ("patient", "birth_date", UNREADABLE): 1,
        ("referral", "start", ASSUMED): 1,
    }


class _Midnight(datetime):
    """A clock that stands a second before midnight when it is first read, and after it from then on."""

    read = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _Midnight:
        cls.read += 1
        return cls(2026, 10, 31, 23, 59, 59, tzinfo=tz) + timedelta(seconds=cls.read - 1)


@pytest.mark.row(65)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_day_of_the_check_is_read_from_the_clock_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], engine: str
) -> None:
    monkeypatch.setattr(_Midnight, "read", 0)
    monkeypatch.setattr(cli_options, "datetime", _Midnight)
    out = tmp_path / "out"
    folder = extract(tmp_path, RiskAssessment=[])
    asked = ["check", str(folder), "--no-config", "--engine", engine, "--select", CURRENT, "--out", str(out)]
    assert run_command(asked) == 0
    assert _Midnight.read == 1
    run = json.loads((out / "run.json").read_bytes())
    assert run["as_of"] == "2026-10-31"
    outcomes = pq.read_table(out / "outcomes.parquet").to_pylist()
    assert {str(each["as_of"]) for each in outcomes} == {"2026-10-31"}
    said = capsys.readouterr()
    everything = said.out + said.err + "".join(path.read_text(errors="replace") for path in out.iterdir())
    assert "2026-11-01" not in everything
    assert CANARY_NAME not in everything


@pytest.mark.row(65)
def test_clock_is_read_in_one_place() -> None:
    package = Path(cli_options.__file__).parents[1]
    reads = re.compile(r"\b(date|datetime)\.(today|now|utcnow)\(|\btime\.(time|localtime|gmtime)\(|\bcurrent_date\b")
    found = [path.name for path in sorted(package.rglob("*.py")) if reads.search(path.read_text(encoding="utf-8"))]
    assert found == ["options.py"]
