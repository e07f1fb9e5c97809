"""Worked examples beside each rule: given this, on this day, exactly these outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag

from risk_checks.documents import Definition, Flag, Listing, Mapping_, Node, Words, position, read_file, validate
from risk_checks.errors import Where, nearest
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.rules.code_sets import CodeSets
from risk_checks.rules.example_codes import Codes, ExampleCodeFile, read_codes
from risk_checks.rules.faults import CLASH, UNKNOWN_NAME, WRONG_VALUE, Faults
from risk_checks.rules.names import ParameterName, Slug
from risk_checks.rules.resources import read_resource
from risk_checks.rules.rows import Row, read_row
from risk_checks.rules.rule import Rule
from risk_checks.rules.written_days import read_day
from risk_checks.tables.definition import TableDef

NONE = "none"
"""How a file says that there is no deadline."""


def _day(text: str) -> str:
    if read_day(text) is None:
        raise ValueError("expected a day such as 2026-11-01")
    return text


def _day_or_none(text: str) -> str:
    return text if text == NONE else _day(text)


def _form(said: object) -> str:
    return "word" if isinstance(said, str) else "outcomes"


class ExpectedFile(Definition):
    """An outcome as a file has it; what is left out is not compared."""

    subject: Words
    outcome: OutcomeKind
    reason_code: ReasonCode | None = None
    due_on: Annotated[Words, AfterValidator(_day_or_none)] | None = None
    missing: tuple[Words, ...] | None = None


class ExampleFile(Definition):
    """An example as a file has it."""

    name: Words
    shown: Flag
    pair: Literal["last-good", "first-bad"] | None = None
    as_of: Annotated[Words, AfterValidator(_day)]
    covers: tuple[Words, ...] | None = None
    parameters: dict[ParameterName, Words] = {}  # noqa: RUF012 - pydantic copies defaults
    codes: dict[Slug, tuple[ExampleCodeFile, ...]] = {}  # noqa: RUF012 - pydantic copies defaults
    resources: tuple[object, ...] | None = None
    rows: dict[str, tuple[object, ...]] | None = None
    expect: Annotated[
        Annotated[tuple[ExpectedFile, ...], Tag("outcomes")] | Annotated[Literal["not_evaluated"], Tag("word")],
        Discriminator(_form),
    ]

    @property
    def outcomes(self) -> tuple[ExpectedFile, ...]:
        """The outcomes that are expected."""
        return self.expect if isinstance(self.expect, tuple) else ()


class ExamplesFile(Definition):
    """The examples of one rule."""

    examples: tuple[ExampleFile, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """One outcome, and the facts of it that the example states, as texts."""

    subject: str
    outcome: OutcomeKind
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """One example; `covers` None is every type, `rows` is None where resources are given.

    `parameters` are those that it sets, as a call would; the others are as the rule says. `codes` are those that it
    adds to sets for the site to fill. Where the rule is not `evaluated`, nothing is expected.
    """

    rule: str
    name: str
    shown: bool
    pair: Literal["last-good", "first-bad"] | None
    as_of: date
    covers: frozenset[str] | None
    resources: tuple[dict[str, Any], ...]
    rows: Mapping[str, tuple[Row, ...]] | None
    expect: tuple[Expected, ...]
    where: Where
    parameters: tuple[tuple[str, str], ...] = ()
    codes: Codes = ()
    evaluated: bool = True


def examples_path(rule: Rule) -> Path | None:
    """Return the file with the rule's examples, or None where there is none."""
    if rule.path is None:
        return None
    path = rule.path.with_name(f"{rule.path.stem}.examples.yaml")
    return path if path.is_file() else None


def load_examples(rule: Rule, *, tables: Mapping[str, TableDef], code_sets: CodeSets) -> tuple[Example, ...]:
    """Return the examples beside a rule; none where there is no file."""
    path = examples_path(rule)
    return () if path is None else read_examples(read_file(path), rule=rule.id, tables=tables, code_sets=code_sets)


def read_examples(
    document: Mapping_, *, rule: str, tables: Mapping[str, TableDef], code_sets: CodeSets
) -> tuple[Example, ...]:
    """Return the examples in a document, or raise every fault of it."""
    files = validate(document, ExamplesFile).examples
    faults = Faults()
    nodes = document.get("examples")
    items = nodes.items if isinstance(nodes, Listing) else ()
    known = _Known(rule, tables, code_sets)
    made = tuple(_example(said, node, known, faults) for said, node in zip(files, items, strict=True))
    seen: set[str] = set()
    for example in made:
        if example.name in seen:
            faults.add(CLASH, f"two examples are called '{example.name}'", example.where)
        seen.add(example.name)
    faults.raise_any()
    return made


@dataclass(frozen=True, slots=True)
class _Known:
    """The rule that examples are of, and what names in them can mean."""

    rule: str
    tables: Mapping[str, TableDef]
    code_sets: CodeSets


def _example(said: ExampleFile, node: Node, known: _Known, faults: Faults) -> Example:
    if (said.resources is None) == (said.rows is None):
        faults.add(WRONG_VALUE, "an example gives either resources or rows", node.where)
    given = node.get("resources") if isinstance(node, Mapping_) else None
    rows = node.get("rows") if isinstance(node, Mapping_) else None
    for index, expected in enumerate(said.outcomes):
        if expected.subject in [other.subject for other in said.outcomes[:index]]:
            faults.add(CLASH, "a subject has one outcome", position(node, ("expect", index)))
    return Example(
        rule=known.rule,
        name=said.name,
        shown=said.shown,
        pair=said.pair,
        as_of=date.fromisoformat(said.as_of),
        covers=None if said.covers is None else frozenset(said.covers),
        resources=tuple(read_resource(item, faults) for item in given.items) if isinstance(given, Listing) else (),
        rows=_rows(rows, known.tables, faults) if isinstance(rows, Mapping_) else None,
        expect=tuple(_expected(expected) for expected in said.outcomes),
        where=node.where,
        parameters=tuple(said.parameters.items()),
        codes=read_codes(said.codes, node, code_sets=known.code_sets, faults=faults),
        evaluated=said.expect != "not_evaluated",
    )


def _rows(node: Mapping_, tables: Mapping[str, TableDef], faults: Faults) -> Mapping[str, tuple[Row, ...]]:
    made: dict[str, tuple[Row, ...]] = {}
    for key, rows in node.entries:
        table = tables.get(key.text)
        if table is None:
            hint = nearest(key.text, sorted(tables))
            faults.add(UNKNOWN_NAME, f"unknown table '{key.text[:60]}'", key.where, hint=hint)
        elif isinstance(rows, Listing):
            made[key.text] = tuple(read_row(row, table, faults) for row in rows.items)
    return made


def _expected(said: ExpectedFile) -> Expected:
    facts: dict[str, str] = {}
    if said.reason_code is not None:
        facts["reason_code"] = said.reason_code.value
    if said.due_on is not None:
        facts["due_on"] = said.due_on
    if said.missing is not None:
        facts["missing"] = ", ".join(said.missing) or NONE
    return Expected(said.subject, said.outcome, facts)
