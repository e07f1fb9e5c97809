"""A DuckDB table of resources whose columns are typed as a shape says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ibis
from ibis.backends.duckdb import Backend

from risk_checks.records.conform import ShapeFault, compile_shape
from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.records.turns import holds_itself, unrolled

_SQL = {
    Primitive.TEXT: "VARCHAR",
    Primitive.BOOLEAN: "BOOLEAN",
    Primitive.INTEGER: "BIGINT",
    Primitive.DECIMAL: "DOUBLE",
    Primitive.NUMERAL: "VARCHAR",
}


def conformed(shape: Shape, resources: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the resources as a shape has them, without those that have a property of a wrong kind."""
    project = compile_shape(shape)
    return [found for each in resources if not isinstance(found := project(each), ShapeFault)]


def typed_table(connection: Backend, shape: Shape, rows: Sequence[dict[str, Any]], path: Path) -> ibis.Table:
    """Return a table of conformed resources, written to `path` as NDJSON and read from there."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    columns = {
        name: _sql(field) for name, field in (unrolled(shape, rows) if holds_itself(shape) else shape).fields.items()
    }
    return connection.read_json(str(path), columns=columns, format="newline_delimited")


def _sql(field: Field) -> str:
    if isinstance(field.of, Primitive):
        one = _SQL[field.of]
    else:
        one = "STRUCT(" + ", ".join(f'"{name}" {_sql(each)}' for name, each in field.of.fields.items()) + ")"
    return one + ("[]" if field.many else "")
