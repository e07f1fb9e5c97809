"""Plans with their empty code sets taken for what they are: nothing is in one, for sure (clause 5.16).

Engines run a plan in this form, so that what can only hold through an empty set needs no table, column or coverage.
What a rule waits for, and what its page says, is in the plan as it is written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from risk_checks.rules.fields import conditions_of, fields_read, is_never, leaves_within
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
    Exemption,
    Expectation,
    Filled,
    Having,
    Lasts,
    Not,
    OneOf,
    Plan,
    Recorded,
    Scope,
)
from risk_checks.rules.words import condition_words

_ALWAYS, _NEVER = All(()), Any_(())


def folded(plan: Plan) -> Plan:
    """Return the plan with all that can only hold, or only fail, through an empty set decided."""
    leaves = (leaf for condition in conditions_of(plan) for leaf in leaves_within(condition))
    if not any(isinstance(leaf, AnyIn) and not leaf.codes for leaf in leaves):
        return plan
    when = _fold(plan.when)
    return replace(
        plan,
        when=when,
        when_fields=fields_read(when, at=Scope.SUBJECT),
        unless=tuple(_exemption(each) for each in plan.unless),
        expect=_expectation(plan.expect),
    )


def _exemption(said: Exemption) -> Exemption:
    when = _fold(said.when)
    return said if when == said.when else Exemption(said.because, when, fields_read(when, at=Scope.SUBJECT))


def _expectation(expect: Expectation) -> Expectation:
    match expect:
        case Complete():
            return expect
        case AnyOf(items=items):
            return AnyOf(tuple(map(_expectation, items)))
        case AllOf(items=items):
            return AllOf(tuple(map(_expectation, items)))
        case Recorded():
            return _recorded(expect)
        case _:
            assert_never(expect)


def _recorded(expect: Recorded) -> Recorded:
    """Return what is asked of rows; of those that no row can be, the status is not asked."""
    status, where = _fold(expect.status), _fold(expect.where)
    if is_never(status) or is_never(where):
        status, where = _ALWAYS, (where if is_never(where) else status)
    if (status, where) == (expect.status, expect.where):
        return expect
    return replace(expect, status=status, where=where, where_fields=fields_read(where, at=Scope.ROW))


def _fold(condition: Condition) -> Condition:
    match condition:
        case AnyIn(codes=codes):
            return condition if codes else Called(f"{condition_words(condition)}, which is empty", _NEVER)
        case All(items=items):
            kept = tuple(item for item in map(_fold, items) if item != _ALWAYS)
            return next((item for item in kept if is_never(item)), All(kept))
        case Any_(items=items):
            found = tuple(map(_fold, items))
            possible = tuple(item for item in found if not is_never(item))
            return _ALWAYS if _ALWAYS in found else Any_(possible or found)
        case Not(item=item):
            inner = _fold(item)
            if is_never(inner):
                return _ALWAYS
            return _NEVER if inner == _ALWAYS else Not(inner)
        case Called(words=words, item=item):
            inner = _fold(item)
            return _ALWAYS if inner == _ALWAYS else Called(words, inner)
        case Having(where=where):
            inner = _fold(where)
            return Called(condition_words(condition), inner) if is_never(inner) else replace(condition, where=inner)
        case Compare() | OneOf() | Filled() | Lasts():
            return condition
        case _:
            assert_never(condition)
