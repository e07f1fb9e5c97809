"""Tables held by other libraries, written as Parquet into a private folder so that they are read as files are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from risk_checks.engines.duckdb_files import named_twice
from risk_checks.errors import UsageError
from risk_checks.tables.given import near_miss
from risk_checks.tables.given_files import ONE_OF_MANY, DataFile, TableFiles, is_one_of_many, stem_of

_KINDS = "make each column text, dates, booleans or whole numbers"
_TAKES = "give a path, an Ibis table, a pyarrow.Table, or a frame of pandas or Polars"


def check_frames(given: Mapping[str, Any], *, names: Collection[str]) -> None:
    """Raise UsageError unless every name is that of a table; nothing is read."""
    if not given:
        raise UsageError("RC-E532", "no table is given", hint='pass {"patient": ..., "referral": ...}')
    for name in given:
        if name not in names:
            hint = near_miss(str(name), names) or f"expected some of: {', '.join(sorted(names))}"
            raise UsageError("RC-E533", f"no table is called '{str(name)[:60]}'", hint=hint)


def frame_files(given: Mapping[str, Any], *, into: Path) -> TableFiles:
    """Return a file for each table: the one whose path is given, or one written into a folder."""
    return TableFiles({name: (_file(name, value, into),) for name, value in sorted(given.items())})


def _file(name: str, value: Any, into: Path) -> DataFile:
    if isinstance(value, (str, Path)):
        path = Path(value)
        if stem_of(path) is None or not path.is_file():
            raise UsageError("RC-E534", f"the table '{name}' is no Parquet or CSV file", hint="check the path")
        if is_one_of_many(path):
            hint = "read the folder that it is in with read()"
            raise UsageError("RC-E543", f"the table '{name}' {ONE_OF_MANY}", hint=hint)
        return DataFile(path, f"{name}{path.name.removeprefix(str(stem_of(path)))}")
    path = into / f"{name}.parquet"
    try:
        schema, batches = _batches(name, value)
        with pq.ParquetWriter(path, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
    except (pa.ArrowException, UnicodeError):  # whose text may quote what it met
        raise UsageError(
            "RC-E545",
            f"the table '{name}' has a column that cannot be stored",
            hint=_KINDS,
        ) from None
    return DataFile(path, name)


def _batches(name: str, value: Any) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """Return the schema and the rows of a table that some other library holds."""
    if _is_of(value, "ibis"):
        value = _fetched(value)
    elif _is_of(value, "pandas"):
        value = _from_pandas(name, value)
    if isinstance(value, pa.RecordBatch):
        value = pa.Table.from_batches([value])
    if not hasattr(value, "__arrow_c_stream__"):
        raise UsageError("RC-E535", f"the table '{name}' is of a kind that cannot be read", hint=_TAKES)
    reader = pa.RecordBatchReader.from_stream(value)
    _refuse_twice(name, reader.schema.names)
    schema = pa.schema([_plain(field) for field in reader.schema])
    return schema, (batch.cast(schema) for batch in reader)


def _fetched(table: Any) -> Any:
    """Return an Ibis table as Arrow batches; from DuckDB as one Arrow table, as Ibis 12 cannot stream from DuckDB 2."""
    if table.get_backend().name == "duckdb":
        return table.to_pyarrow()
    return table.to_pyarrow_batches()


def _from_pandas(name: str, frame: Any) -> pa.Table:
    _refuse_twice(name, [str(column) for column in frame.columns])
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        raise UsageError("RC-E536", f"a column of the table '{name}' mixes kinds of values", hint=_KINDS) from None
    except OverflowError:
        raise UsageError(
            "RC-E544",
            f"a column of the table '{name}' holds whole numbers of more than 18 digits",
            hint="give them as text",
        ) from None


def _refuse_twice(name: str, columns: Collection[str]) -> None:
    twice = named_twice(columns, table=name)
    if twice:
        raise twice


def _plain(field: pa.Field) -> pa.Field:
    """Return the field as Parquet can hold it and every reader knows it: texts short, categories as their words."""
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
        kind = pa.string()
    elif (pa.types.is_list(kind) or pa.types.is_large_list(kind)) and not pa.types.is_null(kind.value_type):
        kind = pa.list_(_plain(kind.value_field).type)
    return pa.field(field.name, kind)


def _is_of(value: Any, library: str) -> bool:
    return type(value).__module__.partition(".")[0] == library
