"""What ties a row to its subject: links, windows, the day that dates it, and how old the person is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from risk_checks.documents import Scalar
from risk_checks.rules import conditions as written
from risk_checks.rules import plan
from risk_checks.rules.bounds import day_before, next_day
from risk_checks.rules.faults import NO_DATE, WRONG_TYPE, WRONG_VALUE
from risk_checks.rules.impossible import check_possible, is_no_age
from risk_checks.rules.words import article
from risk_checks.tables.definition import Column, ColumnType, TableDef
from risk_checks.tables.identity import PATIENT_TABLE

if TYPE_CHECKING:
    from risk_checks.rules.resolving import Resolver

BIRTH = "birth_date"
"""The column of the patient that an age is counted from."""


def dated(table: TableDef, said: Scalar | None, resolver: Resolver) -> TableDef:
    """Return the table dated by the column that a rule names, or as it is."""
    ref = None if said is None else resolver.over(table).column(said)
    if said is None or ref is None:
        return table
    if ref.scope is not plan.Scope.ROW or ref.column.type is not ColumnType.DAY:
        message = f"'{said.text}' is not a day of {table.name}, and rows are dated by one of their days"
        resolver.faults.add(WRONG_TYPE, message, said.where, hint=_days_of(table))
        return table
    if ref.column.ahead:
        message = f"'{said.text}' may lie ahead, so it does not say when a row of {table.name} happened"
        resolver.faults.add(WRONG_TYPE, message, said.where, hint="name a day on which something was done")
        return table
    return replace(table, dated_by=ref.column.name)


def _days_of(table: TableDef) -> str:
    days = (column for column in table.columns.values() if column.type is ColumnType.DAY and not column.ahead)
    return f"expected one of: {', '.join(sorted(column.name for column in days))}"


def in_window(said: written.Window, table: TableDef, resolver: Resolver) -> list[plan.Condition]:
    """Return the conditions that a row, dated by its table's day, lies in a window."""
    if table.dated_by is None:
        message = f"nothing says when a row of {table.name} happened, so no window holds it"
        hint = "leave the window out, or name one of its days with dated_by"
        resolver.faults.add(NO_DATE, message, said.where, hint=hint)
        return []
    day = plan.ColumnRef(plan.Scope.ROW, table.name, table.columns[table.dated_by])
    window = window_of(said, resolver)
    check_possible(window, said.where, resolver.faults)
    sides = ((plan.Comparison.AT_LEAST, window.first), (plan.Comparison.AT_MOST, window.last))
    for _, bound in sides:
        if bound is not None and _reads_the_row(bound):
            message = f"a window of {table.many} cannot be bounded by a day of the same row"
            resolver.faults.add(WRONG_VALUE, message, said.where, hint="put 'subject.' before the subject's columns")
    return [plan.Compare(day, how, bound) for how, bound in sides if bound is not None]


def window_of(said: written.Window, resolver: Resolver) -> plan.Window:
    """Return a window with its first and last counted day."""
    first = None if said.first is None else resolver.day(said.first)
    last = None if said.last is None else resolver.day(said.last)
    if first is not None and not said.first_day_counted:
        first = next_day(first)
    if last is not None and not said.last_day_counted:
        last = day_before(last)
    return plan.Window(first, last, closes=last is not None and not _reads_as_of(last))


def _base(operand: plan.Operand) -> plan.Operand:
    return _base(operand.of) if isinstance(operand, plan.Shifted) else operand


def _reads_as_of(operand: plan.Operand) -> bool:
    """Whether a day moves with the day of the check."""
    return isinstance(_base(operand), plan.AsOf)


def _reads_the_row(operand: plan.Operand) -> bool:
    base = _base(operand)
    return isinstance(base, plan.ColumnRef) and base.scope is plan.Scope.ROW


def linked(same: tuple[tuple[Scalar, Scalar], ...], table: TableDef, resolver: Resolver) -> list[plan.Condition]:
    """Return the conditions that a row's links lead to the subject (clause 5.14)."""
    found = [_link(row, of, table, resolver) for row, of in same]
    return [condition for condition in found if condition is not None]


