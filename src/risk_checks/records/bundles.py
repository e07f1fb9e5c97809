"""A Bundle as its entries, those of Bundles inside it among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from risk_checks.records.identity import identity
from risk_checks.records.references import Scope
from risk_checks.records.strict_json import FlawedObject, flaw_of
from risk_checks.records.units import Page, Unit, UnitKind


def is_bundle(value: Any) -> bool:
    """Return whether a JSON value is a Bundle."""
    return isinstance(value, dict) and value.get("resourceType") == "Bundle"


def bundle_units(
    bundle: dict[str, Any], *, line: int | None, suspect: bool, outer: Scope | None = None
) -> Iterator[Unit]:
    """Give the entries of a Bundle.

    `line` is where the Bundle stands in a larger whole, None where it is the whole: its entries are then numbered.
    A Bundle inside an entry makes that entry an envelope, counted as control. One that links to other pages is told
    before its entries.
    """
    entries = bundle.get("entry", [])
    if not isinstance(entries, list) or isinstance(bundle, FlawedObject) or _in_other_capitals(bundle, _OF_BUNDLE):
        yield Unit(UnitKind.FAULT, line or 1, bundle, code="bundle-not-usable", whole=True)
        return
    if bundle.get("implicitRules"):
        yield Unit(UnitKind.FAULT, line or 1, bundle, code="modifier-not-understood", whole=True)
        return
    page = _page_of(bundle)
    if page is not None:
        yield Unit(UnitKind.PAGE, line or 1, page)
    scope = {**(outer or {}), **_scope(entries)}
    for place, entry in enumerate(entries, start=1):
        yield from _entry_units(entry, line=line or place, suspect=suspect, scope=scope)


def _page_of(bundle: dict[str, Any]) -> Page | None:
    """Return which page a Bundle is of the answer to a search or the like; None where it has no such links."""
    given = bundle.get("link")
    links = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    by_relation = {name: each.get("url") for each in links if isinstance(name := each.get("relation"), str)}
    if not by_relation:
        return None
    address, following = (url if isinstance(url := by_relation.get(name), str) else None for name in ("self", "next"))
    return Page(address, "next" in by_relation, following)


def _entry_units(entry: Any, *, line: int, suspect: bool, scope: Scope) -> Iterator[Unit]:
    if not isinstance(entry, dict):
        yield Unit(UnitKind.FAULT, line, entry, code="not-an-object", whole=True)
        return
    resource = entry.get("resource")
    full_url = entry.get("fullUrl")
    flaw = flaw_of(entry) if suspect else None
    if flaw:
        yield Unit(UnitKind.FAULT, line, resource, code=flaw, full_url=full_url, scope=scope, whole=True)
    elif _in_other_capitals(entry, _OF_ENTRY):
        yield Unit(UnitKind.FAULT, line, code="bundle-not-usable", whole=True)
    elif _part(entry, "request").get("method") == "DELETE":
        named = _part(entry, "request").get("url")
        yield Unit(UnitKind.DELETE, line, named, deleted_at=_part(entry, "response").get("lastModified"))
    elif resource is None:
        yield Unit(UnitKind.CONTROL, line, whole=True)
    elif is_bundle(resource):
        yield Unit(UnitKind.CONTROL, line, whole=True)
        yield from bundle_units(resource, line=line, suspect=suspect, outer=scope)
    else:
        yield resource_unit(resource, line=line, full_url=full_url, scope=scope)


def resource_unit(value: Any, *, line: int, full_url: Any = None, scope: Scope | None = None) -> Unit:
    """Return the entry for a JSON value that stands where a resource should."""
    code = None if isinstance(value, dict) else "not-an-object"
    if code is None and not isinstance(value.get("resourceType"), str):
        code = "type-missing"
    kind = UnitKind.FAULT if code else UnitKind.RESOURCE
    return Unit(kind, line, value, code=code, full_url=full_url, scope=scope, whole=True)


def _part(entry: dict[str, Any], name: str) -> dict[str, Any]:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


_OF_BUNDLE = frozenset({"entry"})
_OF_ENTRY = frozenset({"resource", "request", "fullurl"})


def _in_other_capitals(value: dict[str, Any], names: frozenset[str]) -> bool:
    """Return whether what holds the content is named in capitals that FHIR does not have, and would be passed over."""
    return any(name not in _KNOWN and name.lower() in names for name in value)


_KNOWN = frozenset({"entry", "resource", "request", "fullUrl"})


def _scope(entries: list[Any]) -> dict[str, str | None]:
    """Return the key that each fullUrl of the entries stands for; None where they disagree."""
    scope: dict[str, str | None] = {}
    for entry in entries:
        full_url = entry.get("fullUrl") if isinstance(entry, dict) else None
        resource = entry.get("resource") if full_url else None
        if not isinstance(full_url, str) or not isinstance(resource, dict):
            continue
        kind, own = resource.get("resourceType"), identity(resource, full_url)
        if isinstance(kind, str) and own:
            key = f"{kind}/{own}"
            scope[full_url] = key if scope.get(full_url, key) == key else None
    return scope
