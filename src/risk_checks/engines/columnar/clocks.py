"""The clocks as aggregates over candidates (design clause 5.10): what is possible, and by when it is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.candidates import CandidateRows
from risk_checks.engines.columnar.columns import Columns
from risk_checks.engines.columnar.days import (
    FIRST_DAY,
    DayPair,
    bounded,
    conceivable,
    day,
    known,
    no_day,
)
from risk_checks.engines.columnar.subjects import KEY
from risk_checks.model.duration import Duration
from risk_checks.rules.plan import Every, Grace, Operand, Recorded, Time, Window, Within

_NO_TIME = Duration(0, "day")


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


def decisive(expect: Recorded, rows: CandidateRows) -> ir.BooleanValue:
    """Return whether a candidate is one of those that decide: in time, else late; or able to be the latest."""
    table, days = rows.columns.table, rows.days
    if isinstance(expect.clock, Within):
        inside, after = _inside(expect.clock, rows).possibly, _after(expect.clock, rows)
        some = (table["counts"] & inside).any().over(group_by=KEY)
        return cast("ir.BooleanValue", table["counts"] & ibis.ifelse(some, inside, after))
    floor = days.earliest.max(where=table["sure"]).over(group_by=KEY)
    return known(table["counts"] & (days.latest >= floor.fill_null(day(FIRST_DAY))))


def facts(expect: Recorded, rows: CandidateRows) -> Facts:
    """Return the aggregates that the clock of an expectation reads."""
    table, days, as_of = rows.columns.table, rows.days, rows.columns.as_of
    counts, sure = table["counts"], table["sure"]
    match expect.clock:
        case None | Grace() | Window():
            return Facts()
        case Within() as clock:
            place = _inside(clock, rows)
            return Facts(
                flags={
                    "inside_surely": (sure & place.surely).any(),
                    "inside_possibly": (counts & place.possibly).any(),
                    "after_possibly": (counts & _after(clock, rows)).any(),
                }
            )
        case Every(time=time):
            ends = rows.columns.moved(days, time)
            return Facts(
                flags={
                    "met_possibly": (counts & conceivable(ends.latest >= as_of)).any(),
                    "old_possibly": (counts & conceivable(ends.earliest < as_of)).any(),
                    "no_bound": (counts & rows.recorded.latest.isnull()).any(),
                },
                days={
                    "sure_earliest": days.earliest.max(where=sure),
                    "last_latest": rows.recorded.latest.max(where=counts),
                },
            )
        case _:
            assert_never(expect.clock)


def possible(expect: Recorded, columns: Columns, *, whole: ir.BooleanValue) -> Possible:
    """Return what is possible for each subject, from its aggregates (columns of the same table)."""
    table = columns.table
    none, never = ibis.literal(False), no_day()
    some, sure = table["some_counts"], table["some_sure"]
    match expect.clock:
        case Grace(of=of, time=time):
            return _until(of, time, columns, whole=whole)
        case Window(last=last, closes=True) if last is not None:
            return _until(last, _NO_TIME, columns, whole=whole)
        case None | Window():
            return Possible(some | ~whole, none, none, ~sure, never, never)
        case Within(of=of, time=time):
            due, gap = _open(_deadline(columns, of, time), columns)
            first = _due_on(columns, of, time)
            late = ~table["inside_surely"] & (table["after_possibly"] | (~whole & gap))
            return Possible(table["inside_possibly"] | ~whole, late, ~sure & due, ~sure & gap, first, first)
        case Every(of=of, first_time=first_time) as clock:
            due, gap = _open(_deadline(columns, of, first_time), columns)
            first = _due_on(columns, of, first_time)
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
            assert_never(expect.clock)


def _until(of: Operand, time: Time, columns: Columns, *, whole: ir.BooleanValue) -> Possible:
    """Return what is possible where a row is asked for by a deadline, and no row is late."""
    some, sure = columns.table["some_counts"], columns.table["some_sure"]
    due, gap = _open(_deadline(columns, of, time), columns)
    first = _due_on(columns, of, time)
    return Possible(some | ~whole, ibis.literal(False), ~sure & due, ~sure & gap, first, first)


def _next_due(columns: Columns, clock: Every, first: ir.DateValue) -> ir.DateValue:
    table = columns.table
    last = bounded(columns.shifted(cast("ir.DateValue", table["last_latest"]), clock.time))
    either = ibis.ifelse(first.isnull() | last.isnull(), no_day(), ibis.greatest(last, first))
    running = ibis.ifelse(table["no_bound"], no_day(), ibis.ifelse(table["some_sure"], last, either))
    return cast("ir.DateValue", ibis.ifelse(table["some_counts"], running, first))


@dataclass(frozen=True, slots=True)
class _Inside:
    surely: ir.BooleanValue
    possibly: ir.BooleanValue


def _inside(clock: Within, rows: CandidateRows) -> _Inside:
    deadline = _deadline(rows.columns, clock.of, clock.time)
    return _Inside(
        surely=known(rows.days.latest <= deadline.earliest),
        possibly=conceivable(rows.days.earliest <= deadline.latest),
    )


def _after(clock: Within, rows: CandidateRows) -> ir.BooleanValue:
    deadline = _deadline(rows.columns, clock.of, clock.time)
    return conceivable(rows.days.latest > deadline.earliest)


def _deadline(columns: Columns, of: Operand, time: Time) -> DayPair:
    return columns.moved(columns.operand_days(of), time)


def _due_on(columns: Columns, of: Operand, time: Time) -> ir.DateValue:
    return bounded(columns.moved(columns.operand_days(of, cut_at_as_of=False), time).latest)


def _open(deadline: DayPair, columns: Columns) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    return conceivable(deadline.latest >= columns.as_of), conceivable(deadline.earliest < columns.as_of)
