"""FHIR resources written in example files: texts turned into the JSON that the elements call for."""

from __future__ import annotations

from typing import Any

from risk_checks.documents import Listing, Mapping_, Node, Scalar, described, shortened
from risk_checks.errors import nearest
from risk_checks.rules.faults import MISSING, UNKNOWN_NAME, WRONG_VALUE, Faults
from risk_checks.views.elements import Element, Kind, elements_of, json_name, kind_of, resource_types


def read_resource(node: Node, faults: Faults) -> dict[str, Any]:
    """Return the JSON of a resource; elements that FHIR does not have and texts of the wrong kind go to `faults`."""
    said = node.get("resourceType") if isinstance(node, Mapping_) else None
    if not isinstance(node, Mapping_) or not isinstance(said, Scalar):
        faults.add(MISSING, "expected a resource with its resourceType", node.where)
        return {}
    if said.text not in resource_types():
        hint = nearest(said.text, sorted(resource_types()))
        faults.add(UNKNOWN_NAME, f"FHIR has no resource '{shortened(said.text)}'", said.where, hint=hint)
        return {}
    return _object(node, said.text, faults)


def _object(node: Mapping_, type_name: str, faults: Faults) -> dict[str, Any]:
    properties = _properties(type_name)
    made: dict[str, Any] = {}
    for key, value in node.entries:
        if key.text == "resourceType":
            made[key.text] = type_name
        elif key.text in properties:
            made[key.text] = _property(value, *properties[key.text], faults)
        else:
            hint = nearest(key.text, sorted(properties))
            message = f"{type_name} has no element '{shortened(key.text)}'"
            faults.add(UNKNOWN_NAME, message, key.where, hint=hint)
    return made


def _properties(type_name: str) -> dict[str, tuple[Element, str]]:
    """Return the JSON properties of a type: each with its element and the type that it holds."""
    found: dict[str, tuple[Element, str]] = {}
    for element in elements_of(type_name).values():
        for kind in element.types:
            name = json_name(element, kind)
            found[name] = (element, kind)
            if kind_of(kind) is not None:
                found[f"_{name}"] = (element, "Element")
    return found


def _property(value: Node, element: Element, type_name: str, faults: Faults) -> Any:
    if not element.many:
        return _value(value, type_name, faults)
    if not isinstance(value, Listing):
        faults.add(WRONG_VALUE, f"'{element.name}' may repeat and is a list, got {described(value)}", value.where)
        return []
    return [_value(item, type_name, faults) for item in value.items]


def _value(value: Node, type_name: str, faults: Faults) -> Any:
    kind = kind_of(type_name)
    if isinstance(value, Scalar) and value.text == "null" and not value.quoted:
        return None
    if kind is None:
        if not isinstance(value, Mapping_):
            faults.add(WRONG_VALUE, f"expected keys and values of {type_name}, got {described(value)}", value.where)
            return None
        return read_resource(value, faults) if type_name == "Resource" else _object(value, type_name, faults)
    if not isinstance(value, Scalar):
        faults.add(WRONG_VALUE, f"expected {type_name}, got {described(value)}", value.where)
        return None
    return _primitive(value, kind, type_name, faults)


def _primitive(value: Scalar, kind: Kind, type_name: str, faults: Faults) -> str | bool | int | float | None:
    try:
        match kind:
            case Kind.BOOLEAN:
                return {"true": True, "false": False}[value.text]
            case Kind.INTEGER:
                return int(value.text)
            case Kind.DECIMAL:
                return float(value.text)
            case Kind.TEXT | Kind.DATE | Kind.TIME:
                return value.text
    except (KeyError, ValueError):
        faults.add(WRONG_VALUE, f"expected {type_name}, got {described(value)}", value.where)
        return None
