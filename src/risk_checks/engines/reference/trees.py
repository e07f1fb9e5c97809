"""Conditions as trees: what each part says of a row, and on what facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never, cast

from risk_checks.engines.reference.conditions import compile_condition
from risk_checks.engines.reference.explanation import Branch
from risk_checks.engines.reference.operands import compile_days, compile_time, moved, read_days, read_state, source_of
from risk_checks.engines.reference.person import Context, Row
from risk_checks.model.days import NO_END, Days
from risk_checks.model.truth import Truth
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    Called,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Filled,
    Having,
    Lasts,
    Literal_,
    Not,
    OneOf,
    Scope,
)
from risk_checks.rules.words import column_words, condition_words, having_words, operand_words
from risk_checks.tables.definition import ColumnType


def branches(condition: Condition, row: Row, context: Context) -> tuple[Branch, ...]:
    """Return the branches of what must all hold; what never does has none of its own."""
    if condition == Any_(()):
        return ()
    items = condition.items if isinstance(condition, All) else (condition,)
    return tuple(branch(item, row, context) for item in items)


def branch(condition: Condition, row: Row, context: Context) -> Branch:
    """Return the branch of one condition."""
    answer = answer_word(compile_condition(condition)(row, context))
    match condition:
        case All(items=items):
            return Branch("all of", answer, parts=tuple(branch(item, row, context) for item in items))
        case Any_(items=items):
            return Branch("any of", answer, parts=tuple(branch(item, row, context) for item in items))
        case Not(item=item):
            return Branch("not", answer, parts=(branch(item, row, context),))
        case Called(words=words, item=item):
            return Branch(words, answer, parts=branches(item, row, context))
        case Having():
            return Branch(having_words(condition) + " where", answer, parts=tuple(_related(condition, context)))
        case Compare(how=Comparison.IS, to=Literal_()) if answer == "yes":
            return Branch(condition_words(condition), answer)
        case Compare() | OneOf() | AnyIn() | Filled() | Lasts():
            return Branch(condition_words(condition), answer, facts=_facts(condition, row, context))
        case _:
            assert_never(condition)


def answer_word(truth: Truth) -> str:
    """Return a truth as readers say it."""
    return "yes" if truth.surely else "cannot tell" if truth.possibly else "no"


def _related(having: Having, context: Context) -> Iterator[Branch]:
    yield Branch(condition_words(having.where), "asked for")
    found = context.person.rows.get(having.table.name, ())
    for other in found:
        yield Branch(str(other["id"]), *_of_row(having, other, context))
    if not context.person.holds_all(having.table):
        yield Branch(f"further {having.table.many} that this input does not hold", "cannot tell")
    elif not found:
        yield Branch(f"no {having.table.one} of this person", "no")


def _of_row(having: Having, row: Row, context: Context) -> tuple[str, str, tuple[Branch, ...]]:
    told = ""
    if having.table.dated_by:
        day = ColumnRef(Scope.ROW, having.table.name, having.table.columns[having.table.dated_by])
        days = read_days(day, cut=False)(row, context)
        if days.earliest is not None and days.earliest > context.as_of:
            return "no", "dated after the day of the check", ()
        told = f"{having.table.dated_by} is {days_words(days)}"
    truth = compile_condition(having.where)(row, context)
    found = branches(having.where, row, context)
    return answer_word(truth), told, tuple(each for each in found if each.answer != "yes" or _lasts(each))


def _lasts(branch: Branch) -> bool:
    """Whether a branch that holds is worth telling: it says until when."""
    return "until " in branch.facts


def _facts(leaf: Compare | OneOf | AnyIn | Filled | Lasts, row: Row, context: Context) -> str:
    ref = leaf.column
    if ref.column.type is ColumnType.DAY:
        return "; ".join(_days(leaf, row, context))
    if ref.column.type is ColumnType.CODES:
        codes = cast("Sequence[str]", source_of(ref.scope)(row, context)[ref.column.name])
        return f"{column_words(ref)} holds {len(codes)} code{'' if len(codes) == 1 else 's'}"
    value = read_state(ref)(row, context)
    if value is None:
        return f"{column_words(ref)} is not known"
    match ref.column.type:
        case ColumnType.BOOLEAN:
            return f"{column_words(ref)} is {'yes' if value else 'no'}"
        case ColumnType.WORD | ColumnType.INTEGER:
            return f"{column_words(ref)} is {value}"
        case _:
            return f"{column_words(ref)} is recorded"


def _days(leaf: Compare | OneOf | AnyIn | Filled | Lasts, row: Row, context: Context) -> Iterator[str]:
    days = read_days(leaf.column, cut=not isinstance(leaf, Filled))(row, context)
    yield f"{column_words(leaf.column)} is {days_words(days)}"
    if isinstance(leaf, Compare) and not isinstance(leaf.to, Literal_):
        yield f"{operand_words(leaf.to)} is {days_words(compile_days(leaf.to)(row, context))}"
    if isinstance(leaf, Lasts):
        yield f"until {days_words(moved(days, compile_time(leaf.time)(row, context)))}"


def days_words(days: Days) -> str:
    """Return an interval of days in words."""
    match days:
        case Days(earliest=None, latest=None):
            return "a day that is not known"
        case Days(earliest=earliest, latest=latest) if earliest == latest:
            return "no day in sight" if earliest == NO_END else str(earliest)
        case Days(earliest=None, latest=latest):
            return f"some day up to {latest}"
        case Days(earliest=earliest, latest=None):
            return f"some day from {earliest}"
        case _:
            return f"some day from {days.earliest} to {days.latest}"
