"""Plans made by hand, from the few pieces that the cases share, or from a rule as it is written."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.documents import read_document
from risk_checks.model.duration import Duration, parse_duration
from risk_checks.model.outcome import RuleId
from risk_checks.rules.code_sets import read_code_set
from risk_checks.rules.compile import compile_rule
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
from risk_checks.rules.rule import read_rule
from risk_checks.tables.definition import TableDef
from tests.spec.world import ASSESSMENT, REFERRAL, TABLES, own, persons, subjects


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


# --- rules as they are written -------------------------------------------------------------------------------------

RISKY = "recorded: assessment, called: risk assessment, where: {status: complete, kinds: {any_in: risk}}"
FALLS = "recorded: assessment, called: falls assessment, where: {status: complete, kinds: {any_in: falls}}"

_CODES = {"risk": ("risk", "formulation"), "falls": ("falls",), "for-the-site": ()}
_CODE_SETS = {
    name: read_code_set(
        read_document(
            f"{{name: {name}, title: T, means: M, site: true, codes: ["
            + ", ".join(f"{{system: s, code: {code}, display: D, source: S, to: 2020-01-01}}" for code in codes)
            + "]}",
            file=f"{name}.yaml",
        )
    )
    for name, codes in _CODES.items()
}
"""Code sets by name; no code has been in use since 2020, which no record is judged by (clause 5.16)."""


def ruled(
    expect: str,
    *,
    when: str = "{status: open}",
    unless: str = "[]",
    parameters: str = "{}",
    settings: Mapping[str, str] | None = None,
) -> Plan:
    """Return the plan of a rule about referrals, read and made ready as a rule file is."""
    text = f"""\
id: {RULE}
slug: spec
title: Spec
status: {{stage: preview}}
revision: 1
severity: high
parameters: {parameters}
for_each: referral
when: {when}
unless: {unless}
expect: {expect}
"""
    rule = read_rule(read_document(text, file="spec.yaml"))
    return compile_rule(
        rule, tables=TABLES, conditions={}, code_sets=_CODE_SETS, settings={RULE: settings} if settings else {}
    )


def condition(text: str, *, parameters: str = "{}") -> Condition:
    """Return a condition on referrals, made ready from its YAML."""
    return ruled("{complete: [lane]}", when=text, parameters=parameters).when
