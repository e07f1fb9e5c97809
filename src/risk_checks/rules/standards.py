"""Published standards that rules speak to: `standards.yaml`, named in a rule as `name/criterion`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from risk_checks.documents import Definition, Mapping_, Node, Scalar, Words, position, shortened, validate
from risk_checks.errors import UsageError, Where, nearest
from risk_checks.rules.faults import CLASH, UNKNOWN_NAME, UNKNOWN_STANDARD, WRONG_VALUE, Faults
from risk_checks.rules.names import Slug

if TYPE_CHECKING:
    from risk_checks.rules.rule import Rule

CRITERION = r"[a-z0-9]+([.-][a-z0-9]+)*"
"""How a criterion may be called: as the standard numbers it, or by a short name."""


def _criterion(text: str) -> str:
    if not re.fullmatch(CRITERION, text):
        raise ValueError("expected a number or a short name, such as 1.4 or key-worker")
    return text


CriterionName = Annotated[Words, AfterValidator(_criterion)]


class StandardFile(Definition):
    """A standard as the file has it: each criterion that rules speak to, in our own words."""

    title: Words
    url: Words
    criteria: dict[CriterionName, Words]


class _Name(Definition):
    name: Slug


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a standard asks for, in our own words."""

    standard: str
    name: str
    words: str
    where: Where

    def __str__(self) -> str:
        return f"{self.standard}/{self.name}"


@dataclass(frozen=True, slots=True)
class Standard:
    """A published standard, and its criteria by name, in the order of the file."""

    name: str
    title: str
    url: str
    criteria: Mapping[str, Criterion]
    where: Where


Standards = Mapping[str, Standard]


def read_standards(document: Mapping_) -> Standards:
    """Return the standards in a document, by name, or raise every fault of it."""
    faults = Faults()
    read = [faults.attempt(lambda key=key, node=node: _read(key, node)) for key, node in document.entries]  # type: ignore[misc]
    faults.raise_any()
    return {standard.name: standard for standard in read if standard is not None}


def _read(key: Scalar, node: Node) -> Standard:
    faults = Faults()
    faults.attempt(lambda: validate(Mapping_(((Scalar("name", key.where, quoted=False), key),), key.where), _Name))
    file = faults.attempt(lambda: validate(node, StandardFile))
    if file is not None and not file.criteria:
        faults.add(WRONG_VALUE, "a standard has at least one criterion", position(node, ("criteria",)))
    faults.raise_any()
    assert file is not None
    criteria = {
        name: Criterion(key.text, name, words, position(node, ("criteria", name)))
        for name, words in file.criteria.items()
    }
    return Standard(key.text, file.title, file.url, criteria, key.where)


def standard_named(name: str, standards: Standards) -> Standard:
    """Return the standard of that name, or raise UsageError with the nearest."""
    if name not in standards:
        message = f"no standard is called '{shortened(name)}'"
        raise UsageError(UNKNOWN_STANDARD, message, hint=nearest(name, list(standards)) or "there are none")
    return standards[name]


def criteria_of(rule: Rule, standards: Standards) -> tuple[Criterion, ...]:
    """Return the criteria that a rule speaks to, in the order that it names them."""
    named = (text.partition("/") for text in rule.about.standards)
    return tuple(standards[name].criteria[criterion] for name, _, criterion in named)


def check_standards(rule: Rule, standards: Standards, faults: Faults) -> None:
    """Add a fault for each criterion that a rule names and nobody knows, and for one that it names twice."""
    seen: dict[str, Where] = {}
    for index, text in enumerate(rule.about.standards):
        where = rule.place("standards", index)
        for message, hint in _unknown(text, standards):
            faults.add(UNKNOWN_NAME, message, where, hint=hint)
        if text in seen:
            faults.add(CLASH, f"'{shortened(text)}' is named twice", where, hint=f"first at {seen[text]}")
        seen.setdefault(text, where)


def _unknown(text: str, standards: Standards) -> Iterator[tuple[str, str | None]]:
    name, slash, criterion = text.partition("/")
    if name not in standards:
        hint = nearest(name, list(standards)) or "no folder of rules here has a standards.yaml"
        yield f"unknown standard '{shortened(name)}'", hint
    elif not slash:
        example = f"{name}/{next(iter(standards[name].criteria))}"
        yield f"'{name}' is a standard, and no criterion of it", f"write name/criterion, such as {example}"
    elif criterion not in standards[name].criteria:
        valid = list(standards[name].criteria)
        yield f"unknown criterion '{shortened(criterion)}' of {name}", nearest(criterion, valid)
