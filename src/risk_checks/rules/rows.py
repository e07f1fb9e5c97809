"""Table rows written in example files: texts turned into the columns that engines read."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from risk_checks.documents import Listing, Mapping_, Node, Scalar, described, shortened
from risk_checks.errors import nearest
from risk_checks.model.days import NOT_KNOWN, OPEN_ENDED, Days, read_days
from risk_checks.rules.faults import MISSING, UNKNOWN_NAME, WRONG_VALUE, Faults
from risk_checks.rules.literals import read_literal
from risk_checks.tables.definition import Column, ColumnType, TableDef

ANY_ZONE = ZoneInfo("UTC")  # days without a time are the same everywhere
Row = dict[str, object]


def read_row(node: Node, table: TableDef, faults: Faults) -> Row:
    """Return a row with every column of the table; one that is not written is what its absence means."""
    if not isinstance(node, Mapping_):
        faults.add(WRONG_VALUE, f"expected a row of {table.name}, got {described(node)}", node.where)
        return {}
    row: Row = {"standing": "checked"} if table.name == "patient" else {}
    for key in ("id", "patient"):
        said = node.get(key) or (node.get("id") if table.name == "patient" else None)
        if not isinstance(said, Scalar):
            faults.add(MISSING, f"missing key '{key}'", node.where)
        else:
            row[key] = said.text
    for column in table.columns.values():
        row |= _cells(node.get(column.name), column, faults)
    for name, _ in node.entries:
        if name.text not in ("id", "patient", *table.columns):
            hint = nearest(name.text, sorted(table.columns))
            message = f"unknown column '{shortened(name.text)}' of {table.name}"
            faults.add(UNKNOWN_NAME, message, name.where, hint=hint)
    return row


def _cells(said: Node | None, column: Column, faults: Faults) -> Row:
    if column.type is ColumnType.DAY:
        days = _days(said, column, faults)
        return {column.earliest: days.earliest, column.latest: days.latest}
    if column.type is ColumnType.CODES:
        return {column.name: _codes(said, column, faults)}
    if said is None:
        return {column.name: column.absent}
    if not isinstance(said, Scalar):
        faults.add(WRONG_VALUE, f"expected a value for '{column.name}', got {described(said)}", said.where)
        return {column.name: None}
    return {column.name: read_literal(said, column, faults)}


def _days(said: Node | None, column: Column, faults: Faults) -> Days:
    if said is None:
        return OPEN_ENDED if column.absent == "open" else NOT_KNOWN
    if isinstance(said, Scalar) and said.text == "open":
        return OPEN_ENDED
    if isinstance(said, Scalar) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", said.text):
        days = read_days(said.text, zone=ANY_ZONE)
        if days is not None:
            return days
    faults.add(WRONG_VALUE, f"expected a day, month or year for '{column.name}', got {described(said)}", said.where)
    return NOT_KNOWN


def _codes(said: Node | None, column: Column, faults: Faults) -> list[str]:
    if said is None:
        return []
    codes = [item.text for item in said.items if isinstance(item, Scalar)] if isinstance(said, Listing) else []
    if not isinstance(said, Listing) or any("|" not in code for code in codes) or len(codes) < len(said.items):
        faults.add(WRONG_VALUE, f"expected a list of system|code for '{column.name}'", said.where)
    return sorted(set(codes))
