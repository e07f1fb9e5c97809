"""The columns that plans read of each table, as they stand on the day: rows carry no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from risk_checks.engines.columnar.columns import PATIENT, SUBJECT
from risk_checks.engines.columnar.today import cut_name, state_name
from risk_checks.engines.plan_reads import columns_read
from risk_checks.rules.fields import recorded_in
from risk_checks.rules.plan import All, Plan
from risk_checks.tables.definition import ColumnType, TableDef
from risk_checks.tables.identity import PATIENT_TABLE, STANDING

_ALWAYS = All(())
Needed = Mapping[str, tuple[str, ...]]
"""Columns by table."""


def needed_by(plans: Iterable[Plan], definitions: Mapping[str, TableDef]) -> Needed:
    """Return the columns that plans, and what is said of their outcomes, read of each table as it stands on the day."""
    found: dict[str, dict[str, None]] = {}
    for plan in plans:
        sought = {part.table.name: () for part in recorded_in(plan.expect)}  # also where no row can be one of them
        for name, columns in {**sought, **columns_read(plan, definitions)}.items():
            definition = definitions[name]
            wanted = {*columns, *_said(plan, definition)}
            columns_of = found.setdefault(name, dict.fromkeys(_always(name)))
            for column in definition.columns:
                if column in wanted:
                    columns_of.update(dict.fromkeys(_on_day(definition, column)))
    return {name: tuple(columns) for name, columns in found.items()}


def carried(plan: Plan, definitions: Mapping[str, TableDef]) -> tuple[str, ...]:
    """Return the names, in subject rows, of what a plan reads of those in its population and of their patients."""
    needed = needed_by([replace(plan, when=_ALWAYS)], definitions)
    return (
        *(SUBJECT + column for column in needed[plan.subject.name]),
        *(PATIENT + column for column in needed[PATIENT_TABLE]),
    )


def _always(table: str) -> tuple[str, ...]:
    return ("id", "patient", STANDING) if table == PATIENT_TABLE else ("id", "patient")


def _said(plan: Plan, definition: TableDef) -> Iterator[str]:
    """Yield the columns that no condition need read: the team, the day of a row, and why it does not count."""
    if definition.team and definition.name == plan.subject.name:
        yield definition.team
    if definition.dated_by:
        yield definition.dated_by
    if definition.status:
        yield definition.status
    if definition.state and definition.state.start:
        yield definition.state.start


def _on_day(definition: TableDef, name: str) -> Iterator[str]:
    column = definition.columns[name]
    yield from column.stored
    if column.type is ColumnType.DAY and not column.ahead:
        yield cut_name(column)
    if column.on_day is not None:
        yield state_name(column)
