"""One person's rows, and what of them may lie outside the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from risk_checks.engines.coverage import Input
from risk_checks.tables.definition import TableDef

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Person:
    """Every row of one patient, by table."""

    key: str
    patient: Row
    rows: Mapping[str, Sequence[Row]]
    seen: Input

    def whole(self, types: frozenset[str]) -> bool:
        """Whether everything of these types was in the input for this person."""
        return self.seen.whole_for(types, self.key)

    def holds_all(self, table: TableDef) -> bool:
        """Whether everything that feeds the table was in the input for this person."""
        return self.whole(self.seen.holding(table))


@dataclass(frozen=True, slots=True)
class Context:
    """What a condition may look at beside the row at hand."""

    person: Person
    subject: Row
    as_of: date
