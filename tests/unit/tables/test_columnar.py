"""What is particular to the columnar engine: its expressions are portable, and run against nothing until asked."""

from __future__ import annotations

from typing import Any

import ibis
import pytest

from risk_checks.tables.columnar import rows_of, table_expression, table_problems, wide_table
from risk_checks.tables.columnar_identity import collect_identity, merged_pairs
from risk_checks.tables.definition import Column, ColumnType
from risk_checks.tables.forms import Constant
from risk_checks.tables.loading import load_table, shipped_tables
from risk_checks.tables.stored import stored_columns
from tests.built_tables import Schemas, schemas_of, shipped_schemas
from tests.unit.tables.call_table import CALL, CALL_VIEWS
from tests.unit.tables.small import small_table

_TYPES = {"text": "string", "texts": "array<string>", "boolean": "boolean", "integer": "int64"}


def _unbound(schemas: Schemas) -> dict[str, Any]:
    return {
        name: ibis.table({column: _TYPES[kind] for column, kind in schema.items()}, name=name)
        for name, schema in schemas.items()
    }


VIEWS = _unbound(shipped_schemas())


@pytest.mark.parametrize("name", shipped_tables())
@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_every_table_can_be_said_in_every_dialect(name: str, dialect: str) -> None:
    table = shipped_tables()[name]
    assert ibis.to_sql(wide_table(table, VIEWS, merged=merged_pairs({"Patient/p1": "Patient/p2"})), dialect=dialect)


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_every_lookup_can_be_said_in_every_dialect_be_the_views_there_or_not(dialect: str) -> None:
    table = load_table(CALL, file="call.yaml", views=CALL_VIEWS)
    views = _unbound(schemas_of(CALL_VIEWS))
    assert ibis.to_sql(wide_table(table, views, merged=merged_pairs({"Patient/p1": "Patient/p2"})), dialect=dialect)
    assert ibis.to_sql(wide_table(table, {"ring": views["ring"]}), dialect=dialect)


@pytest.mark.parametrize("name", shipped_tables())
def test_a_table_is_stored_with_its_columns_and_their_types(name: str) -> None:
    table = shipped_tables()[name]
    schema = table_expression(table, VIEWS).schema()
    assert {column: str(kind) for column, kind in schema.items()} == dict(stored_columns(table))
    assert rows_of(table, wide_table(table, VIEWS)).schema() == schema


def test_rows_of_nobody_are_a_problem_of_every_table() -> None:
    table = small_table({Column("note", ColumnType.TEXT, "A note."): Constant("x")})
    things = ibis.memtable({"id": ["Thing/1", "Thing/2", "Thing/3"], "patient": ["Patient/p1", None, None]})
    (found,) = table_problems(table, wide_table(table, {"thing": things}))
    assert (found.code, found.column, found.count) == ("patient-not-named", "patient", 2)


def test_without_links_everybody_is_themselves() -> None:
    assert collect_identity({}).survivors == {}


def test_without_patients_nobody_survives() -> None:
    links = ibis.memtable({"patient": ["Patient/p1"], "other": ["Patient/p2"], "type": ["replaced-by"]})
    found = collect_identity({"patient_link": links})
    assert found.survivors == {}
    assert [each.code for each in found.problems] == ["survivor-absent"]
