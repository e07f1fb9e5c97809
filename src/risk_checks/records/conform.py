"""From a resource as it came to the part of it that views read, each property of the JSON kind that FHIR says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.records.turns import DEEPEST, holds_itself, too_deep

Project = Callable[[Mapping[str, Any]], "dict[str, Any] | ShapeFault"]
_Read = Callable[[Any], Any]  # gives None where the value counts as absent
_WHOLE_NUMBERS = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """What is wrong with a resource: the first property of a wrong JSON kind, or one that holds itself too deep.

    The path is made of names from the shape, never of values.
    """

    path: str
    code: str = "element-shape"


class _WrongKind(Exception):
    def __init__(self) -> None:
        self.path: list[str] = []


def compile_shape(shape: Shape) -> Project:
    """Return the function that makes a new dict of the shape's properties, or names the first of a wrong kind.

    Empty texts, lists and objects count as absent, and so do texts of white space; a JSON null counts as a wrong kind,
    but in a list of primitives (and of their `_` companions) it keeps its place.

    >>> compile_shape(Shape({"active": Field(False, Primitive.BOOLEAN)}))({"active": "yes"})
    ShapeFault(path='active', code='element-shape')
    """
    read = _object_reader(shape, {})

    def project(resource: Mapping[str, Any]) -> dict[str, Any] | ShapeFault:
        try:
            return read(resource) or {}
        except _WrongKind as wrong:
            return ShapeFault(".".join(reversed(wrong.path)))

    return _bounded(project, shape) if holds_itself(shape) else project


def _bounded(project: Project, shape: Shape) -> Project:
    """Return a projection that turns away what repeats within itself more often than views follow."""

    def bounded(resource: Mapping[str, Any]) -> dict[str, Any] | ShapeFault:
        found = project(resource)
        if isinstance(found, ShapeFault) or (path := too_deep(shape, found)) is None:
            return found
        return ShapeFault(f"{path} after {DEEPEST} turns", "repeat-too-deep")

    return bounded


def _object_reader(shape: Shape, made: dict[int, _Read]) -> _Read:
    """Return the reader of a shape; `made` has those on the way to it, for shapes that hold themselves."""
    if id(shape) in made:
        return made[id(shape)]
    readers: dict[str, _Read] = {}

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return _absent(value)
        out = {}
        beyond = False
        name = ""
        try:
            for name, item in value.items():
                reader = readers.get(name)
                if reader is None:
                    beyond = True
                elif (kept := reader(item)) is not None:
                    out[name] = kept
        except _WrongKind as wrong:
            wrong.path.append(name)
            raise
        return out if out or beyond else None

    made[id(shape)] = read
    readers.update((name, _field_reader(name, field, made)) for name, field in shape.fields.items())
    return read


def _field_reader(name: str, field: Field, made: dict[int, _Read]) -> _Read:
    one = _object_reader(field.of, made) if isinstance(field.of, Shape) else _PRIMITIVES[field.of]
    if field.spare:
        one = _lenient(one)
    if not field.many:
        return one
    keeps_place = name.startswith("_") or not isinstance(field.of, Shape)
    read = _aligned_list_reader(one) if keeps_place else _object_list_reader(one)
    return _lenient(read) if field.spare else read


def _lenient(read: _Read) -> _Read:
    def lenient(value: Any) -> Any:
        try:
            return read(value)
        except _WrongKind:
            return None

    return lenient


def _aligned_list_reader(one: _Read) -> _Read:
    def read(value: Any) -> Any:
        if not isinstance(value, list) or not value:
            return _absent(value)
        return [None if item is None else one(item) for item in value]

    return read


def _object_list_reader(one: _Read) -> _Read:
    def read(value: Any) -> Any:
        if not isinstance(value, list):
            return _absent(value)
        return [kept for item in value if (kept := one(item)) is not None] or None

    return read


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        return _absent(value)
    return value if value and not value.isspace() else None


def _boolean(value: Any) -> Any:
    return value if isinstance(value, bool) else _absent(value)


def _integer(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and value in _WHOLE_NUMBERS:
        return value
    return _absent(value)


def _decimal(value: Any) -> Any:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else _absent(value)


def _absent(value: Any) -> Any:
    """Return None for a value that counts as absent; others are of a wrong kind."""
    if value in ("", [], {}):
        return None
    raise _WrongKind


_PRIMITIVES: Mapping[Primitive, _Read] = {
    Primitive.TEXT: _text,
    Primitive.BOOLEAN: _boolean,
    Primitive.INTEGER: _integer,
    Primitive.DECIMAL: _decimal,
    Primitive.NUMERAL: _decimal,
}
