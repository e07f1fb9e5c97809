"""The rows of a view on each engine, over resources as they would be staged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis

from risk_checks.records.turns import holds_itself, unrolled
from risk_checks.views.columnar import ordered_rows, refuse_crowded
from risk_checks.views.definition import View
from risk_checks.views.loading import load_view
from risk_checks.views.memory import compile_view
from risk_checks.views.shape import shape_of
from tests.typed_table import conformed, typed_table

ENGINES = ("memory", "columnar")
Row = dict[str, Any]


def view_of(select: Sequence[Row], *, of: str, where: str | None = None) -> View:
    """Return the view with a select."""
    view = {"resource": of, "select": select, **({"where": [{"path": where}]} if where else {})}
    return load_view(json.dumps(view), file="v.json")


def column(name: str, path: str, **more: Any) -> Row:
    """Return a column."""
    return {"name": name, "path": path, **more}


def rows_of(view: View, resources: Sequence[Mapping[str, Any]], engine: str, folder: Path) -> list[Row]:
    """Return the rows of a view of resources, which have ids in order."""
    shape = shape_of(view)
    kept = conformed(shape, [dict(each) for each in resources])
    if engine == "memory":
        rows = compile_view(view)
        return [row for each in kept for row in rows(each)]
    assert holds_itself(shape) or unrolled(shape, kept) == shape
    table = typed_table(ibis.duckdb.connect(), shape, kept, folder / "rows.ndjson")
    refuse_crowded(view, table)
    found: list[Row] = ordered_rows(view, table).to_pyarrow().to_pylist()
    return found


def values_of(path: str, resources: Sequence[Mapping[str, Any]], engine: str, folder: Path, *, of: str) -> list[Any]:
    """Return what a path gives for each resource."""
    numbered = [{"id": f"r{number:02}", **each} for number, each in enumerate(resources)]
    view = view_of([{"column": [column("x", path)]}], of=of)
    return [row["x"] for row in rows_of(view, numbered, engine, folder)]
