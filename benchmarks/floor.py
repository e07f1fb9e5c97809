"""The floor: how long it takes to read the bytes of an extract, or to count its JSON objects with DuckDB.

FOLDER AS_OF OUT MODE, where MODE is `bytes` or `objects`; the day is not used.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.loops.writing import write_answers

_BLOCK = 1 << 20


def count_bytes(files: list[Path]) -> int:
    """Return how many bytes were read."""
    count = 0
    for file in files:
        with file.open("rb", buffering=0) as source:
            while block := source.read(_BLOCK):
                count += len(block)
    return count


def count_objects(files: list[Path]) -> int:
    """Return how many JSON objects there are."""
    import duckdb

    names = [str(file) for file in files if file.stat().st_size]
    found = duckdb.execute("SELECT count(*) FROM read_ndjson_objects(?)", [names]).fetchone()
    return int(found[0]) if found else 0


if __name__ == "__main__":
    folder, _, out, mode = sys.argv[1:]
    read = sorted(Path(folder).glob("*.ndjson"))
    write_answers(Path(out), (), count=count_bytes(read) if mode == "bytes" else count_objects(read))
