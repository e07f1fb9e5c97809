"""Conditions compiled to closures that give surely and possibly (design clause 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never, cast

from risk_checks.engines.reference.operands import (
    compile_choice,
    compile_days,
    compile_time,
    days_in,
    moved,
    read_days,
    read_state,
    source_of,
)
from risk_checks.engines.reference.person import Context, Row
from risk_checks.model import truth
from risk_checks.model.days import NO_END, Days
from risk_checks.model.duration import OLDEST
from risk_checks.model.truth import Truth
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    AsOf,
    Called,
    Chosen,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Count,
    Filled,
    Having,
    Lasts,
    Literal_,
    Not,
    OneOf,
    Operand,
    Shifted,
)
from risk_checks.tables.definition import ColumnType

Test = Callable[[Row, Context], Truth]


def compile_condition(condition: Condition) -> Test:
    """Return the test of a condition."""
    match condition:
        case Compare(column=ref) if ref.column.type is ColumnType.DAY:
            return _days(condition)
        case Compare():
            return _values(condition)
        case OneOf(column=ref, values=values):
            read = read_state(ref)
            return lambda row, context: _among(read(row, context), values)
        case AnyIn():
            return _codes(condition)
        case Filled():
            return _filled(condition)
        case All(items=items):
            tests = tuple(compile_condition(item) for item in items)
            return lambda row, context: truth.every(test(row, context) for test in tests)
        case Any_(items=items):
            tests = tuple(compile_condition(item) for item in items)
            return lambda row, context: truth.some(test(row, context) for test in tests)
        case Not(item=item):
            test = compile_condition(item)
            return lambda row, context: truth.negate(test(row, context))
        case Called(item=item):
            return compile_condition(item)
        case Lasts():
            return _lasts(condition)
        case Having():
            return _having(condition)
        case _:
            assert_never(condition)


def compare_days(how: Comparison, left: Days, right: Days) -> Truth:
    """Return how two intervals of days compare; an end that is None has no bound."""
    match how:
        case Comparison.AT_LEAST:
            return truth.negate(_before(left, right))
        case Comparison.AT_MOST:
            return truth.negate(_before(right, left))
        case Comparison.BEFORE:
            return _before(left, right)
        case Comparison.AFTER:
            return _before(right, left)
        case Comparison.IS:
            apart = truth.some((_before(left, right), _before(right, left)))
            single = left.earliest is not None and left.earliest == left.latest == right.earliest == right.latest
            return Truth(single, not apart.surely)
        case _:
            assert_never(how)


def _before(left: Days, right: Days) -> Truth:
    surely = left.latest is not None and right.earliest is not None and left.latest < right.earliest
    possibly = left.earliest is None or right.latest is None or left.earliest < right.latest
    return Truth(surely, possibly)


def _days(condition: Compare) -> Test:
    left, right, how = read_days(condition.column, cut=True), compile_days(condition.to), condition.how
    if condition.aged_on is None:
        return lambda row, context: compare_days(how, left(row, context), right(row, context))
    on = compile_days(condition.aged_on)

    def aged(row: Row, context: Context) -> Truth:
        born = left(row, context)
        if is_no_age_of_anybody(born, on(row, context)):
            return truth.UNKNOWN
        return compare_days(how, born, right(row, context))

    return aged


def is_no_age_of_anybody(born: Days, on: Days) -> bool:
    """Return whether a person was surely born after a day, or longer before it than anybody lives."""
    if _before(on, born).surely:
        return True
    return on.earliest != NO_END and _before(born, moved(on, OLDEST, sign=-1)).surely


def _lasts(condition: Lasts) -> Test:
    days, time = read_days(condition.column, cut=True), compile_time(condition.time)

    def test(row: Row, context: Context) -> Truth:
        recorded, today = days(row, context), Days(context.as_of, context.as_of)
        until = moved(recorded, time(row, context))
        begun = compare_days(Comparison.AT_MOST, recorded, today)
        return truth.every((begun, compare_days(Comparison.AT_LEAST, until, today)))

    return test


def _values(condition: Compare) -> Test:
    left, right, how = read_state(condition.column), _value(condition.to), condition.how

    def test(row: Row, context: Context) -> Truth:
        one, other = left(row, context), right(row, context)
        if one is None or other is None:
            return truth.UNKNOWN
        return truth.of(_ordered(how, one, other))

    return test


def _ordered(how: Comparison, one: object, other: object) -> bool:
    if how is Comparison.IS:
        return one == other
    left, right = cast("int", one), cast("int", other)
    match how:
        case Comparison.AT_LEAST:
            return left >= right
        case Comparison.AT_MOST:
            return left <= right
        case Comparison.BEFORE:
            return left < right
        case Comparison.AFTER:
            return left > right
        case _:
            assert_never(how)


def _value(operand: Operand) -> Callable[[Row, Context], object]:
    match operand:
        case ColumnRef() as ref:
            return read_state(ref)
        case Literal_(value=value):
            return lambda row, context: value
        case Chosen():
            choose = compile_choice(operand)
            return lambda row, context: choose(row, context).value
        case AsOf() | Shifted():
            return lambda row, context: None
        case _:
            assert_never(operand)


def _among(value: object, values: tuple[str | int, ...]) -> Truth:
    return truth.UNKNOWN if value is None else truth.of(value in values)


def _codes(condition: AnyIn) -> Test:
    source, name, codes = source_of(condition.column.scope), condition.column.column.name, condition.codes
    empty = truth.FALSE if condition.column.column.absent is not None else truth.UNKNOWN

    def test(row: Row, context: Context) -> Truth:
        found = cast("Sequence[str]", source(row, context)[name])
        return truth.of(not codes.isdisjoint(found)) if found else empty

    return test


def _filled(condition: Filled) -> Test:
    source, column, want = source_of(condition.column.scope), condition.column.column, condition.want

    def test(row: Row, context: Context) -> Truth:
        found = source(row, context)
        match column.type:
            case ColumnType.DAY:
                filled = days_in(found, column) != Days(None, None)
            case ColumnType.CODES:
                filled = bool(found[column.name])
            case _:
                filled = found[column.name] is not None
        return truth.of(filled is want)

    return test


def compile_count(count: Count) -> Callable[[Row, Context], int]:
    """Return a reader of how many rows are enough, which may depend on the subject."""
    if isinstance(count, Chosen):
        return compile_choice(count)
    return lambda row, context: count


def _having(condition: Having) -> Test:
    table, least = condition.table, compile_count(condition.at_least)
    test = compile_condition(condition.where)
    dated = table.columns[table.dated_by] if table.dated_by else None

    def having(row: Row, context: Context) -> Truth:
        surely = possibly = 0
        enough = least(row, context)
        for other in context.person.rows.get(table.name, ()):
            if dated is not None:
                earliest = days_in(other, dated).earliest
                if earliest is not None and earliest > context.as_of:
                    continue
            found = test(other, context)
            surely += found.surely
            possibly += found.possibly
        return Truth(surely >= enough, possibly >= enough or not context.person.holds_all(table))

    return having
