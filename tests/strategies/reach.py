"""Which columns a condition or a clock may read, and the days, times and values that they are compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from risk_checks.rules.plan import AsOf, Chosen, ColumnRef, Count, Literal_, Operand, Scope, Shifted, Time
from risk_checks.tables.definition import Column, ColumnType, TableDef
from tests.spec.world import PATIENT
from tests.strategies.picking import Choose, Ways, one_of, pick, some_of
from tests.strategies.pools import LANES, TEAMS, TIMES, VALUES, days_around

T = TypeVar("T")
SIGNS: tuple[Literal[1, -1], ...] = (1, -1)


@dataclass(frozen=True, slots=True)
class Reach:
    """The row at hand (None: the subject itself), the subject, and the day of the check."""

    subject: TableDef
    as_of: date
    row: TableDef | None = None

    def over(self, row: TableDef) -> Reach:
        """Return the reach of a condition over the rows of another table."""
        return Reach(self.subject, self.as_of, row)

    def columns(self, *types: ColumnType) -> list[ColumnRef]:
        """Return the columns of these types: of the row at hand, of the subject, of its patient."""
        tables = [(Scope.SUBJECT, self.subject), (Scope.PATIENT, PATIENT)]
        if self.row is not None:
            tables.insert(0, (Scope.ROW, self.row))
        elif self.subject is PATIENT:
            tables.pop()
        return [
            ColumnRef(scope, table.name, column)
            for scope, table in tables
            for column in table.columns.values()
            if column.type in types
        ]

    @property
    def services(self) -> list[ColumnRef]:
        """The columns by which a parameter may be chosen."""
        return [ref for ref in self.columns(*_KEYS) if ref.scope is Scope.SUBJECT]


_KEYS = (ColumnType.KEY, ColumnType.TEXT, ColumnType.WORD)


def chosen(choose: Choose, reach: Reach, value: Callable[[], T]) -> Chosen[T]:
    """Draw a value for each service (clause 5.13)."""
    ref = one_of(choose, reach.services)
    keys = {ColumnType.KEY: TEAMS, ColumnType.TEXT: LANES}.get(ref.column.type, ref.column.words)
    return Chosen(ref, tuple((key, value()) for key in some_of(choose, keys, most=2)), value())


def time(choose: Choose, reach: Reach) -> Time:
    """Draw a time, now and then one for each service."""

    def plain() -> Time:
        return one_of(choose, TIMES)

    return pick(choose, (5, plain), (_if(reach.services), lambda: chosen(choose, reach, lambda: one_of(choose, TIMES))))


def count(choose: Choose, reach: Reach) -> Count:
    """Draw how many rows are asked for, now and then a number for each service."""

    def plain() -> Count:
        return one_of(choose, (1, 1, 2))

    return pick(
        choose, (5, plain), (_if(reach.services), lambda: chosen(choose, reach, lambda: one_of(choose, (1, 2))))
    )


def day(choose: Choose, reach: Reach) -> Operand:
    """Draw a day: that of the check, one of a column, a written one, each as it is or moved."""
    columns = reach.columns(ColumnType.DAY)

    def written() -> Literal_:
        return Literal_(one_of(choose, days_around(reach.as_of)))

    def still() -> Operand:
        ways: Ways[Operand] = (
            (3, AsOf),
            (3 * _if(columns), lambda: one_of(choose, columns)),
            (3, written),
            (_if(reach.services), lambda: chosen(choose, reach, written)),
        )
        return pick(choose, *ways)

    def moved() -> Operand:
        return Shifted(still(), time(choose, reach), one_of(choose, SIGNS))

    either: Ways[Operand] = ((3, still), (2, moved))
    return pick(choose, *either)


def value(choose: Choose, reach: Reach, ref: ColumnRef) -> Operand:
    """Draw what a column that is not a day is compared with: a value, one for each service, another column."""
    wordless = ref.column.type is not ColumnType.WORD
    others = [other for other in reach.columns(ref.column.type) if other != ref and wordless]

    def written() -> Literal_:
        return literal(choose, ref.column)

    ways: Ways[Operand] = (
        (4, written),
        (2 * _if(others), lambda: one_of(choose, others)),
        (_if(reach.services), lambda: chosen(choose, reach, written)),
    )
    return pick(choose, *ways)


def literal(choose: Choose, column: Column) -> Literal_:
    """Draw a value that a column can hold."""
    return Literal_(one_of(choose, column.words or VALUES[column.type]))


def _if(found: list[ColumnRef]) -> int:
    """Return the weight of a way that needs one of these columns."""
    return 1 if found else 0
