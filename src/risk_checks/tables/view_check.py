"""Whether the views have what a table reads of them: the columns, of a type that fits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from risk_checks.documents import Node, position
from risk_checks.errors import DefinitionError, nearest
from risk_checks.tables.asks import Ask, Wanted, join_asks, referrer_asks, source_asks
from risk_checks.tables.column_check import Path
from risk_checks.tables.definition import Source, TableDef
from risk_checks.views.definition import Select, View

VIEW_UNKNOWN = "RC-E305"
VIEW_COLUMN_UNKNOWN = "RC-E306"
VIEW_COLUMN_UNFIT = "RC-E307"
SEVERAL_ROWS = "RC-E313"


class ViewColumnLike(Protocol):
    """A view's column, as far as a table needs to know it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def type(self) -> str:
        """Its FHIR type."""
        ...

    @property
    def collection(self) -> bool:
        """Whether it holds a list."""
        ...


class ViewLike(Protocol):
    """A view, as far as a table needs to know it."""

    @property
    def resource(self) -> str:
        """The resource type that it reads."""
        ...

    @property
    def columns(self) -> Sequence[ViewColumnLike]:
        """The columns of its rows."""
        ...


_HELD: Mapping[str, Wanted] = {
    "boolean": Wanted.BOOLEAN,
    "integer": Wanted.INTEGER,
    "unsignedInt": Wanted.INTEGER,
    "positiveInt": Wanted.INTEGER,
    "date": Wanted.DATE,
    "dateTime": Wanted.DATE,
    "instant": Wanted.DATE,
}
_TOGETHER: Mapping[Wanted, Wanted] = {Wanted.DATE: Wanted.DATES, Wanted.INTEGER: Wanted.INTEGERS}
"""What the columns of referrers hold, brought together, where it is not the same as in one row."""


def view_faults(definition: TableDef, views: Mapping[str, ViewLike], root: Node) -> Iterator[DefinitionError]:
    """Yield what the sources of a table ask of views that have no such thing."""
    for number, source in enumerate(definition.sources):
        at: Path = ("sources", number)
        named: list[tuple[str, Path]] = [(source.view, (*at, "view"))]
        named += [(join.view, (*at, "joins", index, "view")) for index, join in enumerate(source.joins)]
        named += [(each.view, (*at, "referrers", index, "view")) for index, each in enumerate(source.referrers)]
        missing = [(name, path) for name, path in named if name not in views]
        for name, path in missing:
            hint = nearest(name, sorted(views))
            yield DefinitionError(VIEW_UNKNOWN, f"there is no view '{name}'", where=position(root, path), hint=hint)
        if not missing:
            yield from _several_rows(source, views, root, at)
            yield from _source_faults(definition, source, views, root, at)


def _several_rows(source: Source, views: Mapping[str, ViewLike], root: Node, at: Path) -> Iterator[DefinitionError]:
    """Yield the views that may have several rows of a resource where its key alone has to tell one."""
    keyed: list[tuple[str, Path, str]] = [
        (
            join.view,
            (*at, "joins", index, "view"),
            "a join finds one row by its id: write a view with a row for each resource",
        )
        for index, join in enumerate(source.joins)
    ]
    if source.part is None and source.derive is None:
        keyed.append((source.view, (*at, "view"), "say by 'part' what counts them"))
    for name, path, hint in keyed:
        view = views[name]
        if isinstance(view, View) and _repeats(view.select):
            message = f"view '{name}' may have several rows for one resource"
            yield DefinitionError(SEVERAL_ROWS, message, where=position(root, path), hint=hint)


def _repeats(select: Select) -> bool:
    many = select.repeat is not None or len(select.union) > 1
    many = many or (select.for_each is not None and select.for_each.many)
    return many or any(_repeats(each) for each in (*select.selects, *select.union))


def _source_faults(
    definition: TableDef, source: Source, views: Mapping[str, ViewLike], root: Node, at: Path
) -> Iterator[DefinitionError]:
    held = {column.name: _holds(column) for column in views[source.view].columns}
    for join, (on, key) in zip(source.joins, join_asks(source), strict=True):
        yield from _unfit(held, on, root, at)
        held |= {f"{join.view}.{column.name}": _holds(column) for column in views[join.view].columns}
        yield from _unfit(held, key, root, at)
    referring = {
        f"{each.view}.{column.name}": _holds(column) for each in source.referrers for column in views[each.view].columns
    }
    for ask in referrer_asks(source):
        yield from _unfit(referring, ask, root, at)
    together = {column: _TOGETHER.get(holds, holds) for column, holds in referring.items()}
    for ask in source_asks(definition, source):
        yield from _unfit(held | together, _said(ask, held), root, at)


def _said(ask: Ask, held: Collection[str]) -> Ask:
    """Return what is asked of a column of the source's row and of what it joins, `held`, or of referrers."""
    if ask.column in held:
        return replace(ask, wanted=Wanted.TEXTS) if ask.wanted is Wanted.NUMBERS else ask
    # Brought together, a boolean is never without a value: whether one is filled can be asked of texts only.
    return replace(ask, wanted=Wanted.TEXT) if ask.wanted is Wanted.ANYTHING else ask


def _holds(column: ViewColumnLike) -> Wanted:
    return Wanted.TEXTS if column.collection else _HELD.get(column.type, Wanted.TEXT)


def _unfit(held: Mapping[str, Wanted], ask: Ask, root: Node, at: Path) -> Iterator[DefinitionError]:
    where = position(root, (*at, *ask.path))
    if ask.column not in held:
        hint = nearest(ask.column, sorted(held))
        yield DefinitionError(VIEW_COLUMN_UNKNOWN, f"the view has no column '{ask.column}'", where=where, hint=hint)
    elif ask.wanted not in (held[ask.column], Wanted.ANYTHING):
        message = f"the view's column '{ask.column}' holds {held[ask.column]}, not {ask.wanted}"
        yield DefinitionError(VIEW_COLUMN_UNFIT, message, where=where)
