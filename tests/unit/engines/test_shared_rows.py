"""Rows that several rules ask for are stored once, and carry the columns that plans read."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.narrow import carried, needed_by
from risk_checks.engines.columnar.shelf import Once
from tests.spec.plans import DIED, grace, plan, recorded
from tests.spec.world import TABLES


def test_an_expression_that_is_asked_for_again_is_stored_once() -> None:
    stored: list[ir.Table] = []

    def keep(expression: ir.Table) -> ir.Table:
        stored.append(expression)
        return ibis.table(expression.schema(), name=f"kept_{len(stored)}")

    once = Once(keep)
    rows = ibis.table({"id": "string", "number": "int64"}, name="rows")
    first = once(rows.filter(rows["number"] > 1))
    assert once(rows.filter(rows["number"] > 1)).equals(first)
    assert not once(rows.filter(rows["number"] > 2)).equals(first)
    assert len(stored) == 2


PLAN = plan(recorded(grace("14 days")), unless=(DIED,))


def test_tables_have_the_columns_that_plans_read_on_the_day_and_no_others() -> None:
    needed = needed_by([PLAN], TABLES)
    assert sorted(needed) == ["assessment", "patient", "referral"]
    assert needed["patient"][:3] == ("id", "patient", "standing")
    assert "deceased_on_day" in needed["patient"]
    assert {"kinds", "status", "date_earliest", "date_latest", "date_cut"} <= set(needed["assessment"])
    assert not {"author", "encounter"} & set(needed["assessment"])


def test_what_only_the_population_reads_is_not_carried_on() -> None:
    rows, told = needed_by([PLAN], TABLES)["referral"], carried(PLAN, TABLES)
    assert "status_on_day" in rows
    assert {"s__id", "s__patient", "s__start_earliest", "p__deceased_on_day"} <= set(told)
    assert len([name for name in told if name.startswith("s__")]) <= len(rows)
