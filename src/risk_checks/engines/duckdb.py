"""The embedded database: one connection, hardened before any data is read, its session in the run's time zone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from risk_checks.engines.duckdb_files import batches
from risk_checks.engines.duckdb_keep import keep
from risk_checks.engines.duckdb_limits import Limits
from risk_checks.engines.duckdb_quiet import Quiet
from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.records.turns import holds_itself, unrolled

_UNSAID = Limits()


def connect(folder: Path, *, zone: str, reads: Sequence[Path] = (), limits: Limits = _UNSAID) -> Backend:
    """Return a connection that can reach `folder`, the files that it `reads`, and nothing else."""
    spill = folder / "spill"
    spill.mkdir(exist_ok=True)
    places: dict[str, object] = {"temp_directory": str(spill), "allowed_directories": [str(folder)]}
    if reads:
        places["allowed_paths"] = [str(file) for file in reads]
    return _hardened({**places, **limits.settings(spill)}, zone=zone)


def connect_in_memory(*, zone: str) -> Backend:
    """Return a connection that can read and write nowhere outside its own memory."""
    return _hardened({"temp_directory": "", **_UNSAID.settings(None)}, zone=zone)


def _hardened(places: Mapping[str, object], *, zone: str) -> Backend:
    """Return a connection with its settings made and locked.

    The order matters: directories first, then the lock on everything outside them, then the configuration itself
    (DuckDB refuses them in any other order).
    """
    connection = Quiet().connect()
    settings = {
        "TimeZone": zone,
        **places,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "enable_external_access": False,
        "python_enable_replacements": False,
        "preserve_insertion_order": False,  # no answer hangs on the order of rows, and keeping it takes memory
        "lock_configuration": True,
    }
    for name, value in settings.items():
        connection.raw_sql(f"SET {name} = {_literal(value)}")
    return connection


def read_staged(connection: Backend, file: Path, shape: Shape) -> ir.Table:
    """Return a staged NDJSON file as a table with the shape's columns; lines were already held to the shape.

    A shape that holds itself is unrolled as deep as the lines go, which takes one more reading of the file.
    """
    if holds_itself(shape):
        with file.open(encoding="utf-8") as lines:
            shape = unrolled(shape, map(json.loads, lines))
    return connection.read_json(
        str(file), columns=columns_of(shape), format="newline_delimited", maximum_object_size=_room(file)
    )


def columns_of(shape: Shape) -> dict[str, str]:
    """Return the type of each column for the resources of a shape."""
    return {name: _field(field) for name, field in shape.fields.items()}


LONGEST_RESOURCE = 64 * 1024 * 1024
"""Bytes of the longest staged line that can be read; longer ones are set aside at the gate."""
_STRETCH = 1024 * 1024
_PEEK = 64 * 1024


def _room(file: Path) -> int:
    """Return how many bytes no line of a staged file exceeds; each thread sets aside twice as many."""
    with file.open("rb") as staged:
        for start in range(0, file.stat().st_size - _STRETCH + 1, _STRETCH):
            staged.seek(start)
            if b"\n" not in staged.read(_PEEK) and b"\n" not in staged.read(_STRETCH - _PEEK):
                return LONGEST_RESOURCE
    return 2 * _STRETCH  # a longer one would fill a stretch


_TYPES = {
    Primitive.TEXT: "VARCHAR",
    Primitive.BOOLEAN: "BOOLEAN",
    Primitive.INTEGER: "BIGINT",
    Primitive.DECIMAL: "DOUBLE",
    Primitive.NUMERAL: "VARCHAR",
}


def _field(field: Field) -> str:
    if isinstance(field.of, Shape):
        members = ", ".join(f'"{name}" {_field(inner)}' for name, inner in field.of.fields.items())
        return f"STRUCT({members})" + ("[]" if field.many else "")
    return _TYPES[field.of] + ("[]" if field.many else "")


_NUMBERS = count()  # so that no run meets a table that another left behind


class Shelf:
    """Tables kept while a run needs them.

    Ibis has `cache()` for this; under the sqlglot versions that speak DuckDB 2's lambda syntax its clean-up writes
    `DROP TABLE IF EXISTS` without a name (seen with Ibis 12.0 and sqlglot 30.18 to 30.30).
    """

    def __init__(self, connection: Backend) -> None:
        self._connection = connection
        self._names: list[str] = []

    def keep(self, expression: ir.Table) -> ir.Table:
        """Return the expression stored under a name of its own."""
        name = f"kept_{next(_NUMBERS)}"
        self._names.append(name)
        return keep(self._connection, name, expression)

    def batches(self, expression: ir.Table) -> Iterator[pa.RecordBatch]:
        """Give the rows of an expression as record batches."""
        return batches(self._connection, expression)

    def clear(self) -> None:
        """Drop everything that was kept."""
        for name in self._names:
            self._connection.raw_sql(f"DROP TABLE IF EXISTS {name}")
        self._names.clear()


def _literal(value: object) -> str:
    match value:
        case bool() | int():
            return str(value).lower()
        case list():
            return "[" + ", ".join(_literal(item) for item in value) + "]"
        case _:
            return "'" + str(value).replace("'", "''") + "'"
