"""Plans drawn from one seed: every form of an expectation, nested, with values that depend on the subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import TypeVar

from risk_checks.model.duration import Duration
from risk_checks.model.outcome import RuleId
from risk_checks.rules.bounds import day_before, next_day
from risk_checks.rules.plan import (
    All,
    AllOf,
    Any_,
    AnyOf,
    AsOf,
    Called,
    Chosen,
    Clock,
    ColumnRef,
    Compare,
    Comparison,
    Complete,
    Condition,
    Count,
    Every,
    Exemption,
    Expectation,
    Filled,
    Grace,
    Having,
    Lasts,
    Literal_,
    Not,
    Operand,
    Plan,
    Recorded,
    Shifted,
    Time,
    Window,
    Within,
)
from tests.spec.plans import COMPLETE, DIED, OPEN, RISK, START, is_, plan, recorded, time
from tests.spec.world import ASSESSMENT, CARER, REFERRAL, own, persons, subjects

T = TypeVar("T")

TIMES = ("0 days", "1 day", "14 days", "2 weeks", "1 month", "6 months", "12 months", "2 years")
DAYS = (date(2024, 2, 29), date(2024, 6, 15), date(2025, 1, 31), date(2025, 6, 1), date(2025, 6, 15), date(2025, 12, 1))
MENTION = replace(CARER, dated_by="start")
"""Carers dated by the day from which they care."""
ACTIVE = is_(own(CARER, "active"), value=True)


class Drawer:
    """Plans drawn from one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)

    def one(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return self._chance.choice(choices)

    def yes(self) -> bool:
        """Return true in one half of the draws."""
        return self._chance.random() < 0.5

    def plan(self, number: int) -> Plan:
        """Return a plan, numbered; three of four ask for several things."""
        declined = Exemption("it was declined", self.lasts(START), ("start",))
        when: tuple[Condition, ...] = (OPEN, All(()), self.having())
        drawn = plan(
            self.expectation(depth=self.one((0, 1, 1, 2))),
            when=self.one(when),
            unless=self.one(((), (DIED,), (declined, DIED))),
        )
        return replace(drawn, rule=RuleId(f"RC-DRAWN-{number:03}"))

    def expectation(self, *, depth: int) -> Expectation:
        """Return an expectation that nests others as deep as so."""
        if not depth:
            return self.complete() if self._chance.random() < 0.2 else self.recorded()
        depths = [depth - 1, *(self.one(range(depth)) for _ in range(self.one((1, 1, 2))))]
        items = tuple(self.expectation(depth=each) for each in depths)
        return AnyOf(items) if self.yes() else AllOf(items)

    def complete(self) -> Complete:
        """Return some columns that are to be filled."""
        names = self._chance.sample(("team", "start", "end", "kinds", "visits"), k=self.one((1, 2)))
        return Complete(REFERRAL, tuple(REFERRAL.columns[name] for name in names))

    def recorded(self) -> Recorded:
        """Return that a row is recorded, by some clock."""
        undated = Grace(self.day(), self.time()) if self.yes() else None
        since: tuple[Operand | None, ...] = (None, None, START, self.day())
        return self.one((
            recorded(self.clock(), where=self.condition(), called="review"),
            recorded(self.clock(), since=self.one(since)),
            recorded(self.clock(), table=MENTION, status=All(()), where=ACTIVE, called="Carer"),
            recorded(undated, table=CARER, status=All(()), where=ACTIVE),
        ))  # fmt: skip

    def clock(self) -> Clock | None:
        """Return a clock, or none."""
        clocks: tuple[Clock | None, ...] = (
            None,
            Grace(self.day(), self.time()),
            Within(START, self.time(), self.yes()),
            Within(self.day(), self.time(), self.yes()),
            Every(self.time(), self.day(), self.time()),
            self.window(),
            self.window(),
        )
        return self.one(clocks)

    def window(self) -> Window:
        """Return a window: some look back, some close, some have no end."""
        firsts: tuple[Operand | None, ...] = (None, self.day(), next_day(START))
        lasts: tuple[tuple[Operand | None, bool], ...] = (
            (None, False),
            (AsOf(), False),
            (self.day(), True),
            (day_before(self.day()), True),
        )
        last, closes = self.one(lasts)
        return Window(self.one(firsts), last, closes)

    def day(self) -> Operand:
        """Return a day."""
        written = Literal_(self.one(DAYS))
        plain: tuple[Operand, ...] = (START, START, subjects("end"), persons("birth_date"), AsOf(), written)
        of = self.one(plain)
        moved = Shifted(of, self.time(), 1 if self.yes() else -1)
        days: tuple[Operand, ...] = (of, of, moved, self.chosen(lambda: Literal_(self.one(DAYS))))
        return self.one(days)

    def time(self) -> Time:
        """Return a time, which may depend on the subject."""
        times: tuple[Time, ...] = (self._time(), self._time(), self.chosen(self._time))
        return self.one(times)

    def chosen(self, value: Callable[[], T]) -> Chosen[T]:
        """Return a value that depends on the subject's team or on how the referral stands."""
        column, words = self.one((("team", ("Team/1", "Team/2", "Team/3")), ("status", ("open", "planned", "closed"))))
        some = self._chance.sample(words, k=self.one((1, 2)))
        return Chosen(subjects(column), tuple((word, value()) for word in some), value())

    def condition(self) -> Condition:
        """Return a condition on an assessment."""
        score = self.chosen(lambda: Literal_(self.one((0, 1, 2))))
        conditions: tuple[Condition, ...] = (
            All((RISK, Called("it is dated", Filled(own(ASSESSMENT, "date"), want=True)))),
            Compare(own(ASSESSMENT, "score"), self.one((Comparison.AT_LEAST, Comparison.IS, Comparison.AFTER)), score),
            Any_((RISK, Compare(own(ASSESSMENT, "review"), self.one(tuple(Comparison)), self.day()))),
            All((self.lasts(own(ASSESSMENT, "date")), Not(self.lasts(own(ASSESSMENT, "review"))))),
            All((RISK, Called("somebody cares", Not(self.having())))),
            Called("it is theirs", Compare(own(ASSESSMENT, "author"), Comparison.IS, subjects("team"))),
        )
        return self.one(conditions)

    def having(self) -> Having:
        """Return that there are so many rows, how many depending on the subject."""
        least: Count = 1 if self.yes() else self.chosen(lambda: self.one((0, 1, 2)))
        lately = Compare(own(ASSESSMENT, "date"), Comparison.AT_LEAST, self.day())
        cared_for = Called("they care", All((ACTIVE, self.lasts(own(CARER, "start")))))
        return self.one((Having(ASSESSMENT, All((COMPLETE, RISK, lately)), least), Having(MENTION, cared_for, least)))

    def lasts(self, column: ColumnRef) -> Lasts:
        """Return that what a day says still stands."""
        return Lasts(column, self.time())

    def _time(self) -> Duration:
        return time(self.one(TIMES))
