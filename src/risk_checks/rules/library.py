"""Rules read from folders: `<theme>/<slug>.yaml`, `conditions.yaml`, `codes/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from risk_checks.documents import read_file
from risk_checks.errors import UsageError, Where
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.code_sets import CodeSet, read_code_set
from risk_checks.rules.faults import CLASH, NO_RULES, UNREAD, Faults
from risk_checks.rules.named import NamedCondition, read_conditions
from risk_checks.rules.rule import Rule, read_rule
from risk_checks.shipped import rules_home

EXAMPLES = ".examples.yaml"
NOT_THEMES = ("codes", "mhsds", "schema", "tables", "views")
"""Folders that hold no rules."""
_CONDITIONS = "conditions.yaml"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Folder:
    rules: tuple[Rule, ...]
    conditions: Mapping[str, NamedCondition]
    code_sets: Mapping[str, CodeSet]


def load_rules(*folders: Path) -> Catalogue:
    """Return the rules in folders, or those that are shipped; what a later folder names again replaces the earlier.

    Rules are known by id, conditions and code sets by name. Raises every fault of every file together.
    """
    faults = Faults()
    read = [_read_folder(folder, faults) for folder in folders or (rules_home(),)]
    rules = {rule.id: rule for folder in read for rule in folder.rules}
    _refuse_twice("slug", ((rule.slug, rule.place("slug")) for rule in rules.values()), faults)
    faults.raise_any()
    if not rules:
        raise UsageError(NO_RULES, f"there are no rules in {', '.join(map(str, folders))}")
    return Catalogue(
        rules=tuple(rules[key] for key in sorted(rules)),
        conditions={name: found for folder in read for name, found in folder.conditions.items()},
        code_sets={name: found for folder in read for name, found in folder.code_sets.items()},
    )


def _read_folder(folder: Path, faults: Faults) -> _Folder:
    if not folder.is_dir():
        raise UsageError(NO_RULES, f"{folder} is not a folder of rules")
    rules: list[Rule] = []
    conditions: dict[str, NamedCondition] = {}
    code_sets: list[CodeSet] = []
    for path in sorted(folder.rglob("*.y*ml")):
        parts = path.relative_to(folder).parts
        where = Where(path.as_posix())
        if any(part.startswith(".") for part in parts):
            continue
        if path.suffix != ".yaml":
            faults.add(UNREAD, f"{path.name} is not read", where, hint="name it .yaml")
        elif parts[0] == "codes":
            code_sets += _some(_attempt(path, lambda path: read_code_set(read_file(path)), faults))
        elif parts[0] in NOT_THEMES:
            continue
        elif parts == (_CONDITIONS,):
            conditions |= _attempt(path, lambda path: read_conditions(read_file(path)), faults) or {}
        elif path.name.endswith(EXAMPLES):
            if not path.with_name(path.name.removesuffix(EXAMPLES) + ".yaml").exists():
                faults.add(UNREAD, "these examples have no rule beside them", where)
        else:
            rules += _some(_attempt(path, lambda path: read_rule(read_file(path), path=path), faults))
    _refuse_twice("id", ((rule.id, rule.place("id")) for rule in rules), faults)
    return _Folder(tuple(rules), conditions, {found.name: found for found in code_sets})


def _attempt(path: Path, read: Callable[[Path], T], faults: Faults) -> T | None:
    return faults.attempt(lambda: read(path))


def _some(found: T | None) -> list[T]:
    return [] if found is None else [found]


def _refuse_twice(what: str, named: Iterable[tuple[str, Where]], faults: Faults) -> None:
    first: dict[str, Where] = {}
    for name, where in named:
        if name in first:
            faults.add(CLASH, f"the {what} '{name}' is taken", where, hint=f"first in {first[name]}")
        first.setdefault(name, where)
