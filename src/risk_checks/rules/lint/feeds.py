"""Check that something feeds what a rule reads (clause 5.1a)."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.rules.empty_sets import folded
from risk_checks.rules.fields import Leaf, columns_of, conditions_of, leaves_within, parts_of, sought_in
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.plan import Complete, Having, Plan
from risk_checks.tables.definition import TableDef


def are_there(linted: Linted) -> Iterator[Fault]:
    """Yield the tables and columns that the rule reads and nothing fills yet."""
    plan = folded(linted.plan)
    tables = {table.name: table for table in _tables(plan)}
    for name in sorted(tables):
        if not tables[name].sources:
            yield linted.rule.where, f"nothing feeds the table '{name}' yet; the rule, or its condition, cannot tell"
    for column in sorted(_awaited(plan)):
        yield linted.rule.where, f"nothing fills '{column}' yet; the rule, or its condition, cannot tell"


def _tables(plan: Plan) -> Iterator[TableDef]:
    yield plan.subject
    for part in sought_in(plan.expect):
        yield part.table
    for leaf in _leaves(plan):
        if isinstance(leaf, Having):
            yield leaf.table


def _awaited(plan: Plan) -> set[str]:
    asked = {
        f"{plan.subject.name}.{column.name}"
        for part in parts_of(plan.expect)
        if isinstance(part, Complete)
        for column in part.columns
        if column.awaited
    }
    read = (ref for leaf in _leaves(plan) for ref in columns_of(leaf) if ref.column.awaited)
    return asked | {f"{ref.table}.{ref.column.name}" for ref in read}


def _leaves(plan: Plan) -> Iterator[Leaf]:
    return (leaf for condition in conditions_of(plan) for leaf in leaves_within(condition))
