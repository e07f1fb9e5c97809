"""Rules compiled once, to check many records."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from risk_checks.api.asking import (
    Names,
    Rules,
    Settings,
    SiteGiven,
    Tables,
    ask,
    definitions_for,
    site_of,
    sources_of,
    types_not_used,
    zone_name,
)
from risk_checks.api.extract import Extract, read_at_all
from risk_checks.api.making import kept
from risk_checks.api.sizing import EngineName
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.reference.build import build_for
from risk_checks.errors import without_records
from risk_checks.reports.facts import Asked
from risk_checks.reports.report import Report


class Compiled:
    """Rules made ready to run. It holds no record and may be shared by threads."""

    def __init__(self, asked: Asked, *, definitions: Definitions, zone: str, not_used: Collection[str] = ()) -> None:
        self._asked = asked
        self._definitions = definitions
        self._build = build_for(definitions, zone=zone)
        self._zone = zone
        self._not_used = not_used
        self._making = kept(asked, feeds=definitions.feeds)

    def __repr__(self) -> str:
        return f"<Compiled: {len(self._asked.plans)} rule{'' if len(self._asked.plans) == 1 else 's'}>"

    @without_records
    def check(
        self,
        record: Any,
        *,
        as_of: date | str,
        covers: Collection[str] | None = None,
        not_used: Collection[str] | None = None,
        engine: EngineName = "reference",
    ) -> Report:
        """Return what the rules say of a record as of a day; raise InputError where nothing of it can be read.

        `not_used` stands in the place of the types that the site file names.
        """
        extract = Extract(
            sources_of(record),
            definitions=self._definitions,
            build=self._build,
            covers=covers,
            not_used=self._not_used if not_used is None else not_used,
            zone=self._zone,
            making=self._making,
        )
        return read_at_all(extract.run(self._asked, as_of=as_of, engine=engine))


@without_records
def compile_(
    rules: Rules = None,
    *,
    select: Names = None,
    ignore: Names = None,
    parameters: Settings = None,
    zone: str | None = None,
    site: SiteGiven = None,
    tables: Tables = None,
) -> Compiled:
    """Return the rules made ready to check record after record; `site` and `tables` are as for `read()`, read once."""
    settled = site_of(site)
    definitions = definitions_for(tables, site=settled)
    asked = ask(
        rules,
        select=select,
        ignore=ignore,
        parameters=parameters,
        definitions=definitions,
        site=settled,
    )
    zone = zone_name(zone, site=settled)
    return Compiled(asked, definitions=definitions, zone=zone, not_used=types_not_used(None, site=settled))
