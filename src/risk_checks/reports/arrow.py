"""Outcomes as an Arrow table of one fixed schema, and back. Imported on demand only: it costs a quarter of a second."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Literal, cast

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

Order = tuple[str, Literal["ascending", "descending"]]


def conformed(table: pa.Table) -> pa.Table:
    """Return the table with exactly the columns and types of an outcome, whatever widths its maker chose."""
    return table.select(SCHEMA.names).cast(SCHEMA)


def table_of(outcomes: Iterable[Outcome]) -> pa.Table:
    """Return the outcomes as a table."""
    rows = list(outcomes)
    columns = {
        name: [str(value) for value in values] if name in {"outcome", "reason_code"} else values
        for name in SCHEMA.names
        for values in [[getattr(row, name) for row in rows]]
    }
    return pa.table(columns, schema=SCHEMA)


def rows_of(table: pa.Table) -> Iterator[Outcome]:
    """Return the rows of a table as outcomes, a batch at a time."""
    for batch in table.to_batches(max_chunksize=8192):
        for row in batch.to_pylist():
            yield _outcome(row)


def row_at(table: pa.Table, index: int) -> Outcome:
    """Return one row as an outcome."""
    return _outcome(table.slice(index, 1).to_pylist()[0])


def _outcome(row: dict[str, Any]) -> Outcome:
    row["outcome"] = OutcomeKind(row["outcome"])
    row["reason_code"] = ReasonCode(row["reason_code"])
    row["missing"] = tuple(row["missing"])
    row["evidence"] = tuple(row["evidence"])
    return Outcome(**row)


def among(table: pa.Table, *, column: str, values: Collection[str]) -> pa.Table:
    """Return the rows whose column is one of the values."""
    return table.filter(pc.is_in(table[column], value_set=pa.array(sorted(values), pa.string())))


def counted(table: pa.Table, *, columns: tuple[str, ...]) -> dict[tuple[str, ...], int]:
    """Return how many rows there are of each combination of the columns."""
    groups = table.group_by(list(columns)).aggregate([([], "count_all")])
    return {tuple(row[name] for name in columns): row["count_all"] for row in groups.to_pylist()}


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


def by_identity(table: pa.Table) -> pa.Table:
    """Return the rows in the order in which they are stored: rule, patient, subject."""
    if _is_by_identity(table):
        return table  # as engines give them, which is much sooner seen than put in order
    return in_order(table, ("rule", "ascending"), ("patient", "ascending"), ("subject", "ascending"))


def _is_by_identity(table: pa.Table) -> bool:
    upper, lower = table.slice(0, max(table.num_rows - 1, 0)), table.slice(1)
    in_place: Any = pc.less_equal(upper["subject"], lower["subject"])
    for name in ("patient", "rule"):
        before, same = pc.less(upper[name], lower[name]), pc.equal(upper[name], lower[name])
        in_place = pc.or_(before, pc.and_(same, in_place))
    return bool(pc.all(in_place, min_count=0).as_py())


def write_parquet(table: pa.Table, file: BinaryIO, *, notes: dict[str, str]) -> None:
    """Write a table, with notes in its metadata; equal tables give equal bytes, however they are chunked."""
    table = table.combine_chunks().replace_schema_metadata(notes)
    pq.write_table(
        table,
        file,
        row_group_size=ROWS_IN_A_GROUP,
        compression="zstd",
        version="2.6",
        data_page_version="1.0",
        write_statistics=True,
    )


def stream(table: pa.Table, *, schema: object | None) -> object:
    """Return the table as an Arrow C stream capsule (the Arrow PyCapsule interface)."""
    return cast("object", table.__arrow_c_stream__(schema))
