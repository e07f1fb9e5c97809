"""What a resource must look like for the views that read it: the properties they use and the JSON kind of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Primitive(StrEnum):
    """The JSON kinds a single value can have; `NUMERAL` is a number whose written digits matter."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    NUMERAL = "numeral"


_NUMBERS = (Primitive.DECIMAL, Primitive.NUMERAL)


@dataclass(frozen=True, slots=True)
class Field:
    """One property: a list or one value, of a primitive kind or of objects with a shape.

    A value of a wrong kind costs the whole resource, and only itself where the property is `spare`.
    """

    many: bool
    of: Primitive | Shape
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The properties of an object that are read, by JSON name (`valueQuantity`); a resource's shape holds `id`.

    A view with `repeat` makes a shape that holds itself somewhere below; `turn` marks the shapes that stand for one
    turn of a repeat, so that turns can be counted.
    """

    fields: Mapping[str, Field]
    turn: bool = False


def merge(a: Shape, b: Shape) -> Shape:
    """Return the shape that serves both: every property of either.

    >>> one, other = (Shape({name: Field(False, Primitive.TEXT)}) for name in ("id", "active"))
    >>> sorted(merge(one, other).fields)
    ['active', 'id']
    """
    return _merge(a, b, {})


def _merge(a: Shape, b: Shape, made: dict[tuple[int, int], Shape]) -> Shape:
    """Merge two shapes; those that are met again, as within themselves, are merged once."""
    pair = (id(a), id(b))
    if pair in made:
        return made[pair]
    fields: dict[str, Field] = {}
    made[pair] = Shape(fields, a.turn or b.turn)
    fields.update(a.fields)
    for name, field in b.fields.items():
        fields[name] = _merge_fields(fields[name], field, name, made) if name in a.fields else field
    return made[pair]


def _merge_fields(a: Field, b: Field, name: str, made: dict[tuple[int, int], Shape]) -> Field:
    if a.many == b.many:
        if isinstance(a.of, Shape) and isinstance(b.of, Shape):
            return Field(a.many, _merge(a.of, b.of, made), a.spare and b.spare)
        if a.of == b.of:
            return Field(a.many, a.of, a.spare and b.spare)
        if a.of in _NUMBERS and b.of in _NUMBERS:
            return Field(a.many, Primitive.NUMERAL, a.spare and b.spare)
    raise ValueError(f"two shapes disagree on what {name} is")
