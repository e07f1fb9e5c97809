"""Which faults the rows of a table can have: what a columnar engine counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from risk_checks.tables.definition import TableDef
from risk_checks.tables.faults import Fault
from risk_checks.tables.forms import Between, FirstOf, LatestOf, Mapped
from risk_checks.tables.periods import periods


def fault_columns(definition: TableDef) -> Mapping[str, tuple[Fault, str]]:
    """Return the columns of the wide table that count faults, with the fault and the table column each counts."""
    return {fault_column(fault, column): (fault, column) for fault, column in _possible(definition)}


def fault_column(fault: Fault, column: str) -> str:
    """Return the name of the counter of one fault in one column."""
    return f"{fault.name.lower()} {column}"  # a space: no table column has one


def _possible(definition: TableDef) -> Iterator[tuple[Fault, str]]:
    for source in definition.sources:
        for name, cell in source.cells.items():
            match cell:
                case Mapped():
                    yield Fault.UNMAPPED, name
                case FirstOf(parts) | LatestOf(parts):
                    yield from ((fault, name) for fault in (Fault.UNREADABLE, Fault.ASSUMED, Fault.IMPLAUSIBLE))
                    if any(isinstance(part, Between) for part in parts):
                        yield Fault.REVERSED, name
                case _:
                    pass
    for period in periods(definition):
        yield Fault.REVERSED, period.end.name
