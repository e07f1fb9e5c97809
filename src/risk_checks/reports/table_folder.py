"""A folder of canonical tables as Parquet: all of them with their manifest, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from risk_checks.reports.files import json_text
from risk_checks.reports.folder import private_file, whole_folder
from risk_checks.reports.table_manifest import TABLES, UNCOVERED, Manifest

_UNCOVERED = pa.schema([("patient", pa.string()), ("type", pa.string())])


_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "array<string>": pa.list_(pa.string()),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "int64": pa.int64(),
}


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table to be written: its schema, and what gives its rows, in the order of their keys."""

    schema: pa.Schema
    batches: Callable[[], Iterator[pa.RecordBatch]]


def write_tables(
    out: Path, tables: Mapping[str, TableRows], *, manifest: Manifest, uncovered: Mapping[str, frozenset[str]]
) -> Mapping[str, int]:
    """Write each table as `<name>.parquet` and `tables.json` to a folder, and return how many rows each has.

    The same rows give the same bytes. `uncovered` names the patients whom a covered type does not cover.
    """
    with whole_folder(out, kind=TABLES) as folder:
        files: dict[str, Any] = {}
        rows: dict[str, int] = {}
        for name, table in tables.items():
            rows[name], files[f"{name}.parquet"] = _written(folder / f"{name}.parquet", table)
        if uncovered:
            _, files[UNCOVERED] = _written(folder / UNCOVERED, _uncovered(uncovered))
        columns = {name: {field.name: str(field.type) for field in table.schema} for name, table in tables.items()}
        told = manifest.as_dict(rows=rows, columns=columns, files=files)
        with private_file(folder / TABLES.manifest) as file:
            file.write(json_text(told).encode())
    return rows


def read_uncovered(manifest: Path) -> Mapping[str, frozenset[str]]:
    """Return the types that were not covered for each patient, as they stand beside a manifest; none where none do."""
    path = manifest.with_name(UNCOVERED)
    found: dict[str, frozenset[str]] = {}
    for row in pq.read_table(path).to_pylist() if path.is_file() else ():
        found[row["patient"]] = found.get(row["patient"], frozenset()) | {row["type"]}
    return found


def schema_of(columns: Mapping[str, str]) -> pa.Schema:
    """Return the Arrow schema of stored columns, given the names of their types."""
    return pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])


def _written(path: Path, table: TableRows) -> tuple[int, dict[str, Any]]:
    rows = 0
    with private_file(path) as file, pq.ParquetWriter(file, table.schema) as writer:
        for batch in table.batches():
            rows += batch.num_rows
            writer.write_batch(batch.select(table.schema.names).cast(table.schema))
    with path.open("rb") as file:
        return rows, {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _uncovered(uncovered: Mapping[str, frozenset[str]]) -> TableRows:
    pairs = [{"patient": patient, "type": name} for patient in sorted(uncovered) for name in sorted(uncovered[patient])]
    return TableRows(_UNCOVERED, lambda: iter(pa.Table.from_pylist(pairs, schema=_UNCOVERED).to_batches()))
