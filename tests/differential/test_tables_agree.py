"""The engines make the same table rows and count the same problems, whatever the view rows hold."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk_checks.tables.faults import Fault
from risk_checks.tables.loading import load_table, shipped_tables
from risk_checks.views.library import shipped_views
from risk_checks.views.memory import compile_view
from tests.built_tables import BuiltTables, as_bag, counts, in_memory, on_duckdb, schemas_of
from tests.corpus import resources_in
from tests.unit.tables.call_table import CALL, CALL_VIEWS
from tests.view_rows import Rows, rows_for

EVERY_LOOKUP = load_table(CALL, file="call.yaml", views=CALL_VIEWS)
TABLES = {name: table for name, table in shipped_tables().items() if table.sources}
# An example costs a third of a second: Ibis compiles its query anew each time.
_FEW = settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ZONES = st.sampled_from(("Europe/London", "Europe/London", "Pacific/Auckland", "America/New_York"))


@pytest.mark.parametrize("name", TABLES)
@_FEW
@given(data=st.data(), zone=ZONES)
def test_duckdb_makes_the_rows_that_memory_makes(name: str, data: st.DataObject, zone: str) -> None:
    views = data.draw(rows_for([TABLES[name]]))
    _agree(name, views, zone=zone)


@pytest.mark.deep
@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), zone=ZONES)
def test_duckdb_makes_the_rows_that_memory_makes_however_long_one_looks(
    name: str, data: st.DataObject, zone: str
) -> None:
    _agree(name, data.draw(rows_for([TABLES[name]])), zone=zone)


def _agree(name: str, views: Rows, *, zone: str = "Europe/London") -> BuiltTables:
    expected = in_memory(views, tables=[TABLES[name]], zone=zone)
    found = on_duckdb(views, tables=[TABLES[name]], zone=zone)
    assert as_bag(found.rows[name]) == as_bag(expected.rows[name])
    assert counts(found) == counts(expected)
    return expected


@_FEW
@given(views=rows_for([EVERY_LOOKUP], CALL_VIEWS))
def test_duckdb_looks_up_and_brings_together_what_memory_does(views: Rows) -> None:
    expected = in_memory(views, tables=[EVERY_LOOKUP], schemas=schemas_of(CALL_VIEWS))
    found = on_duckdb(views, tables=[EVERY_LOOKUP], schemas=schemas_of(CALL_VIEWS))
    assert as_bag(found.rows["call"]) == as_bag(expected.rows["call"])
    assert counts(found) == counts(expected)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("corpus", ["hl7_r4_examples", "uk_core_json", "uk_pds", "us_core", "au_core"])
def test_duckdb_makes_the_rows_that_memory_makes_of_real_examples(name: str, corpus: str) -> None:
    views: Rows = {view: [] for view in shipped_views()}
    resources = list(resources_in("data", corpus))
    for view_name, view in shipped_views().items():
        rows = compile_view(view)
        of_type = {each["id"]: each for each in resources if each["resourceType"] == view.resource and "id" in each}
        views[view_name] = [row for each in of_type.values() for row in rows(each)]
    _agree(name, views)


_DRAWS = {"care_plan": 600, "admission": 400}
"""How many draws it takes until the rarest word of a table turns up, for those that look up many views; else 200."""


def test_the_rows_drawn_show_every_feature() -> None:
    seen = sum(map(_seen, TABLES), Counter[str]())
    filled = [column for table in TABLES.values() for column in table.columns.values() if not column.awaited]
    words = {word for column in filled for word in column.words}
    elsewhere = (Fault.AHEAD, Fault.BIRTH, Fault.UNBORN, Fault.NOBODY)  # counted by engines, or once per table
    wanted = words | {fault.value for fault in Fault if fault not in elsewhere}
    wanted |= {"merged", "test", "inactive", "checked", "moved", "some days", "referral by join"}
    wanted |= {"derived True", "is_patient True"}
    wanted.remove("text")  # no code for a contact by text message was found: the word waits for a site's map
    assert {each for each in wanted if not seen[each]} == set()


def _seen(table: str) -> Counter[str]:
    """Return how often each feature turns up in two hundred draws of one table."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=_DRAWS.get(table, 200), derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(views=rows_for([TABLES[table]]))
    def look(views: Rows) -> None:
        built = in_memory(views, tables=[TABLES[table]])
        seen.update(problem.code for problem in built.problems)
        for name, rows in built.rows.items():
            for row in rows:
                seen.update(str(row[column.name]) for column in TABLES[name].columns.values() if column.words)
                seen.update([str(row.get("standing"))])
                seen.update(f"{column} {row[column]}" for column in ("derived", "is_patient") if column in row)
                seen["some days"] += any(str(value).startswith("2024") for value in row.values())
                seen["moved"] += name != "patient" and row["patient"] in ("Patient/p3", "Patient/p4")
                seen["referral by join"] += name == "assessment" and row["referral"] is not None

    look()
    return seen
