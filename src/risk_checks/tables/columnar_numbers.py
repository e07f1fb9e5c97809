"""Numbers that people write with spaces between the digits, as Ibis expressions."""

from __future__ import annotations

from functools import reduce

import ibis

from risk_checks.records.keys import FILLERS, SPACING
from risk_checks.tables.columnar_codes import no_codes
from risk_checks.tables.columnar_lists import distinct
from risk_checks.tables.columnar_truth import Expression, holds

_TEN_DIGITS = r"^[0-9]{10}\z"


def nhs_numbers_ok(texts: Expression) -> Expression:
    """Return whether texts are one NHS number with the right check digit; null where there is none."""
    told = _unspaced(texts)
    right = told.filter(lambda text: _is_ten_digits(text) & _checks(text))
    nothing = ibis.null("boolean")
    return (told.length() == 0).ifelse(nothing, (told.length() == 1) & (right.length() == 1))


def share_number(one: Expression, other: Expression) -> Expression:
    """Return whether two lists of texts have a number of ten digits in common."""
    return _unspaced(one).intersect(_unspaced(other)).filter(_is_ten_digits).length() > 0


def _unspaced(texts: Expression) -> Expression:
    """Return the distinct texts without the spacing of numbers, as far as anything is left of them."""
    bare = texts.fill_null(no_codes()).map(_without_spacing)
    return distinct(bare.filter(lambda text: holds(text != "")))


def _without_spacing(text: Expression) -> Expression:
    return reduce(lambda left, space: left.replace(space, ""), SPACING, text)


def _is_ten_digits(text: Expression) -> Expression:
    return text.re_search(_TEN_DIGITS) & text.notin(sorted(FILLERS))


def _checks(number: Expression) -> Expression:
    """Return whether digits weighted 10 to 1 add up to a multiple of eleven."""
    weighted = (number.substr(place, 1).try_cast("int64") * (10 - place) for place in range(10))
    return holds(reduce(lambda left, right: left + right, weighted) % 11 == 0)
