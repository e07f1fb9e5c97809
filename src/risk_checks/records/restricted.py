"""Resources that are marked as restricted: what is said of who may see them (Resource.meta.security)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CONFIDENTIALITY = frozenset(
    {
        "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
        "http://hl7.org/fhir/v3/Confidentiality",
        "urn:oid:2.16.840.1.113883.5.25",
    }
)
RESTRICTED = frozenset({"R", "V", "REDACTED"})  # the last is what PDS says of a record of which it shows nothing


def is_restricted(resource: Mapping[str, Any]) -> bool:
    """Return whether a resource is marked as restricted, very restricted, or redacted.

    >>> system = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
    >>> is_restricted({"meta": {"security": [{"system": system, "code": "R"}]}})
    True
    """
    meta = resource.get("meta")
    labels = meta.get("security") if isinstance(meta, dict) else None
    return any(map(_says_so, labels)) if isinstance(labels, list) else False


def _says_so(label: Any) -> bool:
    system, code = (label.get("system"), label.get("code")) if isinstance(label, dict) else (None, None)
    if not isinstance(code, str) or not (system is None or isinstance(system, str)):
        return False
    return code in RESTRICTED and (system is None or system in _CONFIDENTIALITY)
