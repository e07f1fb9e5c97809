"""The schema of examples."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.rules.examples import ExamplesFile
from risk_checks.rules.schema.models import FLAG, SLUG, TEXT, WHOLE, Schema, closed, schema_of
from risk_checks.tables.definition import Column, ColumnType, TableDef

_RESOURCE: Schema = {"type": "object", "properties": {"resourceType": {"type": "string"}}, "required": ["resourceType"]}
_CODES = "Codes that fill sets for the site to fill, in this example alone."
_EXPECT = "Exactly these outcomes; or not_evaluated, where the rule cannot be, for want of codes or of coverage."


def examples_schema(tables: Mapping[str, TableDef]) -> Schema:
    """Return the schema of examples; resources are FHIR's, rows are those of our tables."""
    made = schema_of(ExamplesFile)
    example = made["$defs"]["ExampleFile"]
    example["properties"]["resources"]["items"] = _RESOURCE
    rows = {name: {"type": "array", "items": _row(table)} for name, table in tables.items()}
    example["properties"]["rows"] = {**example["properties"]["rows"], **closed(rows)}
    example["properties"]["codes"] |= {"description": _CODES, "propertyNames": SLUG}
    example["properties"]["expect"]["description"] = _EXPECT
    example["oneOf"] = [{"required": ["resources"]}, {"required": ["rows"]}]
    return made


def _row(table: TableDef) -> Schema:
    columns = {name: {"description": column.means, **_cell(column)} for name, column in table.columns.items()}
    needs = ("id",) if table.name == "patient" else ("id", "patient")
    return closed({"id": TEXT, "patient": TEXT, **columns}, needs=needs)


def _cell(column: Column) -> Schema:
    match column.type:
        case ColumnType.BOOLEAN:
            return FLAG
        case ColumnType.INTEGER:
            return WHOLE
        case ColumnType.CODES:
            return {"type": "array", "items": {"type": "string", "pattern": r"\|"}}
        case ColumnType.DAY:
            return {
                "anyOf": [{"const": "open"}, {"type": "integer"}, {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"}]
            }
        case ColumnType.WORD:
            return {"enum": list(column.words)}
        case _:
            return TEXT
