"""Columns of tables that were handed over, as Ibis expressions: text read strictly, and a fault where it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

import ibis

from risk_checks.model.days import NO_END
from risk_checks.tables.columnar_days import earliest_day, latest_day
from risk_checks.tables.columnar_truth import NO, Expression, holds
from risk_checks.tables.definition import Column, ColumnType
from risk_checks.tables.given_faults import GivenFault
from risk_checks.tables.stored import STORED_TYPES

_MOMENT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9])"  # how databases write a timestamp
_NUMBER = r"^-?[0-9]{1,18}$"
_CODE = r"\|[^|]"
_AROUND_BAR = r"\s*\|\s*"
SEPARATOR = ";"
"""What stands between codes in a text."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The stored columns of one column, for each fault that it can have whether a row has it, and whether it is filled.

    What is filled may still be a text that cannot be read.
    """

    values: Mapping[str, Expression]
    faults: Mapping[GivenFault, Expression] = field(default_factory=dict)
    filled: Expression = NO


def read_column(column: Column, rows: Expression, *, stored: bool) -> Cells:
    """Return a column read from rows that may hold it, days under one name or two.

    What is empty is absent, and is what the column says that its absence means; in rows that this library `stored`, it
    is not known. A column that was not given is not known in any row.
    """
    names = set(rows.columns)
    if not names.intersection((column.name, *column.stored)):
        return Cells({name: _absent(column, known=False) for name in column.stored})
    if column.type is ColumnType.DAY:
        return _days(column, rows, stored=stored)
    value = rows[column.name]
    cells = _codes(column, value) if column.type is ColumnType.CODES else _single(column, value)
    filled = value.notnull() if not value.type().is_string() else text_of(value).notnull()
    made = cells.values[column.name]
    if not stored and column.absent is not None:
        made = filled.ifelse(made, _absent(column))
    return Cells({column.name: made}, cells.faults, filled)


def text_of(value: Expression) -> Expression:
    """Return a value as text without white space around it; empty text is null."""
    return value.cast("string").strip().nullif("")


def day_text(value: Expression) -> Expression:
    """Return a date, a moment or a text as the text of a FHIR date; a database's space before the time becomes a T."""
    if value.type().is_timestamp():
        value = value.cast("date")  # of a moment with an offset, the day in the session's zone
    return text_of(value).re_replace(_MOMENT, r"\1T\2")


def _single(column: Column, value: Expression) -> Cells:
    name, text = column.name, text_of(value)
    match column.type:
        case ColumnType.KEY | ColumnType.TEXT:
            return Cells({name: text})
        case ColumnType.WORD:
            known = text.isin(column.words)
            return Cells(
                {name: holds(known).ifelse(text, ibis.null("string"))},
                {GivenFault.WORD: text.notnull() & ~holds(known)},
            )
        case ColumnType.BOOLEAN:
            said = value if value.type().is_boolean() else _truth(text)
            return Cells({name: said.cast("boolean")}, {GivenFault.BOOLEAN: text.notnull() & said.isnull()})
        case ColumnType.INTEGER:
            number = text.re_search(_NUMBER).ifelse(text, ibis.null("string")).try_cast("int64")
            return Cells({name: number}, {GivenFault.NUMBER: text.notnull() & number.isnull()})
        case ColumnType.CODES | ColumnType.DAY:
            raise AssertionError("codes and days have readers of their own")
        case _:
            assert_never(column.type)


def _truth(text: Expression) -> Expression:
    lower = text.lower()
    return ibis.cases((lower == "true", True), (lower == "false", False), else_=ibis.null("boolean"))


def _codes(column: Column, value: Expression) -> Cells:
    """Return codes as sorted distinct `system|code`, those without a system as `|code`; what has no bar is no code.

    `NULL`, `nan` and the like stand in columns of codes as they do anywhere.
    """
    listed = value.split(SEPARATOR) if value.type().is_string() else value
    listed = listed.fill_null(_absent(column)) if listed.type().is_array() else _absent(column)
    trimmed = listed.map(lambda code: code.fill_null("").re_replace(_AROUND_BAR, "|").strip())
    said = trimmed.filter(lambda code: code != "")
    coded = said.filter(lambda code: code.re_search(_CODE))
    return Cells({column.name: coded.unique().sort()}, {GivenFault.CODE: coded.length() < said.length()})


@dataclass(frozen=True, slots=True)
class _Day:
    earliest: Expression
    latest: Expression
    filled: Expression

    @property
    def unreadable(self) -> Expression:
        return self.filled & self.earliest.isnull()


def _days(column: Column, rows: Expression, *, stored: bool) -> Cells:
    if column.name in rows.columns:
        first = last = _day(rows[column.name])
    else:
        first, last = (_day(rows[name]) for name in column.stored)
    unreadable = first.unreadable | last.unreadable
    turned = holds(first.earliest > last.latest)
    usable = ~unreadable & ~turned
    absent = ibis.null("date") if stored else _absent(column)
    filled = first.filled | last.filled
    earliest = usable.ifelse(first.earliest, ibis.null("date"))
    latest = usable.ifelse(last.latest, ibis.null("date"))
    return Cells(
        {column.earliest: filled.ifelse(earliest, absent), column.latest: filled.ifelse(latest, absent)},
        {GivenFault.UNREADABLE: unreadable, GivenFault.TURNED: turned},
        filled,
    )


def _day(value: Expression) -> _Day:
    if not value.type().is_string():
        day = value.cast("date")  # of a moment with an offset, the day in the session's zone
        return _Day(day, day, value.notnull())
    text = day_text(value)
    earliest = earliest_day(text)
    return _Day(earliest, latest_day(text, earliest=earliest), text.notnull())


def _absent(column: Column, *, known: bool = True) -> Expression:
    """Return what stands for an empty value: what its absence means, unless that is not known either."""
    if column.type is ColumnType.CODES:
        return ibis.literal([], type="array<string>")
    if column.type is ColumnType.DAY:
        return ibis.date(NO_END.isoformat()) if known and column.absent == "open" else ibis.null("date")
    stored = STORED_TYPES[column.type]
    return ibis.null(stored) if column.absent is None or not known else ibis.literal(column.absent, type=stored)
