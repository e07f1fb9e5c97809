"""Rows of an Arrow table as lines of CSV, a batch at a time and a column at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

_ROWS_AT_ONCE = 16_384
_NEEDS_QUOTES = '[",\r\n]'


def csv_rows(table: pa.Table) -> Iterator[bytes]:
    """Give the rows as UTF-8 text: cells with a comma, a quote or a line end are quoted, and what is null is empty.

    As `csv.writer` writes them with a line end of one character; a lone carriage return is quoted on every Python.
    """
    for batch in table.to_batches(max_chunksize=_ROWS_AT_ONCE):
        lines = pc.binary_join_element_wise(*map(_cells, batch.columns), ",")
        whole = pc.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")
        yield bytes(whole[0].as_buffer()) + b"\n"


def _cells(values: pa.Array) -> Any:
    texts = pc.fill_null(values.cast(pa.string()), "")
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(texts, _NEEDS_QUOTES), quoted, texts)
