"""What is read beyond what views ask for: the identifiers of resources, and of references that have no address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from risk_checks.records.shape import Field, Primitive, Shape, merge

_TEXT = Field(many=False, of=Primitive.TEXT)
_IDENTIFIER = Shape(
    {"system": _TEXT, "value": _TEXT, "use": _TEXT, "period": Field(many=False, of=Shape({"end": _TEXT}))}
)
_ONE, _SEVERAL = (Field(many=many, of=_IDENTIFIER, spare=True) for many in (False, True))
_LOGICAL = Shape({"identifier": _ONE, "type": Field(many=False, of=Primitive.TEXT, spare=True)})
_OWN: Mapping[str, Shape] = {
    **dict.fromkeys(
        (
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
        ),
        Shape({"identifier": _SEVERAL}),
    ),
    "Composition": Shape({"identifier": _ONE}),
    "DocumentReference": Shape({"identifier": _SEVERAL, "masterIdentifier": _ONE}),
}
NAMEABLE = frozenset(_OWN)
"""Types of which a resource can be found by its identifiers."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where references stand: the name of the element, and the properties of theirs that no view asked for."""

    element: str
    spare: tuple[str, ...]


Act = Callable[[Spot, dict[str, Any]], None]
Visit = Callable[[dict[str, Any], Act], None]


def widened(shape: Shape, *, type_: str) -> Shape:
    """Return a shape with the identifiers that resources of a type and their references can be known by."""
    wide = _widen(shape, merge, {})
    return merge(wide, _OWN[type_]) if type_ in NAMEABLE else wide


def beside(shape: Shape, *, type_: str) -> Shape:
    """Return a shape with those of the identifiers of which no view asked for a part: nothing in them costs a resource.

    What a view asked for in part does not tell whether it is current.
    """
    wide = _widen(shape, _added, {})
    return _added(wide, _OWN[type_]) if type_ in NAMEABLE else wide


def own_identifiers(type_: str) -> tuple[str, ...]:
    """Return the properties that hold the identifiers of resources of a type."""
    return tuple(_OWN[type_].fields) if type_ in NAMEABLE else ()


def _added(shape: Shape, more: Shape) -> Shape:
    """Return a shape with the properties of another that it has not."""
    return Shape({**more.fields, **shape.fields}, shape.turn)


def compile_visit(shape: Shape) -> Visit | None:
    """Return the function that gives every reference in a projected resource to another; None where there are none."""
    return _compile(shape, "", {}) if _has_reference(shape, set()) else None


def _widen(shape: Shape, join: Callable[[Shape, Shape], Shape], made: dict[int, Shape]) -> Shape:
    """Return a shape with what stands in the place of an address; `made` has those on the way, which may hold it."""
    if id(shape) in made:
        return made[id(shape)]
    fields: dict[str, Field] = {}
    wide = made[id(shape)] = Shape(fields, shape.turn)
    for name, field in shape.fields.items():
        inner = _widen(field.of, join, made) if isinstance(field.of, Shape) else field.of
        fields[name] = Field(field.many, inner, field.spare)
    if _is_reference(shape):
        fields.update(join(Shape(dict(fields)), _LOGICAL).fields)
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
