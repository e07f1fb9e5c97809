"""Flat tables as the views of a mapping: the newest telling of each row, whose it is, and every row accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import ibis.expr.types as ir

from risk_checks.engines.columnar.flat_owners import Owners, losses, with_owners
from risk_checks.engines.columnar.given import Handed, by_patient, count_of, one_per_id, set_aside_problems
from risk_checks.engines.columnar.shelf import Keep
from risk_checks.errors import InputError
from risk_checks.records.problems import Problem
from risk_checks.tables.columnar_flat import TOLD, Spelling, available, flat_rows, month_of
from risk_checks.tables.columnar_truth import holds
from risk_checks.tables.flat import FlatKey, FlatMapping, FlatView, Names, tells_newest
from risk_checks.tables.given_faults import GivenFault, given_problem
from risk_checks.tables.given_sums import RowSums


@dataclass(frozen=True, slots=True)
class _One:
    owners: Owners
    sums: RowSums
    problems: tuple[Problem, ...]
    apart: tuple[tuple[str, str | None], ...]


class FlatViews:
    """The views whose flat table was handed over; `keep` stores them.

    `columns` has the columns that could be told of each view; the rest is as in `GivenTables`, by flat table.
    """

    def __init__(self, mapping: FlatMapping, handed: Mapping[str, Handed], *, keep: Keep) -> None:
        self._mapping = mapping
        self._keep = keep
        there = [view for view in mapping.views.values() if view.reads in handed]
        spelling = _spelling(mapping, there, handed)
        self.views: dict[str, ir.Table] = {}
        self.columns: dict[str, frozenset[str]] = {}
        made: dict[str, _One] = {}
        for view in there:
            owners = self._owners(view, handed[view.reads], spelling, made)
            made[view.name] = one = self._made(view, handed[view.reads], spelling, owners)
            self.views[view.name] = one.owners.rows
            self.columns[view.name] = available(view, handed[view.reads].rows.columns)
        self.sums = {view.reads: made[view.name].sums for view in there}
        self.problems = tuple(problem for one in made.values() for problem in one.problems)
        apart = [pair for one in made.values() for pair in one.apart]
        self.uncovered = by_patient(apart)
        self.lost = any(patient is None for _, patient in apart)

    def _made(self, view: FlatView, handed: Handed, spelling: Spelling, owners: Owners | None) -> _One:
        told = flat_rows(self._mapping, view, handed.rows, spelling, keep=handed.file)
        if owners is not None:
            told = with_owners(told, owners)
        wide = self._keep(f"flat_{view.name}", told)
        latest = self._keep(f"latest_{view.name}", _latest(wide))
        columns = (*(column.name for column in view.columns), handed.file)
        rows, found = one_per_id(latest.select(*columns), handed.file, columns, keep=self._keep, name=view.name)
        lost = losses(latest, found, owners, keep=self._keep, name=view.name)
        total, last, used = count_of(wide), count_of(latest), count_of(rows)
        patients = (*(row["patient"] for row in found), *lost.patients)
        return _One(
            owners=Owners(rows, lost.lost, lost.keyless),
            sums=RowSums(total, used, last - used - len(found), len(found), total - last),
            problems=(
                *self._without_month(view, handed, wide),
                *set_aside_problems(found, handed, table=view.reads),
            ),
            apart=tuple((view.reads, patient) for patient in patients),
        )

    def _owners(self, view: FlatView, handed: Handed, spelling: Spelling, made: Mapping[str, _One]) -> Owners | None:
        """Return the rows through which this view's are found; None where none are, as they say whose they are."""
        if view.through is None:
            return None
        if view.through.view in made:
            return made[view.through.view].owners
        if _has(handed, spelling.patient):
            return None
        raise InputError(
            "RC-E538",
            f"{view.reads} does not say whose its rows are",
            hint=f"give {self._mapping.views[view.through.view].reads} as well, or a column {self._mapping.patient[0]}",
        )

    def _without_month(self, view: FlatView, handed: Handed, wide: ir.Table) -> Iterator[Problem]:
        """Yield for each file how many rows do not tell their month, where something hangs on it."""
        if month_of(self._mapping, handed.rows.columns) is None and not tells_newest(view):
            return
        counts = wide.group_by(handed.file).aggregate(untold=wide[TOLD].isnull().sum()).order_by(handed.file)
        for row in counts.to_pyarrow().to_pylist():
            if row["untold"]:
                file = handed.files[row[handed.file]]
                yield given_problem(GivenFault.MONTH, table=view.reads, file=file, count=int(row["untold"]))


def _latest(wide: ir.Table) -> ir.Table:
    """Return the rows of which no later telling is known, those without an id or a month of their own among them."""
    newest = wide.group_by("id").aggregate(newest_told=wide[TOLD].max())
    joined = wide.left_join(newest, "id")
    superseded = holds(joined[TOLD] < joined["newest_told"])
    return cast("ir.Table", joined.filter(~superseded).select(*wide.columns))


def _spelling(mapping: FlatMapping, views: Iterable[FlatView], handed: Mapping[str, Handed]) -> Spelling:
    """Return how this extract spells its keys: the first way that every table has which needs the key."""
    views = list(views)
    patient = _chosen(mapping.patient, [handed[view.reads] for view in views if not view.through], "patient")
    keys = {}
    for key, names in mapping.keys.items():
        users = [handed[view.reads] for view in views if _uses(view, key, direct=_has(handed[view.reads], patient))]
        if users:
            keys[key] = _chosen(names, users, key)
    return Spelling(patient, keys)


def _uses(view: FlatView, key: str, *, direct: bool) -> bool:
    cells = (*view.id, *view.cells.values())
    needed = view.through is not None and not direct and view.through.by == key
    return needed or any(isinstance(cell, FlatKey) and cell.key == key for cell in cells)


def _chosen(names: Names, tables: list[Handed], key: str) -> str:
    for name in names:
        if all(_has(table, name) for table in tables):
            return name
    files = ", ".join(table.files[0] for table in tables)
    raise InputError(
        "RC-E539",
        f"these tables do not share a column for the key of the {key.replace('_', ' ')}: {files}",
        hint=f"give all of them one of {', '.join(names)}",
    )


def _has(table: Handed, name: str) -> bool:
    return name.casefold() in {column.casefold() for column in table.rows.columns}