def _link(said: Scalar, of: Scalar, table: TableDef, resolver: Resolver) -> plan.Condition | None:
    row, key = resolver.column(said), resolver.of_subject().column(of)
    if row is None or key is None:
        return None
    for ref, name in ((row, said), (key, of)):
        if ref.column.type is not ColumnType.KEY:
            message = f"'{name.text}' is {article(ref.column.type)}, and links are keys"
            resolver.faults.add(WRONG_TYPE, message, name.where, hint="compare other columns under 'where'")
            return None
    if row.scope is not plan.Scope.ROW or key.scope is not plan.Scope.SUBJECT:
        message = f"a link goes from a column of {table.name} to a column of {resolver.subject.name}"
        resolver.faults.add(WRONG_VALUE, message, said.where, hint="write same: {column of the row: id}")
        return None
    if said.text == of.text == "id" and table.name != resolver.subject.name:
        message = f"no row of {table.name} is a row of {resolver.subject.name}, so their ids are never the same"
        resolver.faults.add(WRONG_VALUE, message, said.where, hint="name the column that holds the link")
        return None
    leads = plan.Compare(row, plan.Comparison.IS, key)
    inside = _inside(table, resolver.subject)
    words = f"{said.text} is this {resolver.subject.one}" if of.text == "id" else f"{said.text} is its {of.text}"
    if inside is None or said.text == of.text == "id":
        return plan.Called(words, leads)
    there = tuple(plan.Filled(ref, want=True) for ref in (row, key))
    missing = tuple(plan.Filled(ref, want=False) for ref in (row, key))
    words = f"{words}, or where that is not recorded its day lies in the {resolver.subject.one}"
    return plan.Called(
        words,
        plan.Any_((plan.All((*there, leads)), plan.All((plan.Any_(missing), *inside)))),
    )


def _inside(table: TableDef, subject: TableDef) -> tuple[plan.Condition, ...] | None:
    """Return that a row is dated inside the subject's period, or None where one of them has no days."""
    state = subject.state
    if table.dated_by is None or state is None or state.start is None or state.end is None:
        return None
    day = plan.ColumnRef(plan.Scope.ROW, table.name, table.columns[table.dated_by])
    start, end = (
        plan.ColumnRef(plan.Scope.SUBJECT, subject.name, subject.columns[name]) for name in (state.start, state.end)
    )
    return (
        plan.Compare(day, plan.Comparison.AT_LEAST, start),
        plan.Compare(day, plan.Comparison.AT_MOST, end),
    )


def age(said: written.Age, resolver: Resolver) -> plan.Condition:
    """Return how old the person is on a day, as a comparison of the day of birth (clause 5.3)."""
    birth = _birth(said, resolver)
    on: plan.Operand | None = plan.AsOf() if said.on is None else resolver.day(said.on)
    if birth is None or on is None:
        return plan.All(())
    at_least, under = (None if time is None else resolver.time(time) for time in (said.at_least, said.under))
    if is_no_age(at_least, under):
        resolver.faults.add(WRONG_VALUE, "nobody is that old and under that age", said.where, hint="swap the two times")
    sides = ((plan.Comparison.AT_MOST, at_least), (plan.Comparison.AFTER, under))
    tests = [plan.Compare(birth, how, plan.Shifted(on, time, -1), on) for how, time in sides if time is not None]
    return tests[0] if len(tests) == 1 else plan.All(tuple(tests))


def _birth(said: written.Age, resolver: Resolver) -> plan.ColumnRef | None:
    column: Column | None = resolver.known.tables[PATIENT_TABLE].columns.get(BIRTH)
    if column is None:
        resolver.faults.add(NO_DATE, f"the table of patients has no '{BIRTH}', so no age is known", said.where)
        return None
    return plan.ColumnRef(plan.Scope.PATIENT, PATIENT_TABLE, column)
