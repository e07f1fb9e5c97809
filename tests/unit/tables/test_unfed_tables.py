"""What feeds tables and columns: types, lookups, or nothing yet; what nothing feeds loads and is empty."""

from __future__ import annotations

import pytest

from risk_checks.engines.definitions import NOTHING, shipped_definitions
from risk_checks.errors import DefinitionErrors
from risk_checks.tables.definition import ColumnType
from risk_checks.tables.loading import load_table, shipped_tables
from risk_checks.tables.reads import awaited, feeds, lookups
from risk_checks.views.library import shipped_views
from tests.built_tables import Build

UNFED = """\
name: visit
one: visit
many: visits
means: A visit.
columns:
  note: {type: text, means: A note., from: Encounter.text}
sources: []
"""
PEOPLE: dict[str, list[dict[str, object]]] = {"patient": [{"id": "Patient/p1", "patient": "Patient/p1"}]}


def test_a_table_without_sources_loads() -> None:
    table = load_table(UNFED, file="visit.yaml", views={})
    assert (table.sources, feeds(table, resources={}), list(table.columns)) == ((), NOTHING, ["note"])


def test_a_table_says_its_sources_even_where_there_are_none() -> None:
    with pytest.raises(DefinitionErrors) as caught:
        load_table(UNFED.replace("sources: []\n", ""), file="visit.yaml")
    assert [fault.message for fault in caught.value.faults] == ["missing key 'sources'"]


def test_a_column_of_an_unfed_table_is_awaited_without_saying_so() -> None:
    with pytest.raises(DefinitionErrors) as caught:
        load_table(UNFED.replace("Encounter.text}", 'Encounter.text, awaited: "true"}'), file="visit.yaml")
    (fault,) = caught.value.faults
    assert (fault.code, fault.message) == (
        "RC-E310",
        "nothing feeds the table, so that column 'note' is awaited need not be said",
    )


def test_an_unfed_table_has_no_rows(build: Build) -> None:
    built = build(PEOPLE, tables=[shipped_tables()["patient"], load_table(UNFED, file="visit.yaml", views={})])
    assert (len(built.rows["patient"]), built.rows["visit"], built.problems) == (1, [], ())


def test_an_awaited_column_is_unknown_in_every_row(build: Build) -> None:
    episodes: list[dict[str, object]] = [{"id": "EpisodeOfCare/1", "patient": "Patient/p1", "status": "active"}]
    (row,) = build({**PEOPLE, "episode_of_care": episodes}, tables=[shipped_tables()["referral"]]).rows["referral"]
    assert [row[name] for name in ("service", "closure_reasons")] == [None, []]


def test_what_feeds_an_awaited_column_is_nothing() -> None:
    named = awaited(shipped_tables().values())
    assert "assessment.review_due" in named
    assert "care_plan.reviewed" not in named
    assert not any(name.startswith("contact.") for name in named)
    assert {shipped_definitions().feeds[name] for name in named} == {NOTHING}


def test_no_shipped_table_is_dated_by_what_may_lie_ahead_or_lists_words_twice() -> None:
    for table in shipped_tables().values():
        if table.dated_by is not None:
            assert table.columns[table.dated_by].type is ColumnType.DAY
            assert not table.columns[table.dated_by].ahead
        assert not set(table.retracted) & set(table.drafts)


def test_the_types_in_which_columns_are_looked_up_are_known() -> None:
    resources = {name: view.resource for name, view in shipped_views().items()}
    found = lookups(shipped_tables()["care_plan"], resources=resources)
    assert found == {
        "care_plan.agreed": {"Observation"},
        "care_plan.agreed_date": {"Observation"},
        "care_plan.review_due": {"Appointment", "ServiceRequest", "Task"},
        "care_plan.reviewed": {"Procedure", "Provenance"},
        "care_plan.sent": {"Communication"},
        "care_plan.status": {"Composition", "DocumentReference"},
    }
    assert lookups(shipped_tables()["problem"], resources=resources) == {}
