"""Plans made by hand, from the few pieces that the cases share."""

from __future__ import annotations

from risk_checks.model.duration import Duration, parse_duration
from risk_checks.model.outcome import RuleId
from risk_checks.rules.plan import (
    All,
    AnyIn,
    Clock,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Every,
    Exemption,
    Expectation,
    Grace,
    Literal_,
    Not,
    OneOf,
    Operand,
    Plan,
    Recorded,
    Shifted,
    Within,
)
from risk_checks.tables.definition import TableDef
from tests.spec.world import ASSESSMENT, REFERRAL, own, persons, subjects


def time(text: str) -> Duration:
    """Return the duration a text names."""
    found = parse_duration(text)
    assert found is not None
    return found


def is_(column: ColumnRef, value: str | bool | int) -> Compare:
    """Return that a column is a value."""
    return Compare(column, Comparison.IS, Literal_(value))


RULE = RuleId("RC-SPEC-001")
START = subjects("start")
OPEN = is_(subjects("status"), "open")
COMPLETE = All((Not(OneOf(own(ASSESSMENT, "status"), ("retracted",))), is_(own(ASSESSMENT, "status"), "complete")))
RISK = AnyIn(own(ASSESSMENT, "kinds"), "risk", frozenset({"s|risk", "s|formulation"}))
DIED = Exemption("the person has died", is_(persons("deceased"), value=True), fields=("patient.deceased",))


def recorded(
    clock: Clock | None = None,
    *,
    since: Operand | None = None,
    table: TableDef = ASSESSMENT,
    called: str = "risk assessment",
    status: Condition = COMPLETE,
    where: Condition = RISK,
    fields: tuple[str, ...] = ("kinds",),
) -> Recorded:
    """Return that a row is recorded: without more words, a complete risk assessment."""
    return Recorded(table, called, status, where, fields, clock, since)


def plan(
    expect: Expectation,
    *,
    subject: TableDef = REFERRAL,
    when: Condition = OPEN,
    fields: tuple[str, ...] = ("status",),
    unless: tuple[Exemption, ...] = (),
) -> Plan:
    """Return a rule: without more words, about open referrals."""
    return Plan(
        rule=RULE,
        slug="spec",
        title="Spec",
        revision=1,
        severity="high",
        subject=subject,
        when=when,
        when_fields=fields,
        unless=unless,
        expect=expect,
    )


def grace(text: str, *, of: Operand = START) -> Grace:
    """Return the clock `grace`."""
    return Grace(of, time(text))


def within(text: str, *, first_day_counted: bool) -> Within:
    """Return the clock `within`, from the start of the referral."""
    return Within(START, time(text), first_day_counted)


def every(text: str, *, first_within: str) -> Every:
    """Return the clock `every`, its first deadline counted from the start of the referral."""
    return Every(time(text), START, time(first_within))


def plus(of: Operand, text: str) -> Shifted:
    """Return a day moved later."""
    return Shifted(of, time(text), 1)


def minus(of: Operand, text: str) -> Shifted:
    """Return a day moved earlier."""
    return Shifted(of, time(text), -1)
