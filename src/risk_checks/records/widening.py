"""What is read beyond what views ask for: the identifiers of resources, and of references that have no address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from risk_checks.records.shape import Field, Primitive, Shape, merge

NAMEABLE = frozenset(
    {
        "CarePlan",
        "CareTeam",
        "Encounter",
        "EpisodeOfCare",
        "HealthcareService",
        "Location",
        "Organization",
        "Patient",
        "Practitioner",
        "PractitionerRole",
        "RelatedPerson",
    }
)
"""Types of which a resource can be found by its identifiers."""

_TEXT = Field(many=False, of=Primitive.TEXT)
_IDENTIFIER = Shape(
    {"system": _TEXT, "value": _TEXT, "use": _TEXT, "period": Field(many=False, of=Shape({"end": _TEXT}))}
)
_IDENTIFIERS = Shape({"identifier": Field(many=True, of=_IDENTIFIER)})
_LOGICAL = Shape({"identifier": Field(many=False, of=_IDENTIFIER), "type": _TEXT})


@dataclass(frozen=True, slots=True)
class Spot:
    """Where references stand: the name of the element, and the properties of theirs that no view asked for."""

    element: str
    spare: tuple[str, ...]


Act = Callable[[Spot, dict[str, Any]], None]
Visit = Callable[[dict[str, Any], Act], None]


def widened(shape: Shape, *, type_: str) -> Shape:
    """Return a shape with the identifiers that resources of a type and their references can be known by."""
    wide = _widen(shape, {})
    return merge(wide, _IDENTIFIERS) if type_ in NAMEABLE else wide


def spare_identifiers(shape: Shape, *, type_: str) -> bool:
    """Return whether the identifiers of resources of a type are read, and no view asked for them."""
    return type_ in NAMEABLE and "identifier" not in shape.fields


def compile_visit(shape: Shape) -> Visit | None:
    """Return the function that gives every reference in a projected resource to another; None where there are none."""
    return _compile(shape, "", {}) if _has_reference(shape, set()) else None


def _widen(shape: Shape, made: dict[int, Shape]) -> Shape:
    """Return a shape with what stands in the place of an address; `made` has those on the way, which may hold it."""
    if id(shape) in made:
        return made[id(shape)]
    fields: dict[str, Field] = {}
    wide = made[id(shape)] = Shape(fields, shape.turn)
    for name, field in shape.fields.items():
        fields[name] = Field(field.many, _widen(field.of, made)) if isinstance(field.of, Shape) else field
    if _is_reference(shape):
        fields.update(merge(Shape(dict(fields)), _LOGICAL).fields)
    return wide


def _compile(shape: Shape, element: str, made: dict[tuple[int, str], Visit]) -> Visit:
    """Return the function of a shape; `made` has those on the way to it, for shapes that hold themselves."""
    if (id(shape), element) in made:
        return made[id(shape), element]
    deeper: list[tuple[str, bool, Visit]] = []
    spot = Spot(element, tuple(name for name in _LOGICAL.fields if name not in shape.fields))
    is_reference = _is_reference(shape)

    def visit(value: dict[str, Any], act: Act) -> None:
        if is_reference:
            act(spot, value)
        for name, many, inner in deeper:
            if (part := value.get(name)) is not None:
                for item in part if many else (part,):
                    if item:
                        inner(item, act)

    made[id(shape), element] = visit
    for name, field in shape.fields.items():
        if isinstance(field.of, Shape) and _has_reference(field.of, set()):
            deeper.append((name, field.many, _compile(field.of, name, made)))
    return visit


def _has_reference(shape: Shape, seen: set[int]) -> bool:
    if id(shape) in seen:
        return False
    seen.add(id(shape))
    inner = (field.of for field in shape.fields.values() if isinstance(field.of, Shape))
    return _is_reference(shape) or any(_has_reference(each, seen) for each in inner)


def _is_reference(shape: Shape) -> bool:
    field = shape.fields.get("reference")
    return field is not None and field.of is Primitive.TEXT and not field.many
