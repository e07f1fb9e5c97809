"""What a run may say of rows it does not see (design clause 5.1a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from risk_checks.records.coverage import Coverage
from risk_checks.rules.plan import Complete, Plan, Recorded
from risk_checks.tables.definition import TableDef

Feeds = Mapping[str, frozenset[str]]
"""For each table, the resource types whose views feed it (lookups by join aside)."""


@dataclass(frozen=True, slots=True)
class Input:
    """The coverage of a run, seen from the tables."""

    coverage: Coverage
    feeds: Feeds

    def not_covered(self, table: str) -> tuple[str, ...]:
        """Return the types that feed the table and are not in the input, sorted."""
        return tuple(sorted(self.feeds[table] - self.coverage.types))

    def whole_for(self, table: str, patient: str) -> bool:
        """Whether every type that feeds the table is covered for this patient."""
        feeds = self.feeds[table]
        return feeds <= self.coverage.types and not feeds & self.coverage.uncovered.get(patient, frozenset())

    def set_aside_for(self, table: str) -> tuple[str, ...]:
        """Return the patients for whom a type that feeds the table has a resource that was set aside, sorted."""
        feeds = self.feeds[table]
        return tuple(sorted(patient for patient, types in self.coverage.uncovered.items() if types & feeds))

    def why_not_evaluated(self, plan: Plan) -> str | None:
        """Return why the rule cannot be evaluated on this input, in one sentence, or None where it can."""
        types = self.coverage.types
        if not self.feeds[plan.subject.name] & types:
            return _unseen(plan.subject, self.feeds[plan.subject.name])
        match plan.expect:
            case Recorded(table=table) if not self.feeds[table.name] & types:
                return _unseen(table, self.feeds[table.name])
            case Recorded() | Complete():
                return None


def _unseen(table: TableDef, feeds: frozenset[str]) -> str:
    return f"No {table.one} can be seen: this input covers none of {', '.join(sorted(feeds))}."
