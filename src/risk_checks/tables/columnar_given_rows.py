"""Rows of a table that was handed over, as an Ibis expression: its stored columns, and a counter for each fault."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import ibis

from risk_checks.tables.columnar_given import Cells, read_column
from risk_checks.tables.columnar_identity import given_to, merged_pairs
from risk_checks.tables.columnar_periods import settled
from risk_checks.tables.columnar_truth import Expression, holds, some
from risk_checks.tables.definition import TableDef
from risk_checks.tables.given import STANDING_COLUMN, readable
from risk_checks.tables.given_faults import GivenFault
from risk_checks.tables.identity import CHECKED, INACTIVE, MERGED, PATIENT_TABLE, STANDING, TEST, Survivors
from risk_checks.tables.periods import periods
from risk_checks.tables.stored import stored_columns

Counters: TypeAlias = Mapping[str, tuple[GivenFault, str]]
"""The columns that count faults, with the fault and the table column that each counts."""


@dataclass(frozen=True, slots=True)
class GivenRows:
    """Rows with their stored columns, the counters beside them, and whatever other columns were to be kept."""

    table: Expression
    counters: Counters


def given_rows(definition: TableDef, rows: Expression, *, stored: bool, keep: tuple[str, ...] = ()) -> GivenRows:
    """Return rows read column by column; the patient of a person is themselves unless the row says otherwise.

    Periods that surely end before they start are unknown, with the states that they date. `keep` names columns of
    `rows` that stay as they are.
    """
    read = {column.name: read_column(column, rows, stored=stored) for column in readable(definition)}
    made: dict[str, Expression] = {name: rows[name] for name in keep}
    counters: dict[str, tuple[GivenFault, str]] = {}
    for name, cells in read.items():
        made |= cells.values
        found, named = _counted(cells, name)
        made |= found
        counters |= named
    if not stored:
        made |= _begun(definition, read, given=rows.columns)
    table = rows.select(**made)
    if definition.name == PATIENT_TABLE:
        table = table.mutate(patient=table["patient"].fill_null(table["id"]))
    for period in periods(definition):
        name = _counter(GivenFault.REVERSED, period.end.name)
        counters[name] = (GivenFault.REVERSED, period.end.name)
        table = settled(table, period, counter=name)
    return GivenRows(table.select(*keep, *stored_columns(definition), *counters), counters)


def _begun(definition: TableDef, read: Mapping[str, Cells], *, given: Collection[str]) -> dict[str, Expression]:
    """Return the states that are empty in rows that record their day, from which they hold: so has someone died.

    An empty state would mean that it does not hold. Where its day cannot be read, it is not known whether it does.
    """
    found: dict[str, Expression] = {}
    for column in definition.columns.values():
        state = column.on_day
        if state is None or state.start is None or column.absent in (None, state.open) or column.name not in given:
            continue
        cells, start = read[column.name], read[state.start]
        value = cells.values[column.name]
        known = some(day.notnull() for day in start.values.values())
        begun = known.ifelse(ibis.literal(state.open), ibis.null(value.type()))
        found[column.name] = (start.filled & ~cells.filled).ifelse(begun, value)
    return found


def with_survivors(definition: TableDef, rows: Expression, survivors: Survivors) -> Expression:
    """Return the rows given to whoever survives a merge; of people, with who is checked."""
    table = given_to(rows, merged_pairs(survivors))
    if definition.name != PATIENT_TABLE:
        return table
    merged = table["patient"] != table["id"]
    said = table[STANDING]
    marks = ((holds(table["test_patient"]), TEST), (holds(table["active"] == ibis.literal(False)), INACTIVE))
    standing = ibis.cases((merged, MERGED), (said.notnull(), said), *marks, else_=CHECKED)
    return table.mutate(
        replaced_by=merged.ifelse(table["patient"], ibis.null("string")),
        **{STANDING_COLUMN.name: standing},
    )


def _counted(cells: Cells, column: str) -> tuple[dict[str, Expression], dict[str, tuple[GivenFault, str]]]:
    faults = {_counter(fault, column): (fault, met) for fault, met in cells.faults.items()}
    return (
        {name: holds(met).cast("int64") for name, (_, met) in faults.items()},
        {name: (fault, column) for name, (fault, _) in faults.items()},
    )


def _counter(fault: GivenFault, column: str) -> str:
    return f"{fault.name.lower()} {column}"  # a space: no table column has one
