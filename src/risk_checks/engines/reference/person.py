"""One person's rows, and what of them may lie outside the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from risk_checks.engines.coverage import Input

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Person:
    """Every row of one patient, by table."""

    key: str
    patient: Row
    rows: Mapping[str, Sequence[Row]]
    seen: Input

    def whole(self, table: str) -> bool:
        """Whether everything that feeds the table was in the input for this person."""
        return self.seen.whole_for(table, self.key)


@dataclass(frozen=True, slots=True)
class Context:
    """What a condition may look at beside the row at hand."""

    person: Person
    subject: Row
    as_of: date
