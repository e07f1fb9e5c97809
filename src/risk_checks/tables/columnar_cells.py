"""Columns as Ibis expressions, days apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import assert_never

import ibis

from risk_checks.tables.columnar_days import earliest_day
from risk_checks.tables.columnar_truth import Expression, holds, some
from risk_checks.tables.definition import (
    DATA_ABSENT,
    AnyTrue,
    Canonical,
    CodeList,
    Column,
    ColumnType,
    Constant,
    HasCode,
    Mapped,
    NhsNumberOk,
    PlainCell,
    Survivor,
    Take,
)
from risk_checks.tables.stored import STORED_TYPES

RECORDED_PATIENT = "patient as recorded"
"""The view's patient, beside the one that it has become."""

_NHS_NUMBER = r"^[0-9]{10}\z"


def plain_column(column: Column, cell: PlainCell | None, columns: Mapping[str, Expression]) -> Expression:
    """Return a column that is not a day; a column without a cell is absent."""
    stored = STORED_TYPES[column.type]
    match cell:
        case None:
            value = _no_codes() if column.type is ColumnType.CODES else _literal(column.absent)
        case Constant(constant):
            value = _literal(constant)
        case Take(source):
            value = _or_absent(columns[source], column)
        case Mapped():
            value = _word(cell, columns)
        case CodeList():
            value = _code_list(cell, columns)
        case Canonical(source, system):
            value = _canonical(columns[source], system)
        case HasCode(systems, codes, any_of):
            found = _codes(columns[systems], columns[codes])
            value = some(found.contains(code) for code in any_of)
        case AnyTrue():
            value = _any_true(cell, columns)
        case NhsNumberOk(source):
            value = _or_absent(_nhs_number_ok(columns[source]), column)
        case Survivor():
            value = (columns["patient"] == columns[RECORDED_PATIENT]).ifelse(ibis.null("string"), columns["patient"])
        case _:
            assert_never(cell)
    return value.cast(stored)


def is_unmapped(cell: Mapped, columns: Mapping[str, Expression]) -> Expression:
    """Return whether the code is one that the map does not know."""
    code = columns[cell.column]
    return code.notnull() & code.notin([*cell.codes, *cell.empty])


def _literal(value: object) -> Expression:
    return ibis.null() if value is None else ibis.literal(value)


def _or_absent(value: Expression, column: Column) -> Expression:
    return value if column.absent is None else value.fill_null(column.absent)


def _word(cell: Mapped, columns: Mapping[str, Expression]) -> Expression:
    code = columns[cell.column]
    return ibis.cases(*((code == known, word) for known, word in cell.codes.items()), else_=ibis.null("string"))


def _no_codes() -> Expression:
    return ibis.literal([], type="array<string>")


def _codes(systems: Expression, codes: Expression) -> Expression:
    """Return `system|code` of the aligned lists; a coding without a code, or with why there is none, says nothing."""
    pairs = systems.fill_null(_no_codes()).zip(codes.fill_null(_no_codes()))
    said = pairs.filter(lambda pair: holds(pair.f2 != "") & (pair.f1.fill_null("") != DATA_ABSENT))
    return said.map(lambda pair: pair.f1.fill_null("") + "|" + pair.f2)


def _code_list(cell: CodeList, columns: Mapping[str, Expression]) -> Expression:
    found = _codes(columns[cell.systems], columns[cell.codes])
    if cell.empty:
        found = found.filter(lambda code: code.notin(cell.empty))
    found = found.unique().sort()
    if cell.coded is None:
        return found
    own = _no_codes() if cell.own is None else ibis.literal([cell.own], type="array<string>")
    return holds(columns[cell.coded]).ifelse(found, own)


def _canonical(url: Expression, system: str) -> Expression:
    bar = url.find("|")
    bare = (bar < 0).ifelse(url, url.substr(0, bar))
    return (bare.fill_null("") != "").ifelse(ibis.array([ibis.literal(f"{system}|") + bare]), _no_codes())


def _any_true(cell: AnyTrue, columns: Mapping[str, Expression]) -> Expression:
    held = [holds(columns[name]) for name in cell.booleans]
    filled = [columns[name] for name in cell.filled]
    held += [holds(value.length() > 0) if value.type().is_array() else value.notnull() for value in filled]
    if not cell.days:
        return some(held)
    texts = [columns[name] for name in cell.days]
    read = some([*held, *(earliest_day(text).notnull() for text in texts)])
    return ibis.cases((read, True), (some(text.notnull() for text in texts), ibis.null("boolean")), else_=False)


def _nhs_number_ok(number: Expression) -> Expression:
    """Return whether ten digits weighted 10 to 1 add up to a multiple of eleven; null for no number."""
    weighted = (number.substr(place, 1).try_cast("int64") * (10 - place) for place in range(10))
    total = reduce(lambda left, right: left + right, weighted)
    return number.isnull().ifelse(ibis.null("boolean"), number.re_search(_NHS_NUMBER) & holds(total % 11 == 0))
