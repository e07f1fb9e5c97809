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
from risk_checks.views.moments import MOMENT, OFFSET, SECONDS, ZONE

_SIGNS: dict[CompareSign, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TEMPORAL = (Kind.DATE, Kind.TIME)
_MINUTE = len("2026-01-31T23:59")


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
    """Compare what is written with one offset as far as both go, and moments where offsets differ; else null."""
    left_zone, right_zone = _zone(left), _zone(right)
    left_clock, right_clock = _clock(left, left_zone), _clock(right, right_zone)
    left_minute, right_minute = _minute(left_clock, left_zone), _minute(right_clock, right_zone)
    of_minutes = _SIGNS[sign](left_minute, right_minute)
    return ibis.cases(
        (left_zone == right_zone, _as_written(sign, left_clock, right_clock)),
        (left_minute != right_minute, of_minutes),
        (left_minute == right_minute, _as_written(sign, _below_minute(left_clock), _below_minute(right_clock))),
        else_=null_like(of_minutes),
    )


def _as_written(sign: CompareSign, left: Any, right: Any) -> Any:
    """Compare the part that both texts have; null where that cannot decide."""
    to_second = left.re_search(SECONDS) & right.re_search(SECONDS)
    length = ibis.least(left.length(), right.length())
    left_part, right_part = left.left(length), right.left(length)
    decided = _SIGNS[sign](left_part, right_part)
    undecided = (left_part == right_part) & (left.length() != right.length())
    return ibis.cases((to_second, _SIGNS[sign](left, right)), (undecided, null_like(decided)), else_=decided)


def _clock(text: Any, zone: Any) -> Any:
    """Return a date or time without its offset, and without zeros that say nothing."""
    clock = text.left(text.length() - zone.length())
    return ibis.ifelse(clock.contains("."), clock.re_replace(r"0+$", "").re_replace(r"[.]$", ""), clock)


def _minute(clock: Any, zone: Any) -> Any:
    """Return the minutes from 1970 to a moment; null where it is none."""
    day = clock.left(10).try_cast("date").epoch_days()
    sign = ibis.ifelse(zone.left(1) == "-", -1, 1)
    offset = ibis.ifelse(zone == "Z", 0, _minutes(zone, 1) * sign)
    minute = day.cast("int64") * 1440 + _minutes(clock, 11) - offset
    return ibis.ifelse(clock.re_search(MOMENT) & zone.re_search(OFFSET), minute, null_like(minute))


def _minutes(text: Any, place: int) -> Any:
    return text.substr(place, 2).try_cast("int64") * 60 + text.substr(place + 3, 2).try_cast("int64")


def _below_minute(clock: Any) -> Any:
    return ibis.literal("00:00") + clock.substr(_MINUTE)


def _zone(text: Any) -> Any:
    return text.re_extract(ZONE, 1).fill_null("")


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
