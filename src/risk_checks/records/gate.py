"""The gate: what becomes of one entry, decided from the entry alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from risk_checks.records.accounting import Fate
from risk_checks.records.canonical import TooLong, content_mark, digest
from risk_checks.records.conform import Flagged, ShapeFault
from risk_checks.records.contained import STANDS_ALONE, holds_nested, is_modified_within
from risk_checks.records.entry import Entry, Version
from risk_checks.records.fhir_versions import version_of_type
from risk_checks.records.following import OWN_SERVER, Follower
from risk_checks.records.identifiers import NUMBERS_DIFFER, Search, names_of, number_faults
from risk_checks.records.identity import base_of, identity
from risk_checks.records.names import NUMBERS_IN_DOUBT, OWN_NAMES
from risk_checks.records.projections import Projection, Projections
from risk_checks.records.references import NO_SCOPE, reference_key
from risk_checks.records.replacing import with_target_references
from risk_checks.records.resource_types import RESOURCE_TYPES
from risk_checks.records.restricted import is_restricted
from risk_checks.records.strict_json import FlawedObject
from risk_checks.records.units import Unit, UnitKind

CONTROL_TYPES = frozenset({"Bundle", "OperationOutcome", "Parameters"})
_SEARCH = re.compile(r"(?:https?://[^\s?]+/)?([A-Z][A-Za-z]+)\?.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that views need, the codes of what is wrong with it, and whom its references ask for by identifier.

    `servers` are those that its references name beside its own; `flags` are codes that are told file by file.
    """

    entry: Entry
    faults: Sequence[str] = ()
    searches: Sequence[Search] = ()
    servers: Collection[str] = ()
    flags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Turned:
    """An entry that goes no further; the code is that of a problem, `deletes` the key of what it deletes.

    `key` and `names` are those of a resource that no view reads, and that others may refer to by identifier.
    """

    fate: Fate
    code: str | None = None
    element: str | None = None
    deletes: str | None = None
    key: str | None = None
    names: Sequence[str] = ()


_NOT_NEEDED = Turned(Fate.NOT_NEEDED)


def judge(unit: Unit, *, file: str, projections: Projections) -> Passed | Turned:
    """Return the entry of a unit, or what becomes of it instead."""
    match unit.kind:
        case UnitKind.RESOURCE:
            return _judge_resource(unit, file, projections)
        case UnitKind.DELETE:
            return _judge_delete(unit.value, projections)
        case UnitKind.FAULT:
            return Turned(Fate.SET_ASIDE, unit.code)
        case UnitKind.BLANK:
            return Turned(Fate.BLANK)
        case UnitKind.CONTROL | UnitKind.PAGE | UnitKind.NOT_FHIR:
            return Turned(Fate.CONTROL)
        case _:
            assert_never(unit.kind)


def trusted_type(value: Any) -> str | None:
    """Return the resource type that a JSON value surely says it is."""
    kind = value.get("resourceType") if isinstance(value, dict) and not isinstance(value, FlawedObject) else None
    return kind if isinstance(kind, str) else None


def _judge_resource(unit: Unit, file: str, projections: Projections) -> Passed | Turned:
    resource: dict[str, Any] = unit.value
    kind: str = resource["resourceType"]
    projection = projections.by_type.get(kind)
    if projection is None:
        return _judge_not_needed(resource, kind, full_url=unit.full_url)
    own = identity(resource, unit.full_url)
    if not own:
        return Turned(Fate.SET_ASIDE, "id-missing" if own == "" else "id-not-usable")
    read = with_target_references(resource) if kind == "Composition" else resource
    projected = projection.identified(read)
    is_whole = not isinstance(projected, ShapeFault)
    if not is_whole:
        projected = projection.plain(read)
    if isinstance(projected, ShapeFault):
        return Turned(Fate.SET_ASIDE, projected.code, projected.path)
    if "contained" in resource and is_modified_within(resource):
        return Turned(Fate.SET_ASIDE, "modifier-not-understood", "contained")
    flags = (projected.code,) if isinstance(projected, Flagged) else ()
    projected["id"] = own
    server = base_of(unit.full_url, key=f"{kind}/{own}")
    if server is not None:
        projected[OWN_SERVER] = server
    try:
        content = digest(resource)
    except TooLong:
        return Turned(Fate.SET_ASIDE, "resource-too-long")
    mark = unit.mark or content_mark(content, given="" if resource.get("id") else f"{kind}/{own}")
    version = Version(_meta(resource, "versionId"), _meta(resource, "lastUpdated"), content, server, mark)
    entry = Entry(file, unit.line, projected, kind, own, version, unit.offset)
    follower = Follower(unit.scope or NO_SCOPE, key=entry.key, resource=resource, server=server, whole=is_whole)
    if projection.visit:
        projection.visit(projected, follower)
    faults = [code.value for code in follower.failed]
    if "contained" in resource and holds_nested(resource):
        faults.append("contained-nested")
    if "meta" in resource and is_restricted(resource):
        faults.append("access-restricted")
    faults += _list_names(entry, projection, whole=is_whole)
    return Passed(entry, faults, follower.searches, follower.servers, flags)


def _list_names(entry: Entry, projection: Projection, *, whole: bool) -> list[str]:
    """List what an entry can be found by, in the entry, and return the codes of what is wrong with that."""
    resource = entry.resource
    held = [resource.get(name) for name in (projection.own if whole else projection.spare)]
    identifiers = [each for value in held if value for each in (value if isinstance(value, list) else [value])]
    for name in projection.spare:
        resource.pop(name, None)
    names = names_of(identifiers)
    if names:
        resource[OWN_NAMES] = names
    if entry.type != "Patient":
        return []
    faults = list(number_faults(identifiers, names=names))
    if names and NUMBERS_DIFFER in faults:
        resource[NUMBERS_IN_DOUBT] = True
    return faults


def _judge_not_needed(resource: dict[str, Any], kind: str, *, full_url: object) -> Turned:
    if kind == "OperationOutcome":
        return Turned(Fate.CONTROL, "server-message" if _is_harmless(resource) else "server-error")
    if kind in CONTROL_TYPES:
        return Turned(Fate.CONTROL)
    if kind in STANDS_ALONE and (own := identity(resource, full_url)):
        return Turned(Fate.NOT_NEEDED, key=f"{kind}/{own}", names=names_of(resource.get("identifier")))
    if kind in RESOURCE_TYPES:
        return _NOT_NEEDED
    version = version_of_type(kind)
    return Turned(Fate.SET_ASIDE, "fhir-version" if version else "type-not-known", version)


def _is_harmless(outcome: dict[str, Any]) -> bool:
    issues = outcome.get("issue")
    listed = issues if isinstance(issues, list) and issues else [None]
    severities = [issue.get("severity") if isinstance(issue, dict) else None for issue in listed]
    return all(severity in ("information", "warning") for severity in severities)


def _judge_delete(named: Any, projections: Projections) -> Turned:
    key = reference_key(named)
    if key is not None:
        return Turned(Fate.DELETED, deletes=key)
    found = _SEARCH.fullmatch(named) if isinstance(named, str) else None
    concerns_no_one = found is not None and found[1] not in projections.by_type
    return Turned(Fate.DELETED) if concerns_no_one else Turned(Fate.SET_ASIDE, "delete-not-understood")


def _meta(resource: dict[str, Any], name: str) -> str | None:
    meta = resource.get("meta")
    text = meta.get(name) if isinstance(meta, dict) else None
    return text if isinstance(text, str) else None
