"""Shapes of three types, small resources and files of them: the least that shows how records are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from risk_checks.records.shape import Field, Primitive, Shape

TEXT = Field(many=False, of=Primitive.TEXT)
BOOLEAN = Field(many=False, of=Primitive.BOOLEAN)


def one(**fields: Field) -> Field:
    return Field(many=False, of=Shape(fields))


def many(**fields: Field) -> Field:
    return Field(many=True, of=Shape(fields))


REFERENCE = one(reference=TEXT)
SHAPES = {
    "Patient": Shape(
        {
            "id": TEXT,
            "birthDate": TEXT,
            "active": BOOLEAN,
            "name": many(family=TEXT, given=Field(many=True, of=Primitive.TEXT)),
            "link": many(other=REFERENCE, type=TEXT),
        }
    ),
    "Flag": Shape({"id": TEXT, "status": TEXT, "subject": REFERENCE, "encounter": REFERENCE, "author": REFERENCE}),
    "Organization": Shape({"id": TEXT, "active": BOOLEAN}),
}


def patient(id_: Any = "p1", **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id_, **fields}


def flag(id_: Any = "f1", *, of: Any = "Patient/p1", **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Flag", "id": id_, "status": "active", "subject": {"reference": of}, **fields}


def entry(resource: Any, full_url: str | None = None, **parts: Any) -> dict[str, Any]:
    return {**({"fullUrl": full_url} if full_url else {}), "resource": resource, **parts}


def bundle(*entries: Any, type_: str = "collection") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type_, "entry": list(entries)}


def write(folder: Path, name: str, *lines: Any) -> Path:
    """Write a file with one line for each value; texts and bytes are written as they are."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(_line(line) for line in lines))
    return path


def _line(line: Any) -> bytes:
    if isinstance(line, bytes):
        return line
    return (line if isinstance(line, str) else json.dumps(line)).encode() + b"\n"
