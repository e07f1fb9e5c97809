"""Evaluates a view on a table of resources as one Ibis expression: the same definition, another evaluation.

A select is walked from the outside in. Each forEach unnests an array into a new focus column; sibling selects unnest
one after the other, which is their product; each branch of a unionAll goes its own way, and all ways meet in one union.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import ibis

from risk_checks.views.columnar_paths import IBIS_TYPES, Context, compile_term
from risk_checks.views.columnar_repeat import repeated
from risk_checks.views.columnar_values import (
    Collection,
    Each,
    Many,
    One,
    Row,
    as_array,
    at,
    null_like,
    opposite,
    surely,
)
from risk_checks.views.definition import Select, View, ViewColumn
from risk_checks.views.elements import kind_of
from risk_checks.views.faults import repeats_too_deep, several_values
from risk_checks.views.fhirpath.terms import RowIndex, Term
from risk_checks.views.shape import shape_of, shape_within

_INDEX, _BRANCH, _OUT = "__index", "__branch", "__out_"
Columns = frozenset[str]
Output = Callable[[ViewColumn, Collection, Each], Any]


def view_rows(view: View, table: ibis.Table) -> ibis.Table:
    """Return the view's rows of a table whose columns are typed as the view's shape, or a larger one.

    A column without `collection` that would hold several values holds the first: call `refuse_crowded` before.
    """
    return _Walk(view, _output).rows(_read_by(view, table), view.columns)


def ordered_rows(view: View, table: ibis.Table) -> ibis.Table:
    """Return the view's rows by the resources' `id`, and those of one resource as the in-memory engine gives them."""
    return _Walk(view, _output, ordered=True).in_order(table, view.columns)


def refuse_crowded(view: View, table: ibis.Table) -> None:
    """Raise ViewError where a column without `collection` would hold several values.

    Nothing is run where the element types show that no column can, as for every view that is shipped.
    """
    at_risk = [column for column in view.columns if column.path.many and not column.collection]
    if not at_risk:
        return
    counts = _Walk(view, _count).rows(_read_by(view, table), at_risk)
    most = (
        counts.aggregate(**{column.name: counts[column.name].max() for column in at_risk}).to_pyarrow().to_pylist()[0]
    )
    for column in at_risk:
        if (most[column.name] or 0) > 1:
            raise several_values(view, column.name)


def _read_by(view: View, table: ibis.Table) -> ibis.Table:
    """Return the table with the columns that the view reads: every step of the way carries what it has."""
    read = shape_of(view).fields
    return table.select([name for name in table.columns if name in read])


def _output(column: ViewColumn, found: Collection, each: Each) -> Any:
    type_name = _type_of(column)
    if isinstance(found, Many):
        return found.values.cast(type_name) if column.collection else at(found.values, 0).cast(type_name)
    return (as_array(found.value, each) if column.collection else found.value).cast(type_name)


def _count(_column: ViewColumn, found: Collection, _each: Each) -> Any:
    return found.values.length() if isinstance(found, Many) else ibis.literal(1, type="int64")


def _type_of(column: ViewColumn) -> str:
    kind = kind_of(column.type)
    assert kind is not None  # the loader refuses other columns
    return f"array<{IBIS_TYPES[kind]}>" if column.collection else IBIS_TYPES[kind]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a select stands: the names of the columns that hold its focus and its row index; None is the resource."""

    focus: str | None = None
    index: str | None = None


