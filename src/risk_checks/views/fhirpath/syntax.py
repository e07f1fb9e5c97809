"""The syntax tree of a FHIRPath expression: what was written, before anything is known of types."""

from __future__ import annotations

from dataclasses import dataclass

Plain = str | bool | int | float


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out; `type` is the FHIR type it has."""

    value: Plain
    type: str
    at: int


@dataclass(frozen=True, slots=True)
class Constant:
    """`%name`."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class This:
    """`$this`."""

    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`, or `name` alone where `of` is None."""

    of: Node | None
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """`of.name(arguments)`, or `name(arguments)` alone where `of` is None."""

    of: Node | None
    name: str
    arguments: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Indexer:
    """`of[index]`."""

    of: Node
    index: Node
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`; `at` is the operator's place."""

    operator: str
    left: Node
    right: Node
    at: int


Node = Literal | Constant | This | Member | Call | Indexer | Binary
