"""A repeat as an Ibis expression: Ibis has no recursion, so it goes as deep as the table's column types do.

What a repeat finds at each depth is of a type of its own, as what lies below it is one level less deep. The fields that
the select reads are copied into structs of one type, so that all that is found fits into one array, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

import ibis
import ibis.expr.datatypes as dt

from risk_checks.records.shape import Primitive, Shape
from risk_checks.records.turns import DEEPEST
from risk_checks.views.columnar_paths import NOTHING_IN_IT, Context, compile_term
from risk_checks.views.columnar_values import Absent, Each, Many, One, as_array
from risk_checks.views.definition import Repeat
from risk_checks.views.fhirpath.terms import Term

_FIXED_WIDTH = 10**9  # added to a position, so that its text sorts as it does
TooDeep = Callable[[], Exception]


def repeated(repeat: Repeat, needs: Shape, context: Context, *, too_deep: TooDeep) -> Many | Absent:
    """Return all that a repeat finds from the focus on, each before what is found in it, with the fields of `needs`.

    Each turn is an array of its own, made of the one before, and not a function within its function: DuckDB takes twice
    as long to read a query for each function within a function. What was found knows its place as a text, which starts
    with the place of what it was found in, so that sorting puts all in order.
    """
    each = context.each
    turns = list(_turns(_placed(_children(repeat.first, context), ibis.literal(""), each), repeat, context, too_deep))
    if not turns:
        return Absent(ibis.null(NOTHING_IN_IT))
    target = reduce(_united, (_needed(turn.type().value_type["node"], needs) for turn in turns))

    def slim(found: Any) -> Any:
        return ibis.struct({"at": found["at"], "node": _as_struct(found["node"], target, each)})

    whole = _joined([turn.map(each(slim)) for turn in turns])
    return Many(whole.sort().map(each(lambda found: found["node"])))


def _turns(arrays: Iterable[Any], repeat: Repeat, context: Context, too_deep: TooDeep, turn: int = 1) -> Iterable[Any]:
    """Give the arrays of what is found at every depth, each with its places."""
    for array in arrays:
        if turn > DEEPEST:  # the table has columns for what lies so deep only where a resource has it
            raise too_deep()
        yield array
        yield from _turns(_below(array, repeat, context), repeat, context, too_deep, turn + 1)


def _below(array: Any, repeat: Repeat, context: Context) -> Iterable[Any]:
    """Give, for each path that leads on, the array of what it finds in each of an array."""
    probe = ibis.null(array.type().value_type["node"])
    for number in _children(repeat.then, replace(context, focus=One(probe))):

        def inside(found: Any, number: int = number) -> Any:
            children = _children(repeat.then, replace(context, focus=One(found["node"])))
            (placed,) = _placed({number: children[number]}, found["at"], context.each)
            return placed

        yield array.map(context.each(inside)).flatten()


def _children(paths: Sequence[Term], context: Context) -> dict[int, Any]:
    """Return the arrays that paths find, by the paths' numbers; what the table has no column for is left out."""
    found = {number: compile_term(path, context) for number, path in enumerate(paths)}
    return {
        number: each.values if isinstance(each, Many) else as_array(each.value, context.each)
        for number, each in found.items()
        if not isinstance(each, Absent)
    }


def _placed(arrays: Mapping[int, Any], above: Any, each: Each) -> list[Any]:
    """Return arrays in which each value stands with its place: that of what it is in, the path, and its position."""

    def place(number: int) -> Callable[[Any, Any], Any]:
        return lambda node, position: ibis.struct(
            {"at": above + f"{number:03}." + (position + _FIXED_WIDTH).cast("string"), "node": node}
        )

    return [array.map(each.numbered(place(number))) for number, array in arrays.items()]


def _joined(arrays: Sequence[Any]) -> Any:
    """Return arrays one after the other; Ibis writes the sides of its `concat` three times each."""
    return arrays[0] if len(arrays) == 1 else ibis.array(list(arrays)).flatten()


def _needed(found: Any, needs: Shape | Primitive) -> Any:
    """Return a type without the fields that a shape has not."""
    if isinstance(found, dt.Array):
        return dt.Array(_needed(found.value_type, needs))
    if isinstance(needs, Primitive):
        return found
    fields = {name: _needed(each, needs.fields[name].of) for name, each in found.items() if name in needs.fields}
    return dt.Struct(fields) if fields else dt.dtype(NOTHING_IN_IT)


def _united(one: Any, other: Any) -> Any:
    """Return the type with the fields of both."""
    if isinstance(one, dt.Array):
        return dt.Array(_united(one.value_type, other.value_type))
    if not isinstance(one, dt.Struct):
        return one
    both = {name: _united(each, other[name]) if name in other.names else each for name, each in one.items()}
    return dt.Struct({**dict(other.items()), **both})


def _as(value: Any, target: Any, each: Each) -> Any:
    """Return a value as one of another type: its fields of the same names, null where it has none."""
    found = value.type()
    if found == target:
        return value
    if isinstance(found, dt.Array):
        return value.map(each(lambda item: _as_struct(item, target.value_type, each)))
    return ibis.ifelse(value.notnull(), _as_struct(value, target, each), ibis.null(target))


def _as_struct(value: Any, target: Any, each: Each) -> Any:
    """Return an object that is there as one of another type; `_as` for one that may not be."""
    found = value.type()
    if found == target:
        return value
    fields = {
        name: _as(value[name], wanted, each) if name in found.names else ibis.null(wanted)
        for name, wanted in target.items()
    }
    return ibis.struct(fields)
