"""What a check looks at, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from risk_checks.errors import Where
from risk_checks.rules.code_sets import CodeSets
from risk_checks.rules.examples import Example
from risk_checks.rules.named import NamedConditions
from risk_checks.rules.parameters import Parameter, PerService, Value
from risk_checks.rules.plan import Plan
from risk_checks.rules.rule import Rule
from risk_checks.rules.standards import Standards


@dataclass(frozen=True, slots=True)
class Linted:
    """A rule with all that its checks need; `examples` is empty, and `first_line` too, where there is no file.

    `values` are those that its parameters have here.
    """

    rule: Rule
    plan: Plan
    parameters: Mapping[str, Parameter]
    examples: tuple[Example, ...]
    conditions: NamedConditions
    code_sets: CodeSets
    standards: Standards
    values: Mapping[str, Value | PerService]
    first_line: str = ""


Fault = tuple[Where, str]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `asks` is what a rule must be like."""

    code: str
    asks: str
    faults: Callable[[Linted], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one rule."""

    code: str
    rule: str
    where: Where
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.where}: {self.message}"
