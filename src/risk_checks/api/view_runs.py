"""Views run by themselves over sources, to try them out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from risk_checks.api.extract import ENGINES, EngineName
from risk_checks.engines.definitions import shapes_of
from risk_checks.errors import UsageError, nearest
from risk_checks.records.reading import read_sources
from risk_checks.records.staging import stage_sources
from risk_checks.views.definition import View
from risk_checks.views.library import shipped_views
from risk_checks.views.loading import load_view
from risk_checks.views.memory import compile_view


def view_rows(view: str | Path, sources: Any, *, engine: EngineName = "duckdb") -> Iterator[dict[str, Any]]:
    """Yield the rows of a view, shipped (by name) or in a file of its own, over sources."""
    found = _view(view)
    if engine == "reference":
        yield from _in_memory(found, sources)
    elif engine == "duckdb":
        yield from _in_duckdb(found, sources)
    else:
        raise UsageError("RC-E613", f"no engine is called '{str(engine)[:60]}'", hint=nearest(engine, ENGINES))


def _view(view: str | Path) -> View:
    shipped = shipped_views()
    if str(view) in shipped:
        return shipped[str(view)]
    path = Path(view)
    if path.is_file():
        return load_view(path.read_text(encoding="utf-8"), file=path.as_posix())
    raise UsageError(
        "RC-E615", f"no view and no file is called '{str(view)[:60]}'", hint=nearest(str(view), sorted(shipped))
    )


def _in_memory(view: View, sources: Any) -> Iterator[dict[str, Any]]:
    rows = compile_view(view)
    for entry in read_sources(sources, shapes=shapes_of({view.name: view})).entries:
        yield from rows(entry.resource)


def _in_duckdb(view: View, sources: Any) -> Iterator[dict[str, Any]]:
    from risk_checks.engines.duckdb import connect, read_staged
    from risk_checks.views.columnar import refuse_crowded
    from risk_checks.views.columnar import view_rows as columnar_rows

    shapes = shapes_of({view.name: view})
    with tempfile.TemporaryDirectory(prefix="risk-checks-") as name:
        folder = Path(name)
        staged = stage_sources(sources, shapes=shapes, into=folder / "staged")
        connection = connect(folder, zone="UTC")
        table = read_staged(connection, staged.files[view.resource], shapes[view.resource])
        refuse_crowded(view, table)
        yield from columnar_rows(view, table).to_pyarrow().to_pylist()
        connection.disconnect()
