"""Examples on DuckDB, many in one input: an id of each gets a prefix that is taken off its outcomes again.

A run on DuckDB has a cost of its own, whatever the number of people; one input for all examples with the same coverage
pays it once. That people who share no id do not change each other's answers is a law of the semantics (law b).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from risk_checks.api.extract import Extract
from risk_checks.engines.attempt import refuse_failed
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.reference.build import Build
from risk_checks.model.outcome import Outcome
from risk_checks.reports.facts import Asked
from risk_checks.rules.example_codes import Codes
from risk_checks.rules.examples import Example

Covers = frozenset[str] | None
Run = tuple[Covers, str, date, tuple[tuple[str, str], ...], Codes]
"""What examples share that are answered together: coverage, rule, day, parameters and codes."""


class ExampleBatch:
    """The examples made of resources, checked together; nothing is read before the first outcome is asked for."""

    def __init__(
        self,
        examples: Iterable[Example],
        *,
        ask: Callable[[Example], Asked],
        definitions: Definitions,
        build: Build,
        zone: str,
    ) -> None:
        self._ask = ask
        self._definitions = definitions
        self._build = build
        self._zone = zone
        self._numbers: dict[tuple[str, str], int] = {}
        self._given: dict[Covers, list[dict[str, Any]]] = {}
        for example in examples:
            number = self._numbers.setdefault(_name(example), len(self._numbers))
            resources = self._given.setdefault(example.covers, [])
            here = {f"{resource['resourceType']}/{resource['id']}" for resource in example.resources}
            resources += [_prefixed(resource, _prefix(number), here) for resource in example.resources]
        self._extracts: dict[Covers, Extract] = {}
        self._outcomes: dict[Run, Mapping[str, Sequence[Outcome]] | None] = {}

    def outcomes(self, example: Example) -> Sequence[Outcome] | None:
        """Return the outcomes of the example's own rule; None where it was not evaluated."""
        run = (example.covers, example.rule, example.as_of, example.parameters, example.codes)
        if run not in self._outcomes:
            self._outcomes[run] = self._run(example)
        found = self._outcomes[run]
        return None if found is None else found.get(_prefix(self._numbers[_name(example)]), ())

    def _run(self, example: Example) -> Mapping[str, Sequence[Outcome]] | None:
        covers = example.covers
        if covers not in self._extracts:
            self._extracts[covers] = Extract(
                [self._given[covers]], definitions=self._definitions, build=self._build, covers=covers, zone=self._zone
            )
        report = self._extracts[covers].run(self._ask(example), as_of=example.as_of, engine="duckdb")
        refuse_failed(report.run.failed)
        if example.rule in report.run.not_evaluated:
            return None
        found: dict[str, list[Outcome]] = {}
        for outcome in report.outcomes:
            prefix = outcome.patient.split("/")[1].split(".")[0] + "."
            found.setdefault(prefix, []).append(_plain(outcome, prefix))
        return found


def _name(example: Example) -> tuple[str, str]:
    return example.rule, example.name


def _prefix(number: int) -> str:
    return f"x{number}."


def _plain(outcome: Outcome, prefix: str) -> Outcome:
    return replace(
        outcome,
        patient=outcome.patient.replace(prefix, ""),
        subject=outcome.subject.replace(prefix, ""),
        evidence=tuple(key.replace(prefix, "") for key in outcome.evidence),
    )


def _prefixed(resource: dict[str, Any], prefix: str, here: set[str]) -> dict[str, Any]:
    return {**_renamed(resource, prefix, here), "id": f"{prefix}{resource['id']}"}


def _renamed(value: Any, prefix: str, here: set[str]) -> Any:
    match value:
        case dict():
            return {name: _reference(name, each, prefix, here) for name, each in value.items()}
        case list():
            return [_renamed(each, prefix, here) for each in value]
        case _:
            return value


def _reference(name: str, value: Any, prefix: str, here: set[str]) -> Any:
    """Return a value with its references prefixed: those to the example's own resources, and to any patient.

    What an example does not hold (a team, an organisation) keeps the name that its rule may speak of.
    """
    if name == "reference" and isinstance(value, str) and (value in here or value.startswith("Patient/")):
        head, _, rest = value.partition("/")
        return f"{head}/{prefix}{rest}"
    return _renamed(value, prefix, here)
