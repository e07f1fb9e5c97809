"""Which code sets a rule cannot do without (design section 4), and which of them keep it waiting."""

from __future__ import annotations

from typing import assert_never

from risk_checks.rules.fields import code_sets_in, conditions_of, leaves_within
from risk_checks.rules.plan import (
    All,
    AllOf,
    Any_,
    AnyIn,
    AnyOf,
    Called,
    Compare,
    Complete,
    Condition,
    Expectation,
    Filled,
    Having,
    Lasts,
    Not,
    OneOf,
    Plan,
    Recorded,
)

Names = frozenset[str]


def waits_for(plan: Plan) -> tuple[str, ...]:
    """Return the empty code sets without which nobody is in the population, or nobody can be met; sorted.

    Elsewhere an empty set matches nothing, and the rule runs.
    """
    empty = frozenset(
        leaf.code_set
        for test in conditions_of(plan)
        for leaf in leaves_within(test)
        if isinstance(leaf, AnyIn) and not leaf.codes
    )
    return tuple(sorted(_missing(plan, empty)))


def needed_by(plan: Plan) -> Names:
    """Return the code sets that every path to `met` passes through."""
    return frozenset(name for name in code_sets_in(plan) if _missing(plan, frozenset({name})))


def _missing(plan: Plan, empty: Names) -> Names:
    """Return those of the sets, were they empty, that keep the rule from being met by anybody."""
    exempting = (_missing_in(exemption.when, empty, denied=True) for exemption in plan.unless)
    return _missing_in(plan.when, empty).union(_missing_for(plan.expect, empty), *exempting)


def _missing_for(expect: Expectation, empty: Names) -> Names:
    match expect:
        case Complete():
            return frozenset()
        case Recorded(status=status, where=where):
            return _missing_in(status, empty) | _missing_in(where, empty)
        case AllOf(items=items):
            return frozenset().union(*(_missing_for(item, empty) for item in items))
        case AnyOf(items=items):
            parts = [_missing_for(item, empty) for item in items]
            return frozenset().union(*parts) if all(parts) else frozenset()
        case _:
            assert_never(expect)


def _missing_in(condition: Condition, empty: Names, *, denied: bool = False) -> Names:
    """Return the sets without which a condition cannot hold (or, `denied`, cannot fail)."""
    if _can_hold(condition, empty, denied=denied):
        return frozenset()
    lookups = (leaf.code_set for leaf in leaves_within(condition) if isinstance(leaf, AnyIn))
    return frozenset(name for name in lookups if name in empty)


def _can_hold(condition: Condition, empty: Names, *, denied: bool) -> bool:
    """Whether some record could make a condition true (or, `denied`, false)."""
    match condition:
        case AnyIn(code_set=name):
            return denied or name not in empty
        case All(items=items) | Any_(items=items):
            held = [_can_hold(item, empty, denied=denied) for item in items]
            return all(held) if isinstance(condition, All) is not denied else any(held)
        case Not(item=item):
            return _can_hold(item, empty, denied=not denied)
        case Called(item=item):
            return _can_hold(item, empty, denied=denied)
        case Having(where=where):
            return denied or _can_hold(where, empty, denied=False)
        case Compare() | OneOf() | Filled() | Lasts():
            return True
        case _:
            assert_never(condition)
