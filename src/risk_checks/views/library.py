"""The views of a folder, and those that come with the library."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from risk_checks.documents import in_file_order, read_text
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, Where
from risk_checks.shipped import rules_home
from risk_checks.views.definition import View
from risk_checks.views.loading import load_view

_SUFFIXES = (".yaml", ".yml", ".json")


@lru_cache(maxsize=1)
def shipped_views() -> Mapping[str, View]:
    """Return the views that come with the library, by name.

    >>> shipped_views()["patient"].resource
    'Patient'
    """
    return load_views(rules_home() / "views", called="rules/views")


def load_views(folder: Path, *, called: str | None = None) -> Mapping[str, View]:
    """Return the views of a folder by name, in the order of their files; raises the faults of all files together.

    `called` is the folder's name in messages.
    """
    views: dict[str, View] = {}
    faults: list[RiskChecksError] = []
    named: dict[str, str] = {}
    for path in sorted(each for each in folder.iterdir() if each.suffix in _SUFFIXES):
        file = f"{called or folder}/{path.name}"
        try:
            view = load_view(read_text(path, file=file), file=file)
        except DefinitionErrors as found:
            faults.extend(found.faults)
            continue
        first = named.setdefault(view.name.casefold(), file)  # a database tells no case apart
        if first != file:
            message = f"another file defines view '{view.name}'"
            faults.append(DefinitionError("RC-E222", message, where=Where(file), hint=f"first in {first}"))
        views[view.name] = view
    if faults:
        raise DefinitionErrors(in_file_order(faults))
    return MappingProxyType(views)
