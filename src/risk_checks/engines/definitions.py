"""The views and tables of a run, and what follows from them: the shapes to read, the types that feed each table."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from risk_checks.records.projections import Projections, compile_shapes
from risk_checks.records.shape import Shape, merge
from risk_checks.shipped import rules_home
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import LINK_VIEW
from risk_checks.tables.loading import load_tables, shipped_tables, whole_tables
from risk_checks.tables.reads import awaited, feeds_of, views_read
from risk_checks.views.definition import View
from risk_checks.views.library import load_views, shipped_views
from risk_checks.views.shape import shape_of

NOTHING: frozenset[str] = frozenset()
"""What feeds a table or a column that is still to be fed."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Views and tables that fit together; only views that a table reads are kept.

    `feeds` has the types that feed each table, and under `table.column` those in which a column is looked up; nothing
    where it is awaited.
    """

    views: Mapping[str, View]
    tables: Mapping[str, TableDef]
    shapes: Mapping[str, Shape]
    projections: Projections
    feeds: Mapping[str, frozenset[str]]


def definitions_of(views: Mapping[str, View], tables: Mapping[str, TableDef]) -> Definitions:
    """Return the definitions with what follows from them."""
    read = frozenset((LINK_VIEW,)).union(*(views_read(table) for table in tables.values()))
    used = {name: view for name, view in views.items() if name in read}
    shapes = shapes_of(used)
    resources = {name: view.resource for name, view in used.items()}
    return Definitions(
        views=used,
        tables=tables,
        shapes=shapes,
        projections=compile_shapes(shapes),
        feeds=feeds_of(tables.values(), resources=resources) | dict.fromkeys(awaited(tables.values()), NOTHING),
    )


def shapes_of(views: Mapping[str, View]) -> Mapping[str, Shape]:
    """Return for each resource type the shape that all its views need."""
    shapes: dict[str, Shape] = {}
    for view in views.values():
        shape = shape_of(view)
        shapes[view.resource] = merge(shapes[view.resource], shape) if view.resource in shapes else shape
    return shapes


def laid_over(folders: Iterable[Path]) -> Definitions:
    """Return the shipped definitions with those of folders laid over them, each with `views/` and `tables/` in it.

    A view or a whole table takes the place of the one with its name; a table file that says `extends` adds to one.
    Raises DefinitionErrors for what cannot be read, or does not fit together.
    """
    homes = list(folders)
    laid = [load_views(home / "views") for home in homes if (home / "views").is_dir()]
    views = dict(ChainMap({}, *map(dict, reversed(laid)), dict(shipped_views())))
    tables = shipped_tables()
    if any(name in shipped_views() for each in laid for name in each):
        # what the shipped tables read may be gone: they are held to the views anew, but for those that are replaced
        replaced = frozenset().union(*(whole_tables(home / "tables") for home in homes))
        tables = load_tables(rules_home() / "tables", views=views, called="rules/tables", but=replaced)
    for home in homes:
        if (home / "tables").is_dir():
            tables = load_tables(home / "tables", views=views, base=tables)
    return definitions_of(views, tables)


@lru_cache(maxsize=1)
def shipped_definitions() -> Definitions:
    """Return the definitions that come with the library."""
    return definitions_of(shipped_views(), shipped_tables())
