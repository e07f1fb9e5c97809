"""What an expression means once types are known: the few forms that every engine evaluates.

Sugar is gone here: `extension(url)` is a filter, `empty()` is *not exists*, `value.ofType(Quantity)` is the JSON
property `valueQuantity`. Each term has a FHIR type and says whether it may have more than one value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from risk_checks.views.fhirpath.syntax import Plain

LogicWord = Literal["and", "or", "xor", "implies"]
CompareSign = Literal["=", "!=", "<", "<=", ">", ">="]
ArithmeticSign = Literal["+", "-", "*", "/", "div", "mod"]
Side = Literal["low", "high"]


@dataclass(frozen=True, slots=True)
class Focus:
    """The element the expression is evaluated on: `$this`."""

    type: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class RowIndex:
    """`%rowIndex`: the position of the row's element in the nearest forEach, from 0."""

    type: str = "integer"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A literal or a constant of the view."""

    value: Plain
    type: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """What can have no value, because what it would be found in is never there."""

    type: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Child:
    """A JSON property of each element of `of`; `repeats` where the property itself is a list.

    `written` asks for a number with its digits as they are written, for boundaries.
    """

    of: Term
    property: str
    type: str
    repeats: bool
    many: bool
    written: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """The value of `of` at a position that counts from 0."""

    of: Term
    position: int
    type: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """The elements of `of` for which the criteria are true."""

    of: Term
    criteria: Term
    type: str
    many: bool


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether `of` has any value."""

    of: Term
    type: str = "boolean"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a boolean; empty stays empty."""

    of: Term
    type: str = "boolean"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Logic:
    """FHIRPath's three-valued connectives."""

    word: LogicWord
    left: Term
    right: Term
    type: str = "boolean"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison; empty where either side is empty, or where precision cannot decide."""

    sign: CompareSign
    left: Term
    right: Term
    type: str = "boolean"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Arithmetic on numbers, and `+` on strings; empty where either side is empty."""

    sign: ArithmeticSign
    left: Term
    right: Term
    type: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Concat:
    """Two strings joined by `&`: an empty side is an empty string."""

    left: Term
    right: Term
    type: str = "string"
    many: bool = False


@dataclass(frozen=True, slots=True)
class Boundary:
    """The least or the greatest value that `of`, one number or date as far as it is written, can stand for.

    `precision` counts digits, after the point of a number, or of a date from its year on.
    """

    of: Term
    side: Side
    precision: int
    type: str
    many: bool = False


@dataclass(frozen=True, slots=True)
class Join:
    """The strings of `of`, joined; empty where there are none."""

    of: Term
    separator: str
    type: str = "string"
    many: bool = False


@dataclass(frozen=True, slots=True)
class ResourceKey:
    """`getResourceKey()`: `Type/id` of the resource in focus."""

    of: Term
    resource: str
    type: str = "string"
    many: bool = False


@dataclass(frozen=True, slots=True)
class ReferenceKey:
    """`getReferenceKey(target)`: `Type/id` of what each reference of `of` names."""

    of: Term
    target: str | None
    many: bool
    type: str = "string"


Operation = Logic | Compare | Arithmetic | Concat | Boundary
"""What makes one value of one or two others."""

Term = (
    Focus
    | RowIndex
    | Value
    | Nothing
    | Child
    | Item
    | Filter
    | Exists
    | Not
    | Operation
    | Join
    | ResourceKey
    | ReferenceKey
)
