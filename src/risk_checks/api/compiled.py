"""Rules compiled once, to check many records."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from risk_checks.api.asking import Names, Rules, Settings, ask, sources_of, zone_of
from risk_checks.api.extract import EngineName, Extract, read_at_all
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.engines.reference.build import shipped_build
from risk_checks.reports.facts import Asked
from risk_checks.reports.report import Report


class Compiled:
    """Rules made ready to run. It holds no record and may be shared by threads."""

    def __init__(self, asked: Asked, *, zone: str) -> None:
        self._asked = asked
        self._zone = zone

    def __repr__(self) -> str:
        return f"<Compiled: {len(self._asked.plans)} rule{'' if len(self._asked.plans) == 1 else 's'}>"

    def check(
        self,
        record: Any,
        *,
        as_of: date | str,
        covers: Collection[str] | None = None,
        not_used: Collection[str] = (),
        engine: EngineName = "reference",
    ) -> Report:
        """Return what the rules say of a record as of a day; raise InputError where nothing of it can be read."""
        extract = Extract(
            sources_of(record),
            definitions=shipped_definitions(),
            build=shipped_build(self._zone),
            covers=covers,
            not_used=not_used,
            zone=self._zone,
        )
        return read_at_all(extract.run(self._asked, as_of=as_of, engine=engine))


def compile_(
    rules: Rules = None,
    *,
    select: Names = None,
    ignore: Names = None,
    parameters: Settings = None,
    zone: str = "Europe/London",
) -> Compiled:
    """Return the rules made ready to check record after record."""
    asked = ask(rules, select=select, ignore=ignore, parameters=parameters, definitions=shipped_definitions())
    return Compiled(asked, zone=str(zone_of(zone)))
