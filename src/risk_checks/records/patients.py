"""Whose record a resource belongs to, read from the raw JSON of one that could not be used (design clause 5.1a)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from risk_checks.records.identity import identity
from risk_checks.records.references import Scope, reference_key, resolve
from risk_checks.records.strict_json import FlawedObject

_PATIENT = "Patient/"
_OWNERS = ("subject", "patient", "for", "beneficiary")


def patients_of(resource: Any, *, type_: str, scope: Scope, full_url: object = None) -> frozenset[str]:
    """Return the keys of the patients a resource is about; none where one of them cannot be read for sure."""
    if not isinstance(resource, dict) or isinstance(resource, FlawedObject):
        return frozenset()
    keys = {_key(reference, scope) for reference in _references(resource)}
    if type_ == "Patient":
        own = identity(resource, full_url)
        keys.add(_PATIENT + own if own else None)
    if None in keys:
        return frozenset()
    return frozenset(key for key in keys if key and key.startswith(_PATIENT))


def _references(resource: dict[str, Any]) -> Iterator[Any]:
    """Give what says whose it is: the subject, the patients taking part in it, and who a patient is merged with."""
    for name in _OWNERS:
        yield from _listed(resource.get(name))
    for name, inner in (("participant", "actor"), ("link", "other")):
        for part in _listed(resource.get(name)):
            yield from _listed(part.get(inner) if isinstance(part, dict) else part)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _key(reference: Any, scope: Scope) -> str | None:
    if not isinstance(reference, dict) or isinstance(reference, FlawedObject):
        return None
    text = reference.get("reference")
    return reference_key(resolve(text, scope)) if isinstance(text, str) else None
