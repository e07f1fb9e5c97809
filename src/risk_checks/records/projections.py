"""The shapes of all needed types, compiled once and used for many reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from risk_checks.records.conform import Project, compile_shape
from risk_checks.records.shape import Shape
from risk_checks.records.widening import Visit, compile_visit, spare_identifiers, widened


@dataclass(frozen=True, slots=True)
class Projection:
    """How a resource of one type is reduced to what views read, and how its references are visited.

    `identified` keeps identifiers beside it; a flaw in one that no view asked for costs the identifiers, not the
    resource. `spare_identifiers` says that no view asked for the resource's own.
    """

    plain: Project
    identified: Project
    visit: Visit | None
    spare_identifiers: bool


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
    return Projection(
        plain=compile_shape(shape),
        identified=compile_shape(widened(shape, type_=name)),
        visit=compile_visit(shape),
        spare_identifiers=spare_identifiers(shape, type_=name),
    )
