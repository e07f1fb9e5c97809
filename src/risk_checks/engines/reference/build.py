"""Table rows in memory from the entries of a record or a small extract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from risk_checks.engines.definitions import Definitions
from risk_checks.records.entry import Entry
from risk_checks.tables.memory import BuiltTables, compile_tables
from risk_checks.views.memory import compile_view

Build = Callable[[Iterable[Entry]], BuiltTables]
ViewRows = Callable[[dict[str, Any]], list[dict[str, Any]]]


def compile_build(definitions: Definitions, *, zone: ZoneInfo) -> Build:
    """Return the function from entries to the rows of every table; it keeps nothing between calls."""
    by_type: dict[str, list[tuple[str, ViewRows]]] = {}
    for name, view in definitions.views.items():
        by_type.setdefault(view.resource, []).append((name, compile_view(view)))
    tables = compile_tables(definitions.tables.values(), zone=zone)

    def build(entries: Iterable[Entry]) -> BuiltTables:
        rows: Mapping[str, list[dict[str, Any]]] = {name: [] for name in definitions.views}
        for entry in entries:
            for name, of_resource in by_type[entry.type]:
                rows[name].extend(of_resource(entry.resource))
        return tables(rows)

    return build


@lru_cache(maxsize=8)
def shipped_build(zone: str) -> Build:
    """Return the compiled function for the definitions that come with the library."""
    from risk_checks.engines.definitions import shipped_definitions

    return compile_build(shipped_definitions(), zone=ZoneInfo(zone))
