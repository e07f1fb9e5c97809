"""Check that a rule says what becomes of people who have died (clause 5.12)."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.rules.fields import columns_of
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.plan import Condition, Scope
from risk_checks.tables.identity import PATIENT_TABLE

_DEATH = ("deceased", "deceased_date")


def are_spoken_of(linted: Linted) -> Iterator[Fault]:
    """Yield a rule that reads of no death: it would ask for records of people who have died."""
    plan = linted.plan
    tests = [plan.when, *(exemption.when for exemption in plan.unless)]
    if not any(_reads_death(test) for test in tests):
        yield (
            linted.rule.where,
            "people who have died are not exempt; write when: {patient.deceased: true} under unless",
        )


def _reads_death(condition: Condition) -> bool:
    refs = columns_of(condition)
    return any(ref.table == PATIENT_TABLE and ref.scope is not Scope.ROW and ref.column.name in _DEATH for ref in refs)
