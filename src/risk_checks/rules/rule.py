"""A rule as its file has it: who it is for, what it says, and its logic not yet looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from risk_checks.documents import Definition, Listing, Mapping_, Scalar, Whole, Words, position, validate
from risk_checks.errors import Where
from risk_checks.model.outcome import RuleId
from risk_checks.rules.condition_parsing import parse_condition
from risk_checks.rules.conditions import Condition
from risk_checks.rules.expectation_parsing import parse_expectation
from risk_checks.rules.expectations import Expectation, recorded_in
from risk_checks.rules.faults import Faults
from risk_checks.rules.names import IdText, ParameterName, Slug
from risk_checks.rules.parameters import Parameter, ParameterFile, make_parameter


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError("expected 1 or more")
    return number


class StatusFile(Definition):
    """Where a rule is in its life, and the version of the library that put it there."""

    stage: Literal["preview", "stable", "deprecated", "removed"]
    since: Words | None = None


class SourceFile(Definition):
    """What a rule rests on."""

    title: Words
    section: Words | None = None
    url: Words | None = None
    says: Words | None = None


class MeasureFile(Definition):
    """The published measure that a rule follows: how far, and where it departs from it."""

    title: Words
    url: Words | None = None
    follows: Words
    departs: Words


class HistoryFile(Definition):
    """One revision of a rule: since which version of the library (or day, for rules of one's own), and what changed."""

    revision: Annotated[Whole, AfterValidator(_positive)]
    since: Words
    change: Words


class ExemptionFile(Definition):
    """Who a rule does not ask it of."""

    because: Words
    when: object


class RuleFile(Definition):
    """The keys of a rule file, in the order that they are written in."""

    id: IdText
    slug: Slug
    title: Words
    status: StatusFile
    revision: Annotated[Whole, AfterValidator(_positive)]
    default: Literal["on", "off"] = "on"
    severity: Literal["high", "medium", "low"]
    kahn: Literal["conformance", "completeness", "plausibility"] | None = None
    what: Words | None = None
    why: Words | None = None
    action: Words | None = None
    known_limits: Words | None = None
    sources: tuple[SourceFile, ...] = ()
    measure: MeasureFile | None = None
    standards: tuple[Words, ...] = ()
    history: tuple[HistoryFile, ...] = ()
    parameters: dict[ParameterName, ParameterFile] = {}  # noqa: RUF012 - pydantic copies defaults
    for_each: Words
    when: object = None
    unless: tuple[ExemptionFile, ...] = ()
    expect: object


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exemption, its condition not yet looked up."""

    because: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `about` is what the file says in words, the rest is its logic."""

    about: RuleFile
    parameters: Mapping[str, Parameter]
    for_each: Scalar
    when: Condition | None
    unless: tuple[Exemption, ...]
    expect: Expectation
    document: Mapping_
    path: Path | None = None

    @property
    def id(self) -> RuleId:
        """The rule's id."""
        return RuleId(self.about.id)

    @property
    def slug(self) -> str:
        """The rule's name."""
        return self.about.slug

    @property
    def where(self) -> Where:
        """The file, at its first line."""
        return self.document.where

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the rule."""
        found = [self.when, *(exemption.when for exemption in self.unless)]
        found += [part.condition for part in recorded_in(self.expect)]
        return tuple(condition for condition in found if condition is not None)

    def place(self, *path: str | int) -> Where:
        """Return where a key of the file stands."""
        return position(self.document, path)


def read_rule(document: Mapping_, *, path: Path | None = None) -> Rule:
    """Return the rule in a document, or raise every fault of it; `path` is where its examples stand beside it."""
    faults = Faults()
    about = faults.attempt(lambda: validate(document, RuleFile))
    when, expect, exemptions = document.get("when"), document.get("expect"), document.get("unless")
    condition = None if when is None else parse_condition(when, faults)
    unless = [
        parse_condition(test, faults)
        for item in (exemptions.items if isinstance(exemptions, Listing) else ())
        if isinstance(item, Mapping_) and (test := item.get("when")) is not None
    ]
    expectation = None if expect is None else parse_expectation(expect, faults)
    parameters = {} if about is None else read_parameters(document, about.parameters, faults)
    faults.raise_any()
    assert about is not None and expectation is not None  # noqa: PT018
    for_each = document.get("for_each")
    assert isinstance(for_each, Scalar)
    return Rule(
        about=about,
        parameters=parameters,
        for_each=for_each,
        when=condition,
        unless=tuple(Exemption(said.because, test) for said, test in zip(about.unless, unless, strict=True)),
        expect=expectation,
        document=document,
        path=path,
    )


def read_parameters(document: Mapping_, files: Mapping[str, ParameterFile], faults: Faults) -> Mapping[str, Parameter]:
    """Return the parameters defined under a document's key `parameters`."""
    return {name: make_parameter(name, file, document=document, faults=faults) for name, file in files.items()}
