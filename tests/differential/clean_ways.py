"""Sources read both ways: clean files by the engine itself, and everything line by line; and whether the two agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ibis.backends.duckdb import Backend

from risk_checks.engines.definitions import shipped_definitions
from risk_checks.engines.duckdb import connect, read_staged
from risk_checks.engines.duckdb_clean import CleanFiles
from risk_checks.records.projections import compile_shapes
from risk_checks.records.shape import Field, Primitive, Shape, merge
from risk_checks.records.staging import Staged, stage_sources

_ONE = {kind: Field(many=False, of=kind) for kind in Primitive}
_NUMBERS = Shape({"whole": _ONE[Primitive.INTEGER], "part": _ONE[Primitive.DECIMAL]})
_READ = {"valueQuantity": Field(many=False, of=Shape({"value": _ONE[Primitive.DECIMAL]}))}
_READ["numbers"] = Field(many=True, of=_NUMBERS)
SHAPES = {**shipped_definitions().shapes}
SHAPES["Observation"] = merge(SHAPES["Observation"], Shape(_READ))
"""The shipped shapes, and numbers of every kind."""
PROJECTIONS = compile_shapes(SHAPES)
NHS = "https://fhir.nhs.uk/Id/nhs-number"


def flag(own: str = "f1", **more: Any) -> dict[str, Any]:
    """Return a Flag of which views read nearly everything."""
    return {
        "resourceType": "Flag",
        "id": own,
        "meta": {"lastUpdated": "2026-05-01T10:00:00.5+01:00"},
        "status": "active",
        "code": {"coding": [{"system": "https://example.org/c", "code": "a", "display": "A café"}]},
        "subject": {"reference": "Patient/p1", "display": "Ann"},
        "period": {"start": "2026-01-01"},
        **more,
    }


def patient(own: str = "p1", **more: Any) -> dict[str, Any]:
    """Return a Patient with a right NHS number."""
    number = {"system": NHS, "value": "9434765919", "use": "official"}
    return {"resourceType": "Patient", "id": own, "active": True, "identifier": [number], **more}


def observation(own: str = "o1", **more: Any) -> dict[str, Any]:
    """Return an Observation with a number in it."""
    return {
        "resourceType": "Observation",
        "id": own,
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "1"}]},
        "effectiveDateTime": "2026-01-02",
        "valueQuantity": {"value": 1.5},
        **more,
    }


def response(own: str, levels: int) -> dict[str, Any]:
    """Return a QuestionnaireResponse with items within items."""
    item: dict[str, Any] = {"linkId": "last", "answer": [{"valueString": "yes"}]}
    for level in range(levels - 1):
        item = {"linkId": str(level), "item": [item]}
    subject = {"reference": "Patient/p1"}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": own,
        "status": "completed",
        "subject": subject,
        "item": [item],
    }


def composition(own: str, **more: Any) -> dict[str, Any]:
    """Return a Composition with sections within sections."""
    section = {"title": "a", "entry": [{"reference": "Flag/f1"}], "section": [{"title": "b", "code": {"text": "c"}}]}
    return {
        "resourceType": "Composition",
        "id": own,
        "status": "final",
        "type": {"coding": [{"system": "s", "code": "t"}]},
        "subject": {"reference": "Patient/p1"},
        "date": "2026-01-01",
        "author": [{"reference": "Practitioner/w"}],
        "section": [section],
        **more,
    }


def line(resource: Mapping[str, Any]) -> bytes:
    """Return a resource as a line."""
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files and return their folder."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@contextmanager
def fast_and_slow(*sources: Path) -> Iterator[tuple[Staged, CleanFiles, Staged, Backend]]:
    """Read sources both ways."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        connection = connect(folder, zone="Europe/London")
        clean = CleanFiles(connection, shapes=SHAPES, least=0)
        ways = [
            stage_sources(sources, shapes=PROJECTIONS, into=folder / into, taker=taker)
            for into, taker in (("fast", clean), ("slow", None))
        ]
        yield ways[0], clean, ways[1], connection
        connection.disconnect()


def agree(*sources: Path) -> frozenset[str]:
    """Find that both ways agree on everything, and return the types that were taken."""
    with fast_and_slow(*sources) as (fast, clean, slow, connection):
        for name in Staged.__slots__:
            if name not in ("files", "taken"):
                assert getattr(fast, name) == getattr(slow, name), name
        for kind, shape in SHAPES.items():
            by_line = rows(connection, slow, kind)
            if kind in fast.taken:
                assert not fast.files[kind].stat().st_size
                found = clean.rows(kind).to_pyarrow().to_pylist()
                assert [_bare(row, shape) for row in found] == [_bare(row, shape) for row in by_line]
            else:
                assert rows(connection, fast, kind) == by_line
        return fast.taken


def rows(connection: Backend, staged: Staged, kind: str) -> list[dict[str, Any]]:
    """Return the rows of a type that was read line by line."""
    if not staged.files[kind].stat().st_size:
        return []
    found = read_staged(connection, staged.files[kind], SHAPES[kind]).to_pyarrow().to_pylist()
    assert isinstance(found, list)
    return found


def _bare(value: Any, shape: Shape) -> Any:
    """Return a row without columns that the shape has not, and those that are null."""
    if isinstance(value, list):
        return [_bare(each, shape) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {name: each for name, each in value.items() if name in shape.fields and each is not None}
    within = {name: shape.fields[name].of for name in kept}
    return {name: _bare(each, of) if isinstance(of := within[name], Shape) else each for name, each in kept.items()}


CLEAN = {
    "Flag.ndjson": b"".join(line(flag(f"f{each}")) for each in range(3)),
    "Patient.ndjson": line(patient()) + line(patient("p2", birthDate="1980")),
    "Observation.ndjson": line(observation()),
    "Device.ndjson": line({"resourceType": "Device", "meta": {"lastUpdated": "2027-01-01T00:00:00Z"}}),
}
