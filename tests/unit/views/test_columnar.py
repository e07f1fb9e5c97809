"""The columnar engine, where neither the suite nor the differential tests reach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ibis
import pytest

from risk_checks.errors import EngineError
from risk_checks.records.shape import Field, Primitive
from risk_checks.records.turns import unrolled
from risk_checks.views.columnar import refuse_crowded, view_rows
from risk_checks.views.definition import View
from risk_checks.views.faults import ViewError
from risk_checks.views.library import shipped_views
from risk_checks.views.loading import load_view
from risk_checks.views.shape import shape_of
from tests.typed_table import typed_table


def _view(*select: dict[str, Any]) -> View:
    return load_view(json.dumps({"resource": "Patient", "select": select}), file="v.json")


def _column(path: str) -> dict[str, Any]:
    return {"column": [{"name": "x", "path": path}]}


def _table(view: View, folder: Path, *rows: dict[str, Any]) -> ibis.Table:
    return typed_table(ibis.duckdb.connect(), shape_of(view), rows, folder / "rows.ndjson")


def test_two_lists_of_dates_are_refused_and_not_guessed(tmp_path: Path) -> None:
    view = _view(_column("name.period.start = contact.period.start"))
    with pytest.raises(EngineError, match=r"use first\(\)"):
        view_rows(view, _table(view, tmp_path))


def test_a_list_of_dates_equals_one_date_if_it_holds_that_alone(tmp_path: Path) -> None:
    view = _view(_column("name.period.start = @2026-01"))
    names = [
        [{"period": {"start": day}} for day in days] for days in (["2026-01"], ["2026-02"], ["2026-01", "2026-01"])
    ]
    table = _table(view, tmp_path, *({"id": f"p{n}", "name": name} for n, name in enumerate(names)), {"id": "p3"})
    assert sorted(map(str, view_rows(view, table).x.to_pyarrow().to_pylist())) == ["False", "False", "None", "True"]


def test_a_column_that_is_too_full_is_named_and_its_values_are_not(tmp_path: Path) -> None:
    view = _view(_column("name.family"))
    table = _table(view, tmp_path, {"id": "p1", "name": [{"family": "Marked"}, {"family": "Canary"}]})
    with pytest.raises(ViewError, match="column 'x' of view 'v' holds one value, and a Patient has several"):
        refuse_crowded(view, table)


def test_negation_binds_before_the_test_for_null(tmp_path: Path) -> None:
    """Ibis 12 writes `(~x).isnull()` without the parentheses that SQL needs."""
    view = _view(_column("active.not().exists()"))
    table = _table(view, tmp_path, {"id": "p1"}, {"id": "p2", "active": True}, {"id": "p3", "active": False})
    assert sorted(view_rows(view, table).x.to_pyarrow().to_pylist()) == [False, True, True]


@pytest.mark.parametrize("name", sorted(shipped_views()))
def test_a_shipped_view_can_be_written_for_spark(name: str) -> None:
    view = shipped_views()[name]
    table = ibis.table(
        {each: _ibis_type(field) for each, field in unrolled(shape_of(view), ()).fields.items()}, name="resources"
    )
    assert "SELECT" in str(ibis.to_sql(view_rows(view, table), dialect="pyspark"))


def _ibis_type(field: Field) -> str:
    if isinstance(field.of, Primitive):
        one = {"text": "string", "boolean": "boolean", "integer": "int64", "decimal": "float64"}[field.of]
    else:
        one = "struct<" + ", ".join(f"{name}: {_ibis_type(each)}" for name, each in field.of.fields.items()) + ">"
    return f"array<{one}>" if field.many else one


def test_siblings_that_may_find_nothing_do_not_multiply_the_query() -> None:
    select = [
        {"forEachOrNull": name, "column": [{"name": name, "path": "%rowIndex"}]}
        for name in ("name", "telecom", "address", "contact", "link", "photo")
    ]
    view = _view(*select)
    table = ibis.table(dict.fromkeys(shape_of(view).fields, "array<struct<id: string>>"), name="patient")
    assert "UNION" not in str(ibis.to_sql(view_rows(view, table), dialect="duckdb"))
