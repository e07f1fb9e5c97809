"""Values written in rules, typed by the column that they are compared with."""

from __future__ import annotations

import re
from datetime import date

from risk_checks.documents import Scalar, described
from risk_checks.errors import nearest
from risk_checks.model.duration import Duration
from risk_checks.rules.faults import UNKNOWN_NAME, WRONG_TYPE, WRONG_VALUE, Faults
from risk_checks.rules.parameters import Value
from risk_checks.rules.written_days import read_day
from risk_checks.tables.definition import Column, ColumnType

_EXPECTED = {
    ColumnType.BOOLEAN: "true or false",
    ColumnType.INTEGER: "a whole number",
    ColumnType.DAY: "a day such as 2026-11-01, a column or as_of",
    ColumnType.TEXT: "a text",
    ColumnType.KEY: "a column that holds keys",
}


def _expected(column: Column) -> str:
    return _EXPECTED.get(column.type, "one of its words")


def is_literal(said: Scalar, column: Column) -> bool:
    """Return whether the text, as written, is a value for the column, not a name."""
    match column.type:
        case ColumnType.DAY:
            return said.text[:1].isdigit()
        case ColumnType.BOOLEAN:
            return said.text in ("true", "false")
        case ColumnType.INTEGER:
            return re.fullmatch(r"-?[0-9]{1,9}", said.text) is not None
        case ColumnType.WORD:
            return said.text in column.words
        case ColumnType.TEXT | ColumnType.KEY:
            return said.quoted
        case ColumnType.CODES:
            return False


def read_literal(said: Scalar, column: Column, faults: Faults) -> str | bool | int | date | None:
    """Return the value a text is for the column, or None with its fault recorded."""
    match column.type:
        case ColumnType.BOOLEAN if said.text in ("true", "false"):
            return said.text == "true"
        case ColumnType.INTEGER if is_literal(said, column):
            return int(said.text)
        case ColumnType.DAY if day := read_day(said.text):
            return day
        case ColumnType.WORD if said.text in column.words:
            return said.text
        case ColumnType.WORD:
            hint = nearest(said.text, column.words)
            faults.add(UNKNOWN_NAME, f"'{column.name}' has no word {described(said)}", said.where, hint=hint)
            return None
        case ColumnType.TEXT | ColumnType.KEY:
            return said.text
        case ColumnType.CODES:
            message = f"'{column.name}' holds codes, which are compared with a code set"
            faults.add(WRONG_TYPE, message, said.where, hint=f"write {column.name}: {{any_in: name of the set}}")
            return None
    message = f"'{column.name}' is compared with {_EXPECTED[column.type]}, got {described(said)}"
    faults.add(WRONG_TYPE, message, said.where)
    return None


def parameter_literal(said: Scalar, value: Value, column: Column, faults: Faults) -> str | bool | int | date | None:
    """Return the value of a parameter for the column, or None with its fault recorded."""
    if isinstance(value, Duration):
        message = f"'{said.text}' is a time, which '{column.name}' cannot be"
        faults.add(WRONG_TYPE, message, said.where, hint=f"'{column.name}' is compared with {_expected(column)}")
        return None
    if column.type is ColumnType.WORD and value not in column.words:
        message = f"'{said.text}' is none of the words of '{column.name}'"
        faults.add(WRONG_VALUE, message, said.where, hint=f"expected one of: {', '.join(column.words)}")
        return None
    return read_literal(Scalar(str(value), said.where, quoted=True), column, faults)
