"""Entries as they are met, before it is known what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from risk_checks.records.references import Scope


class UnitKind(Enum):
    """What was met."""

    RESOURCE = auto()  # an object with a resourceType
    DELETE = auto()  # an instruction of a Bundle; the value is the reference it names
    CONTROL = auto()
    BLANK = auto()
    FAULT = auto()  # the code says why it is no resource; the value is as much of it as could be read
    PAGE = auto()  # no entry: a Bundle that links to other pages; the value is a `Page`
    NOT_FHIR = auto()  # no entry: the file turned out to hold other JSON


@dataclass(frozen=True, slots=True)
class Page:
    """A Bundle that is one of several: its own address, and whether and where there is a next one; None is not told."""

    address: str | None
    has_next: bool
    next_address: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One entry; `scope` and `full_url` are those of its Bundle, `whole` says that it is not a line of NDJSON.

    `offset` is the byte at which its line begins in the file, once that is decompressed; None where it has no line.
    `mark` is that of a line that is a resource.
    """

    kind: UnitKind
    line: int
    value: Any = None
    code: str | None = None
    full_url: Any = None
    scope: Scope | None = None
    whole: bool = False
    deleted_at: Any = None
    offset: int | None = None
    mark: bytes | None = None
