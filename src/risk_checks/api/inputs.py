"""An input made ready for one engine: its account, its tables, and one person's rows for `explain`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.needs import needs_of, of_what_is_read
from risk_checks.engines.protocol import Engine, ProblemsOf
from risk_checks.records.coverage import Coverage
from risk_checks.records.problems import Problem
from risk_checks.reports.facts import Account
from risk_checks.rules.fields import tables_read
from risk_checks.rules.plan import Plan

Rows = Mapping[str, Sequence[Mapping[str, object]]]


class Prepared(Protocol):
    """What `Extract` asks of an input, whichever engine it was made ready for."""

    @property
    def account(self) -> Account:
        """What became of the sources."""
        ...

    @property
    def seen(self) -> Input:
        """The coverage, as the tables see it."""
        ...

    def engine(self, plans: Sequence[Plan]) -> Engine:
        """Return the engine that runs these plans on this input."""
        ...

    def person_of(self, plan: Plan, subject: str) -> Rows | None:
        """Return the rows that a plan reads of the person whose subject this is; None where there is no such one."""
        ...

    def arrow(self, table: str) -> Any:
        """Return a table as a `pyarrow.Table` with the stored columns."""
        ...

    def batches(self, table: str) -> Iterator[Any]:
        """Yield the rows of a table as `pyarrow.RecordBatch`es, in the order of their keys."""
        ...


def seen_of(account: Account, definitions: Definitions, *, survivors: Mapping[str, str]) -> Input:
    """Return what an engine may say of rows that it does not see: what one record lacks, the merged person lacks."""
    return Input(account.coverage.given_to(survivors), definitions.feeds)


def patients_apart(coverage: Coverage) -> tuple[str, ...]:
    """Return the patients of whom a Patient resource was set aside, sorted; some may have another that was used."""
    return tuple(sorted(key for key, types in coverage.uncovered.items() if "Patient" in types))


def problems_read(of_tables: Callable[[Collection[str]], tuple[Problem, ...]], definitions: Definitions) -> ProblemsOf:
    """Return what tells the problems of what plans read, given what tells those of whole tables, by their names."""
    return lambda plans: of_what_is_read(of_tables(tables_read(plans)), needs_of(plans, definitions.tables))
