"""Rules read from folders: `<theme>/<slug>.yaml`, `conditions.yaml`, `standards.yaml`, `codes/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from risk_checks.documents import Mapping_, read_file
from risk_checks.errors import UsageError, Where
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.code_sets import (
    AddedCodes,
    CodeSet,
    CodeSets,
    adds_codes,
    read_added_codes,
    read_code_set,
    with_added,
)
from risk_checks.rules.faults import CLASH, NO_RULES, UNREAD, Faults
from risk_checks.rules.named import NamedCondition, read_conditions
from risk_checks.rules.rule import Rule, read_rule
from risk_checks.rules.standards import Standard, read_standards
from risk_checks.shipped import rules_home

EXAMPLES = ".examples.yaml"
NOT_THEMES = ("codes", "mhsds", "schema", "tables", "views")
"""Folders that hold no rules."""
CONDITIONS = "conditions.yaml"
STANDARDS = "standards.yaml"

T = TypeVar("T")


@dataclass(slots=True)
class _Folder:
    """What one folder holds, as far as it can be read."""

    rules: list[Rule] = field(default_factory=list)
    conditions: Mapping[str, NamedCondition] = field(default_factory=dict)
    standards: Mapping[str, Standard] = field(default_factory=dict)
    code_sets: dict[str, CodeSet] = field(default_factory=dict)
    added_codes: list[AddedCodes] = field(default_factory=list)


def load_rules(*folders: Path) -> Catalogue:
    """Return the rules in folders, or those that are shipped; what a later folder names again replaces the earlier.

    Rules are known by id, conditions, standards and code sets by name; a code-set file that says `extends` adds to the
    set as it stands so far. Raises every fault of every file together.
    """
    faults = Faults()
    read = [_read_folder(folder, faults) for folder in folders or (rules_home(),)]
    rules = {rule.id: rule for folder in read for rule in folder.rules}
    _refuse_twice("slug", ((rule.slug, rule.place("slug")) for rule in rules.values()), faults)
    code_sets = _code_sets(read, faults)
    faults.raise_any()
    if not rules:
        raise UsageError(NO_RULES, f"there are no rules in {', '.join(map(str, folders))}")
    return Catalogue(
        rules=tuple(rules[key] for key in sorted(rules)),
        conditions={name: found for folder in read for name, found in folder.conditions.items()},
        code_sets=code_sets,
        standards={name: found for folder in read for name, found in folder.standards.items()},
    )


def _code_sets(folders: Iterable[_Folder], faults: Faults) -> CodeSets:
    made: CodeSets = {}
    for folder in folders:
        made = with_added({**made, **folder.code_sets}, folder.added_codes, faults)
    return made


def _read_folder(folder: Path, faults: Faults) -> _Folder:
    if not folder.is_dir():
        raise UsageError(NO_RULES, f"{folder} is not a folder of rules")
    found = _Folder()
    for path in sorted(folder.rglob("*.y*ml")):
        parts = path.relative_to(folder).parts
        where = Where(path.as_posix())
        if any(part.startswith(".") for part in parts):
            continue
        if path.suffix != ".yaml":
            faults.add(UNREAD, f"{path.name} is not read", where, hint="name it .yaml")
        elif parts[0] == "codes":
            _read_codes(path, found, faults)
        elif parts[0] in NOT_THEMES:
            continue
        elif parts == (CONDITIONS,):
            found.conditions = _attempt(path, read_conditions, faults) or {}
        elif parts == (STANDARDS,):
            found.standards = _attempt(path, read_standards, faults) or {}
        elif path.name.endswith(EXAMPLES):
            if not path.with_name(path.name.removesuffix(EXAMPLES) + ".yaml").exists():
                faults.add(UNREAD, "these examples have no rule beside them", where)
        else:
            rule = _attempt(path, partial(read_rule, path=path), faults)
            found.rules += [] if rule is None else [rule]
    _refuse_twice("id", ((rule.id, rule.place("id")) for rule in found.rules), faults)
    return found


def _read_codes(path: Path, found: _Folder, faults: Faults) -> None:
    read = _attempt(path, lambda file: read_added_codes(file) if adds_codes(file) else read_code_set(file), faults)
    match read:
        case AddedCodes():
            found.added_codes.append(read)
        case CodeSet():
            found.code_sets[read.name] = read


def _attempt(path: Path, read: Callable[[Mapping_], T], faults: Faults) -> T | None:
    return faults.attempt(lambda: read(read_file(path)))


def _refuse_twice(what: str, named: Iterable[tuple[str, Where]], faults: Faults) -> None:
    first: dict[str, Where] = {}
    for name, where in named:
        if name in first:
            faults.add(CLASH, f"the {what} '{name}' is taken", where, hint=f"first in {first[name]}")
        first.setdefault(name, where)
