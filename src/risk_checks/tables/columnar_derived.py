"""Rows derived as Ibis expressions: one per person and provider, from a view that has a row per visit."""

from __future__ import annotations

from functools import reduce

import ibis

from risk_checks.tables.columnar_sources import day_expressions, plain_expressions
from risk_checks.tables.columnar_truth import Expression, holds
from risk_checks.tables.definition import ColumnType, Derive, Source, TableDef
from risk_checks.tables.possible import fault_columns


def derived_rows(definition: TableDef, source: Source, derive: Derive, rows: Expression) -> Expression:
    """Return one row per group of a source's rows, which are those of patients who need one."""
    rows = rows.filter(rows["patient"].notnull() & holds(rows[derive.status].isin(derive.among)))
    visits = rows.select(*derive.one_per, **day_expressions(definition, source, rows))
    metrics: dict[str, Expression] = {}
    for column in definition.columns.values():
        if column.type is ColumnType.DAY:
            chosen = _greatest if column.name in derive.greatest else _least
            metrics |= chosen(visits, column.earliest, column.latest)
    counters = [name for name in visits.columns if name in fault_columns(definition)]
    groups = visits.group_by(*derive.one_per).aggregate(**metrics, **{name: visits[name].sum() for name in counters})
    return groups.mutate(id=_key(groups, derive), **plain_expressions(definition, source, groups))


def _least(rows: Expression, earliest: str, latest: str) -> dict[str, Expression]:
    """Return the first day of a group: one with no known bound may be earlier than any known one."""
    bounded = rows[earliest].count() == rows.count()
    return {earliest: bounded.ifelse(rows[earliest].min(), ibis.null("date")), latest: rows[latest].min()}


def _greatest(rows: Expression, earliest: str, latest: str) -> dict[str, Expression]:
    """Return the last day of a group: one with no known bound may be later than any known one."""
    bounded = rows[latest].count() == rows.count()
    return {earliest: rows[earliest].max(), latest: bounded.ifelse(rows[latest].max(), ibis.null("date"))}


def _key(groups: Expression, derive: Derive) -> Expression:
    others = [groups[name].fill_null("none") for name in derive.one_per if name != "patient"]
    return groups["patient"] + f"#{derive.part}." + reduce(lambda left, right: left + "." + right, others)
