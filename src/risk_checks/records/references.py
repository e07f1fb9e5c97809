"""What references name: the key of a resource, or a search for one, or nothing that can be followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from risk_checks.records.contained import contained_in, follow_fragment
from risk_checks.records.identifiers import Search, read_logical, read_search
from risk_checks.records.identity import ID_TEXT
from risk_checks.records.resource_types import RESOURCE_TYPES

_RELATIVE = rf"([A-Z][A-Za-z]+)/({ID_TEXT})(?:/_history/{ID_TEXT})?(?:#.*)?"
_REFERENCE = re.compile(rf"(?:https?://(?P<server>[^\s#?]+)/)?{_RELATIVE}")
_AFTER_ADDRESS = re.compile(r"(?:/_history/|#).*", re.DOTALL)

Scope = Mapping[str, "str | None"]  # fullUrl -> key; None where two entries of a Bundle claim the address
NO_SCOPE: Scope = {}


class Unfollowed(Enum):
    """The problem codes of references that name nothing."""

    NO_ENTRY = "reference-unresolved"
    FORM = "reference-form"
    CONTAINED = "reference-contained"
    IDENTIFIER = "reference-identifier"
    ELSEWHERE = "reference-elsewhere"
    NOT_FOUND = "reference-not-found"
    AMBIGUOUS = "reference-ambiguous"


@dataclass(frozen=True)
class Surroundings:
    """Where references stand: the addresses of their Bundle, and the resource, as it came, that holds them."""

    scope: Scope
    key: str
    resource: Mapping[str, Any]

    @cached_property
    def contained(self) -> Mapping[str, Mapping[str, Any] | None]:
        """The resources within the resource, by id."""
        return contained_in(self.resource)


def reference_key(reference: object) -> str | None:
    """Return the key a relative or absolute reference names, or None where it names no single resource.

    >>> reference_key("https://example.org/fhir/Patient/p1/_history/2")
    'Patient/p1'
    """
    found = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    return f"{found[2]}/{found[3]}" if found else None


def server_in(reference: str) -> str | None:
    """Return the address of the server that a reference names, as `base_of` gives it; None where it names none.

    >>> server_in("https://Example.org/fhir/Patient/p1")
    'example.org/fhir'
    """
    found = _REFERENCE.fullmatch(reference)
    return found["server"].casefold() if found and found["server"] else None


def key_in(scope: Scope, text: str) -> str | None:
    """Return the key of the entry of a Bundle that an address leads to."""
    return (scope.get(text) or scope.get(_AFTER_ADDRESS.sub("", text))) if scope else None


def follow(text: str, around: Surroundings) -> str | Search | Unfollowed:
    """Return what the text of a reference names."""
    if text.startswith("#"):
        found = follow_fragment(text[1:], parent=around.key, contained=around.contained)
        return found or Unfollowed.CONTAINED
    key = key_in(around.scope, text)
    if key is not None:
        return key
    if text.startswith("urn:"):
        return Unfollowed.NO_ENTRY
    key = reference_key(text)
    if key is not None:
        return key if key.partition("/")[0] in RESOURCE_TYPES else Unfollowed.FORM
    return read_search(text) or Unfollowed.FORM


def follow_whole(
    reference: Mapping[str, Any], around: Surroundings, *, element: str
) -> str | Search | Unfollowed | None:
    """Return what a reference names by its text, else by its identifier; None where it has neither.

    `element` is the name of the element that it stands in.
    """
    text, identifier = reference.get("reference"), reference.get("identifier")
    found = follow(text, around) if isinstance(text, str) and text else None
    if isinstance(found, str | Search) or not identifier:
        return found
    holder = around.key.partition("/")[0]
    asked = read_logical(identifier, type_=reference.get("type"), element=element, holder=holder)
    return asked or found or Unfollowed.IDENTIFIER
