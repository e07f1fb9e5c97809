"""What a resource must look like for the views that read it: the properties they use and the JSON kind of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Primitive(StrEnum):
    """The JSON kinds a single value can have."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Field:
    """One property: a list or one value, of a primitive kind or of objects with a shape."""

    many: bool
    of: Primitive | Shape


@dataclass(frozen=True, slots=True)
class Shape:
    """The properties of an object that are read, by JSON name (`valueQuantity`); a resource's shape holds `id`."""

    fields: Mapping[str, Field]


def merge(a: Shape, b: Shape) -> Shape:
    """Return the shape that serves both: every property of either.

    >>> one, other = (Shape({name: Field(False, Primitive.TEXT)}) for name in ("id", "active"))
    >>> sorted(merge(one, other).fields)
    ['active', 'id']
    """
    fields = dict(a.fields)
    for name, field in b.fields.items():
        fields[name] = _merge_fields(fields[name], field, name) if name in fields else field
    return Shape(fields)


def _merge_fields(a: Field, b: Field, name: str) -> Field:
    if a.many == b.many:
        if isinstance(a.of, Shape) and isinstance(b.of, Shape):
            return Field(a.many, merge(a.of, b.of))
        if a.of == b.of:
            return a
    raise ValueError(f"two shapes disagree on what {name} is")
