"""The files that people write, as they are shipped, each with what reads it to the end; tests of faults break them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from risk_checks.api.asking import shipped_rules, site_of
from risk_checks.documents import Listing, Mapping_, Node, Scalar, read_document
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError
from risk_checks.rules.code_sets import read_code_set
from risk_checks.rules.examples import read_examples
from risk_checks.rules.named import read_conditions
from risk_checks.rules.rule import Rule, read_rule
from risk_checks.rules.standards import read_standards
from risk_checks.shipped import rules_home
from risk_checks.tables.loading import load_table
from risk_checks.views.library import shipped_views
from risk_checks.views.loading import load_view

HOME = rules_home()
SITE = """\
zone = "Europe/London"
not_used = ["Device"]
off = ["carer-not-engaged"]
on = ["risk-assessment-missing"]

[parameters.risk-assessment-out-of-date]
review_every = "6 months"

[parameters.carer-not-recorded]
first_within = "20 days"
"""

Read = Callable[[str], object]
"""Reads a text as a file of its kind to the end, or raises what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file of some kind: its text, and what reads it."""

    kind: str
    name: str
    text: str
    read: Read

    def faults(self, text: str) -> tuple[RiskChecksError, ...]:
        """Return what is wrong with a text in the place of the file's; any other error is raised."""
        try:
            self.read(text)
        except DefinitionErrors as error:
            return error.faults
        except DefinitionError as error:
            return (error,)
        return ()


def written(folder: Path) -> Iterator[Written]:
    """Yield files of every kind; `folder` is for those that are read from a disk only."""
    for path in sorted(HOME.rglob("*.yaml")):
        parts = path.relative_to(HOME).parts
        kind: str
        read: Read
        match parts:
            case ("mhsds" | "schema", *_):
                continue
            case ("views", *_):
                kind, read = "view", partial(load_view, file=path.name)
            case ("tables", *_):
                kind, read = "table", partial(_table, file=path.name)
            case ("codes", *_):
                kind, read = "code set", partial(_codes, path.name)
            case ("conditions.yaml",):
                kind, read = "conditions", partial(_conditions, path.name)
            case ("standards.yaml",):
                kind, read = "standards", partial(_standards, path.name)
            case (*_, name) if name.endswith(".examples.yaml"):
                kind, read = "examples", partial(_examples, path)
            case _:
                kind, read = "rule", partial(_rule, path)
        yield Written(kind, path.name, path.read_text(encoding="utf-8"), read)
    yield Written("site", "site.toml", SITE, partial(_site, folder))


@cache
def by_kind(folder: Path) -> Mapping[str, tuple[Written, ...]]:
    """Return the files of every kind."""
    found: dict[str, tuple[Written, ...]] = {}
    for each in written(folder):
        found[each.kind] = (*found.get(each.kind, ()), each)
    return found


def read_as_rule(path: Path, text: str) -> Rule:
    """Return the rule of a text, made ready to run."""
    rule = read_rule(read_document(text, file=path.name), path=path)
    replace(shipped_rules(), rules=(rule,)).plans([rule], tables=shipped_definitions().tables)
    return rule


def _rule(path: Path, text: str) -> object:
    return read_as_rule(path, text)


def _table(text: str, *, file: str) -> object:
    return load_table(text, file=file, views=shipped_views())


def _codes(file: str, text: str) -> object:
    return read_code_set(read_document(text, file=file))


def _conditions(file: str, text: str) -> object:
    conditions = read_conditions(read_document(text, file=file))
    catalogue = replace(shipped_rules(), conditions=conditions)
    return catalogue.plans(catalogue.rules, tables=shipped_definitions().tables)


def _standards(file: str, text: str) -> object:
    return read_standards(read_document(text, file=file))


def _examples(path: Path, text: str) -> object:
    rule = next(rule for rule in shipped_rules().rules if path.name == f"{rule.slug}.examples.yaml")
    document = read_document(text, file=path.name)
    tables, code_sets = shipped_definitions().tables, shipped_rules().code_sets
    return read_examples(document, rule=rule.id, tables=tables, code_sets=code_sets)


def _site(folder: Path, text: str) -> object:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return site_of(path)


def keys_in(node: Node, *, under: str = "") -> Iterator[tuple[str, Scalar]]:
    """Yield every key from the top, each after the key that it stands under."""
    match node:
        case Mapping_(entries=entries):
            for key, value in entries:
                yield under, key
                yield from keys_in(value, under=key.text)
        case Listing(items=items):
            for item in items:
                yield from keys_in(item, under=under)


def replaced(text: str, at: Scalar, new: str) -> str:
    """Return a text with a key, or a text of one line, written otherwise."""
    assert at.where.line is not None
    assert at.where.column is not None
    lines = text.split("\n")
    line, column = lines[at.where.line - 1], at.where.column - 1
    column += line[column] in "\"'"
    assert line[column:].startswith(at.text)
    lines[at.where.line - 1] = line[:column] + new + line[column + len(at.text) :]
    return "\n".join(lines)


def texts_in(node: Node, *, under: str = "") -> Iterator[tuple[str, Scalar]]:
    """Yield every text that is not a key, each after the key that it stands under."""
    match node:
        case Scalar():
            yield under, node
        case Mapping_(entries=entries):
            for key, value in entries:
                yield from texts_in(value, under=key.text)
        case Listing(items=items):
            for item in items:
                yield from texts_in(item, under=under)
