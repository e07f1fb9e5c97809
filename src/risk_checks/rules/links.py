"""What ties a row to its subject: links, windows, the day that dates it, and how old the person is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from risk_checks.documents import Scalar
from risk_checks.rules import conditions as written
from risk_checks.rules import plan
from risk_checks.rules.faults import NO_DATE, WRONG_TYPE, WRONG_VALUE
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
    tests: list[plan.Condition] = []
    if said.first is not None and (first := resolver.day(said.first)) is not None:
        how = plan.Comparison.AT_LEAST if said.first_day_counted else plan.Comparison.AFTER
        tests.append(plan.Compare(day, how, first))
    if said.last is not None and (last := resolver.day(said.last)) is not None:
        how = plan.Comparison.AT_MOST if said.last_day_counted else plan.Comparison.BEFORE
        tests.append(plan.Compare(day, how, last))
    return tests


def linked(same: tuple[tuple[Scalar, Scalar], ...], table: TableDef, resolver: Resolver) -> list[plan.Condition]:
    """Return the conditions that a row's links lead to the subject (clause 5.14)."""
    found = [_link(row, of, table, resolver) for row, of in same]
    return [condition for condition in found if condition is not None]


def _link(said: Scalar, of: Scalar, table: TableDef, resolver: Resolver) -> plan.Condition | None:
    subject = type(resolver)(resolver.known, resolver.faults, resolver.subject)
    row, key = resolver.column(said), subject.column(of)
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
    leads = plan.Compare(row, plan.Comparison.IS, key)
    inside = _inside(table, resolver.subject)
    words = f"{said.text} is this {resolver.subject.one}" if of.text == "id" else f"{said.text} is its {of.text}"
    if inside is None:
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
    state = subject.columns[subject.status].on_day if subject.status else None
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
    tests: list[plan.Condition] = []
    for time, how in ((said.at_least, plan.Comparison.AT_MOST), (said.under, plan.Comparison.AFTER)):
        found = None if time is None else resolver.time(time)
        if found is not None:
            tests.append(plan.Compare(birth, how, plan.Shifted(on, found, -1)))
    return tests[0] if len(tests) == 1 else plan.All(tuple(tests))


def _birth(said: written.Age, resolver: Resolver) -> plan.ColumnRef | None:
    column: Column | None = resolver.known.tables[PATIENT_TABLE].columns.get(BIRTH)
    if column is None:
        resolver.faults.add(NO_DATE, f"the table of patients has no '{BIRTH}', so no age is known", said.where)
        return None
    return plan.ColumnRef(plan.Scope.PATIENT, PATIENT_TABLE, column)
