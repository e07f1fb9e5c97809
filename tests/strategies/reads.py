"""Which columns and tables a plan reads, and of which columns it takes the absence for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from risk_checks.rules.plan import Chosen, ColumnRef, Complete, Filled, Having, Plan, Recorded
from risk_checks.tables.definition import TableDef
from tests.spec.world import TABLES
from tests.strategies.nodes import nodes

Named = tuple[str, str]
"""A table and a column of it."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a plan reads.

    `cells` has every column, with the days that date its states, rows and subjects; `answering` those whose absence is
    itself an answer: asked whether they are filled (5.2), so the keys of a link (5.14); parameters go by them (5.13);
    an exemption reads them, and one that is not shown does not exempt (5.11). `expected` has those of the expectation.
    """

    cells: frozenset[Named]
    answering: frozenset[Named]
    expected: frozenset[Named]
    tables: tuple[TableDef, ...]
    looked_in: frozenset[str]

    @property
    def fillable(self) -> frozenset[Named]:
        """The columns that may be filled without giving another answer where there was one."""
        return self.cells - self.answering


def reads_of(plan: Plan) -> Reads:
    """Return what a plan reads; among its tables are those in which it looks without reading a column."""
    tested = {(node.column.table, node.column.column.name) for node in nodes(plan) if isinstance(node, Filled | Chosen)}
    completed = set(_completes(plan))
    cells = _with_days({*_cells(plan), *completed, *_starts(plan.subject)})
    looked_in = frozenset(node.table.name for node in nodes(plan) if isinstance(node, Recorded | Having))
    named = {plan.subject.name, *looked_in, *(table for table, _ in cells)}
    return Reads(
        cells=cells,
        answering=_with_days({*tested, *completed, *_cells(plan.unless)}),
        expected=frozenset(_cells(plan.expect)),
        tables=tuple(table for table in TABLES.values() if table.name in named),
        looked_in=looked_in,
    )


def _cells(thing: object) -> Iterator[Named]:
    for node in nodes(thing):
        match node:
            case ColumnRef(table=table, column=column):
                yield table, column.name
            case Recorded(table=table) | Having(table=table) if table.dated_by is not None:
                yield table.name, table.dated_by
            case _:
                pass


def _completes(plan: Plan) -> Iterator[Named]:
    for node in nodes(plan):
        if isinstance(node, Complete):
            yield from ((plan.subject.name, column.name) for column in node.columns)


def _starts(subject: TableDef) -> Iterator[Named]:
    state = subject.columns[subject.status].on_day if subject.status else None
    if state is not None and state.start is not None:
        yield subject.name, state.start


def _with_days(cells: set[Named]) -> frozenset[Named]:
    found = set(cells)
    for table, name in cells:
        column = TABLES[table].columns.get(name)  # every row has an `id` beside its columns
        if column is not None and (state := column.on_day) is not None:
            found.update((table, day) for day in (state.start, state.end) if day is not None)
    return frozenset(found)
