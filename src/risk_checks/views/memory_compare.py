"""How the in-memory engine compares two values."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any

from risk_checks.views.fhirpath.terms import CompareSign

Comparison = Callable[[Any, Any], bool | None]

_SIGNS: dict[CompareSign, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:[0-9]{2})$")


def compare_plain(sign: CompareSign) -> Comparison:
    """Return the comparison of two texts, numbers or booleans."""
    return _SIGNS[sign]


def compare_temporal(sign: CompareSign) -> Comparison:
    """Return the comparison of two dates or times as they are written.

    What is written to the same precision, with the same offset or none, is compared. Where precision differs, the part
    that both have decides if it can. Two different offsets decide nothing.

    >>> compare_temporal("=")("2026-01", "2026-02-03"), compare_temporal("=")("2026-02", "2026-02-03")
    (False, None)
    """
    decide = _SIGNS[sign]

    def compare(left: str, right: str) -> bool | None:
        left_clock, left_zone = _split(left)
        right_clock, right_zone = _split(right)
        if left_zone != right_zone:
            return None
        length = min(len(left_clock), len(right_clock))
        left_part, right_part = left_clock[:length], right_clock[:length]
        if left_part == right_part and len(left_clock) != len(right_clock):
            return None
        return decide(left_part, right_part)

    return compare


def _split(text: str) -> tuple[str, str]:
    found = _ZONE.search(text) if "T" in text else None
    return (text[: found.start()], found[0]) if found else (text, "")
