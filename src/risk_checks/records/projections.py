"""The shapes of all needed types, compiled once and used for many reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from risk_checks.records.conform import Project, compile_shape
from risk_checks.records.shape import Shape
from risk_checks.records.widening import Visit, beside, compile_visit, own_identifiers, widened


@dataclass(frozen=True, slots=True)
class Projection:
    """How a resource of one type is reduced to what views read, and how its references are visited.

    `identified` keeps all identifiers beside it, `plain` those of which no view asked for a part: it serves where a
    flaw in the rest of one that a view asked for would cost the resource. `own` are the properties with identifiers of
    the resource itself, `spare` those among them that no view asked for.
    """

    plain: Project
    identified: Project
    visit: Visit | None
    own: tuple[str, ...]
    spare: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Projections:
    """The projection of each type that some view reads."""

    by_type: Mapping[str, Projection]


def compile_shapes(shapes: Mapping[str, Shape] | Projections) -> Projections:
    """Return the projections of shapes by type; what is compiled already comes back as it is."""
    if isinstance(shapes, Projections):
        return shapes
    return Projections({name: _compile(name, shape) for name, shape in shapes.items()})


def _compile(name: str, shape: Shape) -> Projection:
    own = own_identifiers(name)
    return Projection(
        plain=compile_shape(beside(shape, type_=name), of=name),
        identified=compile_shape(widened(shape, type_=name), of=name),
        visit=compile_visit(shape),
        own=own,
        spare=tuple(each for each in own if each not in shape.fields),
    )
