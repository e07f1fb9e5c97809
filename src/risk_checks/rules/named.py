"""Named conditions: what several rules mean by one phrase (`conditions.yaml`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import Field

from risk_checks.documents import Definition, Mapping_, Node, Scalar, Words, validate
from risk_checks.errors import Where
from risk_checks.rules import conditions as written
from risk_checks.rules.condition_parsing import parse_condition
from risk_checks.rules.faults import Faults
from risk_checks.rules.names import ParameterName, Slug
from risk_checks.rules.parameters import Parameter, ParameterFile, make_parameter


class NamedConditionFile(Definition):
    """A named condition as the file has it."""

    for_: Words = Field(alias="for")
    says: Words
    parameters: dict[ParameterName, ParameterFile] = {}  # noqa: RUF012 - pydantic copies defaults
    when: object


class _Name(Definition):
    name: Slug


@dataclass(frozen=True, slots=True)
class NamedCondition:
    """A condition over the rows of one table, with the parameters that go with it."""

    name: str
    for_: str
    says: str
    parameters: Mapping[str, Parameter]
    when: written.Condition
    where: Where


NamedConditions = Mapping[str, NamedCondition]


def read_conditions(document: Mapping_) -> NamedConditions:
    """Return the named conditions in a document, or raise every fault of it."""
    faults = Faults()
    read = [faults.attempt(lambda key=key, node=node: _read(key, node)) for key, node in document.entries]  # type: ignore[misc]
    faults.raise_any()
    return {condition.name: condition for condition in read if condition is not None}


def _read(key: Scalar, node: Node) -> NamedCondition:
    faults = Faults()
    faults.attempt(lambda: validate(Mapping_(((Scalar("name", key.where, quoted=False), key),), key.where), _Name))
    file = faults.attempt(lambda: validate(node, NamedConditionFile))
    test = node.get("when") if isinstance(node, Mapping_) else None
    when = None if test is None else parse_condition(test, faults)
    made = {
        name: make_parameter(name, said, document=node, faults=faults)
        for name, said in (file.parameters if file else {}).items()
    }
    faults.raise_any()
    assert file is not None and when is not None  # noqa: PT018
    return NamedCondition(key.text, file.for_, file.says, made, when, key.where)


def used_in(conditions: Iterable[written.Condition], named: NamedConditions) -> tuple[NamedCondition, ...]:
    """Return the named conditions that conditions use, and those that these use, each once, in the order met."""
    found: dict[str, NamedCondition] = {}
    waiting = list(conditions)
    while waiting:
        for name in _uses(waiting.pop(0)):
            if name in named and name not in found:
                found[name] = named[name]
                waiting.append(named[name].when)
    return tuple(found.values())


def _uses(condition: written.Condition) -> Iterator[str]:
    match condition:
        case written.Use():
            yield condition.name.text
        case written.All() | written.Any_():
            for item in condition.items:
                yield from _uses(item)
        case written.Not():
            yield from _uses(condition.item)
        case written.Having():
            yield from _uses(condition.condition)
        case written.Compare() | written.OneOf() | written.AnyIn() | written.Filled() | written.Lasts() | written.Age():
            pass
