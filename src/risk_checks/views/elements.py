"""The element types of FHIR: what `Patient.birthDate` is, and whether it may repeat.

The table comes from R4B (4.3.0) models, not from R4 4.0.1. For every type the shipped views read the two agree; the
types that differ are listed and tested in tests/unit/views/test_elements.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources


class Kind(StrEnum):
    """How values of a primitive type compare and how JSON writes them."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"


_NAMES = {
    Kind.TEXT: "base64Binary canonical code id markdown oid string uri url uuid xhtml",
    Kind.DATE: "date dateTime instant",
    Kind.TIME: "time",
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "integer integer64 positiveInt unsignedInt",
    Kind.DECIMAL: "decimal",
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a type; a choice such as `value[x]` has several types and is named without `[x]`."""

    name: str
    many: bool
    choice: bool
    types: tuple[str, ...]


def kind_of(type_name: str) -> Kind | None:
    """Return the kind of a primitive type, or None for a complex one.

    >>> kind_of("positiveInt")
    <Kind.INTEGER: 'integer'>
    """
    return _KINDS.get(type_name)


def is_type(name: str) -> bool:
    """Return whether FHIR has a type of that name, primitive or complex."""
    return name in _KINDS or name in _lines()


@lru_cache(maxsize=1)
def resource_types() -> frozenset[str]:
    """Return the names of all resource types."""
    abstract = {"Resource", "DomainResource"}
    return frozenset(name for name in _lines() if name not in abstract and "." not in name and _is_resource(name))


@lru_cache(maxsize=1024)
def elements_of(type_name: str) -> Mapping[str, Element]:
    """Return the elements of a complex type by name, its base's included; empty for a type that is not known.

    >>> elements_of("Patient")["deceased"].types
    ('boolean', 'dateTime')
    """
    line = _lines().get(type_name)
    if line is None:
        return {}
    base, *cells = line.split("\t")
    found = dict(elements_of(base)) if base else {}
    for cell in cells:
        name, types = cell.split(" ")
        many, choice = name.endswith("*"), name.endswith("[x]")
        name = name.removesuffix("*").removesuffix("[x]")
        found[name] = Element(name, many, choice, tuple(types.split("|")))
    return found


@lru_cache(maxsize=1)
def element_names() -> frozenset[str]:
    """Return the names that elements of any type have.

    >>> "birthDate" in element_names(), "birthDay" in element_names()
    (True, False)
    """
    return frozenset(name for type_name in _lines() for name in elements_of(type_name))


def json_name(element: Element, type_name: str) -> str:
    """Return the JSON property that holds an element of a type: `value` as Quantity is `valueQuantity`."""
    return element.name + type_name[0].upper() + type_name[1:] if element.choice else element.name


def _is_resource(name: str) -> bool:
    while name:
        if name == "Resource":
            return True
        name = _lines().get(name, "").split("\t", 1)[0]
    return False


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    text = resources.files(__package__).joinpath("elements.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {name: rest for name, _, rest in rows}
