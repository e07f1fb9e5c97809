"""Views run by themselves over sources, to try them out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from risk_checks.api.sizing import ENGINES, EngineName
from risk_checks.documents import read_text
from risk_checks.engines.definitions import shapes_of
from risk_checks.errors import UsageError, nearest, yields_without_records
from risk_checks.records.problems import Problem
from risk_checks.records.reading import read_sources
from risk_checks.records.staging import stage_sources
from risk_checks.reports.held_folder import telling_of, working_folder
from risk_checks.views.definition import View
from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.library import shipped_views
from risk_checks.views.loading import load_view
from risk_checks.views.memory import compile_view

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was wrong with the sources of a view; `incomplete` as in a report."""

    problems: Sequence[Problem] = ()
    incomplete: bool = False


ViewRun = Generator[_Row, None, Seen]
"""Gives rows, and in the end what was wrong with the sources."""

_WHOLE = 2**53  # up to here every whole number has a double of its own


@yields_without_records
def view_rows(view: str | Path, sources: Any, *, engine: EngineName = "duckdb", salvage: bool = False) -> ViewRun:
    """Yield the rows of a view, shipped (by name) or in a file of its own, over sources.

    Rows come by the `id` of their resource (in the order of its characters' code points), those of one resource in the
    order of the view; both engines give the same rows in the same order, with the same values. The generator returns
    what was wrong with the sources (`Seen`): what was set aside has no rows. `salvage` is as for `read()`.
    """
    found = _view(view)
    if engine == "reference":
        return (yield from _in_memory(found, sources, salvage=salvage))
    if engine == "duckdb":
        return (yield from _in_duckdb(found, sources, salvage=salvage))
    raise UsageError("RC-E613", f"no engine is called '{str(engine)[:60]}'", hint=nearest(engine, ENGINES))


def _view(view: str | Path) -> View:
    shipped = shipped_views()
    if str(view) in shipped:
        return shipped[str(view)]
    path = Path(view)
    if path.is_file():
        return load_view(read_text(path, file=path.as_posix()), file=path.as_posix())
    raise UsageError(
        "RC-E615", f"no view and no file is called '{str(view)[:60]}'", hint=nearest(str(view), sorted(shipped))
    )


def _in_memory(view: View, sources: Any, *, salvage: bool) -> ViewRun:
    rows, settled = compile_view(view), _settled(view)
    read = read_sources(sources, shapes=shapes_of({view.name: view}), salvage=salvage)
    for entry in sorted(read.entries, key=attrgetter("id")):
        yield from settled(rows(entry.resource))
    return Seen(read.problems, read.incomplete)


def _in_duckdb(view: View, sources: Any, *, salvage: bool) -> ViewRun:
    from risk_checks.engines.duckdb import connect, read_staged
    from risk_checks.views.columnar import ordered_rows, refuse_crowded

    shapes, settled = shapes_of({view.name: view}), _settled(view)
    with working_folder() as folder:
        with telling_of(folder):
            staged = stage_sources(sources, shapes=shapes, into=folder / "staged", salvage=salvage)
        connection = connect(folder, zone="UTC")
        try:
            table = read_staged(connection, staged.files[view.resource], shapes[view.resource])
            refuse_crowded(view, table)
            yield from settled(ordered_rows(view, table).to_pyarrow().to_pylist())
        finally:
            connection.disconnect()
    return Seen(staged.problems, staged.incomplete)


def _settled(view: View) -> Callable[[Iterable[_Row]], Iterable[_Row]]:
    """Return the function that writes decimals one way: FHIR's 5 and 5.0 are the same number, JSON's are two texts."""
    decimals = [column for column in view.columns if kind_of(column.type) is Kind.DECIMAL]
    if not decimals:
        return lambda rows: rows

    def settled(rows: Iterable[_Row]) -> Iterable[_Row]:
        for row in rows:
            for column in decimals:
                value = row[column.name]
                row[column.name] = [_decimal(each) for each in value] if column.collection else _decimal(value)
            yield row

    return settled


def _decimal(value: Any) -> Any:
    """Return a number as a double would have it, without a point where it is whole."""
    if value is None:
        return None
    number = float(value)
    return int(number) if number.is_integer() and abs(number) <= _WHOLE else number
