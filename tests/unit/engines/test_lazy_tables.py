"""Tables are stored when a rule first reads them, and once; what nothing feeds is not stored before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ibis
import ibis.expr.types as ir
import pytest

from risk_checks.engines.columnar.build import ColumnarTables
from risk_checks.engines.columnar.days import day
from risk_checks.engines.columnar.today import all_on_day
from risk_checks.engines.definitions import definitions_of
from risk_checks.engines.lazy import WhenRead
from risk_checks.tables.loading import shipped_tables
from risk_checks.tables.stored import stored_columns
from tests.spec.rows import day as day_of


def _table(name: str) -> ir.Table:
    return ibis.table({"id": "string"}, name=name)


class NoShelf:
    """Keeps nothing: nothing is on the way to a table that nothing feeds."""

    def keep(self, expression: ir.Table) -> ir.Table:
        raise AssertionError(expression)

    def batches(self, expression: ir.Table) -> Iterator[Any]:
        raise AssertionError(expression)

    def clear(self) -> None:
        raise AssertionError


def test_a_table_is_made_when_it_is_first_read_and_once() -> None:
    made: list[str] = []

    def make(name: str) -> ir.Table:
        made.append(name)
        return _table(name)

    tables = WhenRead(("a", "b"), make)
    assert (list(tables), len(tables), "a" in tables, "c" in tables, made) == (["a", "b"], 2, True, False, [])
    assert tables["b"] is tables["b"]
    assert made == ["b"]
    with pytest.raises(KeyError):
        tables["c"]


def test_what_nothing_feeds_is_stored_when_it_is_read() -> None:
    kept: list[str] = []

    def keep(name: str, expression: ir.Table) -> ir.Table:
        kept.append(name)
        return expression

    contact = replace(shipped_tables()["contact"], sources=())
    built = ColumnarTables(definitions_of({}, {"contact": contact}), {}, keep=keep, shelf=NoShelf)
    assert (list(built.tables), built.problems(["contact"]), kept) == (["contact"], (), [])
    assert tuple(built.tables["contact"].columns) == tuple(stored_columns(contact))
    assert built.tables["contact"] is built.tables["contact"]
    assert kept == ["unfed_contact"]


def test_only_what_a_rule_reads_is_stored_for_the_day() -> None:
    kept: list[ir.Table] = []

    def keep(expression: ir.Table) -> ir.Table:
        kept.append(expression)
        return expression

    definitions = {name: shipped_tables()[name] for name in ("contact", "worker")}
    stored = {name: ibis.table(dict(stored_columns(table)), name=name) for name, table in definitions.items()}
    needed = {"contact": ("id",), "worker": ("id", "active_on_day")}
    today = all_on_day(definitions, stored, as_of=day(day_of("2026-11-01")), needed=needed, keep=keep)
    assert (list(today), kept) == (["contact", "worker"], [])
    assert tuple(today["worker"].columns) == ("id", "active_on_day")
    assert len(kept) == 1
