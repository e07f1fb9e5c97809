"""What a table looks like when it is stored: the names and types of its columns, in order (design section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from risk_checks.tables.definition import ColumnType, TableDef
from risk_checks.tables.identity import PATIENT_TABLE, STANDING

STORED_TYPES: Mapping[ColumnType, str] = MappingProxyType(
    {
        ColumnType.KEY: "string",
        ColumnType.WORD: "string",
        ColumnType.TEXT: "string",
        ColumnType.CODES: "array<string>",
        ColumnType.BOOLEAN: "boolean",
        ColumnType.DAY: "date",
        ColumnType.INTEGER: "int64",
    }
)
"""How each type is stored; a day twice, as its earliest and its latest day."""


def stored_columns(definition: TableDef) -> Mapping[str, str]:
    """Return the stored columns of a table with their types, `id` and `patient` first."""
    columns = {"id": "string", "patient": "string"}
    for column in definition.columns.values():
        columns.update(dict.fromkeys(column.stored, STORED_TYPES[column.type]))
    if definition.name == PATIENT_TABLE:
        columns[STANDING] = "string"
    return columns