class _Walk:
    """Takes tables through selects; every column that it adds has a name that no FHIR property has."""

    def __init__(self, view: View, output: Output, *, ordered: bool = False) -> None:
        self._ordered = ordered
        self._view = view
        self._output = output
        self._cut = view.select.has_repeat()
        self._each = Each()
        self._steps = 0

    def rows(self, table: ibis.Table, columns: Sequence[ViewColumn]) -> ibis.Table:
        """Return the rows of the view's columns that are asked for."""
        return _united([_named(end, columns) for end in self._ends(table)])

    def in_order(self, table: ibis.Table, columns: Sequence[ViewColumn]) -> ibis.Table:
        """Return the same rows, sorted by what was unnested and which branch was taken, from the outside in.

        Ends with fewer steps are filled up: they part from the others at a branch, which has decided by then.
        """
        ends = self._ends(table)
        steps = [[name for name in end.columns if name.startswith((_INDEX, _BRANCH))] for end in ends]
        most = max(len(each) for each in steps)
        keys = ["__id", *(f"__step{number}" for number in range(most))]
        placed = []
        for end, names in zip(ends, steps, strict=True):
            places = [end[name].fill_null(0) for name in names]
            places += [ibis.literal(0, type="int64")] * (most - len(names))
            placed.append(_named(end, columns, **dict(zip(keys, [end["id"], *places], strict=True))))
        return _united(placed).order_by(keys).drop(*keys)

    def _ends(self, table: Any) -> list[Any]:
        start = _Place()
        for condition in self._view.where:
            holds = self._collection(condition, table, start)
            assert not isinstance(holds, Many)  # the loader refuses other conditions
            table = table.filter(surely(holds.value))
        return self._select(self._view.select, table, place=start, later=frozenset())

    def _collection(self, term: Term, table: Any, place: _Place) -> Collection:
        return compile_term(term, self._context(table, place))

    def _context(self, table: Any, place: _Place) -> Context:
        focus = Row(table) if place.focus is None else One(table[place.focus])
        index = ibis.literal(0, type="int64") if place.index is None else table[place.index]
        return Context(focus, index, self._each, cut=self._cut)

    def _select(self, select: Select, table: Any, *, place: _Place, later: Columns) -> list[Any]:
        """Return where the ways of a select end; `later` are the columns that are read after it."""
        if select.repeat is not None:
            needs = shape_within(select, select.repeat.type)
            too_deep = partial(repeats_too_deep, self._view)
            found: Collection = repeated(select.repeat, needs, self._context(table, place), too_deep=too_deep)
        elif select.for_each is not None:
            found = self._collection(select.for_each, table, place)
        else:
            return self._inside(select, table, place, later)
        self._steps += 1
        kept = self._kept_columns(table, later)
        inner = _Place(f"__focus{self._steps}", f"{_INDEX}{self._steps}")
        if select.or_null and not select.selects and not select.union:
            return [self._or_null(select, table, found, inner, kept)]
        ends = self._inside(select, _iterated(table, found, inner, kept, self._each), inner, later)
        if select.or_null:
            ends.append(table.filter(opposite(found.exists())).select(kept).mutate(**self._blank(select)))
        return ends

    def _inside(self, select: Select, table: Any, place: _Place, later: Columns) -> list[Any]:
        ends = [table.mutate(**self._outputs(select, table, place)) if select.columns else table]
        for number, each in enumerate(select.selects, start=1):
            after = later | self._read(place, select.selects[number:], select.union)
            ends = self._from_each(ends, partial(self._select, each, place=place, later=after))
        if select.union:
            ends = self._from_each(ends, partial(self._union, select.union, place=place, later=later))
        return ends

    def _read(self, place: _Place, selects: tuple[Select, ...], union: tuple[Select, ...]) -> Columns:
        """Return the columns that selects may read where they stand."""
        if place.focus is not None and place.index is not None:
            return frozenset((place.focus, place.index) if selects or union else ())
        return frozenset(shape_within(Select(selects=selects, union=union), self._view.resource).fields)

    def _kept_columns(self, table: Any, later: Columns) -> list[str]:
        """Return what goes on to the rows of an array: each of them repeats it."""
        return [name for name in table.columns if self._ordered or name in later or name.startswith(_OUT)]

    def _from_each(self, starts: list[Any], onwards: Callable[[Any], list[Any]]) -> list[Any]:
        """Return where the ways from several starts end; where no order is asked for, they start as one."""
        if len(starts) > 1 and not self._ordered:
            common = [name for name in starts[0].columns if all(name in start.columns for start in starts)]
            starts = [_united([start.select(common) for start in starts])]
        return [end for start in starts for end in onwards(start)]

    def _union(self, branches: Sequence[Select], table: Any, *, place: _Place, later: Columns) -> list[Any]:
        ends = []
        self._steps += 1
        name = f"{_BRANCH}{self._steps}"
        for number, branch in enumerate(branches):
            start = table.mutate(**{name: ibis.literal(number, type="int64")}) if self._ordered else table
            ends += self._select(branch, start, place=place, later=later)
        return ends

    def _or_null(self, select: Select, table: Any, found: Collection, inner: _Place, columns: Sequence[str]) -> Any:
        """Return the rows of a forEachOrNull that has only columns: what finds nothing keeps its row."""
        kept = _kept(table, found, inner, columns, self._each)
        here, blank = self._outputs(select, kept, inner), self._blank(select)
        is_there = kept[inner.index].notnull()
        return kept.mutate(**{name: ibis.ifelse(is_there, here[name], blank[name]) for name in here})

    def _outputs(self, select: Select, table: Any, place: _Place) -> dict[str, Any]:
        return {
            _out(column): self._output(column, self._collection(column.path, table, place), self._each)
            for column in select.columns
        }

    def _blank(self, select: Select) -> dict[str, Any]:
        """Return the one row of a forEachOrNull that finds nothing: all null, but `%rowIndex` is 0."""
        row = {}
        for column in select.all_columns():
            is_index = isinstance(column.path, RowIndex)
            nothing = One(ibis.literal(0, type="int64") if is_index else ibis.null(IBIS_TYPES[_kind(column)]))
            row[_out(column)] = self._output(column, nothing, self._each)
        return row


