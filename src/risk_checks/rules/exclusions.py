"""What never counts as evidence (design clause 5.6), as conditions."""

from __future__ import annotations

from risk_checks.rules.plan import ColumnRef, Condition, Not, OneOf, Scope
from risk_checks.tables.definition import TableDef


def shut_out(table: TableDef, *, drafts: bool) -> tuple[Condition, ...]:
    """Return the conditions that shut out retracted rows and, where asked, drafts."""
    if table.status is None:
        return ()
    status = ColumnRef(Scope.ROW, table.name, table.columns[table.status])
    words = (table.retracted, table.drafts if drafts else ())
    return tuple(Not(OneOf(status, among)) for among in words if among)
