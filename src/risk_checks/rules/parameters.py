"""Parameters: the numbers and times of a rule that a trust may set, within bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from risk_checks.documents import Definition, Words
from risk_checks.errors import UsageError, Where, nearest
from risk_checks.model.duration import Duration, parse_duration
from risk_checks.rules.faults import UNKNOWN_PARAMETER, WRONG_PARAMETER, WRONG_VALUE, Faults
from risk_checks.rules.written_days import read_day

Settings = Mapping[str, Mapping[str, str]]
"""Texts by rule (id or slug) and parameter."""

Value = Duration | int | date | str


class ParameterFile(Definition):
    """A parameter as a file has it."""

    default: Words
    min: Words | None = None
    max: Words | None = None
    standing: Literal["national", "local"] | None = None
    why: Words | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; its values are all of one kind, a time, a whole number, a day or a text."""

    name: str
    default: Value
    min: Value | None
    max: Value | None
    standing: Literal["national", "local"] | None
    why: str | None
    where: Where

    def fault(self, value: Value) -> str | None:
        """Return what is wrong with a value, or None."""
        if type(value) is not type(self.default):
            return f"expected {_kind(self.default)}"
        if self.min is not None and _rank(value) < _rank(self.min):
            return f"expected at least {self.min}"
        if self.max is not None and _rank(value) > _rank(self.max):
            return f"expected at most {self.max}"
        return None


def read_value(text: str) -> Value:
    """Return the time, whole number or day that a text names, or the text itself.

    >>> read_value("12 months"), read_value("3"), read_value("open")
    (Duration(count=12, unit='month'), 3, 'open')
    """
    duration = parse_duration(text)
    if duration is not None:
        return duration
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text)
    return read_day(text) or text


def make_parameter(name: str, file: ParameterFile, *, where: Where, faults: Faults) -> Parameter:
    """Return the parameter a file defines; what is wrong with it goes to `faults`."""
    made = Parameter(
        name=name,
        default=read_value(file.default),
        min=None if file.min is None else read_value(file.min),
        max=None if file.max is None else read_value(file.max),
        standing=file.standing,
        why=file.why,
        where=where,
    )
    bounds = [("min", made.min), ("max", made.max)]
    wrong = [key for key, bound in bounds if bound is not None and type(bound) is not type(made.default)]
    for key in wrong:
        faults.add(WRONG_VALUE, f"'{key}' of '{name}' must be {_kind(made.default)}, like the default", where)
    if any(bound is not None for _, bound in bounds) and isinstance(made.default, str):
        faults.add(WRONG_VALUE, f"'{name}' is a text, which has no bounds", where)
    elif not wrong and made.fault(made.default):
        faults.add(WRONG_VALUE, f"the default of '{name}' is out of its own bounds: {made.fault(made.default)}", where)
    return made


def resolve(parameters: Mapping[str, Parameter], *, names: Sequence[str], settings: Settings) -> Mapping[str, Value]:
    """Return the value of each parameter of the rule that goes by `names` (id, slug): as set, or its default."""
    given: dict[str, str] = {}
    for name in reversed(names):
        given.update(settings.get(name, {}))
    for name in given:
        if name not in parameters:
            hint = nearest(name, sorted(parameters)) or "it has none"
            raise UsageError(UNKNOWN_PARAMETER, f"{names[0]} has no parameter '{name[:60]}'", hint=hint)
    return {name: _chosen(parameter, names[0], given.get(name)) for name, parameter in parameters.items()}


def _chosen(parameter: Parameter, rule: str, text: str | None) -> Value:
    if text is None:
        return parameter.default
    value = read_value(text.strip())
    fault = parameter.fault(value)
    if fault:
        message = f"{rule}.{parameter.name} cannot be '{text[:60]}'"
        raise UsageError(WRONG_PARAMETER, message, where=parameter.where, hint=fault)
    return value


def _kind(value: Value) -> str:
    match value:
        case Duration():
            return "a time such as 12 months"
        case int():
            return "a whole number"
        case date():
            return "a day such as 2026-11-01"
        case str():
            return "a text"


def _rank(value: Value) -> int:
    """Order values of one kind; times by their average length, in ten-thousandths of a day."""
    match value:
        case Duration():
            return value.months * 304_375 + value.days * 10_000
        case int():
            return value
        case date():
            return value.toordinal()
        case str():  # pragma: no cover - refused when the file is read
            raise AssertionError("a text has no bounds")
