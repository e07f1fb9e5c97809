"""Rules made ready to run, of every form, simplest first."""

from __future__ import annotations

from datetime import date

from risk_checks.rules.fields import fields_read
from risk_checks.rules.plan import (
    All,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Exemption,
    Literal_,
    Plan,
    Scope,
)
from tests.spec.plans import RULE
from tests.strategies.conditions import condition
from tests.strategies.expectations import expectation
from tests.strategies.picking import Choose, one_of, pick
from tests.strategies.pools import USUAL
from tests.strategies.reach import Reach
from tests.strategies.tables import SUBJECTS


def plan(choose: Choose, as_of: date) -> Plan:
    """Draw a rule; its written days lie around the day of the check."""
    reach = Reach(one_of(choose, SUBJECTS), as_of)
    when = population(choose, reach)
    return Plan(
        rule=RULE,
        slug="drawn",
        title="Drawn",
        revision=1,
        severity="high",
        subject=reach.subject,
        when=when,
        when_fields=fields_read(when, at=Scope.SUBJECT),
        unless=pick(choose, (11, lambda: ()), (1, lambda: (exemption(choose, reach),))),
        expect=expectation(choose, reach),
    )


def population(choose: Choose, reach: Reach) -> Condition:
    """Draw who a rule is about: anybody, those with the usual status, or any condition."""
    status = reach.subject.status

    def usual() -> Condition:
        assert status is not None
        ref = ColumnRef(Scope.SUBJECT, reach.subject.name, reach.subject.columns[status])
        return Compare(ref, Comparison.IS, Literal_(USUAL[reach.subject.name]))

    return pick(choose, (4, lambda: All(())), (4 if status else 0, usual), (3, lambda: condition(choose, reach)))


def exemption(choose: Choose, reach: Reach) -> Exemption:
    """Draw why somebody is exempt."""
    when = condition(choose, reach)
    return Exemption("it is so", when, fields_read(when, at=Scope.SUBJECT))
