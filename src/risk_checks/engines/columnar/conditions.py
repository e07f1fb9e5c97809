"""Conditions as two plain boolean expressions, surely and possibly, never one nullable one (design clause 5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, assert_never, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.columns import Columns
from risk_checks.engines.columnar.days import DayPair, conceivable, day, known, shifted
from risk_checks.model.days import NO_END
from risk_checks.model.duration import OLDEST
from risk_checks.rules.fields import leaves_within
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    Called,
    Compare,
    Comparison,
    Condition,
    Filled,
    Having,
    Lasts,
    Not,
    OneOf,
)
from risk_checks.tables.definition import ColumnType


class Both(NamedTuple):
    """What surely holds and what possibly holds; neither is ever null."""

    surely: ir.BooleanValue
    possibly: ir.BooleanValue


def truth(condition: Condition, columns: Columns) -> Both:
    """Return the two booleans of a condition."""
    match condition:
        case Compare(column=ref, how=how, to=to, aged_on=on) if ref.column.type is ColumnType.DAY:
            days = columns.days(ref, cut_at_as_of=True)
            told = compare_days(how, days, columns.operand_days(to))
            return told if on is None else _aged(told, days, columns.operand_days(on))
        case Compare(column=ref, how=how, to=to):
            return _nullable(_ordered(how, columns.state(ref), columns.operand_value(to)))
        case OneOf(column=ref, values=values):
            return _nullable(columns.state(ref).isin(list(values)))
        case AnyIn():
            return _codes(condition, columns)
        case Filled():
            return _filled(condition, columns)
        case All(items=items):
            return every([truth(item, columns) for item in items])
        case Any_(items=items):
            return negate(every([negate(truth(item, columns)) for item in items]))
        case Not(item=item):
            return negate(truth(item, columns))
        case Called(item=item):
            return truth(item, columns)
        case Lasts(column=ref, time=time):
            recorded, today = columns.days(ref, cut_at_as_of=True), DayPair(columns.as_of, columns.as_of)
            begun = compare_days(Comparison.AT_MOST, recorded, today)
            return every([begun, compare_days(Comparison.AT_LEAST, columns.moved(recorded, time), today)])
        case Having():
            surely, possibly = columns.havings[id(condition)]
            return Both(
                cast("ir.BooleanValue", columns.table[surely]), cast("ir.BooleanValue", columns.table[possibly])
            )
        case _:
            assert_never(condition)


def negate(both: Both) -> Both:
    """Return what *not* makes of it."""
    return Both(~both.possibly, ~both.surely)


def every(items: list[Both]) -> Both:
    """Return Kleene's *and*; of nothing, true."""
    surely = possibly = cast("ir.BooleanValue", ibis.literal(True))
    for item in items:
        surely, possibly = surely & item.surely, possibly & item.possibly
    return Both(surely, possibly)


def havings_inside_out(condition: Condition) -> Iterator[Having]:
    """Yield every having of a condition, those inside others first."""
    return (leaf for leaf in leaves_within(condition) if isinstance(leaf, Having))


def compare_days(how: Comparison, left: DayPair, right: DayPair) -> Both:
    """Return how two intervals of days compare."""
    match how:
        case Comparison.AT_LEAST:
            return negate(_before(left, right))
        case Comparison.AT_MOST:
            return negate(_before(right, left))
        case Comparison.BEFORE:
            return _before(left, right)
        case Comparison.AFTER:
            return _before(right, left)
        case Comparison.IS:
            single = (
                known(left.earliest == left.latest)
                & known(right.earliest == right.latest)
                & known(left.earliest == right.earliest)
            )
            return Both(single, ~(_before(left, right).surely | _before(right, left).surely))
        case _:
            assert_never(how)


def _aged(told: Both, born: DayPair, on: DayPair) -> Both:
    """Return what is said of an age; where nobody can have it on that day, it is not known."""
    no_age = is_no_age_of_anybody(born, on)
    return Both(told.surely & ~no_age, told.possibly | no_age)


def is_no_age_of_anybody(born: DayPair, on: DayPair) -> ir.BooleanValue:
    """Return whether a person was surely born after a day, or longer before it than anybody lives."""
    long_before = shifted(on.earliest, OLDEST, sign=-1)
    too_old = known((born.latest < long_before) & (on.earliest != day(NO_END)))
    return cast("ir.BooleanValue", known(on.latest < born.earliest) | too_old)


def _before(left: DayPair, right: DayPair) -> Both:
    return Both(known(left.latest < right.earliest), conceivable(left.earliest < right.latest))


def _nullable(test: ir.Value) -> Both:
    return Both(known(test), conceivable(test))


def _ordered(how: Comparison, one: ir.Value, other: ir.Value) -> ir.Value:
    match how:
        case Comparison.IS:
            return one == other
        case Comparison.AT_LEAST:
            return one >= other
        case Comparison.AT_MOST:
            return one <= other
        case Comparison.BEFORE:
            return one < other
        case Comparison.AFTER:
            return one > other
        case _:
            assert_never(how)


def _codes(condition: AnyIn, columns: Columns) -> Both:
    ref = condition.column
    codes = cast("ir.ArrayValue", columns.raw(ref.scope, ref.column.name))
    wanted = sorted(condition.codes)
    found = cast(
        "ir.BooleanValue", codes.filter(lambda code: code.isin(wanted)).length() > 0 if wanted else ibis.literal(False)
    )
    if ref.column.absent is not None:
        return Both(found, found)
    return Both(found, found | (codes.length() == 0))


def _filled(condition: Filled, columns: Columns) -> Both:
    ref = condition.column
    match ref.column.type:
        case ColumnType.DAY:
            pair = columns.pair(ref.scope, ref.column)
            filled = pair.earliest.notnull() | pair.latest.notnull()
        case ColumnType.CODES:
            filled = cast("ir.ArrayValue", columns.raw(ref.scope, ref.column.name)).length() > 0
        case _:
            filled = columns.raw(ref.scope, ref.column.name).notnull()
    decided = cast("ir.BooleanValue", filled if condition.want else ~filled)
    return Both(decided, decided)
