"""Truth as Ibis expressions: engines differ on null, so that nothing here is left null."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, TypeAlias

import ibis

Expression: TypeAlias = Any
"""An Ibis table or value: the library ships no types that say more."""
Keep: TypeAlias = Callable[[Expression], Expression]
"""Stores a table on the way and returns the stored one: what follows is then written, and worked out, only once.

Ibis looks through everything below a table to bind a column, so that long chains cost more than their parts.
"""


def as_it_is(table: Expression) -> Expression:
    """Return a table that is not stored on the way."""
    return table


YES: Expression = ibis.literal(True)
NO: Expression = ibis.literal(False)


def holds(condition: Expression) -> Expression:
    """Return whether a condition is true; one that is null is not."""
    return condition.fill_null(NO)


def some(conditions: Iterable[Expression]) -> Expression:
    """Return whether one of the conditions, none of which is null, is true."""
    several = list(conditions)
    return reduce(lambda left, right: left | right, several) if several else NO
