"""Columns as Ibis expressions, days apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import ibis

from risk_checks.tables.columnar_codes import codes_held, codes_of, no_codes, word_of
from risk_checks.tables.columnar_days import earliest_day
from risk_checks.tables.columnar_numbers import nhs_numbers_ok, share_number
from risk_checks.tables.columnar_truth import Expression, holds, some
from risk_checks.tables.definition import Column, ColumnType
from risk_checks.tables.forms import (
    AnyTrue,
    Canonical,
    CodedWord,
    CodeList,
    Constant,
    FirstFilled,
    Flags,
    HasCode,
    Mapped,
    NhsNumberOk,
    NhsNumbersOk,
    Only,
    PlainCell,
    Survivor,
    Take,
    UnionOf,
)
from risk_checks.tables.stored import STORED_TYPES

RECORDED_PATIENT = "patient as recorded"
"""The view's patient, beside the one that it has become."""


def plain_column(column: Column, cell: PlainCell | None, columns: Mapping[str, Expression]) -> Expression:
    """Return a column that is not a day; a column without a cell is absent."""
    stored = STORED_TYPES[column.type]
    match cell:
        case None:
            value = no_codes() if column.type is ColumnType.CODES else _literal(column.absent)
        case Constant(constant):
            value = _literal(constant)
        case Take(source):
            value = _or_absent(columns[source], column)
        case FirstFilled(sources):
            value = _or_absent(ibis.coalesce(*(columns[source] for source in sources)), column)
        case Mapped():
            value = _word(cell, columns)
        case CodedWord():
            value = word_of(cell, columns)
        case CodeList() | Canonical() | Flags() | UnionOf():
            value = codes_of(cell, columns)
        case HasCode() | AnyTrue():
            value = truth_of(cell, columns)
        case NhsNumberOk(source):
            value = _or_absent(nhs_numbers_ok(ibis.array([columns[source]])), column)
        case NhsNumbersOk(source):
            value = _or_absent(nhs_numbers_ok(columns[source]), column)
        case Survivor():
            value = (columns["patient"] == columns[RECORDED_PATIENT]).ifelse(ibis.null("string"), columns["patient"])
        case _:
            assert_never(cell)
    return value.cast(stored)


def truth_of(cell: Only, columns: Mapping[str, Expression]) -> Expression:
    """Return whether something is true of a view row."""
    match cell:
        case Take(column):
            return columns[column]
        case HasCode(systems, codes, any_of):
            found = codes_held(columns, systems, codes)
            return some(found.contains(code) for code in any_of)
        case AnyTrue():
            return _any_true(cell, columns)
        case _:
            assert_never(cell)


def is_unmapped(cell: Mapped, columns: Mapping[str, Expression]) -> Expression:
    """Return whether the code is one that the map does not know."""
    code = columns[cell.column]
    unknown = code.notnull() & code.notin([*cell.codes, *cell.empty])
    flags = (*cell.where_true, *cell.unknown_where)
    return unknown & ~some(holds(columns[flag]) for flag in flags) if flags else unknown


def _literal(value: object) -> Expression:
    return ibis.null() if value is None else ibis.literal(value)


def _or_absent(value: Expression, column: Column) -> Expression:
    return value if column.absent is None else value.fill_null(column.absent)


def _word(cell: Mapped, columns: Mapping[str, Expression]) -> Expression:
    code = columns[cell.column]
    nothing = ibis.null("string")
    flagged = [(holds(columns[flag]), word) for flag, word in cell.where_true.items()]
    flagged += [(holds(columns[flag]), nothing) for flag in cell.unknown_where]
    mapped = code.cases(*cell.codes.items(), else_=nothing) if cell.codes else nothing
    return ibis.cases(*flagged, else_=mapped) if flagged else mapped


def _any_true(cell: AnyTrue, columns: Mapping[str, Expression]) -> Expression:
    held = [holds(columns[name]) for name in cell.booleans]
    filled = [columns[name] for name in cell.filled]
    held += [holds(value.length() > 0) if value.type().is_array() else value.notnull() for value in filled]
    if cell.same_number is not None:
        held.append(share_number(*(columns[name] for name in cell.same_number)))
    if not cell.days:
        return some(held)
    texts = [columns[name] for name in cell.days]
    read = some([*held, *(earliest_day(text).notnull() for text in texts)])
    return ibis.cases((read, True), (some(text.notnull() for text in texts), ibis.null("boolean")), else_=False)
