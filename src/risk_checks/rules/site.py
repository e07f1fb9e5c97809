"""What a trust says once for all its runs, in `risk-checks.toml`: zone, folders, types not used, rules, parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from risk_checks.documents import Definition, Listing, Mapping_, Scalar, Words, described, read_toml_file, validate
from risk_checks.records.coverage import check_names
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.choice import Switches
from risk_checks.rules.faults import NO_RULES, WRONG_VALUE, Faults
from risk_checks.rules.site_settings import SiteSettings, read_settings
from risk_checks.rules.site_switches import read_switches
from risk_checks.tables.definition import TableDef

LoadRules = Callable[[Sequence[Path]], Catalogue]
"""Gives the shipped rules with those of folders laid over them."""
LoadTables = Callable[[Sequence[Path]], Mapping[str, TableDef]]
"""Gives the shipped tables with those of folders laid over them."""


class SiteFile(Definition):
    """The keys of a site file; its parameters are read beside the rules that they belong to."""

    zone: Words | None = None
    rules: tuple[Words, ...] = ()
    tables: tuple[Words, ...] = ()
    not_used: tuple[Words, ...] = ()
    off: tuple[Words, ...] = ()
    on: tuple[Words, ...] = ()
    parameters: dict[str, object] = {}  # noqa: RUF012 - pydantic copies defaults


@dataclass(frozen=True, slots=True)
class Site:
    """A site file that was read; its settings and switches, by rule id, are of rules of its own catalogue."""

    zone: str | None
    rules: tuple[Path, ...]
    tables: tuple[Path, ...]
    not_used: tuple[str, ...]
    catalogue: Catalogue
    settings: SiteSettings
    switches: Switches

    def settings_of(self, catalogue: Catalogue) -> SiteSettings:
        """Return the settings of the rules that another catalogue has too."""
        known = {rule.id for rule in catalogue.rules}
        return {rule: said for rule, said in self.settings.items() if rule in known}


def load_site(path: Path, *, load_rules: LoadRules, load_tables: LoadTables) -> Site:
    """Return what a site file says, or raise every fault of it, of the rules and of the tables it names together.

    Folders are relative to the file. Rules whose parameters it sets are made ready once, so that a service's
    column or value that does not fit is told now, whichever rules are run.
    """
    document = read_toml_file(path)
    faults = Faults()
    file = faults.attempt(lambda: validate(document, SiteFile))
    _check_zone(document, faults)
    _check_types(document, faults)
    folders = _folders(document, path.parent, faults, key="rules")
    catalogue = None if folders is None else faults.attempt(lambda: load_rules(folders))
    homes = _folders(document, path.parent, faults, key="tables")
    tables = None if homes is None else faults.attempt(lambda: load_tables(homes))
    settings = (
        {} if catalogue is None else read_settings(document.get("parameters"), catalogue=catalogue, faults=faults)
    )
    off, on = _texts(document, "off"), _texts(document, "on")
    switches = None if catalogue is None else read_switches(on=on, off=off, catalogue=catalogue, faults=faults)
    faults.raise_any()
    assert file and folders is not None and catalogue and homes is not None and tables and switches  # noqa: PT018
    catalogue.plans(map(catalogue.rule, settings), tables=tables, settings=settings)
    return Site(file.zone, folders, homes, file.not_used, catalogue, settings, switches)


def _check_zone(document: Mapping_, faults: Faults) -> None:
    zone = document.get("zone")
    if not isinstance(zone, Scalar) or not zone.text.strip():
        return
    try:
        ZoneInfo(zone.text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"no time zone is called {described(zone)}"
        faults.add(WRONG_VALUE, message, zone.where, hint="for example Europe/London")


def _check_types(document: Mapping_, faults: Faults) -> None:
    for named in _texts(document, "not_used"):
        faults.attempt_at(named.where, lambda named=named: check_names([named.text], option="not_used", needed=()))  # type: ignore[misc]


def _folders(document: Mapping_, home: Path, faults: Faults, *, key: str) -> tuple[Path, ...] | None:
    """Return the folders of rules or tables, or None where one is not there: then nobody knows which there are."""
    if not isinstance(document.get(key), Listing | None):
        return None
    named = _texts(document, key)
    missing = [each for each in named if not (home / each.text).is_dir()]
    for each in missing:
        hint = "folders are named as seen from the site file"
        faults.add(NO_RULES, f"{described(each)} is not a folder of {key}", each.where, hint=hint)
    return None if missing else tuple(home / each.text for each in named)


def _texts(document: Mapping_, key: str) -> tuple[Scalar, ...]:
    node = document.get(key)
    items = node.items if isinstance(node, Listing) else ()
    return tuple(item for item in items if isinstance(item, Scalar) and item.text.strip())
