"""Checks of examples: they are there, show every outcome the rule can give, and stand on both sides of its edge."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.plan import Complete, Every, Grace, Plan, Recorded, Within


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
    """Yield a side of the rule's edge that no example stands on."""
    if not linted.examples:
        return  # said by RC-L008
    for side in ("last-good", "first-bad"):
        if not any(example.pair == side for example in linted.examples):
            yield linted.rule.where, f"no example is the '{side}' of a pair"


def outcomes_of(plan: Plan) -> frozenset[OutcomeKind]:
    """Return the outcomes that a rule can give; any can be unknown, where the input does not cover what it reads."""
    kinds = {OutcomeKind.MET, OutcomeKind.GAP, OutcomeKind.UNKNOWN}
    match plan.expect:
        case Recorded(clock=Within()):
            kinds |= {OutcomeKind.DUE, OutcomeKind.LATE}
        case Recorded(clock=Grace() | Every()):
            kinds |= {OutcomeKind.DUE}
        case Recorded() | Complete():
            pass
    return frozenset(kinds | {OutcomeKind.EXEMPT} if plan.unless else kinds)
