"""The clocks (design clause 5.10): deadlines of subjects, where candidates lie to them, and what is possible then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.columns import Columns, state_column
from risk_checks.engines.columnar.days import (
    FIRST_DAY,
    DayPair,
    bounded,
    conceivable,
    day,
    known,
    no_day,
)
from risk_checks.model.duration import Duration
from risk_checks.rules.plan import Chosen, Every, Grace, Operand, Recorded, Time, Window, Within

_NO_TIME = Duration(0, "day")
_DEADLINE = ("c_earliest", "c_latest")
_DUE_ON = "c_due_on"


@dataclass(frozen=True, slots=True)
class Facts:
    """Named aggregates over a subject's candidates: `flags` are booleans (false without rows), `days` are dates."""

    flags: dict[str, ir.Value] = field(default_factory=dict)
    days: dict[str, ir.Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Possible:
    """Which outcomes are possible, and the deadline while nothing qualifies and otherwise."""

    met: ir.Value
    late: ir.Value
    due: ir.Value
    gap: ir.Value
    first_due: ir.DateValue
    next_due: ir.DateValue


def deadlines(expect: Recorded, columns: Columns) -> dict[str, ir.Value]:
    """Return the columns of the days on which the clock of an expectation first ends for each subject; maybe none."""
    match expect.clock:
        case Grace(of=of, time=time) | Within(of=of, time=time) | Every(of=of, first_time=time):
            return _deadline(columns, of, time)
        case Window(last=last, closes=True) if last is not None:
            return _deadline(columns, last, _NO_TIME)
        case None | Window():
            return {}
        case _:
            assert_never(expect.clock)


def chooser(expect: Recorded) -> tuple[str, ...]:
    """Return the columns of subjects by which the time is chosen for which a row lasts; maybe none."""
    if isinstance(expect.clock, Every) and isinstance(expect.clock.time, Chosen):
        return (state_column(expect.clock.time.column),)
    return ()


def places(expect: Recorded, columns: Columns, days: DayPair, *, recorded: DayPair) -> dict[str, ir.Value]:
    """Return the columns that say where candidates lie to the clock of an expectation; maybe none."""
    match expect.clock:
        case None | Grace() | Window():
            return {}
        case Within():
            deadline = DayPair(*(cast("ir.DateValue", columns.table[name]) for name in _DEADLINE))
            return {
                "inside_surely": known(days.latest <= deadline.earliest),
                "inside_possibly": conceivable(days.earliest <= deadline.latest),
                "after": conceivable(days.latest > deadline.earliest),
            }
        case Every(time=time):
            ends = columns.moved(days, time)
            return {
                "lasts": conceivable(ends.latest >= columns.as_of),
                "lapsed": conceivable(ends.earliest < columns.as_of),
                "recorded_latest": recorded.latest,
            }
        case _:
            assert_never(expect.clock)


def facts(expect: Recorded, rows: ir.Table) -> Facts:
    """Return the aggregates over candidate rows that the clock of an expectation reads."""
    counts, sure = rows["counts"], rows["sure"]
    sure_earliest = {"sure_earliest": rows["day_earliest"].max(where=sure)}
    match expect.clock:
        case None | Grace() | Window():
            return Facts(days=sure_earliest)
        case Within():
            return Facts(
                flags={
                    "inside_surely": (sure & rows["inside_surely"]).any(),
                    "inside_possibly": (counts & rows["inside_possibly"]).any(),
                    "after_possibly": (counts & rows["after"]).any(),
                }
            )
        case Every():
            return Facts(
                flags={
                    "met_possibly": (counts & rows["lasts"]).any(),
                    "old_possibly": (counts & rows["lapsed"]).any(),
                    "no_bound": (counts & rows["recorded_latest"].isnull()).any(),
                },
                days={**sure_earliest, "last_latest": rows["recorded_latest"].max(where=counts)},
            )
        case _:
            assert_never(expect.clock)


def decisive(expect: Recorded, rows: ir.Table) -> ir.BooleanValue:
    """Return whether a row that counts is one of those that decide: in time, else late; or able to be the latest.

    `rows` are candidates beside the facts of their subject, whose names begin with `f_`.
    """
    if isinstance(expect.clock, Within):
        return cast("ir.BooleanValue", ibis.ifelse(rows["f_inside_possibly"], rows["inside_possibly"], rows["after"]))
    floor = cast("ir.DateValue", rows["f_sure_earliest"])
    return known(rows["day_latest"] >= floor.fill_null(day(FIRST_DAY)))


def decided_by(expect: Recorded) -> str:
    """Return the fact that `decisive` reads."""
    return "inside_possibly" if isinstance(expect.clock, Within) else "sure_earliest"


def possible(expect: Recorded, columns: Columns, *, whole: ir.BooleanValue) -> Possible:
    """Return what is possible for each subject, from its deadlines and facts (columns of the same table)."""
    table = columns.table
    none, never = ibis.literal(False), no_day()
    some, sure = table["some_counts"], table["some_sure"]
    if _DUE_ON not in table.columns:
        return Possible(some | ~whole, none, none, ~sure, never, never)
    due, gap = conceivable(table["c_latest"] >= columns.as_of), conceivable(table["c_earliest"] < columns.as_of)
    first = cast("ir.DateValue", table[_DUE_ON])
    match expect.clock:
        case Within():
            late = ~table["inside_surely"] & (table["after_possibly"] | (~whole & gap))
            return Possible(table["inside_possibly"] | ~whole, late, ~sure & due, ~sure & gap, first, first)
        case Every() as clock:
            until = columns.shifted(cast("ir.DateValue", table["sure_earliest"]), clock.time)
            outdated = conceivable(until < columns.as_of)
            return Possible(
                met=table["met_possibly"] | ~whole,
                late=none,
                due=~sure & due,
                gap=ibis.ifelse(sure, outdated, gap | table["old_possibly"]),
                first_due=first,
                next_due=_next_due(columns, clock, first),
            )
        case _:
            return Possible(some | ~whole, none, ~sure & due, ~sure & gap, first, first)


def _next_due(columns: Columns, clock: Every, first: ir.DateValue) -> ir.DateValue:
    table = columns.table
    last = bounded(columns.shifted(cast("ir.DateValue", table["last_latest"]), clock.time))
    either = ibis.ifelse(first.isnull() | last.isnull(), no_day(), ibis.greatest(last, first))
    running = ibis.ifelse(table["no_bound"], no_day(), ibis.ifelse(table["some_sure"], last, either))
    return cast("ir.DateValue", ibis.ifelse(table["some_counts"], running, first))


def _deadline(columns: Columns, of: Operand, time: Time) -> dict[str, ir.Value]:
    ends = columns.moved(columns.operand_days(of), time)
    due_on = bounded(columns.moved(columns.operand_days(of, cut_at_as_of=False), time).latest)
    return {**dict(zip(_DEADLINE, (ends.earliest, ends.latest), strict=True)), _DUE_ON: due_on}
