"""What a caller asks: rules, settings, a day, a zone, in any of the forms that are allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from risk_checks.engines.definitions import Definitions
from risk_checks.errors import UsageError
from risk_checks.reports.facts import Asked
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.library import load_rules
from risk_checks.shipped import rules_home

Rules = Catalogue | str | Path | Sequence[str | Path] | None
Names = str | Sequence[str] | None
Settings = Mapping[str, Mapping[str, str]] | None


@lru_cache(maxsize=1)
def shipped_rules() -> Catalogue:
    """Return the rules that come with the library."""
    return load_rules(rules_home())


def catalogue_of(rules: Rules) -> Catalogue:
    """Return the catalogue meant: the shipped one, one that was loaded, or the shipped one with folders on top."""
    match rules:
        case None:
            return shipped_rules()
        case Catalogue():
            return rules
        case str() | Path():
            return load_rules(rules_home(), Path(rules))
        case _:
            return load_rules(rules_home(), *map(Path, rules))


def ask(rules: Rules, *, select: Names, ignore: Names, parameters: Settings, definitions: Definitions) -> Asked:
    """Return the rules to run, made ready."""
    catalogue = catalogue_of(rules)
    chosen = catalogue.selected(select=_names(select), ignore=_names(ignore))
    settings = catalogue.settings(_texts(parameters or {}))
    plans = catalogue.plans(chosen, tables=definitions.tables, settings=settings)
    return Asked(catalogue, chosen, plans, settings)


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
