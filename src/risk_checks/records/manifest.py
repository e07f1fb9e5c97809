"""The manifest of a bulk export, read: which files the server said there are. Nothing that it names is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from risk_checks.errors import UsageError
from risk_checks.records.framing import LONGEST_DOCUMENT
from risk_checks.records.instants import nanoseconds
from risk_checks.records.opening import opened
from risk_checks.records.refused import Refused
from risk_checks.records.resource_types import RESOURCE_TYPES
from risk_checks.records.strict_json import Parsed, StrictDecoder, flaw_of

SECTIONS = ("output", "deleted", "error")
_PEEK = 1 << 16
_OF_ANY = ("output", "error", "deleted", "request")
"""What a manifest has beside its time; one without `output` is a manifest with a fault."""
_MARKS = (b'"transactionTime"', b'"output"', b'"error"', b'"deleted"')
_BOM = b"\xef\xbb\xbf"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SHA256 = re.compile(r"(?:sha-?256:)?([0-9a-f]{64})", re.IGNORECASE)
_FOLDERS: Mapping[str, Sequence[str]] = {
    "output": ("", "output"),
    "deleted": ("deleted", ""),
    "error": ("error", "errors", ""),
}
"""Where people put the files of each part, beneath the folder of the manifest."""
_ENDINGS = ("", ".gz", ".zst", ".ndjson", ".ndjson.gz", ".ndjson.zst")
_NARROWING = frozenset({"_since", "_until", "_typeFilter", "_elements"})
"""What a request can ask for so that the export does not hold all there is of a type."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest names it; `element` is where, `name` the last part of its address."""

    element: str
    section: str
    name: str
    type: str | None
    count: int | None
    sha256: str | None


@dataclass(slots=True)
class Manifest:
    """What a manifest says; `time` is the export's own, `faults` the elements of it that cannot be used."""

    path: Path
    time: int | None
    listed: list[Listed] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    has_next: bool = False
    is_narrowed: bool = False


def read_manifest(path: Path) -> Manifest | None:
    """Return the manifest in a file, or None where it is something else; raises where it leads out of its folder."""
    try:
        with opened(path) as file:
            head = file.read(_PEEK)
            if b'"resourceType"' in head or not any(mark in head for mark in _MARKS):
                return None
            text = head + file.read(LONGEST_DOCUMENT + 1 - len(head))
    except Refused:
        return None  # reading it as any other file will say so
    parsed = StrictDecoder().read(text.removeprefix(_BOM).strip()) if len(text) <= LONGEST_DOCUMENT else None
    document = parsed.value if isinstance(parsed, Parsed) else None
    if not isinstance(document, dict) or "transactionTime" not in document or document.keys().isdisjoint(_OF_ANY):
        return None
    if flaw_of(document):
        return Manifest(path, None, faults=["transactionTime"])
    return _read(document, path)


def paths_of(listed: Listed, folder: Path) -> list[Path]:
    """Return where a listed file may be beneath the folder of its manifest, the likeliest place first."""
    places = [folder / name for name in _FOLDERS[listed.section]]
    return [place / f"{listed.name}{end}" for place in places for end in _ENDINGS]


def _read(document: dict[str, Any], path: Path) -> Manifest:
    manifest = Manifest(path, nanoseconds(document["transactionTime"]))
    if manifest.time is None:
        manifest.faults.append("transactionTime")
    for section in SECTIONS:
        items = document.get(section, None if section == "output" else [])
        if not isinstance(items, list):
            manifest.faults.append(section)
            continue
        for place, item in enumerate(items):
            element = f"{section}[{place}]"
            listed = _listed(item, section=section, element=element)
            if listed is None:
                manifest.faults.append(element)
            else:
                manifest.listed.append(listed)
    manifest.has_next = any(link.get("relation") == "next" for link in _objects(document.get("link")))
    request = document.get("request")
    query = urlsplit(request).query if isinstance(request, str) and _is_address(request) else ""
    manifest.is_narrowed = any(name in _NARROWING for name, _ in parse_qsl(query, keep_blank_values=True))
    return manifest


def _listed(item: object, *, section: str, element: str) -> Listed | None:
    if not isinstance(item, dict) or not isinstance(item.get("url"), str) or not item["url"]:
        return None
    name = _local_name(item["url"], element=element)
    kind, count = item.get("type"), item.get("count")
    extension = item.get("extension")
    hashes = [item.get("sha256"), item.get("hash"), *(extension.values() if isinstance(extension, dict) else ())]
    told = [found[1].lower() for each in hashes if isinstance(each, str) and (found := _SHA256.fullmatch(each))]
    if not name or isinstance(count, bool) or not isinstance(count, int | None):
        return None
    known = kind if section == "output" and kind in RESOURCE_TYPES else None
    return Listed(element, section, name, known, count, told[0] if told else None)


def _local_name(url: str, *, element: str) -> str:
    """Return the last part of an address; raises where the address is one of this machine, or climbs out of a folder.

    >>> _local_name("https://example.org/files/Patient.1.ndjson?token=a", element="output[0]")
    'Patient.1.ndjson'
    """
    scheme = _SCHEME.match(url)
    is_remote = scheme is not None and url[scheme.end() :].startswith("//") and scheme[1].casefold() != "file"
    path = unquote(urlsplit(url).path if is_remote and _is_address(url) else url.partition("?")[0].partition("#")[0])
    is_local = not is_remote and (scheme is not None or path.startswith("/"))
    if is_local or "\\" in path or "\0" in path or ".." in path.split("/"):
        what = f"the manifest's {element} names a file by a path of its own, which is not followed"
        raise UsageError("RC-E510", what, hint="have it name files by web addresses, or by their names in its folder")
    return path.rpartition("/")[2]


def _is_address(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:  # a bracket in the place of a host
        return False
    return True


def _objects(value: object) -> Iterator[dict[str, Any]]:
    yield from (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
