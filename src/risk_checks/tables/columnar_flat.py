"""Rows of a flat view as an Ibis expression: texts cleaned, codes listed, keys spelt one way in all tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import ibis

from risk_checks.tables.columnar_days import earliest_day, latest_day
from risk_checks.tables.columnar_given import day_text, text_of
from risk_checks.tables.columnar_truth import NO, Expression, holds, some
from risk_checks.tables.flat import (
    FlatCell,
    FlatCode,
    FlatConstant,
    FlatDay,
    FlatFilled,
    FlatIs,
    FlatKey,
    FlatMapping,
    FlatMonth,
    FlatNewest,
    FlatPatient,
    FlatText,
    FlatView,
    Names,
    names_of,
)

_IS_NEWEST = "is newest"
THROUGH_KEY = "through key"
TOLD = "told"
"""The month in which a row is told: a number, or the last day of its period; null where it cannot be told."""
_CODE_OF_TABLE = 6  # MHS101 of MHS101Referral
_NUMBER = r"^[0-9]{1,9}(\.0+)?$"
_MONTH_OR_DAY = len("2026-11")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an extract spells what its tables share: the patient's key and other keys."""

    patient: str
    keys: Mapping[str, str]


def flat_rows(mapping: FlatMapping, view: FlatView, rows: Expression, spelling: Spelling, *, keep: str) -> Expression:
    """Return the rows with `id`, `patient` where the table says it, the key by which it is told, and every column.

    `keep` is a column that stays as it is.
    """
    there = rows.mutate(**{TOLD: _told(month_of(mapping, rows.columns), rows)})
    # A month that is not known may be newer than any: then none is known to be the newest.
    newest = (there[TOLD] == there[TOLD].max()) & ~there[TOLD].isnull().any()
    there = there.mutate(**{_IS_NEWEST: holds(newest)})
    read = _Reader(mapping, there, spelling)
    made = {"patient": read.patient(), "id": read.id_of(view), TOLD: there[TOLD], keep: there[keep]}
    made[THROUGH_KEY] = read.key(view.through.by) if view.through else ibis.null("string")
    for name, cell in view.cells.items():
        made |= read.cell(name, cell)
    table = there.select(**made)
    for name, cell in view.cells.items():
        if isinstance(cell, FlatText) and cell.switched:
            table = table.mutate(**{name: _switched(cell, table, name)})
    return table


def available(view: FlatView, columns: Sequence[str]) -> frozenset[str]:
    """Return the columns of the view that can be told from a flat table with these columns."""
    there = {column.casefold() for column in columns}
    found = {"id", "patient"}
    for name, cell in view.cells.items():
        names = names_of(cell)
        if not names or any(one.casefold() in there for one in names):
            found |= {name, f"{name}_systems", f"{name}_codes"}
    return frozenset(found & {column.name for column in view.columns})


def month_of(mapping: FlatMapping, columns: Sequence[str]) -> FlatMonth | None:
    """Return what tells the month of the rows of a flat table with these columns; None where nothing does."""
    there = {column.casefold() for column in columns}
    return next((month for month in mapping.newest if month.name.casefold() in there), None)


def _told(month: FlatMonth | None, rows: Expression) -> Expression:
    if month is None:
        return ibis.null("int64")
    (name,) = (column for column in rows.columns if column.casefold() == month.name.casefold())
    if not month.dated:
        number = text_of(rows[name])
        return number.re_search(_NUMBER).ifelse(number.re_replace(r"\..*", ""), ibis.null("string")).try_cast("int64")
    day = day_text(rows[name])
    last = latest_day(day, earliest=earliest_day(day))
    return (day.length() >= _MONTH_OR_DAY).ifelse(last, ibis.null("date"))


def table_code(reads: str) -> str:
    """Return what begins the keys of a flat table's rows."""
    return reads[:_CODE_OF_TABLE]


class _Reader:
    """Columns of one flat table, found whatever their case."""

    def __init__(self, mapping: FlatMapping, rows: Expression, spelling: Spelling) -> None:
        self._rows = rows
        self._spelling = spelling
        self._columns = {name.casefold(): name for name in rows.columns}
        self._owners = {
            view.id[0].key: view.reads
            for view in mapping.views.values()
            if len(view.id) == 1 and isinstance(view.id[0], FlatKey)
        }

    def patient(self) -> Expression:
        return self._first((self._spelling.patient,))

    def id_of(self, view: FlatView) -> Expression:
        if not view.id:
            return self.patient()
        first, *rest = (self._part(cell) for cell in view.id)
        parts = [part.fill_null("none") for part in rest]
        whole = first
        for part in parts:
            whole = whole + "." + part
        return (
            whole
            if isinstance(view.id[0], FlatKey) and not rest
            else ibis.literal(f"{table_code(view.reads)}/") + whole
        )

    def key(self, key: str) -> Expression:
        """Return a key as the table that it leads to spells its rows."""
        if key not in self._spelling.keys:
            return ibis.null("string")
        return ibis.literal(f"{table_code(self._owners[key])}/") + self._first((self._spelling.keys[key],))

    def cell(self, name: str, cell: FlatCell) -> dict[str, Expression]:
        match cell:
            case FlatText(names):
                return {name: self._first(names)}
            case FlatDay(names):
                return {name: self._day(names)}
            case FlatFilled(names):
                return {name: self._filled(names)}
            case FlatNewest(names):
                stands = self._rows[_IS_NEWEST] | self._filled(names)
                return {name: stands.ifelse(ibis.literal(True), ibis.null("boolean"))}
            case FlatIs(names, codes):
                return {name: holds(self._first(names).isin(codes))}
            case FlatCode(names, system):
                code, none = self._first(names), ibis.literal([], type="array<string>")
                return {
                    f"{name}_systems": code.notnull().ifelse(ibis.literal([system]), none),
                    f"{name}_codes": code.notnull().ifelse(ibis.array([code]), none),
                }
            case FlatConstant(text):
                return {name: ibis.literal(text)}
            case FlatKey(key):
                return {name: self.key(key)}
            case FlatPatient():
                return {name: self.patient()}
            case _:
                assert_never(cell)

    def _part(self, cell: FlatCell) -> Expression:
        (value,) = self.cell("part", cell).values()
        return value

    def _first(self, names: Names) -> Expression:
        found = [text_of(self._rows[self._columns[one.casefold()]]) for one in names if one.casefold() in self._columns]
        return ibis.coalesce(*found) if found else ibis.null("string")

    def _day(self, names: Names) -> Expression:
        found = [
            day_text(self._rows[self._columns[one.casefold()]]) for one in names if one.casefold() in self._columns
        ]
        return ibis.coalesce(*found) if found else ibis.null("string")

    def _filled(self, names: Names) -> Expression:
        found = [text_of(self._rows[self._columns[one.casefold()]]) for one in names if one.casefold() in self._columns]
        return some(value.notnull() for value in found) if found else NO


def _switched(cell: FlatText, table: Expression, name: str) -> Expression:
    value = table[name]
    for switch in cell.switched:
        before = holds(table[switch.by].substr(0, len(switch.before)) < switch.before)
        value = (before & holds(table[name] == switch.code)).ifelse(ibis.literal(switch.means), value)
    return value
