"""Whose record a resource belongs to, read from the raw JSON of one that could not be used (design clause 5.1a)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from risk_checks.records.following import waiting
from risk_checks.records.identifiers import Search
from risk_checks.records.identity import identity
from risk_checks.records.references import Scope, Surroundings, Unfollowed, follow_whole
from risk_checks.records.strict_json import FlawedObject, flaw_of

_PATIENT = "Patient/"
_OWNERS = ("subject", "patient", "for", "beneficiary")


def patients_of(resource: Any, *, type_: str, scope: Scope, full_url: object = None) -> frozenset[str | Search]:
    """Return the patients a resource is about, by key or by identifier; none where one of them cannot be read for sure.

    A search without a type may turn out to name somebody else.
    """
    if not isinstance(resource, dict) or isinstance(resource, FlawedObject):
        return frozenset()
    own = identity(resource, full_url)
    within = {} if flaw_of(resource.get("contained")) else resource
    around = Surroundings(scope, f"{type_}/{own}" if own else "", within)
    found = {_named(reference, around, element=element) for element, reference in _references(resource)}
    if type_ == "Patient":
        found.add(_PATIENT + own if own else None)
    if None in found:
        return frozenset()
    return frozenset(each for each in found if each and _may_be_patient(each))


def _references(resource: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give what says whose it is: the subject, the patients taking part in it, and who a patient is merged with."""
    for name in _OWNERS:
        yield from ((name, each) for each in _listed(resource.get(name)))
    for name, inner in (("participant", "actor"), ("link", "other")):
        for part in _listed(resource.get(name)):
            yield from ((inner, each) for each in _listed(part.get(inner) if isinstance(part, dict) else part))


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _named(reference: Any, around: Surroundings, *, element: str) -> str | Search | None:
    if not isinstance(reference, dict) or flaw_of(reference):
        return None
    found = waiting(reference.get("reference")) or follow_whole(reference, around, element=element)
    return None if isinstance(found, Unfollowed) else found


def _may_be_patient(named: str | Search) -> bool:
    return named.type in ("", "Patient") if isinstance(named, Search) else named.startswith(_PATIENT)
