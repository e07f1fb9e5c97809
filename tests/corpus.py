"""The data beside the checkout that nobody here wrote (../shared); tests skip, saying so, where it is absent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def shared(*parts: str) -> Path:
    """Return a path beside the checkout, or skip the test."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"shared data is absent: {'/'.join(parts)}")
    return path


@lru_cache(maxsize=8)
def resources_in(*parts: str) -> tuple[dict[str, Any], ...]:
    """Return every resource in the JSON files under a folder, those in Bundles one by one."""
    found: list[dict[str, Any]] = []
    for path in sorted(shared(*parts).rglob("*.json")):
        try:
            found += _unwrapped(json.loads(path.read_text(encoding="utf-8")))
        except (UnicodeDecodeError, json.JSONDecodeError):
            continue  # what cannot be parsed is the records room's to test
    return tuple(found)


def _unwrapped(value: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        return
    if value["resourceType"] != "Bundle":
        yield value
        return
    for entry in value.get("entry", []):
        yield from _unwrapped(entry.get("resource"))
