"""References held to the server that they name, where addresses in Bundles tell whose resource is whose (ADR 8)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from risk_checks.records.entry import Entry
from risk_checks.records.following import NAMED_SERVER, OWN_SERVER
from risk_checks.records.projections import Projections
from risk_checks.records.references import Unfollowed, reference_key
from risk_checks.records.register import Register
from risk_checks.records.staged_lines import LineOf, rewrite, written
from risk_checks.records.widening import Act, Spot, Visit


class Servers:
    """Takes away the references to other servers' resources, of which the input has a namesake from elsewhere only.

    Most extracts tell of one server or none: then nothing is read again.
    """

    def __init__(self, register: Register, projections: Projections, *, failed: Counter[tuple[str, str]]) -> None:
        self._register = register
        self._visits = {name: each.visit for name, each in projections.by_type.items() if each.visit}
        self._failed = failed
        self._named: set[str] = set()

    def name(self, servers: Collection[str]) -> None:
        """Take in the addresses that references name beside those of their own resources."""
        self._named.update(servers)

    def in_memory(self, entries: Iterable[Entry]) -> None:
        """Hold the references of entries to their servers, in place."""
        if not self._several:
            return
        for entry in entries:
            if entry.type in self._visits:
                self._hold(entry.type, self._visits[entry.type], entry.resource)

    def in_files(self, files: Mapping[str, Path]) -> None:
        """Hold the references of staged files to their servers."""
        if not self._several:
            return
        for kind, visit in self._visits.items():
            rewrite(files[kind], self._holding(kind, visit))

    @property
    def _several(self) -> bool:
        """Whether resources may have been named that are not those of the input."""
        known = self._register.servers
        return bool(known) and len(known | self._named) > 1

    def _holding(self, kind: str, visit: Visit) -> LineOf:
        def held(line: str) -> str:
            if OWN_SERVER not in line and NAMED_SERVER not in line:
                return line
            resource: dict[str, Any] = json.loads(line)
            self._hold(kind, visit, resource)
            return written(resource)

        return lambda place, line: held(line)

    def _hold(self, kind: str, visit: Visit, resource: dict[str, Any]) -> None:
        visit(resource, self._act(kind, own=resource.get(OWN_SERVER)))

    def _act(self, kind: str, *, own: str | None) -> Act:
        def act(_spot: Spot, value: dict[str, Any]) -> None:
            server = value.pop(NAMED_SERVER, own)
            key = reference_key(value.get("reference"))
            if server is not None and key is not None and not self._register.may_be_at(key, server):
                del value["reference"]
                self._failed[Unfollowed.ELSEWHERE.value, kind] += 1

        return act
