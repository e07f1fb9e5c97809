"""Shapes that hold themselves, and how deep they go in data: `item.item.item` is three turns of `item`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from risk_checks.records.shape import Field, Primitive, Shape

DEEPEST = 20
"""Turns of a repeat that are followed; what goes deeper is refused, never cut."""


def holds_itself(shape: Shape) -> bool:
    """Return whether a shape has itself, or a part that has itself, among its parts."""
    return _holds(shape, set(), set())


def _holds(shape: Shape, above: set[int], done: set[int]) -> bool:
    own = id(shape)
    if own in above:
        return True
    if own in done:
        return False
    done.add(own)
    return any(_holds(each.of, above | {own}, done) for each in shape.fields.values() if isinstance(each.of, Shape))


def too_deep(shape: Shape, resource: Mapping[str, Any]) -> str | None:
    """Return the path to a part that lies more than `DEEPEST` turns deep in a projected resource, or None."""
    return _too_deep(shape, resource, 0)


def _too_deep(shape: Shape, value: Mapping[str, Any], turns: int) -> str | None:
    turns += shape.turn
    if turns > DEEPEST:
        return ""
    for name, inner, item in _parts(shape, value):
        if (path := _too_deep(inner, item, turns)) is not None:
            return f"{name}.{path}" if path else name
    return None


def unrolled(shape: Shape, resources: Iterable[Mapping[str, Any]]) -> Shape:
    """Return a shape as deep as projected resources are, which holds itself nowhere.

    A part that holds itself and that no resource has is kept once, so that its own properties can be named; but never
    deeper than turns are followed, so that only what a resource has can be too deep.

    >>> item = Shape({})
    >>> item = Shape({"item": Field(True, item)})
    >>> item.fields["item"] = Field(True, item)
    >>> unrolled(item, [{"item": [{}, {"item": [{}]}]}]) == unrolled(item, [{"item": [{"item": [{}]}]}])
    True
    """
    found = _Found()
    for each in resources:
        _note(shape, each, found)
    return _cut(shape, found, (), 0)


@dataclass(slots=True)
class _Found:
    """The properties with parts that some resource has."""

    parts: dict[str, _Found] = field(default_factory=dict)


def _note(shape: Shape, value: Mapping[str, Any], found: _Found) -> None:
    for name, inner, item in _parts(shape, value):
        _note(inner, item, found.parts.setdefault(name, _Found()))


def _parts(shape: Shape, value: Mapping[str, Any]) -> Iterable[tuple[str, Shape, Mapping[str, Any]]]:
    for name, content in value.items():
        known = shape.fields.get(name)
        if known is not None and isinstance(known.of, Shape):
            for item in content if known.many else (content,):
                if item is not None:
                    yield name, known.of, item


def _cut(shape: Shape, found: _Found | None, absent: tuple[int, ...], turns: int) -> Shape:
    """Return the shape as deep as was found; `absent` are the shapes kept below what was found, `turns` those above."""
    fields: dict[str, Field] = {}
    turns += shape.turn
    for name, known in shape.fields.items():
        if not isinstance(known.of, Shape):
            fields[name] = known
            continue
        below = found.parts.get(name) if found else None
        beyond = absent if below else (*absent, id(known.of))
        if below or (id(known.of) not in absent and turns + known.of.turn <= DEEPEST):
            fields[name] = Field(known.many, _cut(known.of, below, beyond, turns), known.spare)
    return Shape(fields or _PRESENCE, shape.turn)


_PRESENCE = {"id": Field(many=False, of=Primitive.TEXT)}  # an object has some property, so that it can be there
