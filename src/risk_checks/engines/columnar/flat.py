"""Flat tables as the views of a mapping: the newest telling of each row, whose it is, and every row accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from risk_checks.engines.columnar.given import Handed, by_patient, count_of, one_per_id, set_aside_problems
from risk_checks.engines.columnar.shelf import Keep
from risk_checks.errors import InputError
from risk_checks.records.problems import Problem
from risk_checks.tables.columnar_flat import THROUGH_KEY, TOLD, Spelling, available, flat_rows
from risk_checks.tables.flat import FlatKey, FlatMapping, FlatView, Names
from risk_checks.tables.given_sums import RowSums


@dataclass(frozen=True, slots=True)
class _One:
    rows: ir.Table
    sums: RowSums
    problems: tuple[Problem, ...]
    apart: tuple[tuple[str, str | None], ...]


class FlatViews:
    """The views whose flat table was handed over; `keep` stores them.

    `columns` has the columns that could be told of each view; the rest is as in `GivenTables`, by flat table.
    """

    def __init__(self, mapping: FlatMapping, handed: Mapping[str, Handed], *, keep: Keep) -> None:
        self._mapping = mapping
        there = [view for view in mapping.views.values() if view.reads in handed]
        spelling = _spelling(mapping, there, handed)
        self.views: dict[str, ir.Table] = {}
        self.columns: dict[str, frozenset[str]] = {}
        made: dict[str, _One] = {}
        for view in there:
            one = self._made(view, handed[view.reads], spelling, keep=keep)
            made[view.reads] = one
            self.views[view.name] = one.rows
            self.columns[view.name] = available(view, handed[view.reads].rows.columns)
        self.sums = {name: one.sums for name, one in made.items()}
        self.problems = tuple(problem for one in made.values() for problem in one.problems)
        apart = [pair for one in made.values() for pair in one.apart]
        self.uncovered = by_patient(apart)
        self.lost = any(patient is None for _, patient in apart)

    def _made(self, view: FlatView, handed: Handed, spelling: Spelling, *, keep: Keep) -> _One:
        told = flat_rows(self._mapping, view, handed.rows, spelling, keep=handed.file)
        if view.through and not _has(handed, spelling.patient):
            told = self._with_patients(view, told)
        wide = keep(f"flat_{view.name}", told)
        newest = wide.group_by("id").aggregate(newest_told=wide[TOLD].max())
        joined = wide.left_join(newest, "id")
        latest = joined.filter(joined["id"].isnull() | (joined[TOLD] == joined["newest_told"]))
        columns = (*(column.name for column in view.columns), handed.file)
        rows, found = one_per_id(latest.select(*columns), handed.file, columns, keep=keep, name=view.name)
        total, last, used = count_of(wide), count_of(latest), count_of(rows)
        return _One(
            rows=rows,
            sums=RowSums(total, used, last - used - len(found), len(found), total - last),
            problems=tuple(set_aside_problems(found, handed, table=view.reads)),
            apart=tuple((view.reads, row["patient"]) for row in found),
        )

    def _with_patients(self, view: FlatView, rows: ir.Table) -> ir.Table:
        through = view.through.view if view.through else ""
        if through not in self.views:
            raise InputError(
                "RC-E538",
                f"{view.reads} does not say whose its rows are",
                hint=f"give {self._mapping.views[through].reads} as well, or a column {self._mapping.patient[0]}",
            )
        owners = self.views[through].select(owner="id", whose="patient")
        joined = rows.left_join(owners, rows[THROUGH_KEY] == owners["owner"])
        return joined.mutate(patient=joined["whose"]).drop("owner", "whose")


def _spelling(mapping: FlatMapping, views: Iterable[FlatView], handed: Mapping[str, Handed]) -> Spelling:
    """Return how this extract spells its keys: the first way that every table has which needs the key."""
    views = list(views)
    patient = _chosen(mapping.patient, [handed[view.reads] for view in views if not view.through], "patient")
    keys = {}
    for key, names in mapping.keys.items():
        users = [handed[view.reads] for view in views if _uses(view, key, direct=_has(handed[view.reads], patient))]
        if users:
            keys[key] = _chosen(names, users, key)
    newest = next((name for name in mapping.newest if all(_has(handed[view.reads], name) for view in views)), None)
    return Spelling(patient, keys, newest)


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
