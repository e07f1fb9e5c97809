"""The id of a resource: its own, else the one that its place in a Bundle gives it."""

from __future__ import annotations

import re
from typing import Any

# Wider than FHIR's own, as real feeds are; without what would make a key ambiguous, or is no character.
ID_TEXT = r"[^\s/#|?\ud800-\udfff]+"
_ID = re.compile(ID_TEXT)
_URN = re.compile(r"urn:(?:uuid|oid):(.+)", re.DOTALL)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://.*?/([^/]+)(?:/_history/[^/]+)?", re.DOTALL)


def identity(resource: dict[str, Any], full_url: object = None) -> str | None:
    """Return the id of a resource, `""` where it has none, or None where what it has cannot serve as one.

    >>> identity({"resourceType": "Patient"}, "urn:uuid:b7f1")
    'b7f1'
    """
    own = resource.get("id", "")
    if own == "" and isinstance(full_url, str):
        found = _URN.fullmatch(full_url) or _ADDRESS.fullmatch(full_url)
        given = found[1] if found else ""
        return given if _ID.fullmatch(given) else ""
    if own == "":
        return ""
    return own if isinstance(own, str) and _ID.fullmatch(own) else None


def base_of(full_url: object, *, key: str) -> str | None:
    """Return the address of the server that a resource came from, or None where its place in a Bundle tells none.

    >>> base_of("https://example.org/fhir/Patient/p1", key="Patient/p1")
    'example.org/fhir'
    """
    if not isinstance(full_url, str):
        return None
    address = full_url.partition("/_history/")[0]
    scheme, mark, rest = address.partition("://")
    is_server = mark and scheme.casefold() in ("http", "https") and rest.endswith(f"/{key}")
    return rest.removesuffix(f"/{key}").casefold() if is_server else None
