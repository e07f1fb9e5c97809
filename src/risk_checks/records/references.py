"""What references name, and those inside a Bundle made into keys: `urn:uuid:...` becomes `Patient/p1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from risk_checks.records.identity import ID_TEXT
from risk_checks.records.shape import Field, Primitive, Shape

_RELATIVE = rf"([A-Z][A-Za-z]+)/({ID_TEXT})(?:/_history/{ID_TEXT})?(?:#.*)?"
_REFERENCE = re.compile(rf"(?:https?://[^\s#?]+/)?{_RELATIVE}")
_AFTER_ADDRESS = re.compile(r"(?:/_history/|#).*", re.DOTALL)

Scope = Mapping[str, "str | None"]  # fullUrl -> key; None where two entries of a Bundle claim the address
_Visit = Callable[[Any, Scope], int]


def reference_key(reference: object) -> str | None:
    """Return the key a relative or absolute reference names, or None where it names no single resource.

    >>> reference_key("https://example.org/fhir/Patient/p1/_history/2")
    'Patient/p1'
    """
    found = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    return f"{found[1]}/{found[2]}" if found else None


def resolve(reference: str, scope: Scope) -> str | None:
    """Return the reference with an address of the Bundle made a key; None for a `urn:` that nothing in it has."""
    found = scope.get(reference) or scope.get(_AFTER_ADDRESS.sub("", reference)) if scope else None
    if found is None and reference.startswith("urn:"):
        return None
    return found or reference


def compile_references(shape: Shape) -> _Visit | None:
    """Return the function that resolves every `reference` in a projected resource, in place, and counts the unresolved.

    Return None where the shape has no reference.
    """
    deeper = [(name, field.many, visit) for name, field in shape.fields.items() if (visit := _compile_field(field))]
    has_reference = _is_reference(shape.fields.get("reference"))
    if not deeper and not has_reference:
        return None

    def visit_object(value: dict[str, Any], scope: Scope) -> int:
        unresolved = 0
        if has_reference and (reference := value.get("reference")):
            resolved = resolve(reference, scope)
            if resolved is None:
                unresolved += 1
            else:
                value["reference"] = resolved
        for name, many, visit in deeper:
            if (part := value.get(name)) is not None:
                unresolved += sum(visit(item, scope) for item in part if item) if many else visit(part, scope)
        return unresolved

    return visit_object


def _compile_field(field: Field) -> _Visit | None:
    return compile_references(field.of) if isinstance(field.of, Shape) else None


def _is_reference(field: Field | None) -> bool:
    return field is not None and field.of is Primitive.TEXT and not field.many
