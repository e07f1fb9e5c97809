"""What a run may say of rows it does not see (design clause 5.1a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from risk_checks.engines.plan_reads import columns_read
from risk_checks.model.outcome import ReasonCode
from risk_checks.records.coverage import Coverage
from risk_checks.rules.empty_sets import folded
from risk_checks.rules.fields import (
    conditions_of,
    is_never,
    is_of_subject,
    leaves_within,
    parts_of,
    read_of_row,
    to_be_filled,
)
from risk_checks.rules.needs import waits_for
from risk_checks.rules.plan import Complete, Filled, Plan, Recorded
from risk_checks.tables.definition import Column, TableDef

Feeds = Mapping[str, frozenset[str]]
"""For each table, the resource types whose views feed it (lookups aside); none where nothing feeds it yet.

Under `table.column` stand the types in which a column of a fed table is looked up; none where it is still to be fed.
"""


@dataclass(frozen=True, slots=True)
class Given:
    """The tables that were handed over in the place of FHIR, with the columns that each of them has (clause 5.1b).

    `mapping` names what made them of flat files, where something did, and `carries` the columns that it can fill.
    """

    columns: Mapping[str, frozenset[str]]
    definitions: Mapping[str, TableDef]
    mapping: str | None = None
    carries: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def why_not(self, plan: Plan) -> str | None:
        """Return which tables and columns the plan reads that were not handed over, or None where none is missing."""
        read = columns_read(plan, self.definitions)
        said = [
            self._no_table(table, columns) if table not in self.columns else self._no_columns(table, columns)
            for table, columns in read.items()
        ]
        return " ".join(filter(None, said)) or None

    def _no_table(self, table: str, columns: tuple[str, ...]) -> str:
        if self.mapping:
            return self._unmapped(f"table '{table}'", able=table in self.carries)
        listed = ", ".join(("id", *(() if table == "patient" else ("patient",)), *columns))
        return f"Give the table '{table}' ({table}.parquet or {table}.csv) with the columns {listed}."

    def _no_columns(self, table: str, columns: tuple[str, ...]) -> str:
        missing = [name for name in columns if name not in self.columns[table]]
        if not missing:
            return ""
        if self.mapping:
            said = (
                self._unmapped(f"column '{name}' of the table '{table}'", able=name in self.carries.get(table, ()))
                for name in missing
            )
            return " ".join(said)
        listed = ", ".join(f"'{name}'" for name in missing)
        return f"Give the column{'s' if len(missing) > 1 else ''} {listed} of the table '{table}'."

    def _unmapped(self, what: str, *, able: bool) -> str:
        if able:
            return f"The mapping {self.mapping} makes the {what} of flat tables or columns that were not given."
        return f"The mapping {self.mapping} carries no {what}."


@dataclass(frozen=True, slots=True)
class Input:
    """The coverage of a run, seen from the tables; `given` where these were handed over as they are."""

    coverage: Coverage
    feeds: Feeds
    given: Given | None = None

    def holding(self, table: TableDef) -> frozenset[str]:
        """Return the types that could hold rows of the table.

        Where nothing feeds it yet, that is the table itself: its rows are somewhere this run does not look.
        """
        return self.feeds[table.name] or frozenset({table.name})

    def looked_up(self, table: TableDef, column: Column) -> frozenset[str]:
        """Return the types that could hold a value of the column of a row that is there."""
        return self.feeds.get(f"{table.name}.{column.name}", frozenset())

    def answering(self, part: Recorded | Complete) -> frozenset[str]:
        """Return the types that could hold what a part asks for and the rows at hand do not.

        A row that has to be the subject itself is at hand. What fills the fields that it has to have may not be; and
        where something was set aside of a type in which others of its fields are looked up, that may have changed them.
        """
        if isinstance(part, Complete):
            return frozenset().union(*(self.looked_up(part.table, column) for column in part.columns))
        if is_never(part.where):
            return frozenset()
        rows = self._changing(part) if is_of_subject(part) else self.holding(part.table)
        return rows.union(*(self.looked_up(part.table, column) for column in to_be_filled(part)))

    def _changing(self, part: Recorded) -> frozenset[str]:
        looked_up = (self.looked_up(part.table, column) for column in read_of_row(part))
        return frozenset().union(*looked_up) & self.coverage.types

    def not_covered(self, types: frozenset[str]) -> tuple[str, ...]:
        """Return those of the types that are not in the input, or not all of them, sorted."""
        return tuple(sorted(types - self.coverage.types | types & self.coverage.partly))

    def _absent(self, part: Recorded | Complete) -> tuple[str, ...]:
        return tuple(sorted(self.answering(part) - self.coverage.types))

    def why_unseen(self, part: Recorded | Complete) -> ReasonCode:
        """Return why what could answer a part was not all seen, for somebody of whom it was not."""
        return ReasonCode.NOT_COVERED if self._absent(part) else ReasonCode.SET_ASIDE

    def absence(self, part: Recorded | Complete) -> str:
        """Return what of that which could answer was not in the input, as the end of a sentence."""
        if not self.feeds[part.table.name]:
            return f"nothing feeds the table of {part.table.many} yet"
        missing = self._absent(part)
        return f"{', '.join(missing)} {'were' if len(missing) > 1 else 'was'} not in this input"

    def whole_for(self, types: frozenset[str], patient: str) -> bool:
        """Whether every one of the types is covered for this patient."""
        return not self.not_covered(types) and types.isdisjoint(self.coverage.uncovered.get(patient, ()))

    def set_aside_for(self, types: frozenset[str]) -> tuple[str, ...]:
        """Return the patients for whom a resource of one of the types was set aside, sorted."""
        return tuple(sorted(patient for patient, apart in self.coverage.uncovered.items() if apart & types))

    def why_not_evaluated(self, plan: Plan) -> str | None:
        """Return why the rule cannot be evaluated on this input, in one sentence, or None where it can.

        It cannot where no row of its subject can be seen, where none of what it expects can be, where it asks
        whether a column is filled that nothing fills yet, or where it waits for a code set (clause 5.16). Nor can it
        where it reads a table or a column that was not handed over (clause 5.1b).
        """
        run = folded(plan)
        missing = self.given.why_not(run) if self.given else None
        if missing:
            return missing
        if not self._sees(plan.subject):
            return self._unseen(plan.subject)
        parts = tuple(part for part in parts_of(run.expect) if isinstance(part, Complete) or not is_never(part.where))
        empty = [name for name in _asked_to_be_filled(run) if name in self.feeds and not self.feeds[name]]
        if empty:
            return f"No {' or '.join(empty)} can be seen: nothing fills that yet."
        unseen = [part.table for part in parts if isinstance(part, Recorded) and not self._sees(part.table)]
        if parts and len(unseen) == len(parts):
            return " ".join({table.name: self._unseen(table) for table in unseen}.values())
        waiting = waits_for(plan)
        return f"It waits for codes of {' and '.join(map(repr, waiting))}, which the site fills." if waiting else None

    def _sees(self, table: TableDef) -> bool:
        return not self.feeds[table.name].isdisjoint(self.coverage.types)

    def _unseen(self, table: TableDef) -> str:
        feeds = self.feeds[table.name]
        why = f"this input covers none of {', '.join(sorted(feeds))}" if feeds else "nothing feeds the table yet"
        return f"No {table.one} can be seen: {why}."


def _asked_to_be_filled(plan: Plan) -> tuple[str, ...]:
    """Return the columns of which a plan asks whether they are filled, as `table.column`: emptiness answers it."""
    complete = (
        f"{part.table.name}.{column.name}"
        for part in parts_of(plan.expect)
        if isinstance(part, Complete)
        for column in part.columns
    )
    read = (leaf for condition in conditions_of(plan) for leaf in leaves_within(condition))
    tested = (f"{leaf.column.table}.{leaf.column.column.name}" for leaf in read if isinstance(leaf, Filled))
    return tuple(dict.fromkeys((*complete, *tested)))
