"""What conditions are made of: the columns they read, the related rows they ask for, the code sets they look in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from risk_checks.rules.plan import (
    All,
    AllOf,
    Any_,
    AnyIn,
    AnyOf,
    AsOf,
    Called,
    Chosen,
    ColumnRef,
    Compare,
    Comparison,
    Complete,
    Condition,
    Expectation,
    Filled,
    Having,
    Lasts,
    Literal_,
    Not,
    OneOf,
    Operand,
    Plan,
    Recorded,
    Scope,
    Shifted,
)
from risk_checks.tables.definition import Column


def fields_read(condition: Condition, *, at: Scope) -> tuple[str, ...]:
    """Return the names of the columns that may leave a condition unknown, sorted; those of the row at hand stand bare.

    A column whose absence has a stated meaning is always known, unless it is a state that dates decide.
    """
    named = list(_names(condition, at=at))
    return tuple(sorted({name for name, column in named if _may_be_unknown(column)} or {name for name, _ in named}))


def _may_be_unknown(column: Column) -> bool:
    return column.name not in ("id", "patient") and (column.absent is None or column.on_day is not None)


def _names(condition: Condition, *, at: Scope) -> Iterator[tuple[str, Column]]:
    for ref in columns_of(condition):
        yield ref.column.name if ref.scope is at else f"{ref.scope}.{ref.column.name}", ref.column
    for having in havings_in(condition):
        for name, column in _names(having.where, at=Scope.ROW):
            inner = f"{having.table.name}.{name}"
            yield name.removeprefix(f"{at}.") if "." in name else inner, column


def columns_of(condition: Condition) -> Iterator[ColumnRef]:
    """Yield the columns read by a condition itself, not by the related rows it asks for.

    A column by which a parameter is chosen is not among them: it leaves nothing unknown.
    """
    for leaf in leaves(condition):
        match leaf:
            case Compare(column=column, to=to):
                yield column
                yield from _operand(to)
            case OneOf(column=column) | AnyIn(column=column) | Filled(column=column) | Lasts(column=column):
                yield column
            case Having():
                pass
            case _:
                assert_never(leaf)


def havings_in(condition: Condition) -> Iterator[Having]:
    """Yield the related rows that a condition asks for, not those asked for within them."""
    return (leaf for leaf in leaves(condition) if isinstance(leaf, Having))


def tables_read(plans: Iterable[Plan]) -> tuple[str, ...]:
    """Return the names of the tables whose rows plans look at, that of patients always among them, sorted."""
    found = {"patient"}
    for plan in plans:
        found |= {plan.subject.name, *(part.table.name for part in sought_in(plan.expect))}
        within = (leaf for condition in conditions_of(plan) for leaf in leaves_within(condition))
        found |= {leaf.table.name for leaf in within if isinstance(leaf, Having)}
    return tuple(sorted(found))


def code_sets_in(plan: Plan) -> tuple[str, ...]:
    """Return the names of the code sets that a plan looks codes up in, sorted."""
    found = (leaf for condition in conditions_of(plan) for leaf in leaves_within(condition))
    return tuple(sorted({leaf.code_set for leaf in found if isinstance(leaf, AnyIn)}))


def conditions_of(plan: Plan) -> tuple[Condition, ...]:
    """Return every condition of a plan, in the order in which they are decided."""
    asked = (test for part in recorded_in(plan.expect) for test in (part.status, part.where))
    return (plan.when, *(exemption.when for exemption in plan.unless), *asked)


def parts_of(expect: Expectation) -> Iterator[Recorded | Complete]:
    """Yield what an expectation is made of, in the order written."""
    match expect:
        case AnyOf(items=items) | AllOf(items=items):
            for item in items:
                yield from parts_of(item)
        case Recorded() | Complete():
            yield expect
        case _:
            assert_never(expect)


def recorded_in(expect: Expectation) -> Iterator[Recorded]:
    """Yield the rows of other tables that an expectation asks for, in the order written."""
    return (part for part in parts_of(expect) if isinstance(part, Recorded))


def sought_in(expect: Expectation) -> Iterator[Recorded]:
    """Yield the rows of other tables that an expectation looks for: not those that no row can be (clause 5.16)."""
    return (part for part in recorded_in(expect) if not is_never(part.where))


def is_never(condition: Condition) -> bool:
    """Return whether a condition holds for nothing, for sure, whatever is recorded."""
    match condition:
        case Any_(items=items):
            return all(map(is_never, items))
        case All(items=items):
            return any(map(is_never, items))
        case Called(item=item):
            return is_never(item)
        case _:
            return False


def is_of_subject(part: Recorded) -> bool:
    """Return whether the row that is asked for has to be the subject itself."""
    return any(_is_subject(each, part.table.name) for each in conjuncts(part.where))


def _is_subject(condition: Condition, table: str) -> bool:
    match condition:
        case Compare(column=ColumnRef(Scope.ROW), how=Comparison.IS, to=ColumnRef(Scope.SUBJECT) as other):
            return (condition.column.column.name, other.column.name, other.table) == ("id", "id", table)
        case _:
            return False


def conjuncts(condition: Condition) -> Iterator[Condition]:
    """Yield what must all hold, looking into `all` and named conditions."""
    match condition:
        case All(items=items):
            for item in items:
                yield from conjuncts(item)
        case Called(item=item):
            yield from conjuncts(item)
        case _:
            yield condition


def to_be_filled(part: Recorded) -> tuple[Column, ...]:
    """Return the columns of the row that a part asks to be filled; not those that may, or have to be empty."""
    return tuple(ref.column for ref in _filled_in(part.where, want=True) if ref.scope is Scope.ROW)


def _filled_in(condition: Condition, *, want: bool) -> Iterator[ColumnRef]:
    match condition:
        case All(items=items) | Any_(items=items):
            for item in items:
                yield from _filled_in(item, want=want)
        case Not(item=item):
            yield from _filled_in(item, want=not want)
        case Called(item=item):
            yield from _filled_in(item, want=want)
        case Filled(column=column) if condition.want is want:
            yield column
        case _:
            pass


def read_of_row(part: Recorded) -> tuple[Column, ...]:
    """Return the columns of the row that a part reads itself, not through related rows."""
    read = (ref for test in (part.status, part.where) for ref in columns_of(test))
    return tuple(ref.column for ref in read if ref.scope is Scope.ROW)


Leaf = Compare | OneOf | AnyIn | Filled | Lasts | Having


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Yield the conditions that are not made of others."""
    match condition:
        case All(items=items) | Any_(items=items):
            for item in items:
                yield from leaves(item)
        case Not(item=item) | Called(item=item):
            yield from leaves(item)
        case Compare() | OneOf() | AnyIn() | Filled() | Lasts() | Having():
            yield condition
        case _:
            assert_never(condition)


def leaves_within(condition: Condition) -> Iterator[Leaf]:
    """Yield the leaves of a condition and of the related rows it asks for, those inside a having before it."""
    for leaf in leaves(condition):
        if isinstance(leaf, Having):
            yield from leaves_within(leaf.where)
        yield leaf


def _operand(operand: Operand) -> Iterator[ColumnRef]:
    match operand:
        case ColumnRef():
            yield operand
        case Shifted(of=of):
            yield from _operand(of)
        case AsOf() | Literal_() | Chosen():
            pass
        case _:
            assert_never(operand)