def _kind(column: ViewColumn) -> Any:
    return kind_of(column.type)


def _out(column: ViewColumn) -> str:
    return f"{_OUT}{column.name}"


def _named(end: Any, columns: Sequence[ViewColumn], **others: Any) -> Any:
    return end.select(**{column.name: end[_out(column)] for column in columns}, **others)


def _united(ends: Sequence[Any]) -> Any:
    return ends[0] if len(ends) == 1 else ibis.union(*ends, distinct=False)


def _iterated(table: Any, found: Collection, inner: _Place, kept: Sequence[str], each: Each) -> Any:
    """Return the columns that are kept with one row for each value found, the value and its position in new columns."""
    assert inner.focus is not None
    assert inner.index is not None
    if isinstance(found, Many):
        return _unnested(table, _numbered(found.values, each), inner, kept)
    there = table.filter(found.exists())
    return there.select(*kept, **{inner.focus: found.value, inner.index: ibis.literal(0, type="int64")})


def _kept(table: Any, found: Collection, inner: _Place, kept: Sequence[str], each: Each) -> Any:
    """Return the columns that are kept as `_iterated` does; where nothing is found, with a null focus and position."""
    assert inner.focus is not None
    assert inner.index is not None
    if isinstance(found, Many):
        numbered = _numbered(found.values, each)
        one_null = ibis.array([ibis.null(numbered.type().value_type)])
        return _unnested(table, ibis.ifelse(found.exists(), numbered, one_null), inner, kept)
    first = ibis.literal(0, type="int64")
    position = ibis.ifelse(found.exists(), first, null_like(first))
    return table.select(*kept, **{inner.focus: found.value, inner.index: position})


def _numbered(values: Any, each: Each) -> Any:
    """Return an array with each value beside its position."""
    return values.map(each.numbered(lambda value, position: ibis.struct({"focus": value, "index": position})))


def _unnested(table: Any, numbered: Any, inner: _Place, kept: Sequence[str]) -> Any:
    """Return one row for each numbered value.

    Ibis unnests a table by a join with the array of each row, which DuckDB goes through row by row: what is made of the
    values then takes a hundred times as long.
    """
    assert inner.focus is not None
    assert inner.index is not None
    rows = table.select(*kept, **{inner.focus: numbered.unnest()})
    pair = rows[inner.focus]
    return rows.select(*kept, **{inner.focus: pair["focus"], inner.index: pair["index"]})
