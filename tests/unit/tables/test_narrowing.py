"""A table is narrowed to some columns: what these hang on stays, and nothing is looked up for the others."""

from __future__ import annotations

from risk_checks.engines.definitions import shipped_definitions
from risk_checks.engines.needs import all_columns, both, met_by, narrowed
from risk_checks.tables.definition import TableDef
from risk_checks.tables.loading import shipped_tables
from risk_checks.tables.narrowing import narrowed_table, view_columns, with_what_they_hang_on


def _looked_up(table: TableDef) -> set[str]:
    joined = {join.view for source in table.sources for join in source.joins}
    return joined | {referrer.view for source in table.sources for referrer in source.referrers}


def test_a_state_is_kept_with_both_ends_of_its_period() -> None:
    referral = shipped_tables()["referral"]
    assert {"status", "start", "end", "team"} <= with_what_they_hang_on(referral, ["status"])
    assert {"start", "end"} <= with_what_they_hang_on(referral, ["start"])


def test_who_is_checked_can_always_be_decided() -> None:
    assert {"active", "test_patient"} <= with_what_they_hang_on(shipped_tables()["patient"], [])


def test_a_column_that_a_table_has_not_is_not_kept() -> None:
    assert "nonsense" not in with_what_they_hang_on(shipped_tables()["patient"], ["nonsense"])


def test_sources_stay_and_look_up_only_what_is_kept() -> None:
    plan = shipped_tables()["care_plan"]
    narrow = narrowed_table(plan, {"kinds", "status"})
    assert set(narrow.columns) == {"kinds", "status"}
    assert [source.view for source in narrow.sources] == [source.view for source in plan.sources]
    assert "plan_review" in _looked_up(plan)
    assert "plan_review" not in _looked_up(narrow)
    assert _looked_up(narrow) < _looked_up(plan)


def test_views_keep_what_tables_read_and_what_says_who_is_who() -> None:
    read = view_columns([narrowed_table(shipped_tables()["alert"], {"status"})])
    assert {"id", "patient", "status"} <= read["flag"]
    assert set(read["patient_link"]) == {"patient", "other", "type"}
    assert set(read["patient"]) == {"id"}


def test_a_run_reads_no_resource_for_a_table_that_it_does_not_need() -> None:
    whole = shipped_definitions()
    narrow = narrowed(whole, {"patient": frozenset({"birth_date"}), "alert": frozenset({"status"})})
    assert set(narrow.tables) == {"patient", "alert"}
    assert set(narrow.shapes) == {"Patient", "Flag"}
    assert narrow.feeds == whole.feeds
    assert set(narrow.shapes["Flag"].fields) < set(whole.shapes["Flag"].fields)


def test_every_column_narrows_nothing() -> None:
    whole = shipped_definitions()
    same = narrowed(whole, all_columns(whole.tables))
    assert (same.tables, set(same.views)) == (whole.tables, set(whole.views))


def test_needs_are_met_by_those_that_hold_them() -> None:
    held = both({"a": frozenset({"x"})}, {"a": frozenset({"y"}), "b": frozenset()})
    assert held == {"a": {"x", "y"}, "b": set()}
    assert met_by({"a": frozenset({"y"})}, held)
    assert not met_by({"a": frozenset({"z"})}, held)
    assert not met_by({"c": frozenset()}, held)
