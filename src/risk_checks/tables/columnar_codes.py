"""Codes as Ibis expressions: aligned systems and codes, canonical URLs and flags as sorted lists of `system|code`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import assert_never

import ibis

from risk_checks.tables.columnar_lists import in_order, one_after_another
from risk_checks.tables.columnar_truth import Expression, as_it_is, holds, some
from risk_checks.tables.forms import DATA_ABSENT, Canonical, CodedWord, CodeList, CodesCell, Flags, UnionOf
from risk_checks.views.columnar_values import Each

_EACH = Each("code")  # in a query, Ibis takes positions of one name for one position, wherever they stand


def codes_of(cell: CodesCell | UnionOf, columns: Mapping[str, Expression]) -> Expression:
    """Return the sorted distinct codes of a cell."""
    match cell:
        case CodeList():
            return _code_list(cell, columns, order=in_order)
        case Canonical(column, system):
            return _canonical(columns[column], system)
        case Flags(codes):
            return _flags(codes, columns)
        case UnionOf(parts):
            return in_order(one_after_another([_unordered(part, columns) for part in parts]))
        case _:
            assert_never(cell)


def word_of(cell: CodedWord, columns: Mapping[str, Expression]) -> Expression:
    """Return the one word that codes stand for; null where there is none, or two that differ."""
    found = codes_held(columns, cell.systems, cell.codes)
    held = {
        word: some(found.contains(code) for code, stands_for in cell.words.items() if stands_for == word)
        for word in dict.fromkeys(cell.words.values())
    }
    how_many = reduce(lambda left, right: left + right, (said.cast("int64") for said in held.values()))
    nothing = ibis.null("string")
    said = ibis.cases(*((holds_it, word) for word, holds_it in held.items()), else_=nothing)
    return (how_many == 1).ifelse(said, nothing)


def codes_held(columns: Mapping[str, Expression], systems: str, codes: str) -> Expression:
    """Return `system|code` of aligned columns, which stand beside them: of the row, or of all that refer to it."""
    return columns[gathered(systems, codes)]


def gathered(systems: str, codes: str) -> str:
    """Return the name of the column that holds the `system|code` of aligned systems and codes."""
    return f"{systems} {codes}"  # a space: no view column has one


def paired(systems: Expression, codes: Expression) -> Expression:
    """Return `system|code` of the aligned lists; a coding without a code, or with why there is none, says nothing."""

    def said(code: Expression, place: Expression) -> Expression:
        system = systems[place].fill_null("")
        return (holds(code != "") & (system != DATA_ABSENT)).ifelse(system + "|" + code, ibis.null("string"))

    return codes.fill_null(no_codes()).map(_EACH.numbered(said)).filter(lambda pair: pair.notnull())


def no_codes() -> Expression:
    """Return a list of codes without any."""
    return ibis.literal([], type="array<string>")


def _unordered(cell: CodesCell, columns: Mapping[str, Expression]) -> Expression:
    """Return the codes of a cell in any order."""
    return _code_list(cell, columns, order=as_it_is) if isinstance(cell, CodeList) else codes_of(cell, columns)


def _code_list(
    cell: CodeList, columns: Mapping[str, Expression], *, order: Callable[[Expression], Expression]
) -> Expression:
    found = codes_held(columns, cell.systems, cell.codes)
    if cell.empty:
        found = found.filter(lambda code: code.notin(cell.empty))
    found = order(found)
    if cell.coded is None:
        return found
    own = no_codes() if cell.own is None else ibis.literal([cell.own], type="array<string>")
    return holds(columns[cell.coded]).ifelse(found, own)


def _canonical(url: Expression, system: str) -> Expression:
    bare = url.re_extract("^[^|]*", 0)
    return (bare.fill_null("") != "").ifelse(ibis.array([ibis.literal(f"{system}|") + bare]), no_codes())


def _flags(codes: Mapping[str, str], columns: Mapping[str, Expression]) -> Expression:
    """Return the codes whose flag is true; they are put in order here, so that nothing is left to sort."""
    flagged = {code: [flag for flag, stands_for in codes.items() if stands_for == code] for code in codes.values()}
    held = {code: some(holds(columns[flag]) for flag in flagged[code]) for code in sorted(flagged)}
    said = ibis.array([is_true.ifelse(code, ibis.null("string")) for code, is_true in held.items()])
    return said.filter(lambda code: code.notnull())
