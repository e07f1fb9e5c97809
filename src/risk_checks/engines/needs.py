"""What a run needs: the columns of tables that its rules read, and definitions that hold no more than that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from risk_checks.engines.definitions import Definitions, shapes_of
from risk_checks.engines.plan_reads import columns_read
from risk_checks.records.problems import Problem
from risk_checks.rules.links import BIRTH
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import PATIENT_TABLE
from risk_checks.tables.narrowing import narrowed_table, view_columns, with_what_they_hang_on
from risk_checks.views.narrowing import narrowed_view

Needs: TypeAlias = Mapping[str, frozenset[str]]
"""The columns that are needed of each table, by their names."""
NOBODY_YET: Needs = MappingProxyType({})


def needs_of(plans: Iterable[Plan], tables: Mapping[str, TableDef]) -> Needs:
    """Return what plans need of tables: what they read, what that hangs on, and the day of birth."""
    found: dict[str, frozenset[str]] = {PATIENT_TABLE: frozenset((BIRTH,))}
    for plan in plans:
        for name, columns in columns_read(plan, tables).items():
            found[name] = found.get(name, frozenset()).union(columns)
    return {name: with_what_they_hang_on(tables[name], columns) for name, columns in found.items()}


def all_columns(tables: Mapping[str, TableDef]) -> Needs:
    """Return the need of every column."""
    return {name: frozenset(table.columns) for name, table in tables.items()}


def both(one: Needs, other: Needs) -> Needs:
    """Return what either needs."""
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in {**one, **other}}


def met_by(needs: Needs, held: Needs) -> bool:
    """Return whether everything that is needed is held."""
    return all(name in held and columns <= held[name] for name, columns in needs.items())


def narrowed(definitions: Definitions, needs: Needs) -> Definitions:
    """Return the definitions of the tables that are needed, with the columns that are, and of the views they read.

    What feeds tables, and how resources are read, is still said of all of them.
    """
    tables = {name: narrowed_table(table, needs[name]) for name, table in definitions.tables.items() if name in needs}
    read = view_columns(tables.values())
    views = {name: narrowed_view(view, read[name]) for name, view in definitions.views.items() if name in read}
    return replace(definitions, views=views, tables=tables, shapes=shapes_of(views))


def of_what_is_read(problems: Iterable[Problem], needs: Needs) -> tuple[Problem, ...]:
    """Return those problems of tables that are of a column that is needed, or of who the rows are about."""
    return tuple(
        each
        for each in problems
        if each.table is None or each.column in (*needs.get(each.table, ()), "patient", "replaced_by")
    )
