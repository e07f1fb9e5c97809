"""Lists of texts as Ibis expressions that write their arguments once: `unique`, `concat` and `+` write them over again.

The functions are called by the names that DuckDB and Spark share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ibis
import ibis.expr.datatypes as dt

from risk_checks.tables.columnar_truth import Expression

_TEXTS = dt.Array(dt.string)


def _called(name: str) -> Callable[[Expression], Expression]:
    """Return a function of the database from a list of texts to another."""

    def call(texts: Expression) -> Expression:
        return texts

    function: Callable[[Expression], Expression] = ibis.udf.scalar.builtin(
        call, name=name, signature=((_TEXTS,), _TEXTS)
    )
    return function


distinct = _called("array_distinct")
"""Returns the distinct texts of a list that holds no null, in any order."""
_in_order = _called("array_sort")


def in_order(texts: Expression) -> Expression:
    """Return the distinct texts of a list that holds no null, sorted."""
    return _in_order(distinct(texts))


def one_after_another(lists: Sequence[Expression]) -> Expression:
    """Return lists, none of which is null, as one."""
    return lists[0] if len(lists) == 1 else ibis.array(list(lists)).flatten()
