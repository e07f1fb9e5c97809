"""The outcomes of a run as they are found: in memory while they are few, then in a file that has no name."""

from __future__ import annotations

import tempfile
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROWS_IN_MEMORY = 500_000
_ROWS_IN_A_GROUP = 131_072


class HeldRows:
    """Outcomes in memory."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return int(self._table.num_rows)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give the outcomes, or columns of them, as record batches."""
        table = self._table if columns is None else self._table.select(list(columns))
        yield from table.to_batches()

    def to_pyarrow_table(self) -> pa.Table:
        """Return all of them."""
        return self._table


class _Nameless:
    """A file that goes with this object, or with the process."""

    def __init__(self) -> None:
        self.file: Any = tempfile.TemporaryFile(prefix="risk-checks-")  # noqa: SIM115 -- closed by the next line
        weakref.finalize(self, self.file.close)


class FiledRows:
    """Outcomes in a file: what is read of them is read a group of rows at a time. Threads may read side by side."""

    def __init__(self, nameless: _Nameless) -> None:
        self._nameless = nameless
        self._parquet = pq.ParquetFile(nameless.file)
        self._lock = Lock()

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return int(self._parquet.metadata.num_rows)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give the outcomes, or columns of them, as record batches."""
        for group in range(self._parquet.num_row_groups):
            with self._lock:
                table = self._parquet.read_row_group(group, columns=None if columns is None else list(columns))
            yield from table.to_batches()

    def to_pyarrow_table(self) -> pa.Table:
        """Return all of them, which may be much."""
        with self._lock:
            return self._parquet.read()


class OutcomeStore:
    """Takes outcomes in, rule by rule; up to `in_memory` of them are held in memory."""

    def __init__(self, in_memory: int = ROWS_IN_MEMORY) -> None:
        self._in_memory = in_memory
        self._held: list[pa.RecordBatch] = []
        self._rows = 0
        self._schema: pa.Schema | None = None
        self._nameless: _Nameless | None = None
        self._writer: Any = None

    def add(self, batches: Iterable[pa.RecordBatch]) -> Counter[str]:
        """Take the outcomes of a rule in, and return how many there are of each kind."""
        kinds: Counter[str] = Counter()
        for batch in batches:
            self._schema = self._schema or batch.schema
            kinds.update({each["values"]: each["counts"] for each in batch["outcome"].value_counts().to_pylist()})
            self._held.append(batch if batch.schema == self._schema else batch.cast(self._schema))
            self._rows += batch.num_rows
            if self._rows > (_ROWS_IN_A_GROUP if self._writer else self._in_memory):
                self._spill()
        return kinds

    def close(self) -> None:
        """Take that there is no more to come."""
        if self._writer is not None and self._writer.is_open:
            self._spill()
            self._writer.close()

    def finished(self) -> HeldRows | FiledRows | None:
        """Return what was taken in, None where that is nothing."""
        self.close()
        if self._nameless is not None:
            return FiledRows(self._nameless)
        return HeldRows(pa.Table.from_batches(self._held)) if self._held else None

    def _spill(self) -> None:
        if self._nameless is None:
            self._nameless = _Nameless()
            self._writer = pq.ParquetWriter(self._nameless.file, self._schema, compression="zstd")
        self._writer.write_table(pa.Table.from_batches(self._held, self._schema), row_group_size=_ROWS_IN_A_GROUP)
        self._held.clear()
        self._rows = 0
