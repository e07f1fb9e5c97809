"""Truth as Ibis expressions: engines differ on null, so that nothing here is left null."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any, TypeAlias

import ibis

Expression: TypeAlias = Any
"""An Ibis table or value: the library ships no types that say more."""

YES: Expression = ibis.literal(True)
NO: Expression = ibis.literal(False)


def holds(condition: Expression) -> Expression:
    """Return whether a condition is true; one that is null is not."""
    return condition.fill_null(NO)


def some(conditions: Iterable[Expression]) -> Expression:
    """Return whether one of the conditions, none of which is null, is true."""
    return reduce(lambda left, right: left | right, conditions, NO)
