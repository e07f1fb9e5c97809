"""Written expectations made ready to run: the status told from the rest, the clock with its days and times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from risk_checks.errors import Where
from risk_checks.rules import conditions as written
from risk_checks.rules import expectations, plan
from risk_checks.rules.exclusions import shut_out
from risk_checks.rules.faults import CLASH, MIXED_STATUS, NO_DATE, WRONG_TYPE, WRONG_VALUE
from risk_checks.rules.fields import fields_read
from risk_checks.rules.impossible import check_possible
from risk_checks.rules.links import dated, linked, window_of
from risk_checks.rules.resolving import Resolver
from risk_checks.rules.statuses import asks_for_never, is_mixed, is_of_status, mixed_hint, mixed_message, names_a_status
from risk_checks.tables.definition import Column, TableDef


def expectation(said: expectations.Expectation, resolver: Resolver) -> plan.Expectation | None:
    """Return the expectation ready to run; None with its faults recorded."""
    match said:
        case expectations.Complete():
            return plan.Complete(resolver.subject, tuple(_columns_of_subject(said, resolver)))
        case expectations.Recorded():
            return _recorded(said, resolver)
        case expectations.AnyOf(items=items):
            return plan.AnyOf(_several(items, resolver))
        case expectations.AllOf(items=items):
            return plan.AllOf(_several(items, resolver))
        case _:
            assert_never(said)


def _columns_of_subject(said: expectations.Complete, resolver: Resolver) -> Iterator[Column]:
    seen: set[str] = set()
    for name in said.columns:
        ref = resolver.column(name)
        if ref is None:
            continue
        if ref.scope is not plan.Scope.SUBJECT:
            message = f"'{name.text}' is not a column of {resolver.subject.name}"
            hint = "complete lists columns of the subject"
            resolver.faults.add(WRONG_TYPE, message, name.where, hint=hint)
        elif ref.column.name in seen:
            resolver.faults.add(CLASH, f"'{ref.column.name}' is here twice", name.where, hint="keep one")
        else:
            seen.add(ref.column.name)
            yield ref.column


def _several(items: Iterable[expectations.Expectation], resolver: Resolver) -> tuple[plan.Expectation, ...]:
    made = [expectation(item, resolver) for item in items]
    return tuple(item for item in made if item is not None)


def _recorded(said: expectations.Recorded, resolver: Resolver) -> plan.Recorded | None:
    table = resolver.table(said.table)
    if table is None:
        return None
    table = dated(table, said.dated_by, resolver)
    status, where = _split(said.condition, table, resolver.over(table))
    links = linked(said.same, table, resolver.over(table))
    if links:
        where = plan.All((*where.items, *links))
    clock = _clock(said.clock, resolver)
    if said.clock is not None and clock is not None:
        check_possible(clock, said.clock.where, resolver.faults)
    _check_dates(said, table, resolver)
    return plan.Recorded(
        table=table,
        called=said.called.text if said.called else table.one,
        status=status,
        where=where,
        where_fields=fields_read(where, at=plan.Scope.ROW),
        clock=clock,
        since=_since(said, clock, resolver),
    )


# --- status and the rest -------------------------------------------------------------------------------------------


def _split(said: written.Condition | None, table: TableDef, resolver: Resolver) -> tuple[plan.All, plan.All]:
    """Return the conditions on the status, with what never counts shut out, and all others."""
    status: list[plan.Condition] = []
    rest: list[plan.Condition] = []
    for where, condition in _conjuncts(said, resolver) if said else ():
        if is_mixed(condition, table):
            resolver.faults.add(MIXED_STATUS, mixed_message(table), where, hint=mixed_hint(table))
        if asks_for_never(condition, table):
            message = f"rows with this '{table.status}' never count"
            resolver.faults.add(WRONG_VALUE, message, where, hint="name another word, or leave the condition out")
        (status if is_of_status(condition, table) else rest).append(condition)
    never = shut_out(table, drafts=not names_a_status(status, table))
    return plan.All((*never, *status)), plan.All(tuple(rest))


def _conjuncts(said: written.Condition, resolver: Resolver) -> Iterator[tuple[Where, plan.Condition]]:
    """Yield what must all hold, each with its place, looking into `all` and named conditions."""
    match said:
        case written.All():
            for item in said.items:
                yield from _conjuncts(item, resolver)
        case written.Use():
            used = resolver.used(said)
            if used is not None:
                yield from _conjuncts(used[1].when, used[0])
        case _:
            yield said.where, resolver.condition(said)


# --- clocks --------------------------------------------------------------------------------------------------------


def _clock(said: expectations.Clock | None, resolver: Resolver) -> plan.Clock | None:
    if said is None:
        return None
    if isinstance(said, written.Window):
        return window_of(said, resolver)
    of, time = resolver.day(said.of), resolver.time(said.time)
    first_time = resolver.time(said.first_time) if isinstance(said, expectations.Every) else None
    if of is None or time is None:
        return None
    match said:
        case expectations.Grace():
            return plan.Grace(of, time)
        case expectations.Within():
            return plan.Within(of, time, said.first_day_counted)
        case expectations.Every():
            return None if first_time is None else plan.Every(time, of, first_time)
        case _:
            assert_never(said)


def _check_dates(said: expectations.Recorded, table: TableDef, resolver: Resolver) -> None:
    """Record where a rule asks when, and the table cannot say."""
    faults = resolver.faults
    if table.dated_by is None and (said.since is not None or not isinstance(said.clock, expectations.Grace | None)):
        at = said.clock.where if said.clock is not None else said.where
        message = f"nothing says when a row of {table.name} happened, so no clock but 'grace' can run on it"
        faults.add(NO_DATE, message, at, hint="write grace, or name one of its days with dated_by")
    bounded = isinstance(said.clock, expectations.Within | written.Window)
    if said.clock is not None and bounded and (said.since is not None or said.carry_over is not None):
        message = "this clock has its own window, so 'since' and 'carry_over' do not go with it"
        faults.add(WRONG_VALUE, message, said.clock.where, hint="leave them out")
    elif said.carry_over is not None and said.since is None and not isinstance(said.clock, expectations.Every):
        message = "'carry_over' widens 'since', and there is none"
        faults.add(WRONG_VALUE, message, said.carry_over.where, hint="write since: start, or leave it out")


def _since(said: expectations.Recorded, clock: plan.Clock | None, resolver: Resolver) -> plan.Operand | None:
    """Return the first day from which rows count: as said, else where `within` and `every` run from (clause 5.10)."""
    since: plan.Operand | None = None
    if said.since is not None:
        since = resolver.day(said.since)
    elif isinstance(clock, plan.Within | plan.Every):
        since = clock.of
    carry_over = None if said.carry_over is None else resolver.time(said.carry_over)
    return since if since is None or carry_over is None else plan.Shifted(since, carry_over, -1)
