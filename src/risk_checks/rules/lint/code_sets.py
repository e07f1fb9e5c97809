"""Checks of the code sets that a rule cannot do without (design section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    Compare,
    Complete,
    Condition,
    Filled,
    Having,
    Not,
    OneOf,
    Plan,
    Recorded,
)


def needed_are_filled(linted: Linted) -> Iterator[Fault]:
    """Yield the code sets that every path to `met` passes through, and that hold no code."""
    for name in sorted(needed_by(linted.plan)):
        if not linted.code_sets[name].codes:
            yield linted.code_sets[name].where, f"the rule can never be met while the code set '{name}' is empty"


def needed_by(plan: Plan) -> frozenset[str]:
    """Return the names of the code sets without which no subject can be met."""
    return frozenset(name for test in (plan.when, *_expected(plan)) for name in _needed(test, denied=False))


def _expected(plan: Plan) -> tuple[Condition, ...]:
    match plan.expect:
        case Recorded():
            return (plan.expect.status, plan.expect.where)
        case Complete():
            return ()
        case _:
            assert_never(plan.expect)


def _needed(condition: Condition, *, denied: bool) -> frozenset[str]:
    """Return the sets whose emptiness keeps the condition from holding (or, `denied`, from failing)."""
    match condition:
        case AnyIn():
            return frozenset() if denied else frozenset({condition.code_set})
        case All() | Any_():
            parts = [_needed(item, denied=denied) for item in condition.items]
            everyone = isinstance(condition, All) is not denied
            return frozenset().union(*parts) if everyone or not parts else parts[0].intersection(*parts[1:])
        case Not():
            return _needed(condition.item, denied=not denied)
        case Having():
            return frozenset() if denied else _needed(condition.where, denied=False)
        case Compare() | OneOf() | Filled():
            return frozenset()
        case _:
            assert_never(condition)
