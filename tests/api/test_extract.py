"""An extract is read once for each engine, gives its tables, and answers as the truth of a made-up cohort says."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Literal

import pytest

import risk_checks as rc
from risk_checks.synth import DEFAULT_AS_OF, PLANTED, SITE, make_cohort
from tests.api.records import EPISODE, PATIENT, RECORD

PEOPLE = 1000


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a made-up cohort and its truth."""
    folder = tmp_path_factory.mktemp("cohort")
    make_cohort(folder, people=PEOPLE, seed=20261101)
    return folder


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_every_answer_about_a_made_up_cohort_is_the_one_that_was_planted(
    cohort: Path, engine: Literal["reference", "duckdb"]
) -> None:
    report = rc.read(cohort, site=cohort / SITE).check(as_of=DEFAULT_AS_OF, engine=engine, select=sorted(PLANTED))
    with (cohort / "truth.csv").open(encoding="utf-8", newline="") as file:
        truth = {(row["rule"], row["subject"]): row for row in csv.DictReader(file)}
    found = {(each.rule, each.subject): each for each in report.outcomes}
    assert found.keys() == truth.keys()
    wrong = [
        key
        for key, row in truth.items()
        if (found[key].outcome, found[key].reason_code, found[key].patient)
        != (row["outcome"], row["reason_code"], row["patient"])
        or row["due_on"] not in ("", str(found[key].due_on))
    ]
    assert wrong == []


def test_a_table_is_read_when_a_frame_is_asked_for() -> None:
    extract = rc.read([PATIENT, EPISODE])
    frame = extract.table("referral", engine="reference").to_pandas()
    assert frame["id"].tolist() == ["EpisodeOfCare/e1"]
    assert [str(day) for day in frame["start_earliest"]] == ["2026-01-05"]


def test_a_table_becomes_any_frame_and_says_what_it_is() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    table = rc.read([PATIENT, EPISODE]).table("referral", engine="reference")
    assert table.to_polars().equals(polars.DataFrame(table))
    assert repr(table).startswith(f"<Table referral: {table.definition.means} Columns: id, patient, status, start, ")
    assert repr(table).endswith(". Rows not read yet.>")


def test_a_patient_set_aside_on_duckdb_is_counted_apart() -> None:
    torn = {"resourceType": "Patient", "id": "p2", "active": "yes"}
    patients = rc.check([*RECORD, torn], as_of=DEFAULT_AS_OF, engine="duckdb", select="RC-RISK-001").run.patients
    assert (patients.read, patients.checked, patients.set_aside) == (2, 1, 1)


def test_an_explanation_of_a_subject_that_duckdb_does_not_have_is_refused() -> None:
    report = rc.check(RECORD, as_of=DEFAULT_AS_OF, engine="duckdb", select="RC-RISK-001")
    with pytest.raises(rc.UsageError, match="nothing to say of this subject"):
        report.explain("RC-RISK-001", "EpisodeOfCare/none")


def test_an_extract_and_compiled_rules_say_what_they_are() -> None:
    assert repr(rc.read(RECORD)) == "<Extract of 1 source>"
    assert repr(rc.compile(select="RC-RISK-001")) == "<Compiled: 1 rule>"


def test_both_engines_give_the_same_tables() -> None:
    extract = rc.read(RECORD)
    for name in ("patient", "referral", "assessment", "care_plan", "carer"):
        one, other = (extract.table(name, engine=engine).to_arrow() for engine in ("reference", "duckdb"))
        assert one.to_pylist() == other.to_pylist()


def test_an_unknown_table_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(rc.UsageError) as refused:
        rc.read(RECORD).table("carers")
    assert "did you mean 'carer'?" in str(refused.value)
