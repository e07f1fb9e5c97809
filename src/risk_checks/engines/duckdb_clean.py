"""Clean NDJSON read without taking lines apart: a type is taken where each of its lines can be read in one way only."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend
from ibis.expr.schema import Schema

from risk_checks.engines.duckdb import columns_of
from risk_checks.engines.duckdb_clean_json import is_readable, schema_of
from risk_checks.engines.duckdb_clean_type import CleanType, Deeper, Stretch
from risk_checks.engines.duckdb_quiet import quietly
from risk_checks.records.clean_lines import Changed, NotClean, stretches
from risk_checks.records.gate import CONTROL_TYPES
from risk_checks.records.opening import Progress
from risk_checks.records.shape import Shape
from risk_checks.records.sources import Source
from risk_checks.records.taking import Taken
from risk_checks.records.turns import holds_itself

LEAST = 64 * 1024
"""Bytes of a type, as they are stored, below which asking takes longer than taking lines apart."""
_TURNS = (0, 1, 2, 4)
_ROWS = "clean_rows"


class CleanFiles:
    """A taker of types; the rows of those that it took are tables of its connection.

    Types with less than `least` bytes are left to others.
    """

    def __init__(
        self,
        connection: Backend,
        *,
        shapes: Mapping[str, Shape],
        progress: Progress | None = None,
        least: int = LEAST,
    ) -> None:
        self._connection = connection
        self._shapes = shapes
        self._progress = progress
        self._least = least
        self._found: Mapping[str, Taken] | None = None
        self._rows: dict[str, ir.Table] = {}
        self._told = 0
        self.changed: set[str] = set()
        ((self._threads,),) = connection.raw_sql("SELECT current_setting('threads')").fetchall()

    def __call__(self, sources: Sequence[Source], *, but: Collection[str]) -> Mapping[str, Taken]:
        """Return what is taken of sources, by type."""
        if self._found is None:
            with ThreadPoolExecutor(self._threads) as pool:
                tried = {kind: self._take(kind, each, pool) for kind, each in self._by_type(sources).items()}
            self._found = {kind: taken for kind, taken in tried.items() if taken is not None}
        return {kind: taken for kind, taken in self._found.items() if kind not in but}

    def rows(self, kind: str) -> ir.Table:
        """Return the rows of a type that was taken and that views read, with the columns of its shape."""
        return self._rows[kind]

    def _by_type(self, sources: Sequence[Source]) -> Mapping[str, list[tuple[Source, Path]]]:
        """Return the files that are named as NDJSON of a type, by the type; those without a line are left to others."""
        found: dict[str, list[tuple[Source, Path]]] = {}
        sizes: Counter[str] = Counter()
        for source in sources:
            kind, content = source.type_in_name, source.content
            is_lines = source.named_as_lines and source.is_data and isinstance(content, Path)
            if kind is None or kind in CONTROL_TYPES or not is_lines or not isinstance(content, Path):
                continue
            with suppress(OSError):  # reading it will say so
                size = content.stat().st_size
                sizes[kind] += size
                if size:
                    found.setdefault(kind, []).append((source, content))
        return {kind: files for kind, files in found.items() if sizes[kind] >= self._least}

    def _take(self, kind: str, files: Sequence[tuple[Source, Path]], pool: ThreadPoolExecutor) -> Taken | None:
        shape = self._shapes.get(kind)
        if shape is not None and not is_readable(CleanType(kind, shape).columns):
            return None
        for turns in _TURNS if shape and holds_itself(shape) else _TURNS[:1]:
            self._told = 0
            try:
                return self._read(CleanType(kind, shape, turns), files, pool)
            except (Deeper, NotClean) as found:
                self._tell(-self._told)  # it is read again
                if isinstance(found, NotClean):
                    break
        self._connection.raw_sql(f"DROP TABLE IF EXISTS {_table_of(kind)}")
        return None

    def _read(self, look: CleanType, files: Sequence[tuple[Source, Path]], pool: ThreadPoolExecutor) -> Taken:
        if look.shape is not None:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in columns_of(look.columns).items())
            self._connection.raw_sql(f"CREATE OR REPLACE TABLE {_table_of(look.kind)} ({columns})")
        lines: Counter[str] = Counter()
        faults: Counter[str] = Counter()
        marks = 0
        latest: int | None = None
        for label, found in self._looked_at(look, files, pool):
            lines[label] += found.lines
            marks += found.marks
            faults += found.faults
            latest = max((each for each in (latest, found.latest) if each is not None), default=None)
            if found.rows is not None:
                self._store(look.kind, found.rows)
        if look.shape is not None:
            if self._meets_again(look.kind):
                raise NotClean
            self._rows[look.kind] = _as_table(look, self._connection)
        return Taken(look.kind, lines, marks=marks if look.shape else 0, latest=latest, faults=faults)

    def _looked_at(
        self, look: CleanType, files: Sequence[tuple[Source, Path]], pool: ThreadPoolExecutor
    ) -> Iterator[tuple[str, Stretch]]:
        """Give what stretches hold, by the label of their file, a few of them being looked at together."""
        waiting: deque[tuple[str, Future[Stretch]]] = deque()
        try:
            for source, path in files:
                for stretch in self._stretches(source.label, path):
                    waiting.append((source.label, pool.submit(look, stretch)))
                    if len(waiting) > self._threads:
                        label, done = waiting.popleft()
                        yield label, done.result()
            while waiting:
                label, done = waiting.popleft()
                yield label, done.result()
        finally:
            for _, left in waiting:
                left.cancel()

    def _stretches(self, label: str, path: Path) -> Iterator[bytes]:
        try:
            yield from stretches(path, progress=self._tell)
        except Changed:
            self.changed.add(label)
            raise

    def _store(self, kind: str, rows: pa.RecordBatch) -> None:
        with quietly():
            self._connection.con.register(_ROWS, pa.Table.from_batches([rows]))
        self._connection.raw_sql(f"INSERT INTO {_table_of(kind)} SELECT * FROM {_ROWS}")
        with quietly():
            self._connection.con.unregister(_ROWS)

    def _meets_again(self, kind: str) -> bool:
        """Return whether two rows have the same id."""
        query = f"SELECT count(*) - count(DISTINCT id) FROM {_table_of(kind)}"
        ((again,),) = self._connection.raw_sql(query).fetchall()
        return bool(again)

    def _tell(self, size: int) -> None:
        if self._progress is not None:
            self._told += size
            self._progress(size)


def _as_table(look: CleanType, connection: Backend) -> ir.Table:
    """Return the stored rows; Ibis would ask DuckDB for the columns, which takes as long as reading a small type."""
    schema = Schema.from_pyarrow(schema_of(look.columns))
    return ops.DatabaseTable(_table_of(look.kind), schema=schema, source=connection).to_expr()


def _table_of(kind: str) -> str:
    return f"clean_{kind}"
