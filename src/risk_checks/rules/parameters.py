"""Parameters: the numbers and times of a rule that a trust may set, within bounds, for everyone or for each service."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from risk_checks.documents import Definition, Node, Plain, Scalar, Words, shortened
from risk_checks.documents.nodes import follow
from risk_checks.errors import Where
from risk_checks.model.duration import Duration, parse_duration
from risk_checks.rules.by import By, ByFile, by_in
from risk_checks.rules.faults import WRONG_VALUE, Faults
from risk_checks.rules.written_days import read_day

Value = Duration | int | date | str


_NEARLY_A_TIME = re.compile(r"[0-9]+ +[A-Za-z]+|[0-9]+[A-Za-z]{1,6}")
"""A number and a word: a time, well written or not."""


@dataclass(frozen=True, slots=True)
class PerService:
    """A value that depends on a column of the subject; `otherwise` is for every other value, and for none.

    `otherwise` so holds for a subject whose column is empty, or holds something that cannot be read.
    """

    column: Scalar
    values: tuple[tuple[str, Value], ...]
    otherwise: Value


class ParameterFile(Definition):
    """A parameter as a file has it."""

    default: Words
    min: Words | None = None
    max: Words | None = None
    by: ByFile | None = None
    standing: Literal["national", "local"] | None = None
    why: Words | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; its values are all of one kind, a time, a whole number, a day or a text."""

    name: str
    default: Value
    min: Value | None
    max: Value | None
    by: PerService | None
    standing: Literal["national", "local"] | None
    why: str | None
    where: Where

    @property
    def stated(self) -> Value | PerService:
        """The value as the rule itself states it, where nobody sets it."""
        return self.default if self.by is None else self.by

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
    if re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
        return int(text)
    return read_day(text) or text


def value_words(value: Value | PerService) -> str:
    """Return a value as a reader would say it.

    >>> value_words(Duration(12, "month"))
    '12 months'
    """
    if not isinstance(value, PerService):
        return str(value)
    each = (f"{said} where {value.column.text} is {service}" for service, said in value.values)
    return f"{', '.join(each)}, otherwise {value.otherwise}"


def as_written(value: Value | PerService) -> Plain:
    """Return a value as files write it: a text, or `{by: {column, values, otherwise}}`."""
    if not isinstance(value, PerService):
        return str(value)
    values: dict[str, Plain] = {service: str(said) for service, said in value.values}
    return {"by": {"column": value.column.text, "values": values, "otherwise": str(value.otherwise)}}


def make_parameter(name: str, file: ParameterFile, *, document: Node, faults: Faults) -> Parameter:
    """Return a parameter that stands under `parameters` in a document; what is wrong with it goes to `faults`."""
    node = follow(document, ("parameters", name))
    where = node.where
    made = Parameter(
        name=name,
        default=read_value(file.default),
        min=None if file.min is None else read_value(file.min),
        max=None if file.max is None else read_value(file.max),
        by=None,
        standing=file.standing,
        why=file.why,
        where=where,
    )
    said = (("default", file.default), ("min", file.min), ("max", file.max))
    misread = [(key, text) for key, text in said if text is not None and _NEARLY_A_TIME.fullmatch(text.strip())]
    for key, text in misread:
        if isinstance(read_value(text), str):
            message = f"'{key}' of '{name}' is '{shortened(text)}', which is no time"
            faults.add(WRONG_VALUE, message, follow(node, (key,)).where, hint="write a time such as 12 months")
            return made
    bounds = [("min", made.min), ("max", made.max)]
    wrong = [key for key, bound in bounds if bound is not None and type(bound) is not type(made.default)]
    for key in wrong:
        faults.add(WRONG_VALUE, f"'{key}' of '{name}' must be {_kind(made.default)}, like the default", where)
    if any(bound is not None for _, bound in bounds) and isinstance(made.default, str):
        faults.add(WRONG_VALUE, f"'{name}' is a text, which has no bounds", where, hint="leave min and max out")
        return made
    if not wrong and made.fault(made.default):
        faults.add(WRONG_VALUE, f"the default of '{name}' is out of its own bounds: {made.fault(made.default)}", where)
    if wrong or file.by is None:
        return made
    return replace(made, by=_per_service(made, by_in(follow(node, ("by",))), faults))


def _per_service(parameter: Parameter, by: By, faults: Faults) -> PerService:
    def read(said: Scalar, of: str) -> Value:
        value = read_value(said.text.strip())
        fault = parameter.fault(value)
        if fault:
            message = f"'{parameter.name}' cannot be '{shortened(said.text)}' {of}"
            faults.add(WRONG_VALUE, message, said.where, hint=fault)
        return value

    values = tuple((service, read(said, f"for '{shortened(service)}'")) for service, said in by.values)
    otherwise = parameter.default if by.otherwise is None else read(by.otherwise, "otherwise")
    return PerService(by.column, values, otherwise)


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
