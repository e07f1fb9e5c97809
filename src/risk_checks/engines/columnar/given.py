"""Canonical tables that were handed over: rows read, settled by id and by person, and every one accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.build import rows_table
from risk_checks.engines.columnar.shelf import Keep
from risk_checks.records.problems import Problem
from risk_checks.tables.columnar_given_rows import Counters, given_rows, with_survivors
from risk_checks.tables.definition import TableDef
from risk_checks.tables.given_faults import GivenFault, given_problem
from risk_checks.tables.given_sums import RowSums
from risk_checks.tables.identity import PATIENT_TABLE, Identity, Link, close_links
from risk_checks.tables.stored import stored_columns


@dataclass(frozen=True, slots=True)
class Handed:
    """The rows of a table as they were handed over; `file` is the column that says which of `files` a row is from."""

    rows: ir.Table
    file: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Settled:
    """Rows with one id each and the file they are from, what became of the others, and whose those were."""

    rows: ir.Table
    sums: RowSums
    problems: tuple[Problem, ...]
    apart: tuple[tuple[str | None, str | None], ...]


class GivenTables:
    """Every table, those that were not handed over empty; `keep` stores them.

    `stored` says that this library wrote them, so that what is empty is not known. `sums` says of each table handed
    over what became of its rows, `uncovered` of each patient the tables of which a row of theirs was set aside, `lost`
    whether rows were set aside that name no patient, and `patients_apart` how many people have none but such rows.
    """

    def __init__(
        self, definitions: Mapping[str, TableDef], handed: Mapping[str, Handed], *, stored: bool, keep: Keep
    ) -> None:
        self._keep = keep
        settled = {name: _settle(definitions[name], each, stored=stored, keep=keep) for name, each in handed.items()}
        identity = _identity(settled[PATIENT_TABLE].rows) if PATIENT_TABLE in settled else Identity({})
        self.survivors = identity.survivors
        ready = {name: self._ready(definitions[name], each) for name, each in settled.items()}
        self.tables: Mapping[str, ir.Table] = {
            name: ready[name].select(*stored_columns(definition)) if name in ready else self._empty(definition)
            for name, definition in definitions.items()
        }
        self.sums = {name: each.sums for name, each in settled.items()}
        self.problems: tuple[Problem, ...] = (
            *identity.problems,
            *(problem for each in settled.values() for problem in each.problems),
            *(problem for name, each in handed.items() for problem in _for_nobody(name, ready, each)),
        )
        apart = [(name, patient) for name, each in settled.items() for _, patient in each.apart]
        self.lost = any(patient is None for _, patient in apart)
        self.uncovered = by_patient(apart)
        people = settled[PATIENT_TABLE].apart if PATIENT_TABLE in settled else ()
        self.patients_apart = len({key for key, _ in people if key is not None}) + sum(key is None for key, _ in people)

    def _ready(self, definition: TableDef, settled: _Settled) -> ir.Table:
        if definition.name != PATIENT_TABLE and not self.survivors:
            return settled.rows
        return self._keep(f"ready_{definition.name}", with_survivors(definition, settled.rows, self.survivors))

    def _empty(self, definition: TableDef) -> ir.Table:
        return self._keep(f"none_{definition.name}", rows_table(definition, ()))


def _settle(definition: TableDef, handed: Handed, *, stored: bool, keep: Keep) -> _Settled:
    """Return the rows that have an id of their own; of rows that say the same, the one from the first file."""
    name = definition.name
    read = given_rows(definition, handed.rows, stored=stored, keep=(handed.file,))
    wide = keep(f"given_{name}", read.table)
    columns = (*stored_columns(definition), handed.file)
    problems = tuple(_counted(wide, handed, read.counters, table=name))
    counted = wide.aggregate(total=wide.count(), named=wide["id"].count(), ids=wide["id"].nunique())
    sums = counted.to_pyarrow().to_pylist()[0]
    total = int(sums["total"])
    if total == sums["named"] == sums["ids"]:
        return _Settled(wide.select(*columns), RowSums(total, total, 0, 0), problems, ())
    rows, found = one_per_id(wide, handed.file, columns, keep=keep, name=name)
    used = count_of(rows)
    return _Settled(
        rows=rows,
        sums=RowSums(read=total, used=used, duplicate=total - used - len(found), set_aside=len(found)),
        problems=(*problems, *set_aside_problems(found, handed, table=name)),
        apart=tuple((row["id"], row["patient"]) for row in found),
    )


def one_per_id(
    wide: ir.Table, file: str, columns: tuple[str, ...], *, keep: Keep, name: str
) -> tuple[ir.Table, list[dict[str, Any]]]:
    """Return the rows with an id of their own or told by several rows alike, and the ids and patients of the others."""
    named = wide.filter(wide["id"].notnull())
    ids = named.group_by("id").aggregate(times=ibis._.count())
    again = keep(f"again_{name}", named.semi_join(ids.filter(ids["times"] > 1), "id").select(*columns))
    told = again.group_by(*(column for column in columns if column != file)).aggregate(**{file: again[file].min()})
    forms = told.group_by("id").aggregate(times=ibis._.count())
    clear = forms.filter(forms["times"] == 1)
    once = told.semi_join(clear, "id").select(*columns)
    rows = keep(f"settled_{name}", named.anti_join(again, "id").select(*columns).union(once))
    apart = again.anti_join(clear, "id").select("id", "patient", file)
    apart = apart.union(wide.filter(wide["id"].isnull()).select("id", "patient", file))
    return rows, apart.to_pyarrow().to_pylist()


def _identity(people: ir.Table) -> Identity:
    """Return who is who: people whose row says that another has taken their place, by either of two columns."""
    other = ibis.coalesce(people["replaced_by"], people["patient"].nullif(people["id"]))
    pairs = people.select("id", other=other).filter(ibis._.other.notnull()).to_pyarrow().to_pylist()
    links = [Link(row["id"], row["other"], "replaced-by") for row in pairs]
    linked = {key for link in links for key in (link.source, str(link.target))}
    present = people.filter(people["id"].isin(sorted(linked))).select("id").to_pyarrow().to_pylist()
    return close_links(links, present={row["id"] for row in present}) if links else Identity({})


def _counted(wide: ir.Table, handed: Handed, counters: Counters, *, table: str) -> Iterator[Problem]:
    sums = wide.group_by(handed.file).aggregate(**{name: wide[name].sum() for name in counters}).order_by(handed.file)
    for row in sums.to_pyarrow().to_pylist():
        for name, (fault, column) in counters.items():
            if row[name]:
                file = handed.files[row[handed.file]]
                yield given_problem(fault, table=table, column=column, file=file, count=int(row[name]))


def set_aside_problems(rows: list[dict[str, Any]], handed: Handed, *, table: str) -> Iterator[Problem]:
    """Yield for each file how many of these rows have no id, or one that they share and differ."""
    for number, file in enumerate(handed.files):
        here = [row for row in rows if row[handed.file] == number]
        nameless = sum(row["id"] is None for row in here)
        for fault, count in ((GivenFault.NO_ID, nameless), (GivenFault.SAME_ID, len(here) - nameless)):
            if count:
                yield given_problem(fault, table=table, column="id", file=file, count=count)


def _for_nobody(name: str, ready: Mapping[str, ir.Table], handed: Handed) -> Iterator[Problem]:
    """Yield for each file how many of its rows name no patient, or none who is in the table of people."""
    if name == PATIENT_TABLE:
        return
    rows = ready[name]
    if PATIENT_TABLE in ready:
        rows = rows.anti_join(ready[PATIENT_TABLE].select(patient="id"), "patient")
    unnamed = rows["patient"].isnull()
    counts = rows.group_by(handed.file).aggregate(unnamed=unnamed.sum(), unknown=(~unnamed).sum())
    for row in counts.order_by(handed.file).to_pyarrow().to_pylist():
        file = handed.files[row[handed.file]]
        for fault, count in ((GivenFault.NOBODY, row["unnamed"]), (GivenFault.NO_PATIENT, row["unknown"])):
            if count:
                yield given_problem(fault, table=name, column="patient", file=file, count=int(count))


def by_patient(apart: Iterable[tuple[str, str | None]]) -> Mapping[str, frozenset[str]]:
    """Return for each patient the tables of which a row of theirs was set aside."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, patient in apart:
        if patient is not None:
            found[patient].add(name)
    return {patient: frozenset(names) for patient, names in found.items()}


def count_of(rows: ir.Table) -> int:
    """Return how many rows there are."""
    return int(cast("int", rows.count().to_pyarrow().as_py()))
