"""The shapes of all needed types, compiled once and used for many reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from risk_checks.records.conform import Project, compile_shape
from risk_checks.records.references import Scope, compile_references
from risk_checks.records.shape import Shape


@dataclass(frozen=True, slots=True)
class Projection:
    """How a resource of one type is reduced to what views read, and how the references left in it are resolved."""

    project: Project
    resolve: Callable[[Any, Scope], int] | None


@dataclass(frozen=True, slots=True)
class Projections:
    """The projection of each type that some view reads."""

    by_type: Mapping[str, Projection]


def compile_shapes(shapes: Mapping[str, Shape] | Projections) -> Projections:
    """Return the projections of shapes by type; what is compiled already comes back as it is."""
    if isinstance(shapes, Projections):
        return shapes
    compiled = {name: Projection(compile_shape(shape), compile_references(shape)) for name, shape in shapes.items()}
    return Projections(compiled)
