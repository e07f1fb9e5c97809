"""Rows derived as Ibis expressions: one per person and provider, from views that have a row per visit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import ibis

from risk_checks.tables.columnar_cells import plain_column
from risk_checks.tables.columnar_days import absent_day
from risk_checks.tables.columnar_extremes import greatest_days, least_days
from risk_checks.tables.columnar_sources import day_expressions
from risk_checks.tables.columnar_truth import Expression, holds
from risk_checks.tables.definition import Column, ColumnType, Derive, DerivedSource, TableDef
from risk_checks.tables.forms import FirstOf, LatestOf
from risk_checks.tables.possible import fault_columns

SOURCE = "from source"  # a space: no table column has one


def derived_rows(definition: TableDef, sources: Sequence[DerivedSource], rows: Sequence[Expression]) -> Expression:
    """Return one row per group of the sources' rows, which are those of patients who need one."""
    visits = [_visits(definition, each, rows[place], place) for place, each in enumerate(sources)]
    every = ibis.union(*visits)
    metrics: dict[str, Expression] = {_has(place): (every[SOURCE] == place).any() for place in range(len(sources))}
    for column in definition.columns.values():
        if column.type is ColumnType.DAY and _places(column, sources):
            metrics |= _days(column, sources, every)
    metrics |= {name: every[name].sum() for name in every.columns if name in fault_columns(definition)}
    derive = sources[0].derive
    groups = every.group_by(*derive.one_per).aggregate(**metrics)
    others: dict[str, Expression] = {}
    for column in definition.columns.values():
        if column.type is not ColumnType.DAY:
            others[column.name] = _plain(column, sources, groups)
        elif not _places(column, sources):
            others |= dict.fromkeys(column.stored, absent_day(column))
    return groups.mutate(id=_key(groups, derive), **others)


def _visits(definition: TableDef, derived: DerivedSource, rows: Expression, place: int) -> Expression:
    derive = derived.derive
    rows = rows.filter(rows["patient"].notnull() & holds(rows[derive.status].isin(derive.among)))
    days = day_expressions(definition, derived.source, rows)
    return rows.select(*derive.one_per, **days, **{SOURCE: ibis.literal(place)})


def _days(column: Column, sources: Sequence[DerivedSource], visits: Expression) -> dict[str, Expression]:
    """Return the days of a group: those of the visits whose source fills the column."""
    places = _places(column, sources)
    absent = absent_day(column)
    fills = visits[SOURCE].isin(places)
    counted = fills.sum()
    earliest, latest = (fills.ifelse(visits[name], ibis.null("date")) for name in column.stored)
    last = any(column.name in sources[place].derive.greatest for place in places)
    bounds = (greatest_days if last else least_days)(earliest, latest, of=counted)
    return {name: (counted > 0).ifelse(bound, absent) for name, bound in zip(column.stored, bounds, strict=True)}


def _plain(column: Column, sources: Sequence[DerivedSource], groups: Expression) -> Expression:
    """Return a column that is no day: what the first source says that fills it and has a visit in the group."""
    said = []
    for place in _places(column, sources):
        cell = sources[place].source.cells[column.name]
        assert not isinstance(cell, FirstOf | LatestOf), "the loader says so"
        said.append((groups[_has(place)], plain_column(column, cell, groups)))
    nothing = plain_column(column, None, groups)
    return ibis.cases(*said, else_=nothing) if said else nothing


def _places(column: Column, sources: Sequence[DerivedSource]) -> list[int]:
    return [place for place, each in enumerate(sources) if column.name in each.source.cells]


def _has(place: int) -> str:
    return f"has {place}"


def _key(groups: Expression, derive: Derive) -> Expression:
    others = [groups[name].fill_null("none") for name in derive.one_per if name != "patient"]
    return groups["patient"] + f"#{derive.part}." + reduce(lambda left, right: left + "." + right, others)
