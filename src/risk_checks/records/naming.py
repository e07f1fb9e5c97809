"""The second look at the resources in use, where references ask for somebody by identifier: the clean case has none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from risk_checks.records.entry import Entry
from risk_checks.records.following import WAITS
from risk_checks.records.names import OWN_NAMES, Names
from risk_checks.records.projections import Projections
from risk_checks.records.staged_lines import LineOf, lines_of, rewrite, written
from risk_checks.records.widening import Act, Visit

_HAS_NAMES = f'"{OWN_NAMES}"'
_HAS_LINKS = '"link"'


class Naming:
    """Finds who has the identifiers asked for, then makes the references that wait for them keys."""

    def __init__(self, names: Names, projections: Projections) -> None:
        self._names = names
        self._visits = {name: each.visit for name, each in projections.by_type.items() if each.visit}

    def in_memory(self, entries: Iterable[Entry]) -> None:
        """Settle the references of entries, in place."""
        if not self._names.asked:
            return
        for entry in entries:
            if entry.type in self._names.types:
                self._names.meet(entry.key, entry.resource)
        waiting = self._waiting()
        for entry in entries:
            if entry.type in waiting:
                visit, act = waiting[entry.type]
                visit(entry.resource, act)

    def in_files(self, files: Mapping[str, Path]) -> None:
        """Settle the references of staged files; only those that have some are written again."""
        for kind in self._names.types.intersection(files):
            with lines_of(files[kind]) as lines:
                for line in lines:
                    if _HAS_NAMES in line or (kind == "Patient" and _HAS_LINKS in line):
                        resource = json.loads(line)
                        self._names.meet(f"{kind}/{resource['id']}", resource)
        for kind, (visit, act) in self._waiting().items():
            rewrite(files[kind], _settling(visit, act))

    def _waiting(self) -> dict[str, tuple[Visit, Act]]:
        return {kind: (self._visits[kind], self._settle(kind)) for kind in self._names.askers}

    def _settle(self, asker: str) -> Act:
        return lambda spot, value: self._names.settle(value, asker=asker)


def _settling(visit: Visit, act: Act) -> LineOf:
    """Return what settles the references of a line."""

    def settled(line: str) -> str:
        if WAITS not in line:
            return line
        resource: dict[str, Any] = json.loads(line)
        visit(resource, act)
        return written(resource)

    return lambda place, line: settled(line)
