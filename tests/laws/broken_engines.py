"""Engines that are wrong on purpose, each in a way that a real one could be: the law has to find them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import Column, ColumnType
from tests.spec.harness import Ran, Run, World, on_reference
from tests.spec.rows import Row
from tests.spec.world import TABLES
from tests.strategies.pools import VALUES

Cells = Callable[[Row, Column], Row]
"""What an engine takes a column of a row to hold."""


def _first_day(row: Row, column: Column) -> Row:
    """A partial date is its first day, and one without a first day its last."""
    if column.type is not ColumnType.DAY:
        return {}
    earliest, latest = (row[name] for name in column.stored)
    return dict.fromkeys(column.stored, latest if earliest is None else earliest)


def _last_day(row: Row, column: Column) -> Row:
    """A partial date is its last day, and one without a last day its first."""
    if column.type is not ColumnType.DAY:
        return {}
    earliest, latest = (row[name] for name in column.stored)
    return dict.fromkeys(column.stored, earliest if latest is None else latest)


def _complete(row: Row, column: Column) -> Row:
    """An assessment without a status is complete."""
    return {"status": "complete"} if column.name == "status" and "score" in row and row["status"] is None else {}


def _likely(row: Row, column: Column) -> Row:
    """A value that is missing is one that the column could hold."""
    if column.type in (ColumnType.DAY, ColumnType.CODES) or row[column.name] is not None:
        return {}
    return {column.name: (column.words or VALUES[column.type])[0]}


def _taking(cells: Cells) -> Run:
    def run(world: World, plans: Sequence[Plan], as_of: date) -> Ran:
        rows = {
            name: [
                {**row, **{key: cell for column in table.columns.values() for key, cell in cells(row, column).items()}}
                for row in world.rows[name]
            ]
            for name, table in TABLES.items()
        }
        return on_reference(replace(world, rows=rows), plans, as_of)

    return run


def _saying(change: Callable[[Outcome], Outcome | None]) -> Run:
    def run(world: World, plans: Sequence[Plan], as_of: date) -> Ran:
        ran = on_reference(world, plans, as_of)
        return replace(ran, outcomes=tuple(said for each in ran.outcomes if (said := change(each)) is not None))

    return run


def _gap_for_unknown(outcome: Outcome) -> Outcome:
    return replace(outcome, outcome=OutcomeKind.GAP) if outcome.outcome is OutcomeKind.UNKNOWN else outcome


def _nobody_unknown(outcome: Outcome) -> Outcome | None:
    return None if outcome.reason_code is ReasonCode.POPULATION_NOT_KNOWN else outcome


BROKEN: Mapping[str, Run] = {
    "a partial date is its first day": _taking(_first_day),
    "a partial date is its last day": _taking(_last_day),
    "a missing status is complete": _taking(_complete),
    "a missing value is one that could be": _taking(_likely),
    "what is not known is a gap": _saying(_gap_for_unknown),
    "whoever may not be meant is left out": _saying(_nobody_unknown),
}
