"""Plans in plain words: conditions, operands, clocks and expectations as a reader would say them."""

from __future__ import annotations

from typing import assert_never

from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    AsOf,
    Clock,
    ColumnRef,
    Compare,
    Comparison,
    Complete,
    Condition,
    Every,
    Expectation,
    Filled,
    Grace,
    Having,
    Literal_,
    Not,
    OneOf,
    Operand,
    Recorded,
    Scope,
    Shifted,
    Within,
)

_COMPARED = {
    Comparison.IS: "is",
    Comparison.AT_LEAST: "is at least",
    Comparison.AT_MOST: "is at most",
    Comparison.BEFORE: "is before",
    Comparison.AFTER: "is after",
}


def column_words(ref: ColumnRef) -> str:
    """Return a column as rules write it: bare, `subject.` or `patient.`."""
    name = ref.column.name
    return name if ref.scope is Scope.ROW else f"{ref.scope.value}.{name}"


def operand_words(operand: Operand) -> str:
    """Return an operand in words."""
    match operand:
        case ColumnRef() as ref:
            return column_words(ref)
        case AsOf():
            return "the day of the check"
        case Literal_(value=bool() as value):
            return "yes" if value else "no"
        case Literal_(value=value):
            return str(value)
        case Shifted(of=of, time=time, sign=sign):
            return f"{operand_words(of)} {'plus' if sign > 0 else 'minus'} {time}"
        case _:
            assert_never(operand)


def condition_words(condition: Condition) -> str:
    """Return a condition in words, on one line."""
    match condition:
        case Compare(column=ref, how=how, to=to):
            return f"{column_words(ref)} {_COMPARED[how]} {operand_words(to)}"
        case OneOf(column=ref, values=values):
            return f"{column_words(ref)} is {' or '.join(str(value) for value in values)}"
        case AnyIn(column=ref, code_set=name):
            return f"{column_words(ref)} has a code of '{name}'"
        case Filled(column=ref, want=want):
            return f"{column_words(ref)} is {'filled' if want else 'empty'}"
        case All(items=items):
            return " and ".join(_bracketed(item) for item in items) or "always"
        case Any_(items=items):
            return " or ".join(_bracketed(item) for item in items) or "never"
        case Not(item=item):
            return f"not ({condition_words(item)})"
        case Having(table=table, where=where, at_least=at_least):
            count = f"at least {at_least} {table.many}" if at_least > 1 else f"a {table.one}"
            return f"there is {count} where {_bracketed(where)}"
        case _:
            assert_never(condition)


def clock_words(clock: Clock | None) -> str:
    """Return what a clock asks, in words."""
    match clock:
        case None:
            return "now"
        case Grace(of=of, time=time):
            return f"by {operand_words(of)} plus {time}"
        case Within(of=of, time=time, first_day_counted=counted):
            first = "that day counted" if counted else "that day not counted"
            return f"once within {time} of {operand_words(of)}, {first}"
        case Every(of=of, time=time, first_time=first_time):
            return f"every {time}, the first by {operand_words(of)} plus {first_time}"
        case _:
            assert_never(clock)


def expectation_words(expect: Expectation) -> str:
    """Return what is looked for, in words."""
    match expect:
        case Complete(columns=columns):
            return "filled: " + ", ".join(column.name for column in columns)
        case Recorded(called=called, where=where, status=status, clock=clock):
            asked = [_bracketed(each) for each in (status, where) if each != All(())]
            return f"a {called} recorded {clock_words(clock)}" + (f", where {' and '.join(asked)}" if asked else "")
        case _:
            assert_never(expect)


def _bracketed(condition: Condition) -> str:
    words = condition_words(condition)
    several = isinstance(condition, (All, Any_)) and len(condition.items) > 1
    return f"({words})" if several else words
