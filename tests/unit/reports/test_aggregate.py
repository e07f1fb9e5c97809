"""A run as counts that may be shared, made by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from risk_checks.errors import UsageError
from risk_checks.model.outcome import Outcome
from risk_checks.reports.aggregate import BEGINS, BY_TEAM, AggregateRow
from risk_checks.reports.report import Report
from tests.unit.reports.making import AS_OF, CARER, NHS, STALE, UNRUN, gap, outcome, report


def run(*, met: int = 0, gaps: int = 0, team: str | None = "Team East", start: int = 0) -> list[Outcome]:
    """Return outcomes of different people in one team."""
    return [
        *(outcome(start + number, team=team) for number in range(met)),
        *(gap(start + met + number, team=team) for number in range(gaps)),
    ]


def counts(made: Report, by: Sequence[str] = ("rule", "outcome")) -> dict[tuple[str | None, str], int | None]:
    """Return the counts of the one rule that has outcomes."""
    return {(row.team, row.outcome): row.count for row in made.aggregate(by) if row.rule == STALE}


@pytest.mark.row(104)
def test_rounds_what_is_told_and_leaves_out_what_is_small() -> None:
    found = {outcome: count for (_, outcome), count in counts(report(run(met=43, gaps=12))).items()}
    assert found == {"met": 45, "late": None, "due": None, "gap": 10, "unknown": None, "exempt": None}


def test_row_has_the_total_told_the_percentage_and_the_day() -> None:
    rows = {(row.rule, row.outcome): row for row in report(run(met=43, gaps=12)).aggregate()}
    assert rows[STALE, "gap"] == AggregateRow(STALE, "risk-assessment-out-of-date", None, "gap", 10, 55, 18, AS_OF, "")
    assert (rows[STALE, "late"].count, rows[STALE, "late"].total_told, rows[STALE, "late"].percent) == (None, 55, None)
    assert (rows[CARER, "met"].count, rows[CARER, "met"].total_told) == (None, None)
    assert rows[UNRUN, "not evaluated"].count is None


@pytest.mark.row(104)
def test_a_team_of_nine_is_not_told_of_and_one_of_ten_is() -> None:
    made = report([*run(met=10), *run(met=9, team="Team West", start=100), *run(met=9, team=None, start=200)])
    found = made.aggregate(BY_TEAM)
    assert {row.team for row in found if row.rule == STALE} == {"Team East"}
    assert found.small_teams == 2
    assert counts(made, BY_TEAM)["Team East", "met"] == 10


@pytest.mark.row(104)
def test_ten_rows_of_one_patient_are_one_patient() -> None:
    same = [outcome(1, subject=f"EpisodeOfCare/e{number}", team="Team East") for number in range(10)]
    assert set(counts(report(same)).values()) == {None}
    assert report(same).aggregate(BY_TEAM).small_teams == 1


@pytest.mark.row(104)
def test_people_with_several_outcomes_are_counted_once_in_the_size_of_their_team() -> None:
    """Five people met it for one referral and have a gap for another; then five others come."""
    met = [outcome(number, team="Team East") for number in range(5)]
    gaps = [gap(number, team="Team East", subject=f"EpisodeOfCare/other{number}") for number in range(5)]
    assert report([*met, *gaps]).aggregate(BY_TEAM).small_teams == 1
    others = [outcome(number, team="Team East") for number in range(5, 10)]
    assert counts(report([*met, *gaps, *others]), BY_TEAM)["Team East", "gap"] == 5


def test_a_number_in_the_name_of_a_team_is_hidden() -> None:
    told = str(report(run(met=12, team=f"Team {NHS}")).aggregate(BY_TEAM))
    assert NHS not in told
    assert "~" in told


def test_csv_says_star_where_a_count_is_left_out_and_nothing_where_there_is_none() -> None:
    text = report(run(met=12, team="=1+1")).aggregate(BY_TEAM).to_csv()
    assert text.startswith(BEGINS)
    rows = {(row["rule"], row["outcome"]): row for row in csv.DictReader(io.StringIO(text))}
    assert rows[STALE, "met"]["count"] == "10"
    assert rows[STALE, "gap"]["count"] == "*"
    assert rows[STALE, "met"]["team"] == "'=1+1"
    assert rows[UNRUN, "not evaluated"]["count"] == ""


def test_frames_have_nulls_and_no_column_of_teams_where_it_is_not_told_by_team() -> None:
    frame = report(run(met=12)).aggregate().to_pandas()
    assert list(frame) == ["rule", "slug", "outcome", "count", "total_told", "percent", "as_of", "note"]
    assert str(frame["count"].dtype) == "Int64"
    assert list(report(run(met=12)).aggregate(BY_TEAM).to_pandas())[2] == "team"


def test_every_row_says_what_to_know_of_the_run() -> None:
    old = report(run(met=12), latest_update=datetime(2026, 3, 1, tzinfo=UTC), incomplete=True).aggregate()
    assert all(row.note.startswith("INCOMPLETE") and "another day: 1 March 2026" in row.note for row in old)


def test_no_table_has_a_key() -> None:
    made = report(run(met=12, gaps=12))
    told = made.aggregate(BY_TEAM).to_csv() + repr(made.aggregate())
    assert not any(word in told for row in made.outcomes for word in (row.patient, row.subject))


@pytest.mark.parametrize("by", [("patient",), ("rule",), ("rule", "outcome", "patient"), ()])
def test_other_breakdowns_are_refused(by: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="RC-E715"):
        report().aggregate(by)


@pytest.mark.parametrize(("min_cell", "round_to", "min_group"), [(0, 5, 10), (5, 0, 10), (5, 5, 0)])
def test_limits_are_above_nothing(min_cell: int, round_to: int, min_group: int) -> None:
    with pytest.raises(UsageError, match="RC-E716"):
        report().aggregate(min_cell=min_cell, round_to=round_to, min_group=min_group)
