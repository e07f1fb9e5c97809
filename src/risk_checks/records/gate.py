"""The gate: what becomes of one entry, decided from the entry alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, assert_never

from risk_checks.records.accounting import Fate
from risk_checks.records.canonical import digest
from risk_checks.records.conform import ShapeFault
from risk_checks.records.entry import Entry, Version
from risk_checks.records.identity import identity
from risk_checks.records.projections import Projections
from risk_checks.records.references import Scope, reference_key
from risk_checks.records.resource_types import RESOURCE_TYPES
from risk_checks.records.strict_json import FlawedObject
from risk_checks.records.units import Unit, UnitKind

CONTROL_TYPES = frozenset({"Bundle", "OperationOutcome", "Parameters"})
NO_SCOPE: Scope = {}
_SEARCH = re.compile(r"(?:https?://[^\s?]+/)?([A-Z][A-Za-z]+)\?.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that views need, and how many of its references name nothing in its Bundle."""

    entry: Entry
    unresolved: int


@dataclass(frozen=True, slots=True)
class Turned:
    """An entry that goes no further; the code is that of a problem, `deletes` the key of what it deletes."""

    fate: Fate
    code: str | None = None
    element: str | None = None
    deletes: str | None = None


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
        case UnitKind.CONTROL | UnitKind.NOT_FHIR:
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
        return _judge_not_needed(resource, kind)
    own = identity(resource, unit.full_url)
    if not own:
        return Turned(Fate.SET_ASIDE, "id-missing" if own == "" else "id-not-usable")
    projected = projection.project(resource)
    if isinstance(projected, ShapeFault):
        return Turned(Fate.SET_ASIDE, "element-shape", projected.path)
    projected["id"] = own
    unresolved = projection.resolve(projected, unit.scope or NO_SCOPE) if projection.resolve else 0
    version = Version(_meta(resource, "versionId"), _meta(resource, "lastUpdated"), digest(resource))
    return Passed(Entry(file, unit.line, projected, kind, own, version), unresolved)


def _judge_not_needed(resource: dict[str, Any], kind: str) -> Turned:
    if kind == "OperationOutcome":
        return Turned(Fate.CONTROL, "server-message" if _is_harmless(resource) else "server-error")
    if kind in CONTROL_TYPES:
        return Turned(Fate.CONTROL)
    return _NOT_NEEDED if kind in RESOURCE_TYPES else Turned(Fate.SET_ASIDE, "type-not-known")


def _is_harmless(outcome: dict[str, Any]) -> bool:
    issues = outcome.get("issue")
    severities = [issue.get("severity") if isinstance(issue, dict) else None for issue in issues or [None]]
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
