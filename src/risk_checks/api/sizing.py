"""Which engine suits an input where nobody names one: by its size, as the answers are the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from risk_checks.records.listed_files import with_listed_files

EngineName = Literal["duckdb", "reference"]
ENGINES = ("duckdb", "reference")
SMALL = 16 * 1024 * 1024
"""Bytes of JSON up to which the reference engine is done before DuckDB's queries are written."""
_UNPACKED = {".gz": 10, ".zst": 10, ".parquet": 5}
"""How many times larger a compressed file is when it is read, roughly."""


def engine_for(sources: Iterable[Any]) -> EngineName:
    """Return the engine for sources: paths, JSON, or resources in memory, which are few.

    >>> engine_for([b"{}", {"resourceType": "Patient"}])
    'reference'
    """
    size = 0
    for each in _sizes(sources):
        size += each
        if size > SMALL:
            return "duckdb"
    return "reference"


def _sizes(sources: Iterable[Any]) -> Iterator[int]:
    for source in with_listed_files(list(sources)):
        match source:
            case bytes() | bytearray():
                yield len(source)
            case str() if source.lstrip()[:1] in ("{", "["):
                yield len(source)
            case str() | Path():
                yield from _beneath(Path(source))


def _beneath(path: Path) -> Iterator[int]:
    """Yield the sizes of the files of a path; what cannot be looked at is told of when it is read."""
    with suppress(OSError):
        for file in path.rglob("*") if path.is_dir() else (path,):
            if file.is_file():
                yield file.stat().st_size * _UNPACKED.get(file.suffix, 1)
