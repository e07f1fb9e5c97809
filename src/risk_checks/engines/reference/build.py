"""Table rows in memory from the entries of a record or a small extract, each table made when it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from risk_checks.engines.definitions import Definitions, shipped_definitions
from risk_checks.engines.lazy import WhenRead
from risk_checks.records.entry import Entry
from risk_checks.records.problems import Problem
from risk_checks.tables.cells import TableRow
from risk_checks.tables.faults import as_problems
from risk_checks.tables.identity import Identity, Survivors
from risk_checks.tables.lookups import Views
from risk_checks.tables.memory import OneTable, compile_table, identify
from risk_checks.views.memory import compile_view

ViewRows = Callable[[dict[str, Any]], list[dict[str, Any]]]
MakeTable = Callable[[Views, Survivors], OneTable]


class MemoryTables:
    """The rows of every table; what nobody asks for is not made."""

    def __init__(self, entries: Iterable[Entry], maker: Maker) -> None:
        self._maker = maker
        self._resources: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for entry in entries:
            self._resources[entry.type].append(entry.resource)
        self._views: Views = WhenRead(maker.views, self._view)
        self._built: Mapping[str, OneTable] = WhenRead(maker.tables, self._table)
        self.rows: Mapping[str, list[TableRow]] = WhenRead(maker.tables, lambda name: self._built[name].rows)

    @cached_property
    def _identity(self) -> Identity:
        return identify(self._views)

    @property
    def survivors(self) -> Survivors:
        """Who became whom."""
        return self._identity.survivors

    def problems(self, tables: Collection[str]) -> tuple[Problem, ...]:
        """Return what was wrong with the data that feed these tables, and with the links between patients."""
        found = list(self._identity.problems)
        for name in self._maker.tables:
            if name in tables:
                found += as_problems(self._built[name].faults, table=name)
        return tuple(found)

    def _view(self, name: str) -> list[dict[str, Any]]:
        resource, rows_of = self._maker.views[name]
        return [row for each in self._resources.get(resource, ()) for row in rows_of(each)]

    def _table(self, name: str) -> OneTable:
        return self._maker.tables[name](self._views, self.survivors)


class Maker:
    """Views and tables made ready once, for any number of records; it keeps nothing between calls."""

    def __init__(self, definitions: Definitions, *, zone: ZoneInfo) -> None:
        self.views: Mapping[str, tuple[str, ViewRows]] = {
            name: (view.resource, compile_view(view)) for name, view in definitions.views.items()
        }
        self.tables: Mapping[str, MakeTable] = {
            name: compile_table(table, zone=zone) for name, table in definitions.tables.items()
        }

    def __call__(self, entries: Iterable[Entry]) -> MemoryTables:
        """Return the tables of entries."""
        return MemoryTables(entries, self)


Build = Callable[[Iterable[Entry]], MemoryTables]


@lru_cache(maxsize=8)
def shipped_build(zone: str) -> Build:
    """Return the compiled function for the definitions that come with the library."""
    return Maker(shipped_definitions(), zone=ZoneInfo(zone))


def build_for(definitions: Definitions, *, zone: str) -> Build:
    """Return the compiled function for definitions; that of the shipped ones is kept from call to call."""
    if definitions is shipped_definitions():
        return shipped_build(zone)
    return Maker(definitions, zone=ZoneInfo(zone))
