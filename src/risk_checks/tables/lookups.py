"""Lookups in memory: what a source row is given of the view rows that it refers to, and of those that refer to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from risk_checks.tables.asks import Wanted
from risk_checks.tables.cells import Row
from risk_checks.tables.definition import Join, Referrers
from risk_checks.tables.identity import Survivors

Views: TypeAlias = Mapping[str, Sequence[Row]]
Find = Callable[[Row], Row]
"""Returns the looked up columns of a row."""
Lookup = Callable[[Views, Survivors], Find]
"""Makes the index of a view once, for all rows of a source."""


def join_lookup(join: Join, columns: Mapping[str, Wanted]) -> Lookup:
    """Return the lookup of the one row that a row refers to; where there is none, nothing is given."""
    names = _names(join.view, columns)
    nothing: Row = {}

    def index(views: Views, _survivors: Survivors) -> Find:
        found = {row["id"]: row for row in views.get(join.view, ())}

        def find(row: Row) -> Row:
            other = found.get(row.get(join.on))
            return nothing if other is None else {column: other[name] for column, name in names.items()}

        return find

    return index


def referrer_lookup(referrers: Referrers, columns: Mapping[str, Wanted]) -> Lookup:
    """Return the lookup of the rows that refer to a row, brought together; where there are none, nothing is true."""
    view, on, only, same = referrers.view, referrers.on, referrers.only, referrers.same_patient
    bring = _bring(_names(view, columns), columns)
    nothing = bring(())

    def index(views: Views, survivors: Survivors) -> Find:
        found: dict[object, list[Row]] = defaultdict(list)
        for row in views.get(view, ()):
            if row[on] is not None and (only is None or row[only] is True):
                found[row[on]].append(row)

        def find(row: Row) -> Row:
            rows: Sequence[Row] = found.get(row["id"], ())
            if same:
                patient = survivor_of(row, survivors)
                rows = [each for each in rows if survivor_of(each, survivors) in (None, patient)]
            return bring(rows) if rows else nothing

        return find

    return index


def survivor_of(row: Row, survivors: Survivors) -> str | None:
    """Return the key of the person a view row is about: whoever its patient has become."""
    patient = row["patient"]
    return survivors.get(patient, patient) if isinstance(patient, str) else None


def _names(view: str, columns: Mapping[str, Wanted]) -> dict[str, str]:
    return {column: column.removeprefix(f"{view}.") for column in columns}


def _bring(names: Mapping[str, str], columns: Mapping[str, Wanted]) -> Callable[[Sequence[Row]], Row]:
    lists = {column: name for column, name in names.items() if columns[column] is Wanted.TEXTS}
    chosen = {column: (name, _CHOSEN[columns[column]]) for column, name in names.items() if column not in lists}

    def bring(rows: Sequence[Row]) -> Row:
        out = {column: choose([row[name] for row in rows]) for column, (name, choose) in chosen.items()}
        return {**out, **_aligned(rows, lists)} if lists else out

    return bring


def _aligned(rows: Sequence[Row], lists: Mapping[str, str]) -> dict[str, list[object]]:
    """Return the lists of all rows, each row's filled up to one length so that a code stays beside its system."""
    out: dict[str, list[object]] = {column: [] for column in lists}
    for row in rows:
        held = {column: value if isinstance(value := row[name], list) else [] for column, name in lists.items()}
        length = max(len(values) for values in held.values())
        for column, values in held.items():
            out[column] += [*values, *[None] * (length - len(values))]
    return out


def _least(values: Sequence[object]) -> str | None:
    return min((value for value in values if isinstance(value, str)), default=None)


def _any(values: Sequence[object]) -> bool:
    return True in values


def _texts(values: Sequence[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


_CHOSEN: Mapping[Wanted, Callable[[Sequence[object]], object]] = {
    Wanted.TEXT: _least,
    Wanted.ANYTHING: _least,
    Wanted.BOOLEAN: _any,
    Wanted.DATES: _texts,
}
