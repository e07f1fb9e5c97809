"""Expectations of every form: rows recorded by each clock, fields filled, the best and the worst of several."""

from __future__ import annotations

from collections.abc import Callable

from risk_checks.rules.bounds import day_before, next_day
from risk_checks.rules.fields import fields_read
from risk_checks.rules.plan import (
    All,
    AllOf,
    AnyOf,
    AsOf,
    Clock,
    ColumnRef,
    Complete,
    Every,
    Expectation,
    Grace,
    Operand,
    Recorded,
    Scope,
    Shifted,
    Window,
    Within,
)
from risk_checks.tables.definition import ColumnType, TableDef
from tests.strategies.conditions import asked_of_status, condition, link
from tests.strategies.nodes import nodes
from tests.strategies.picking import Choose, Ways, one_of, pick, some_of
from tests.strategies.reach import Reach, day, time
from tests.strategies.tables import RELATED


def expectation(choose: Choose, reach: Reach) -> Expectation:
    """Draw what is asked for: mostly one thing, now and then several, nested at most once."""

    def asked() -> Expectation:
        return recorded(choose, reach, one_of(choose, RELATED))

    def part() -> Expectation:
        return pick(choose, (4, asked), (1, lambda: complete(choose, reach)))

    def several(inner: Callable[[], Expectation]) -> Expectation:
        items = (inner(), inner())
        ways: Ways[Expectation] = ((1, lambda: AnyOf(items)), (1, lambda: AllOf(items)))
        return pick(choose, *ways)

    ways: Ways[Expectation] = (
        (8, asked),
        (2, lambda: several(part)),
        (1, lambda: several(lambda: pick(choose, (1, part), (1, lambda: several(part))))),
        (1, lambda: complete(choose, reach)),
    )
    return pick(choose, *ways)


def complete(choose: Choose, reach: Reach) -> Complete:
    """Draw that columns of the subject are filled."""
    return Complete(reach.subject, some_of(choose, tuple(reach.subject.columns.values()), most=2))


def recorded(choose: Choose, reach: Reach, table: TableDef) -> Recorded:
    """Draw that a row of the table is recorded, by a clock that goes with it."""
    inner = reach.over(table)
    by_key = link(choose, inner)

    def one() -> All:
        return All((condition(choose, inner, status=False),))

    where = pick(
        choose,
        (4, lambda: All(())),
        (4, one),
        (2 if by_key else 0, lambda: All(() if by_key is None else (by_key,))),
        (1 if by_key else 0, lambda: All(one().items if by_key is None else (*one().items, by_key))),
    )
    chosen = clock(choose, reach, table)
    return Recorded(
        table=table,
        called=table.one,
        status=asked_of_status(choose, table),
        where=where,
        where_fields=fields_read(where, at=Scope.ROW),
        clock=chosen,
        since=_since(choose, reach, table, chosen),
    )


# --- clocks --------------------------------------------------------------------------------------------------------


def clock(choose: Choose, reach: Reach, table: TableDef) -> Clock | None:
    """Draw a clock that can run on the table: on one without days, none or `grace`."""
    dated = 1 if table.dated_by is not None else 0
    ways: tuple[tuple[int, Callable[[], Clock | None]], ...] = (
        (2, lambda: None),
        (2, lambda: Grace(_base(choose, reach), time(choose, reach))),
        (4 * dated, lambda: Within(_base(choose, reach), time(choose, reach), one_of(choose, (True, False)))),
        (3 * dated, lambda: Every(time(choose, reach), _base(choose, reach), time(choose, reach))),
        (3 * dated, lambda: window(choose, reach)),
    )
    return pick(choose, *ways)


def window(choose: Choose, reach: Reach) -> Window:
    """Draw a window with a first day, a last one, or both; it closes where its last day stands still."""
    first, last = one_of(choose, ((True, True), (True, False), (False, True)))
    opens = _side(choose, reach, not_counted=next_day) if first else None
    ends = _side(choose, reach, not_counted=day_before) if last else None
    return Window(opens, ends, closes=ends is not None and not any(isinstance(node, AsOf) for node in nodes(ends)))


def _side(choose: Choose, reach: Reach, *, not_counted: Callable[[Operand], Operand]) -> Operand:
    found = pick(choose, (1, lambda: _base(choose, reach)), (1, lambda: day(choose, reach)))
    return pick(choose, (2, lambda: found), (1, lambda: not_counted(found)))


def _base(choose: Choose, reach: Reach) -> Operand:
    """Draw the day that a clock runs from: mostly the start of the subject, or its first day column."""
    own: list[ColumnRef] = [ref for ref in reach.columns(ColumnType.DAY) if ref.scope is Scope.SUBJECT]
    own.sort(key=lambda ref: ref.column.name != "start")
    return pick(choose, (4, lambda: own[0]), (1, lambda: day(choose, reach)))


def _since(choose: Choose, reach: Reach, table: TableDef, clock: Clock | None) -> Operand | None:
    """Draw the day before which rows do not count: that of the clock, or another, `carry_over` taken off."""

    def carried(of: Operand) -> Operand:
        return pick(choose, (3, lambda: of), (1, lambda: Shifted(of, time(choose, reach), -1)))

    match clock:
        case Within(of=of):
            return of
        case Window():
            return None
        case Every(of=of):
            return carried(pick(choose, (3, lambda: of), (1, lambda: _base(choose, reach))))
        case _ if table.dated_by is None:
            return None
        case _:
            return pick(choose, (2, lambda: None), (1, lambda: carried(_base(choose, reach))))
