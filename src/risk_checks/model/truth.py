"""Three-valued truth as two plain booleans (design clause 5.2): what is surely so, and what is possibly so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Truth(NamedTuple):
    """`surely` implies `possibly`; unknown is (False, True)."""

    surely: bool
    possibly: bool


TRUE = Truth(True, True)
FALSE = Truth(False, False)
UNKNOWN = Truth(False, True)


def of(value: bool | None) -> Truth:
    """Return the truth of a plain value; None is unknown."""
    return UNKNOWN if value is None else TRUE if value else FALSE


def negate(truth: Truth) -> Truth:
    """Return what `not` makes of it: unknown stays unknown."""
    return Truth(not truth.possibly, not truth.surely)


def every(truths: Iterable[Truth]) -> Truth:
    """Return Kleene's *and*; of nothing, true."""
    surely = possibly = True
    for truth in truths:
        surely = surely and truth.surely
        possibly = possibly and truth.possibly
    return Truth(surely, possibly)


def some(truths: Iterable[Truth]) -> Truth:
    """Return Kleene's *or*; of nothing, false."""
    surely = possibly = False
    for truth in truths:
        surely = surely or truth.surely
        possibly = possibly or truth.possibly
    return Truth(surely, possibly)
