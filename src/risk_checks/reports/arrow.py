"""Outcomes as an Arrow table of one fixed schema, and back. Imported on demand only: it costs a quarter of a second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Literal, Protocol, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode

SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("patient", pa.string()),
        ("table", pa.string()),
        ("subject", pa.string()),
        ("outcome", pa.string()),
        ("reason_code", pa.string()),
        ("reason", pa.string()),
        ("missing", pa.list_(pa.string())),
        ("due_on", pa.date32()),
        ("overdue_days", pa.int32()),
        ("evidence", pa.list_(pa.string())),
        ("team", pa.string()),
        ("revision", pa.int32()),
        ("severity", pa.string()),
        ("as_of", pa.date32()),
    ]
)
# Fixed, because the bytes of a Parquet file hang on them.
ROWS_IN_A_GROUP = 131_072

_ROWS_AT_ONCE = 8192


class Rows(Protocol):
    """Outcomes that can be read part by part."""

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give all of them, or these columns of them."""
        ...


Order = tuple[str, Literal["ascending", "descending"]]


def conformed(batches: Iterable[pa.RecordBatch], columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Give batches with exactly the columns and types of an outcome, or these of them, whatever widths they have."""
    schema = SCHEMA if columns is None else pa.schema([SCHEMA.field(name) for name in columns])
    for batch in batches:
        if batch.schema.equals(schema):
            yield batch
        else:
            yield from pa.Table.from_batches([batch]).select(schema.names).cast(schema).to_batches()


def in_one_table(batches: Iterable[pa.RecordBatch]) -> pa.Table:
    """Return the outcomes of batches as a table."""
    return pa.Table.from_batches(list(batches), SCHEMA)


def table_of(outcomes: Iterable[Outcome]) -> pa.Table:
    """Return the outcomes as a table."""
    rows = list(outcomes)
    columns = {
        name: [str(value) for value in values] if name in {"outcome", "reason_code"} else values
        for name in SCHEMA.names
        for values in [[getattr(row, name) for row in rows]]
    }
    return pa.table(columns, schema=SCHEMA)


def rows_of(batches: Iterable[pa.RecordBatch]) -> Iterator[Outcome]:
    """Return the rows of batches as outcomes."""
    for batch in batches:
        for start in range(0, batch.num_rows, _ROWS_AT_ONCE):
            for row in batch.slice(start, _ROWS_AT_ONCE).to_pylist():
                yield _outcome(row)


def row_at(batches: Iterable[pa.RecordBatch], index: int) -> Outcome:
    """Return one row as an outcome."""
    for batch in batches:
        if index < batch.num_rows:
            return _outcome(batch.slice(index, 1).to_pylist()[0])
        index -= batch.num_rows
    raise IndexError(index)


def _outcome(row: dict[str, Any]) -> Outcome:
    row["outcome"] = OutcomeKind(row["outcome"])
    row["reason_code"] = ReasonCode(row["reason_code"])
    row["missing"] = tuple(row["missing"])
    row["evidence"] = tuple(row["evidence"])
    return Outcome(**row)


def among(batches: Iterable[pa.RecordBatch], wanted: Mapping[str, Collection[str]]) -> pa.Table:
    """Return the rows whose columns have some of the values wanted of each."""
    sets = {column: pa.array(sorted(values), pa.string()) for column, values in wanted.items()}

    def chosen(batch: pa.RecordBatch) -> pa.RecordBatch:
        for column, values in sets.items():
            batch = batch.filter(pc.is_in(batch[column], value_set=values))
        return batch

    return in_one_table(map(chosen, batches))


def counted(batches: Iterable[pa.RecordBatch], *, columns: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    """Return how many rows there are of each combination of the columns."""
    found: Counter[tuple[str, ...]] = Counter()
    for batch in batches:
        groups = pa.Table.from_batches([batch]).group_by(list(columns)).aggregate([([], "count_all")])
        found.update({tuple(row[name] for name in columns): row["count_all"] for row in groups.to_pylist()})
    return found


def people_counted(table: pa.Table, *, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return each combination of the columns with its `count` of rows and of `people`."""
    groups = table.group_by(list(columns)).aggregate([([], "count_all"), ("patient", "count_distinct")])
    rows: list[dict[str, Any]] = groups.rename_columns([*columns, "count", "people"]).to_pylist()
    return rows


def people_by_outcomes(table: pa.Table, *, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Give each combination of the columns, and of `outcomes` that the same people have, with the count of `people`."""
    kinds = pc.unique(table["outcome"]).to_pylist()
    bits = pa.array([1 << place for place in range(len(kinds))], pa.int64())
    marked = table.append_column("bit", bits.take(pc.index_in(table["outcome"], pa.array(kinds, pa.string()))))
    once = marked.group_by([*columns, "patient", "bit"]).aggregate([])
    people = once.group_by([*columns, "patient"]).aggregate([("bit", "sum")])
    for row in people.group_by([*columns, "bit_sum"]).aggregate([([], "count_all")]).to_pylist():
        having = [kind for place, kind in enumerate(kinds) if row["bit_sum"] >> place & 1]
        yield {**{name: row[name] for name in columns}, "outcomes": having, "people": row["count_all"]}


def with_text(table: pa.Table, *, column: str, change: Callable[[str], str], where: str) -> pa.Table:
    """Return the table with those texts of a column changed that match a regular expression; the rest stand."""
    texts = table[column]
    wanted = pc.fill_null(pc.match_substring_regex(texts, where), False)
    if not pc.any(wanted).as_py():
        return table
    changed = [change(text) for text in texts.filter(wanted).to_pylist()]
    replaced = pc.replace_with_mask(texts.combine_chunks(), wanted.combine_chunks(), pa.array(changed, pa.string()))
    return table.set_column(table.schema.get_field_index(column), column, replaced)


def with_texts(table: pa.Table, *, column: str, change: Callable[[str], str]) -> pa.Table:
    """Return the table with every text in the lists of a column changed, each list in its new order."""
    changed = pa.array([sorted(map(change, texts)) for texts in table[column].to_pylist()], pa.list_(pa.string()))
    return table.set_column(table.schema.get_field_index(column), column, changed)


def with_looked_up(table: pa.Table, *, by: str, values: Mapping[str, str], called: str) -> pa.Table:
    """Return the table with a column of what each text of another column stands for."""
    places = pc.index_in(table[by], value_set=pa.array(list(values), pa.string()))
    return table.append_column(called, pa.array(list(values.values()), pa.string()).take(places))


def with_ending(table: pa.Table, *, column: str, ending: str) -> pa.Table:
    """Return the table with an ending put to every text of a column."""
    ended = pc.binary_join_element_wise(table[column], pa.scalar(ending), "")
    return table.set_column(table.schema.get_field_index(column), column, ended)


def with_rank(table: pa.Table, *, column: str, words: Sequence[str], called: str) -> pa.Table:
    """Return the table with a column that holds the place of another column's word in a list."""
    return table.append_column(called, pc.index_in(table[column], value_set=pa.array(words, pa.string())))


def in_order(table: pa.Table, *orders: Order) -> pa.Table:
    """Return the rows in an order; nulls come last."""
    return table.sort_by(list(orders)) if table.num_rows else table


def by_identity(outcomes: Rows) -> Iterator[pa.RecordBatch]:
    """Give outcomes in the order in which they are stored: rule, patient, subject."""
    keys = ("rule", "patient", "subject")
    if _is_in_order(outcomes.batches(keys), keys):
        return outcomes.batches()  # as engines give them, which is much sooner seen than put in order
    return iter(in_order(in_one_table(outcomes.batches()), *((key, "ascending") for key in keys)).to_batches())


def _is_in_order(batches: Iterable[pa.RecordBatch], keys: tuple[str, ...]) -> bool:
    last: list[pa.RecordBatch] = []
    for batch in batches:
        rows = pa.Table.from_batches([*last, batch])
        upper, lower = rows.slice(0, max(rows.num_rows - 1, 0)), rows.slice(1)
        in_place: Any = pc.less_equal(upper[keys[-1]], lower[keys[-1]])
        for key in reversed(keys[:-1]):
            before, same = pc.less(upper[key], lower[key]), pc.equal(upper[key], lower[key])
            in_place = pc.or_(before, pc.and_(same, in_place))
        if not pc.all(in_place, min_count=0).as_py():
            return False
        last = [batch.slice(batch.num_rows - 1)] if batch.num_rows else last
    return True


def write_parquet(batches: Iterable[pa.RecordBatch], file: BinaryIO, *, notes: dict[str, str]) -> None:
    """Write outcomes, with notes in the metadata; equal rows give equal bytes, however they are chunked."""
    writer = pq.ParquetWriter(
        file,
        SCHEMA.with_metadata(notes),
        compression="zstd",
        version="2.6",
        data_page_version="1.0",
        write_statistics=True,
    )
    with writer:
        for group in _groups(batches):
            writer.write_table(group.combine_chunks(), row_group_size=ROWS_IN_A_GROUP)


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Give the rows as tables of as many as a group of rows has, the last of what is left."""
    waiting = in_one_table(())
    for batch in batches:
        waiting = pa.concat_tables([waiting, pa.Table.from_batches([batch])])
        while waiting.num_rows >= ROWS_IN_A_GROUP:
            yield waiting.slice(0, ROWS_IN_A_GROUP)
            waiting = waiting.slice(ROWS_IN_A_GROUP)
    if waiting.num_rows:
        yield waiting


def stream(table: pa.Table, *, schema: object | None) -> object:
    """Return the table as an Arrow C stream capsule (the Arrow PyCapsule interface)."""
    return cast("object", table.__arrow_c_stream__(schema))
