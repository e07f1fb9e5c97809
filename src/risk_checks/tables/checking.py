"""What is wrong with a table, by all the checks there are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from risk_checks.documents import Node, position
from risk_checks.errors import DefinitionError
from risk_checks.tables.column_check import column_faults
from risk_checks.tables.definition import TableDef
from risk_checks.tables.source_check import source_faults
from risk_checks.tables.view_check import ViewLike, view_faults

NEVER_FILLED = "RC-E310"


def table_faults(
    definition: TableDef, root: Node, *, filled: Collection[str], views: Mapping[str, ViewLike] | None
) -> Iterator[DefinitionError]:
    """Yield what is wrong with a table; `filled` has the columns that its sources name, be it wrongly.

    Given views, it checks that they have what the table reads.
    """
    yield from column_faults(definition, root)
    yield from _feeding(definition, filled, root)
    yield from source_faults(definition, root)
    if views is not None:
        yield from view_faults(definition, views, root)


def _feeding(definition: TableDef, filled: Collection[str], root: Node) -> Iterator[DefinitionError]:
    """Yield the columns that are filled or awaited otherwise than the file says.

    An awaited column is unknown in every row, so it cannot say yet what its absence means.
    """
    for name, column in definition.columns.items():
        hint, message = None, None
        if column.awaited and not definition.sources:
            message = f"nothing feeds the table, so that column '{name}' is awaited need not be said"
        elif column.awaited and name in filled:
            message = f"column '{name}' is awaited, and a source fills it"
        elif column.awaited and column.absent is not None:
            message = f"column '{name}' is awaited, so its absence means nothing yet"
        elif not column.awaited and name not in filled and definition.sources:
            message, hint = f"no source fills column '{name}'", "fill it, or say 'awaited: \"true\"'"
        if message is not None:
            yield DefinitionError(NEVER_FILLED, message, where=position(root, ("columns", name)), hint=hint)
