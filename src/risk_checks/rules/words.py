"""Plans in plain words: conditions, operands, clocks and expectations as a reader would say them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, assert_never

from risk_checks.rules.exclusions import shut_out
from risk_checks.rules.plan import (
    All,
    AllOf,
    Any_,
    AnyIn,
    AnyOf,
    AsOf,
    Called,
    Chosen,
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
    Lasts,
    Literal_,
    Not,
    OneOf,
    Operand,
    Recorded,
    Scope,
    Shifted,
    Time,
    Window,
    Within,
)

T = TypeVar("T")

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
            return f"{operand_words(of)} {'plus' if sign > 0 else 'minus'} {time_words(time)}"
        case Chosen():
            return chosen_words(operand, operand_words)
        case _:
            assert_never(operand)


def time_words(time: Time) -> str:
    """Return a time in words; one that is chosen per service names them all."""
    return chosen_words(time, str) if isinstance(time, Chosen) else str(time)


def chosen_words(chosen: Chosen[T], say: Callable[[T], str]) -> str:
    """Return a value that a column of the subject decides, in words."""
    column = chosen.column.column.name
    cases = "".join(f", {say(value)} where {column} is {name}" for name, value in chosen.values)
    return f"({say(chosen.otherwise)}{cases})"


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
        case Lasts(column=ref, time=time):
            return f"{time_words(time)} from {column_words(ref)} have not passed"
        case All(items=items):
            return " and ".join(_bracketed(item) for item in items) or "always"
        case Any_(items=items):
            return " or ".join(_bracketed(item) for item in items) or "never"
        case Not(item=item):
            return f"not ({condition_words(item)})"
        case Called(words=words):
            return words
        case Having(where=where):
            return f"{having_words(condition)} where {_bracketed(where)}"
        case _:
            assert_never(condition)


def having_words(having: Having) -> str:
    """Return how many rows of which table a condition asks for, in words."""
    match having.at_least:
        case 1:
            return f"there is {article(having.table.one)}"
        case Chosen() as chosen:
            return f"there are at least {chosen_words(chosen, str)} {having.table.many}"
        case count:
            return f"there are at least {count} {having.table.many}"


def article(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def clock_words(clock: Clock | None) -> str:
    """Return what a clock asks, in words."""
    match clock:
        case None:
            return "now"
        case Grace(of=of, time=time):
            return f"by {operand_words(of)} plus {time_words(time)}"
        case Within(of=of, time=time, first_day_counted=counted):
            first = "that day counted" if counted else "that day not counted"
            return f"once within {time_words(time)} of {operand_words(of)}, {first}"
        case Every(of=of, time=time, first_time=first_time):
            return f"every {time_words(time)}, the first by {operand_words(of)} plus {time_words(first_time)}"
        case Window(first=first, last=last):
            sides = [("from", first), ("to", last)]
            return " ".join(f"{side} {operand_words(day)}" for side, day in sides if day is not None)
        case _:
            assert_never(clock)


def expectation_words(expect: Expectation) -> str:
    """Return what is looked for, in words."""
    match expect:
        case Complete(columns=columns):
            return "filled: " + ", ".join(column.name for column in columns)
        case Recorded(called=called, where=where, clock=clock):
            asked = [_bracketed(each) for each in (_status_asked(expect), where) if each != All(())]
            found = f"{article(called)} recorded {clock_words(clock)}"
            return found + (f", where {' and '.join(asked)}" if asked else "")
        case AnyOf(items=items):
            return "any of: " + "; or ".join(expectation_words(item) for item in items)
        case AllOf(items=items):
            return "all of: " + "; and ".join(expectation_words(item) for item in items)
        case _:
            assert_never(expect)


def _status_asked(expect: Recorded) -> Condition:
    """Return what a rule itself asks of the status; where it asks nothing, what never counts."""
    never = shut_out(expect.table, drafts=True)
    items = expect.status.items if isinstance(expect.status, All) else (expect.status,)
    own = tuple(item for item in items if item not in never)
    if not own:
        return expect.status
    return own[0] if len(own) == 1 else All(own)


def _bracketed(condition: Condition) -> str:
    words = condition_words(condition)
    several = isinstance(condition, (All, Any_)) and len(condition.items) > 1
    return f"({words})" if several else words
