"""The rows that could answer a `recorded` expectation, and why each does or does not count (clauses 5.4 to 5.6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from risk_checks.engines.population import starts
from risk_checks.engines.reference.conditions import Test, compare_days, compile_condition
from risk_checks.engines.reference.operands import ReadDays, compile_days, days_in, named_days
from risk_checks.engines.reference.person import Context, Row
from risk_checks.model import truth
from risk_checks.model.days import NOT_KNOWN, Days
from risk_checks.model.truth import Truth
from risk_checks.rules.bounds import first_day_of, last_day_of
from risk_checks.rules.plan import Comparison, Recorded, Window


class Standing(StrEnum):
    """Where a row stands; only `counts` rows can answer, surely or possibly."""

    COUNTS = "counts"
    BEFORE_START = "before_start"
    OUTSIDE = "outside"
    FUTURE = "future"
    DRAFT = "draft"
    RETRACTED = "retracted"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of the evidence table; `days` is cut at `as_of`, `recorded_days` is not."""

    key: str
    standing: Standing
    qualifies: Truth
    status: Truth
    where: Truth
    days: Days
    recorded_days: Days


Candidates = Callable[[Context], list[Candidate]]


def compile_candidates(expect: Recorded) -> Candidates:
    """Return the function that sorts a person's rows of the evidence table."""
    status, where = compile_condition(expect.status), compile_condition(expect.where)
    tests = _Tests(status, where, _bounds(expect), _apart(expect))
    name = expect.table.name

    def candidates(context: Context) -> list[Candidate]:
        rows = context.person.rows.get(name, ())
        return [_sort(row, context, expect=expect, tests=tests) for row in rows]

    return candidates


@dataclass(frozen=True, slots=True)
class _Tests:
    status: Test
    where: Test
    bounds: tuple[tuple[Comparison, ReadDays], ...]
    apart: Standing


def _bounds(expect: Recorded) -> tuple[tuple[Comparison, ReadDays], ...]:
    """Return how a row's day has to stand to the first and the last day that count."""
    sides = ((Comparison.AT_LEAST, first_day_of(expect)), (Comparison.AT_MOST, last_day_of(expect)))
    return tuple((how, compile_days(day)) for how, day in sides if day is not None)


def _apart(expect: Recorded) -> Standing:
    return Standing.OUTSIDE if isinstance(expect.clock, Window) else Standing.BEFORE_START


def _sort(row: Row, context: Context, *, expect: Recorded, tests: _Tests) -> Candidate:
    table = expect.table
    recorded = days_in(row, table.columns[table.dated_by]) if table.dated_by else NOT_KNOWN
    days = recorded.cut(context.as_of)
    is_status, is_where = tests.status(row, context), tests.where(row, context)
    inside = truth.every(compare_days(how, days, bound(row, context)) for how, bound in tests.bounds)
    standing, qualifies = Standing.COUNTS, truth.every((is_status, is_where, inside))
    if not is_where.possibly:
        standing = Standing.OTHER
    elif not is_status.possibly:
        standing = _void(row, expect, context.as_of)
    elif is_future(days, context.as_of):
        standing = Standing.FUTURE
    elif not inside.possibly:
        standing = tests.apart
    if standing is not Standing.COUNTS:
        qualifies = truth.FALSE
    return Candidate(
        key=str(row["id"]),
        standing=standing,
        qualifies=qualifies,
        status=is_status,
        where=is_where,
        days=days,
        recorded_days=recorded,
    )


def is_future(days: Days, as_of: date) -> bool:
    """Whether the day surely lies after `as_of`."""
    return days.earliest is not None and days.earliest > as_of


def _void(row: Row, expect: Recorded, as_of: date) -> Standing:
    word = row[expect.table.status] if expect.table.status else None
    if word in expect.table.retracted:
        return Standing.RETRACTED
    if word in expect.table.drafts:
        return Standing.DRAFT
    start = starts(expect.table)
    return Standing.FUTURE if start and is_future(named_days(row, start), as_of) else Standing.OTHER
