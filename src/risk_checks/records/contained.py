"""Resources within a resource: named by `#id` from inside it only, and never counted as resources of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from risk_checks.records.identifiers import Search, names_of
from risk_checks.records.resource_types import RESOURCE_TYPES

STANDS_ALONE = frozenset(
    {"CareTeam", "HealthcareService", "Location", "Organization", "Practitioner", "PractitionerRole"}
)
"""Types of which one can be named that is not in the input: then it is still said who did something."""

_NAMED = STANDS_ALONE | {"RelatedPerson"}
_ID = re.compile(r"[A-Za-z0-9.-]+")  # FHIR's own, so that no id has the sign that parts the ids in a key


def contained_in(resource: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any] | None]:
    """Return the resources that one contains, by id; None where two have the same."""
    found: dict[str, Mapping[str, Any] | None] = {}
    for each in _listed(resource.get("contained")):
        own = each.get("id")
        if isinstance(own, str) and _ID.fullmatch(own) and each.get("resourceType") in RESOURCE_TYPES:
            found[own] = None if own in found else each
    return found


def holds_nested(resource: Mapping[str, Any]) -> bool:
    """Return whether a contained resource contains another, which FHIR forbids."""
    return any(each.get("contained") for each in _listed(resource.get("contained")))


def is_modified_within(resource: Mapping[str, Any]) -> bool:
    """Return whether a contained resource says that it does not mean what it seems to mean."""
    return any(each.get("modifierExtension") or each.get("implicitRules") for each in _listed(resource["contained"]))


def follow_fragment(
    fragment: str, *, parent: str, contained: Mapping[str, Mapping[str, Any] | None]
) -> str | Search | None:
    """Return the key, or the search, that stands for a contained resource; None where nothing does.

    Somebody who need only be named gets a key made of the parent's. Others are who has their identifier in the input.

    >>> worker = {"resourceType": "Practitioner", "id": "w"}
    >>> follow_fragment("w", parent="Flag/f1", contained={"w": worker})
    'Practitioner/~Flag~f1~w'
    """
    found = contained.get(fragment)
    if found is None:
        return None
    kind = found["resourceType"]
    if kind in _NAMED:
        type_, _, own = parent.partition("/")
        return f"{kind}/~{type_}~{own}~{fragment}" if _ID.fullmatch(own) else None
    identifiers = found.get("identifier")
    names = names_of(identifiers if isinstance(identifiers, list) else [identifiers])
    return Search(kind, names[0]) if len(names) == 1 else None


def _listed(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
