"""Which rules a command is about: those of folders and files that are named, or those with an id or slug."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from risk_checks.errors import UsageError

if TYPE_CHECKING:
    from risk_checks.rules.catalogue import Catalogue
    from risk_checks.rules.site import Site

_MARKS = ("conditions.yaml", "standards.yaml", "codes", "schema")
"""What lies beside the themes in a folder of rules."""

folders_option = click.option(
    "--rules",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Rules to lay over the shipped ones: an id that is shipped is replaced, any other is added.",
)


def chosen(named: Sequence[str], folders: Sequence[Path], *, site: Site | None) -> Catalogue:
    """Return the rules of the paths named and those with the ids or slugs named; all, where nothing is named.

    What the rules use is found in the shipped rules, in the site's folders, in `folders`, and in the folders that the
    paths belong to. Parameters are the rules' own: that is what their examples speak of.
    """
    from risk_checks import api

    paths = [Path(name) for name in named if Path(name).exists()]
    ids = [name for name in named if not Path(name).exists()]
    for name in ids:
        if "/" in name or name.endswith((".yaml", ".yml")):
            raise UsageError("RC-E803", f"there is no file or folder '{name[:200]}'", hint="check the path")
    catalogue = api.load_rules(*dict.fromkeys([*(site.rules if site else ()), *folders, *map(_home, paths)]))
    if not named:
        return catalogue
    wanted = {catalogue.rule(name).id for name in ids} | _of_paths(paths, catalogue)
    return replace(catalogue, rules=tuple(rule for rule in catalogue.rules if rule.id in wanted))


def _of_paths(paths: Sequence[Path], catalogue: Catalogue) -> set[str]:
    places = {rule.path.resolve(): rule.id for rule in catalogue.rules if rule.path is not None}
    wanted: set[str] = set()
    for path in paths:
        here = path.resolve()
        found = {rule for place, rule in places.items() if here in (place, *place.parents)}
        if not found and not path.is_dir():
            hint = "name THEME/SLUG.yaml of a folder of rules"
            raise UsageError("RC-E803", f"{path} is not the file of a rule", hint=hint)
        wanted |= found
    return wanted


def _home(path: Path) -> Path:
    """Return the folder of rules that a path belongs to: the path itself, or the folder above its theme."""
    if path.is_dir():
        return path.parent if not _is_home(path) and _is_home(path.parent) else path
    return path.parent if _is_home(path.parent) else path.resolve().parent.parent


def _is_home(folder: Path) -> bool:
    return any((folder / mark).exists() for mark in _MARKS)
