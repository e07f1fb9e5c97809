"""How the columnar engine compares two values, as Ibis expressions; null is FHIRPath's empty."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import ibis

from risk_checks.errors import EngineError
from risk_checks.views.columnar_values import Collection, Each, Many, as_array, at, null_like, opposite
from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath.terms import Compare, CompareSign

_SIGNS: dict[CompareSign, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TEMPORAL = (Kind.DATE, Kind.TIME)
_ZONE = r"T.*(Z|[+-][0-9][0-9]:[0-9][0-9])$"


def compare(term: Compare, left: Collection, right: Collection, each: Each) -> Any:
    """Return whether two collections compare as the term says."""
    temporal = kind_of(term.left.type) in _TEMPORAL
    if not isinstance(left, Many) and not isinstance(right, Many):
        pair = _pair_temporal if temporal else _pair_plain
        return pair(term.sign, left.value, right.value)
    assert term.sign in ("=", "!=")  # the checker lets only these take several values
    equal = _temporal_equal(left, right, each) if temporal else _arrays_equal(left, right, each)
    return equal if term.sign == "=" else opposite(equal)


def _pair_plain(sign: CompareSign, left: Any, right: Any) -> Any:
    return _SIGNS[sign](left, right)


def _pair_temporal(sign: CompareSign, left: Any, right: Any) -> Any:
    """Compare the part that both texts have; null where that cannot decide, or where offsets differ."""
    left_zone, right_zone = _zone(left), _zone(right)
    left_length, right_length = left.length() - left_zone.length(), right.length() - right_zone.length()
    length = ibis.least(left_length, right_length)
    left_part, right_part = left.left(length), right.left(length)
    decided = _SIGNS[sign](left_part, right_part)
    undecided = (left_zone != right_zone) | ((left_part == right_part) & (left_length != right_length))
    return ibis.ifelse(undecided, null_like(decided), decided)


def _zone(text: Any) -> Any:
    return text.re_extract(_ZONE, 1).fill_null("")


def _arrays_equal(left: Collection, right: Collection, each: Each) -> Any:
    """Compare pair by pair in order; null where either side is empty."""
    here, there = _values(left, each), _values(right, each)
    return _both(here, there, here == there)


def _temporal_equal(left: Collection, right: Collection, each: Each) -> Any:
    here, there = _values(left, each), _values(right, each)
    if isinstance(left, Many) and isinstance(right, Many):
        raise EngineError("RC-E401", "two lists of dates cannot be compared in columns", hint="use first()")
    one_each = (here.length() == 1) & (there.length() == 1)
    return _both(
        here, there, ibis.ifelse(one_each, _pair_temporal("=", at(here, 0), at(there, 0)), ibis.literal(False))
    )


def _both(here: Any, there: Any, equal: Any) -> Any:
    return ibis.ifelse((here.length() > 0) & (there.length() > 0), equal, null_like(equal))


def _values(side: Collection, each: Each) -> Any:
    values = side.values if isinstance(side, Many) else as_array(side.value, each)
    return values.cast("array<float64>") if values.type().value_type.is_numeric() else values
