"""Reading with the safety checks on, or off: the same columns of the same files, typed, in DuckDB.

FOLDER AS_OF OUT MODE, where MODE is `on` (ours: every line is held to its shape, counted and told from duplicates) or
`off` (DuckDB's own typed read of the files as they lie). The day is not used.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.loops.writing import write_answers
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.engines.duckdb import connect, read_staged
from risk_checks.engines.duckdb_clean import CleanFiles
from risk_checks.engines.duckdb_keep import keep
from risk_checks.engines.duckdb_limits import Limits
from risk_checks.records.staging import stage_sources


def read(folder: Path, *, checked: bool) -> int:
    """Return how many resources were read into typed tables."""
    definitions = shipped_definitions()
    files = {kind: folder / f"{kind}.ndjson" for kind in definitions.shapes}
    count = 0
    with TemporaryDirectory(prefix="reading.", dir=folder.parent) as made:
        connection = connect(Path(made), zone="Europe/London", limits=Limits())
        if checked:
            clean = CleanFiles(connection, shapes=definitions.shapes)
            into = Path(made) / "staged"
            staged = stage_sources([folder], into=into, shapes=definitions.projections, taker=clean)
            files = dict(staged.files)
            for kind in staged.taken.intersection(definitions.shapes):
                count += int(clean.rows(kind).count().to_pyarrow().as_py())
        else:
            files = _linked(files, into=Path(made))  # the database reads nothing outside its own folder
        for kind, file in files.items():
            if file.exists() and file.stat().st_size:
                rows = keep(connection, f"typed_{kind}", read_staged(connection, file, definitions.shapes[kind]))
                count += int(rows.count().to_pyarrow().as_py())
        connection.disconnect()
    return count


def _linked(files: Mapping[str, Path], *, into: Path) -> dict[str, Path]:
    """Return the same files under names in a folder of the same disk."""
    linked = {kind: into / file.name for kind, file in files.items() if file.exists()}
    for kind, link in linked.items():
        link.hardlink_to(files[kind])
    return linked


if __name__ == "__main__":
    source, _, target, mode = sys.argv[1:]
    began = perf_counter()
    count = read(Path(source), checked=mode == "on")
    write_answers(Path(target), (), resources=count, seconds=perf_counter() - began)  # without what Python imports
