"""From a resource as it came to the part of it that views read, each property of the JSON kind that FHIR says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from risk_checks.records.fhir_versions import as_mark, marks_at, version_shown
from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.records.strict_json import Rounded
from risk_checks.records.turns import DEEPEST, holds_itself, too_deep

Project = Callable[[Mapping[str, Any]], "dict[str, Any] | ShapeFault"]
_Read = Callable[[Any], Any]  # gives None where the value counts as absent
_LARGEST_EXACT = 2**53  # a double holds each whole number up to it, and writes it as it is
_WHOLE_NUMBERS = range(-(2**63), 2**63)
_TYPE = "resourceType"
_MOST_NAMES = 1000  # that are remembered of those no view reads, for each object


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """What is wrong with a resource, so that it cannot be used, and where, or which version of FHIR it is in.

    The path is made of names from the shape, never of values.
    """

    path: str | None
    code: str = "element-shape"


class Flagged(dict[str, Any]):
    """What views read of a resource in which something else is wrong, as the code of a problem."""

    code = "element-case"


class _Fault(Exception):
    """Raised where a property costs the resource; the path grows on the way out."""

    code = "element-shape"

    def __init__(self, value: object = None) -> None:
        self.value = value
        self.path: list[str] = []


class _WrongKind(_Fault):
    pass


class _NotExact(_WrongKind):
    code = "number-not-exact"


class _OtherVersion(_Fault):
    code = "fhir-version"


class _Modified(_Fault):
    code = "modifier-not-understood"


class _OddName(_Fault):
    pass


def compile_shape(shape: Shape, *, of: str = "") -> Project:
    """Return the function that makes a new dict of the shape's properties, or names the first of a wrong kind.

    Empty texts, lists and objects count as absent, and so do texts of white space; a JSON null counts as a wrong kind,
    but in a list of primitives (and of their `_` companions) it keeps its place. Where the type of the resource is
    told, what shows another version of FHIR costs the resource, and so does what says that it means something else.

    >>> compile_shape(Shape({"active": Field(False, Primitive.BOOLEAN)}))({"active": "yes"})
    ShapeFault(path='active', code='element-shape')
    """
    read = _object_reader(shape, _Making(of))

    @lru_cache(maxsize=1)
    def without_names() -> _Read:
        return _object_reader(shape, _Making(of, names=False))

    def project(resource: Mapping[str, Any]) -> dict[str, Any] | ShapeFault:
        try:
            try:
                return read(resource) or {}
            except _OddName:
                return Flagged(without_names()(resource) or {})
        except _Fault as fault:
            return _told(fault, resource, of)

    return _bounded(project, shape) if holds_itself(shape) else project


def _told(fault: _Fault, resource: Mapping[str, Any], of: str) -> ShapeFault:
    """Return a fault as a problem tells it; a kind that is right in another version is told as that version."""
    *above, name = reversed(fault.path)
    marks = marks_at(".".join((of, *above)))
    mark = name if isinstance(fault, _OtherVersion) else as_mark(name, fault.value)
    if isinstance(fault, (_OtherVersion, _WrongKind)) and mark in marks:
        return ShapeFault(version_shown(resource, of=of, by=marks[mark]), _OtherVersion.code)
    return ShapeFault(".".join((*above, name)), fault.code)


def _bounded(project: Project, shape: Shape) -> Project:
    """Return a projection that turns away what repeats within itself more often than views follow."""

    def bounded(resource: Mapping[str, Any]) -> dict[str, Any] | ShapeFault:
        found = project(resource)
        if isinstance(found, ShapeFault) or (path := too_deep(shape, found)) is None:
            return found
        return ShapeFault(f"{path} after {DEEPEST} turns", "repeat-too-deep")

    return bounded


@dataclass(frozen=True, slots=True)
class _Making:
    """The readers that are being made of the parts of a resource; `made` has those on the way, which may hold them.

    `path` leads to the part, from the type of the resource; with `names`, one in capitals other than FHIR's is found.
    """

    path: str
    names: bool = True
    made: dict[int, _Read] = field(default_factory=dict)

    def below(self, name: str) -> _Making:
        return _Making(f"{self.path}.{name}", self.names, self.made)


def _object_reader(shape: Shape, making: _Making) -> _Read:
    """Return the reader of a shape."""
    if id(shape) in making.made:
        return making.made[id(shape)]
    readers: dict[str, _Read] = {}
    checks = making.names
    known = {name.casefold() for name in (*shape.fields, _TYPE)}
    passed = {_TYPE}

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
                    if checks and name not in passed:
                        pass_by(name)
                elif (kept := reader(item)) is not None:
                    out[name] = kept
        except _Fault as fault:
            fault.path.append(name)
            raise
        return out if out or beyond else None

    def pass_by(name: str) -> None:
        if name.casefold() in known:
            raise _OddName
        if len(passed) < _MOST_NAMES:
            passed.add(name)

    making.made[id(shape)] = read
    readers.update((name, reader) for name, reader in _costly(making.path) if name not in shape.fields)
    readers.update((name, _field_reader(name, field, making)) for name, field in shape.fields.items())
    return read


def _costly(path: str) -> Iterator[tuple[str, _Read]]:
    """Give the readers of what costs a resource if it is there, while no view reads it."""
    type_, _, below = path.partition(".")
    if not type_:
        return
    yield from ((name, _unless_absent(_OtherVersion)) for name in marks_at(path) if name.isalnum())
    yield "modifierExtension", _unless_absent(_Modified)
    if not below:
        yield "implicitRules", _unless_absent(_Modified)


def costly_names(path: str) -> frozenset[str]:
    """Return the properties that cost a resource if they are there, while no view reads them, of the object at a path.

    >>> sorted(costly_names("Flag"))
    ['implicitRules', 'modifierExtension']
    """
    return frozenset(name for name, _ in _costly(path))


def _unless_absent(fault: type[_Fault]) -> _Read:
    def read(value: Any) -> None:
        if value is not None and value not in ("", [], {}):
            raise fault(value)

    return read


def _field_reader(name: str, field: Field, making: _Making) -> _Read:
    one = _object_reader(field.of, making.below(name)) if isinstance(field.of, Shape) else _PRIMITIVES[field.of]
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
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return _absent(value)
    if not _is_exact(value):
        raise _NotExact(value)
    return value


def _is_exact(value: int | float) -> bool:
    """Return whether a number is in every engine the one that was written."""
    return not isinstance(value, Rounded) if isinstance(value, float) else abs(value) <= _LARGEST_EXACT


def _absent(value: Any) -> Any:
    """Return None for a value that counts as absent; others are of a wrong kind."""
    if value in ("", [], {}):
        return None
    raise _WrongKind(value)


_PRIMITIVES: Mapping[Primitive, _Read] = {
    Primitive.TEXT: _text,
    Primitive.BOOLEAN: _boolean,
    Primitive.INTEGER: _integer,
    Primitive.DECIMAL: _decimal,
    Primitive.NUMERAL: _decimal,
}
