"""What a caller asks: rules, settings, a day, a zone, in any of the forms that are allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from risk_checks.engines.definitions import Definitions, laid_over, shipped_definitions
from risk_checks.errors import UsageError
from risk_checks.reports.facts import Asked
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.choice import AS_SHIPPED
from risk_checks.rules.library import load_rules
from risk_checks.rules.rule import Rule
from risk_checks.rules.settings import Settings as RuleSettings
from risk_checks.rules.site import Site, load_site
from risk_checks.rules.site_settings import SiteSettings
from risk_checks.shipped import rules_home

DEFAULT_ZONE = "Europe/London"

Rules = Catalogue | str | Path | Sequence[str | Path] | None
Names = str | Sequence[str] | None
Settings = Mapping[str, Mapping[str, str]] | None
SiteGiven = Site | str | Path | None
Tables = str | Path | Sequence[str | Path] | None


@lru_cache(maxsize=1)
def shipped_rules() -> Catalogue:
    """Return the rules that come with the library."""
    return load_rules(rules_home())


def catalogue_of(rules: Rules, *, site: Site | None = None) -> Catalogue:
    """Return the catalogue meant: one that was loaded, or the shipped one with the site's folders and these on top."""
    match rules:
        case None:
            return shipped_rules() if site is None else site.catalogue
        case Catalogue():
            return rules
        case str() | Path():
            folders = [Path(rules)]
        case _:
            folders = [Path(folder) for folder in rules]
    return load_rules(rules_home(), *(site.rules if site else ()), *folders)


def site_of(site: SiteGiven) -> Site | None:
    """Return the site file meant, read; None where there is none."""
    if site is None or isinstance(site, Site):
        return site
    return load_site(
        Path(site),
        load_rules=lambda folders: catalogue_of(folders or None),
        load_tables=lambda folders: (laid_over(folders) if folders else shipped_definitions()).tables,
    )


def definitions_for(tables: Tables, *, site: Site | None) -> Definitions:
    """Return the views and tables meant: the shipped ones, with the site's folders and these laid over them."""
    given = [tables] if isinstance(tables, (str, Path)) else list(tables or ())
    folders = [*(site.tables if site else ()), *map(Path, given)]
    for folder in folders:
        if not any((folder / name).is_dir() for name in ("views", "tables")):
            message = "a folder of tables has no folder 'tables' or 'views' in it"
            raise UsageError("RC-E618", message, hint="name the folder that holds tables/ and views/")
    return laid_over(folders) if folders else shipped_definitions()


def zone_name(zone: str | None, *, site: Site | None) -> str:
    """Return the name of the zone that holds: that of the call, else the site's, else Europe/London."""
    if zone is not None:
        return str(zone_of(zone))
    return (site.zone if site else None) or DEFAULT_ZONE


def types_not_used(not_used: Collection[str] | None, *, site: Site | None) -> Collection[str]:
    """Return the types that are never filled: those of the call, else the site's."""
    if not_used is not None:
        return not_used
    return site.not_used if site else ()


def ask(
    rules: Rules,
    *,
    select: Names,
    ignore: Names,
    parameters: Settings,
    definitions: Definitions,
    site: Site | None = None,
) -> Asked:
    """Return the rules to run, made ready."""
    catalogue = catalogue_of(rules, site=site)
    switches = site.switches if site else AS_SHIPPED
    choice = catalogue.choice(select=_names(select), ignore=_names(ignore), switches=switches)
    said: SiteSettings = site.settings_of(catalogue) if site else {}
    settings = catalogue.settings(_texts(parameters or {}), said)
    plans = catalogue.plans(choice.rules, tables=definitions.tables, settings=settings)
    catalogue.plans(_also_set(settings, catalogue, choice.rules), tables=definitions.tables, settings=settings)
    return Asked(catalogue, choice.rules, plans, settings, choice.not_run)


def _also_set(settings: RuleSettings, catalogue: Catalogue, chosen: Sequence[Rule]) -> tuple[Rule, ...]:
    """Return the rules that are set and not run: a parameter misspelt there is told all the same."""
    running = {rule.id for rule in chosen}
    return tuple(rule for rule in map(catalogue.rule, settings) if rule.id not in running)


def _texts(parameters: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    for rule, given in parameters.items():
        if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
            raise UsageError(
                "RC-E616",
                f"the parameters of '{str(rule)[:60]}' are not texts by name",
                hint='write {"RC-RISK-002": {"review_every": "6 months"}}',
            )
    return parameters


def sources_of(source: Any) -> Sequence[Any]:
    """Return the sources meant: one, or those of a list of paths and JSON texts; other lists are lists of resources."""
    several = isinstance(source, (list, tuple)) and any(isinstance(each, (str, Path, bytes)) for each in source)
    return source if several else [source]


def day_of(as_of: date | str) -> date:
    """Return the day meant; raises UsageError for anything but a date or a text such as 2026-11-01."""
    if isinstance(as_of, datetime):
        raise UsageError("RC-E610", "as_of is a day, not a moment", hint="pass datetime.date()")
    if isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except (TypeError, ValueError):
        raise UsageError("RC-E610", "as_of is not a day", hint="write it as 2026-11-01") from None


def zone_of(zone: str) -> ZoneInfo:
    """Return the time zone of a name, or raise UsageError."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError("RC-E611", f"no time zone is called '{zone[:60]}'", hint="for example Europe/London") from None


def _names(names: Names) -> tuple[str, ...]:
    match names:
        case None:
            return ()
        case str():
            return tuple(name.strip() for name in names.split(",") if name.strip())
        case _:
            return tuple(names)
