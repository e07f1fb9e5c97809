"""Checks of examples: they are there, show every outcome the rule can give, and stand on both sides of its edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.examples import Example
from risk_checks.rules.fields import recorded_in
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.plan import Every, Grace, Plan, Window, Within


def are_there(linted: Linted) -> Iterator[Fault]:
    """Yield a rule without examples, or with none that its documentation can show."""
    if not linted.examples:
        yield linted.rule.where, f"missing examples: {linted.rule.slug}.examples.yaml"
    elif not any(example.shown for example in linted.examples):
        yield linted.examples[0].where, "no example is 'shown'"


def cover_outcomes(linted: Linted) -> Iterator[Fault]:
    """Yield the outcomes that the rule can give and no example shows."""
    if not linted.examples:
        return  # said by RC-L008
    given = {expected.outcome for example in linted.examples for expected in example.expect}
    for kind in OutcomeKind:
        if kind in outcomes_of(linted.plan) - given:
            yield linted.rule.where, f"no example has the outcome '{kind}'"


def stand_at_the_edge(linted: Linted) -> Iterator[Fault]:
    """Yield a side of the rule's edge that no example stands on, and an example that stands on the other side of it."""
    if not linted.examples:
        return  # said by RC-L008
    for side, is_there in (("last-good", _is_good), ("first-bad", _is_bad)):
        found = [example for example in linted.examples if example.pair == side]
        if not found:
            yield linted.rule.where, f"no example is the '{side}' of a pair"
        for example in found:
            if not is_there(example):
                yield example.where, f"the example is the '{side}' of a pair, and {_SHOWS[side]}"


_SHOWS = {"last-good": "expects a gap", "first-bad": "expects neither a gap nor late"}


def _is_good(example: Example) -> bool:
    return all(expected.outcome is not OutcomeKind.GAP for expected in example.expect)


def _is_bad(example: Example) -> bool:
    return any(expected.outcome in (OutcomeKind.GAP, OutcomeKind.LATE) for expected in example.expect)


def outcomes_of(plan: Plan) -> frozenset[OutcomeKind]:
    """Return the outcomes that a rule can give; any can be unknown, where the input does not cover what it reads."""
    kinds = {OutcomeKind.MET, OutcomeKind.GAP, OutcomeKind.UNKNOWN}
    for part in recorded_in(plan.expect):
        match part.clock:
            case Within():
                kinds |= {OutcomeKind.DUE, OutcomeKind.LATE}
            case Grace() | Every():
                kinds |= {OutcomeKind.DUE}
            case Window(closes=closes):
                kinds |= {OutcomeKind.DUE} if closes else set()
            case None:
                pass
            case _:
                assert_never(part.clock)
    return frozenset(kinds | {OutcomeKind.EXEMPT} if plan.unless else kinds)
