"""Check that something feeds what a rule reads (clause 5.1a)."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.rules.fields import columns_of, conditions_of, havings_in, parts_of
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.plan import Complete, Condition, Plan, Recorded
from risk_checks.tables.definition import TableDef


def are_there(linted: Linted) -> Iterator[Fault]:
    """Yield the tables and columns that the rule reads and nothing fills yet."""
    plan = linted.plan
    tables = {table.name: table for table in _tables(plan)}
    for name in sorted(tables):
        if not tables[name].sources:
            yield linted.rule.where, f"nothing feeds the table '{name}' yet; the rule, or its condition, cannot tell"
    for column in sorted(_awaited(plan)):
        yield linted.rule.where, f"nothing fills '{column}' yet; the rule, or its condition, cannot tell"


def _tables(plan: Plan) -> Iterator[TableDef]:
    yield plan.subject
    for part in parts_of(plan.expect):
        if isinstance(part, Recorded):
            yield part.table
    for condition in conditions_of(plan):
        yield from _related(condition)


def _related(condition: Condition) -> Iterator[TableDef]:
    for having in havings_in(condition):
        yield having.table
        yield from _related(having.where)


def _awaited(plan: Plan) -> set[str]:
    found = {
        f"{plan.subject.name}.{name.name}"
        for part in parts_of(plan.expect)
        if isinstance(part, Complete)
        for name in part.columns
        if name.awaited
    }
    for condition in conditions_of(plan):
        found |= set(_columns(condition))
    return found


def _columns(condition: Condition) -> Iterator[str]:
    for ref in columns_of(condition):
        if ref.column.awaited:
            yield f"{ref.table}.{ref.column.name}"
    for having in havings_in(condition):
        yield from _columns(having.where)
