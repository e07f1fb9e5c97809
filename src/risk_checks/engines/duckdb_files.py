"""Parquet and CSV files as tables of DuckDB, read through a connection that can read these files and no others."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import count

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb import Backend

from risk_checks.engines.duckdb_quiet import OUT_OF_MEMORY, quietly
from risk_checks.errors import EngineError, InputError, ResourcesError
from risk_checks.records.opening import opened
from risk_checks.records.problems import problem
from risk_checks.records.refused import Refused
from risk_checks.tables.given import EMPTY_LISTS, NOTHING, STRUCTURE, TEXT
from risk_checks.tables.given_files import DataFile

FILE = "file number"
"""The column that says which of a table's files a row comes from; a space: no table column has one."""

_KINDS = (
    (pa.types.is_null, NOTHING),
    (pa.types.is_string, TEXT),
    (pa.types.is_large_string, TEXT),
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "timestamp"),
)
_NUMBERS = count()  # so that no table of rejected lines meets another's


@dataclass(frozen=True, slots=True)
class Torn:
    """The lines of a CSV file that could not be read: how many, and the first of them, counted from 1."""

    file: str
    lines: int
    first: int


@dataclass(frozen=True, slots=True)
class FileRows:
    """The rows of one or more files with a column `FILE`, and what of them could not be read."""

    rows: ir.Table
    torn: tuple[Torn, ...] = ()


def file_kinds(file: DataFile) -> Mapping[str, str]:
    """Return the kind of every column by name, in the order of the file; all columns of a CSV file hold text."""
    if file.is_csv:
        _check_bytes(file)
    try:
        if file.is_csv:
            found = [(name, TEXT) for name in _header(file)]
        else:
            found = [(field.name, kind_of(field.type)) for field in pq.read_schema(file.path)]
    except (OSError, EOFError, ValueError, csv.Error):
        raise InputError("RC-E523", f"{file.label} cannot be read", hint="check the file, or write it again") from None
    twice = named_twice([name for name, _ in found], table=file.label)
    if twice:
        raise twice
    return dict(found)


def _check_bytes(file: DataFile) -> None:
    """Refuse a file that is damaged or in a form of another name: DuckDB checks no sum of what it unpacks."""
    try:
        with opened(file.path):
            pass
    except Refused as refused:
        said = problem(refused.code, element=refused.detail)
        raise InputError("RC-E523", f"{file.label} cannot be read: {said.what}", hint=said.hint) from None


def kind_of(kind: pa.DataType) -> str:
    """Return the kind of an Arrow type, in the words of messages.

    Arrow's own words for a kind that holds others would say the names of fields, which may be values of records.

    >>> kind_of(pa.list_(pa.string())), kind_of(pa.float64()), kind_of(pa.struct({"Ida": pa.string()}))
    ('list of text', 'double', 'a structure')
    """
    if pa.types.is_dictionary(kind):
        return kind_of(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return STRUCTURE if pa.types.is_nested(kind.value_type) else f"list of {kind_of(kind.value_type)}"
    if pa.types.is_nested(kind):
        return STRUCTURE
    return next((name for is_kind, name in _KINDS if is_kind(kind)), str(kind))


def named_twice(names: Collection[str], *, table: str) -> InputError | None:
    """Return the error of a table that has two columns of one name, whatever their case; None where it has not."""
    if len({name.casefold() for name in names}) == len(names):
        return None
    return InputError(
        "RC-E524", f"{table} names a column twice", hint="give each a name of its own; case counts for nothing"
    )


def read_files(
    connection: Backend, files: Sequence[DataFile], kinds: Mapping[str, str], *, columns: Sequence[str]
) -> FileRows:
    """Return the columns named of files that all have the same columns, their rows stored in the connection."""
    numbered = list(enumerate(files))
    tables = [_read(connection, file, kinds, columns=columns, number=number) for number, file in numbered]
    torn = tuple(found for _, found in tables if found is not None)
    return FileRows(reduce(lambda left, right: left.union(right), (rows for rows, _ in tables)), torn)


def _read(
    connection: Backend, file: DataFile, kinds: Mapping[str, str], *, columns: Sequence[str], number: int
) -> tuple[ir.Table, Torn | None]:
    name = f"file_{next(_NUMBERS)}"
    wanted = ", ".join(_selected(column, kinds[column]) for column in columns)
    source = _csv(file, tuple(kinds), rejects=name) if file.is_csv else _parquet(file)
    try:
        connection.raw_sql(f'CREATE TABLE {name} AS SELECT {wanted}, {number} AS "{FILE}" FROM {source}')
    except (EngineError, ResourcesError) as error:
        if error.code == OUT_OF_MEMORY:
            raise
        raise InputError("RC-E523", f"{file.label} cannot be read", hint="check the file, or write it again") from None
    return connection.table(name), _torn(connection, name, file) if file.is_csv else None


def _selected(column: str, kind: str) -> str:
    name = _name(column)
    cast = {NOTHING: "VARCHAR", TEXT: "VARCHAR", EMPTY_LISTS: "VARCHAR[]"}.get(kind)
    return f"{name}::{cast} AS {name}" if cast else name


def _parquet(file: DataFile) -> str:
    # A folder called `date=2025-10-30` would otherwise take the place of what the column says.
    return f"read_parquet({_text(str(file.path))}, hive_partitioning = false)"


def _csv(file: DataFile, names: Sequence[str], *, rejects: str) -> str:
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    options = {
        "auto_detect": "false",
        "hive_partitioning": "false",
        "compression": "'gzip'" if file.is_packed else "'none'",
        "header": "true",
        "delim": "','",
        "quote": "'\"'",
        "escape": "'\"'",
        "nullstr": "''",
        "columns": f"{{{columns}}}",
        "store_rejects": "true",
        "rejects_table": f"'{rejects}_lines'",
        "rejects_scan": f"'{rejects}_scans'",
    }
    said = ", ".join(f"{option} = {value}" for option, value in options.items())
    return f"read_csv({_text(str(file.path))}, {said})"


def _torn(connection: Backend, name: str, file: DataFile) -> Torn | None:
    found = connection.raw_sql(f"SELECT count(DISTINCT line), min(line) FROM {name}_lines").fetchall()
    lines, first = found[0]
    return Torn(file.label, int(lines), int(first)) if lines else None


def _header(file: DataFile) -> list[str]:
    with (
        gzip.open(file.path, "rb") if file.is_packed else file.path.open("rb") as binary,
        io.TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="") as lines,
    ):
        return next(csv.reader(lines, strict=True), [])


def batches(connection: Backend, rows: ir.Table) -> Iterator[pa.RecordBatch]:
    """Yield the rows as record batches, so that a table larger than memory can be written."""
    # Ibis has `to_pyarrow_batches` for this; it asks DuckDB for a method that DuckDB 2 no longer has.
    cursor = connection.con.cursor()
    try:
        with quietly():
            yield from cursor.sql(ibis.to_sql(rows, dialect="duckdb")).to_arrow_reader(100_000)
    finally:
        cursor.close()


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
