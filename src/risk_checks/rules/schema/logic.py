"""Schemas of conditions, table by table: which columns there are, and what can be asked of each."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.rules.schema.models import FLAG, TEXT, Schema, closed
from risk_checks.tables.definition import Column, ColumnType, TableDef

_NAME = "[a-z][a-z0-9_]*"
PARAMETER: Schema = {"type": "string", "pattern": rf"^\${_NAME}$"}
_ELSEWHERE: Schema = {"type": "string", "pattern": rf"^((patient|subject)\.{_NAME}|\${_NAME})$"}
TIME: Schema = {
    "description": "A time such as 14 days, 12 months or 1 year; in a rule, a $parameter.",
    "type": "string",
    "pattern": rf"^(\${_NAME}|[0-9]+ (day|week|month|year)s?)$",
}
COUNTED: Schema = {"enum": ["counted", "not counted"]}
_ORDERED = (ColumnType.DAY, ColumnType.INTEGER)
_LISTED = (ColumnType.KEY, ColumnType.WORD, ColumnType.TEXT, ColumnType.INTEGER)


def refer(name: str) -> Schema:
    """Return a reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def logic_definitions(tables: Mapping[str, TableDef]) -> Schema:
    """Return the definitions that conditions are made of, `condition-<table>` for each table among them."""
    made: Schema = {
        "day": {
            "description": "A day: one written, a column, as_of, a $parameter, or one moved.",
            "anyOf": [TEXT, refer("moved")],
        },
        "moved": _moved(),
        "window": _window(),
        "having": _having(tables),
        "age": _age(),
        "same": _same(),
    }
    for kind in ColumnType:
        made[f"test-{kind}"] = _test(kind, refer(f"test-{kind}"), _value(kind, tables))
    for table in tables.values():
        made[f"condition-{table.name}"] = _condition(table, tables["patient"])
        for column in _worded(table):
            name = f"test-{table.name}-{column.name}"
            words: Schema = {"enum": list(column.words)}
            made[name] = _test(
                column.type, refer(name), {"anyOf": [words, _named(ColumnType.WORD, tables), _ELSEWHERE]}
            )
    return made


def _condition(table: TableDef, patient: TableDef) -> Schema:
    here = refer(f"condition-{table.name}")
    words: Schema = {
        "any": {"description": "At least one of these holds.", "type": "array", "minItems": 1, "items": here},
        "all": {"description": "All of these hold.", "type": "array", "minItems": 1, "items": here},
        "not": {"description": "This does not hold.", **here},
        "use": {"description": "A named condition of conditions.yaml.", **TEXT},
        "having": refer("having"),
        "age": refer("age"),
    }
    columns = {
        name: {"description": f"{column.means}", **_asked(table, column)} for name, column in table.columns.items()
    }
    of_patient = {
        f"patient.{name}": {"description": column.means, **_asked(patient, column)}
        for name, column in patient.columns.items()
    }
    keys = {name: refer("test-key") for name in ("id", "patient", "patient.id")}
    made = closed({**words, **columns, **keys, **of_patient}, says=f"A condition over {table.many}.")
    subject = {"anyOf": [refer(f"test-{kind}") for kind in ColumnType]}
    return {**made, "patternProperties": {rf"^subject\.{_NAME}$": subject}}


def _asked(table: TableDef, column: Column) -> Schema:
    return refer(f"test-{table.name}-{column.name}" if column.words else f"test-{column.type}")


def _worded(table: TableDef) -> list[Column]:
    return [column for column in table.columns.values() if column.words]


def _named(kind: ColumnType, tables: Mapping[str, TableDef]) -> Schema:
    """Return the bare names of columns of a type, with which another column can be compared."""
    columns = (column for table in tables.values() for column in table.columns.values())
    return {"enum": sorted({column.name for column in columns if column.type is kind})}


def _value(kind: ColumnType, tables: Mapping[str, TableDef]) -> Schema:
    match kind:
        case ColumnType.BOOLEAN:
            return {"anyOf": [FLAG, _named(kind, tables), _ELSEWHERE]}
        case ColumnType.INTEGER:
            return {"type": ["integer", "string"]}
        case ColumnType.DAY:
            return refer("day")
        case _:
            return TEXT


def _test(kind: ColumnType, itself: Schema, value: Schema) -> Schema:
    """Return what can be asked of a column: a value, a list of them, or tests."""
    tests: Schema = {
        "filled": {"description": "Whether it holds anything; always decided.", **FLAG},
        "not": {"description": "It is not so.", **itself},
    }
    if kind is ColumnType.CODES:
        tests["any_in"] = {"description": "One of its codes is in this code set.", **TEXT}
        return closed(tests)
    tests["is"] = value
    if kind in _ORDERED:
        tests |= dict.fromkeys(("at_least", "at_most", "before", "after"), value)
    if kind is ColumnType.DAY:
        tests["lasts"] = {**TIME, "description": "What was recorded that day still stands, for this long."}
    listed = [{"type": "array", "minItems": 1, "items": value}] if kind in _LISTED else []
    plain = value if kind is not ColumnType.DAY else TEXT
    return {"anyOf": [plain, *listed, closed(tests), *([refer("moved")] if kind is ColumnType.DAY else [])]}


def _moved() -> Schema:
    made = closed(
        {"of": refer("day"), "plus": TIME, "minus": TIME}, needs=("of",), says="A day moved: {of: as_of, minus: $time}."
    )
    return {**made, "oneOf": [{"required": ["plus"]}, {"required": ["minus"]}]}


def _window() -> Schema:
    sides = {"from": refer("day"), "from_day": COUNTED, "to": refer("day"), "to_day": COUNTED}
    made = closed(sides, says="The days between which a row counts.")
    return {
        **made,
        "anyOf": [{"required": ["from"]}, {"required": ["to"]}],
        "dependentRequired": {"from_day": ["from"], "to_day": ["to"]},
    }


def _having(tables: Mapping[str, TableDef]) -> Schema:
    count = closed(
        {"at_least": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}}, needs=("at_least",)
    )
    made = closed(
        {
            "table": {"enum": [name for name in tables if name != "patient"]},
            "dated_by": {"description": "The column of days that dates the rows.", "type": "string"},
            "where": {"type": "object"},
            "window": refer("window"),
            "count": count,
            "same": refer("same"),
        },
        needs=("table",),
        says="There are rows of another table, of the same patient.",
    )
    return {**made, "allOf": rows_of("table", tables)}


def rows_of(key: str, tables: Mapping[str, TableDef]) -> list[Schema]:
    """Return, for each table that may stand under a key, what `where` and `dated_by` beside it can say."""
    return [
        {
            "if": {"properties": {key: {"const": name}}, "required": [key]},
            "then": {"properties": {"where": refer(f"condition-{name}"), "dated_by": {"enum": _days(table)}}},
        }
        for name, table in tables.items()
    ]


def _days(table: TableDef) -> list[str]:
    return [column.name for column in table.columns.values() if column.type is ColumnType.DAY]


def _age() -> Schema:
    made = closed(
        {"on": refer("day"), "at_least": TIME, "under": TIME}, says="How old the person is on a day, or on as_of."
    )
    return {**made, "anyOf": [{"required": ["at_least"]}, {"required": ["under"]}]}


def _same() -> Schema:
    says = "A column of the row, and the column of the subject that holds the same key."
    return {"description": says, "type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}}
