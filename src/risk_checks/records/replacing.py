"""Compositions that name by an identifier what they replace, read as if they referred to it by that identifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def with_target_references(composition: dict[str, Any]) -> dict[str, Any]:
    """Return a Composition in which each `relatesTo.targetIdentifier` stands as a `targetReference` as well.

    >>> with_target_references({"relatesTo": [{"targetIdentifier": {"value": "1"}}]})["relatesTo"][0]["targetReference"]
    {'type': 'Composition', 'identifier': {'value': '1'}}
    """
    related = composition.get("relatesTo")
    if not isinstance(related, list):
        return composition
    return {**composition, "relatesTo": [_with_reference(each) for each in related]}


def _with_reference(related: Any) -> Any:
    if not isinstance(related, Mapping) or "targetReference" in related or "targetIdentifier" not in related:
        return related
    return {**related, "targetReference": {"type": "Composition", "identifier": related["targetIdentifier"]}}
