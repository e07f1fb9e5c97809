"""What of a run hangs on its rules and on what it covers, and on no record: made anew, or kept by a handle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from risk_checks.engines.coverage import Feeds, Input
from risk_checks.engines.reference.ready import MakeReady, Ready, make_ready
from risk_checks.records.coverage import Coverage
from risk_checks.reports.facts import Asked, TellRules, tell_rules
from risk_checks.reports.run import RuleFacts
from risk_checks.rules.plan import Plan

MOST_KEPT = 16
"""Sets of covered types that a handle keeps its rules ready for: nearly all records of a caller have one of few."""


@dataclass(frozen=True, slots=True)
class Making:
    """How plans are made ready to run, and what is told of their rules."""

    ready: MakeReady
    tell: TellRules


ANEW = Making(make_ready, tell_rules)


def kept(asked: Asked, *, feeds: Feeds) -> Making:
    """Return the making of rules that keeps what it made, by the types that an input covers; threads may share it.

    Only that is handed to what makes it, so that it can hang on nothing else. Other rules, and tables in the place of
    FHIR, are made ready anew.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def ready_for(covered: frozenset[str]) -> Ready:
        return make_ready(asked.plans, Input(Coverage(covered), feeds))

    @lru_cache(maxsize=MOST_KEPT)
    def told_for(covered: frozenset[str]) -> tuple[RuleFacts, ...]:
        return tell_rules(asked, feeds, covered)

    def ready(plans: Sequence[Plan], seen: Input) -> Ready:
        is_same = plans is asked.plans and seen.feeds is feeds and seen.given is None
        return ready_for(seen.coverage.types) if is_same else make_ready(plans, seen)

    def tell(others: Asked, fed: Feeds, covered: frozenset[str]) -> tuple[RuleFacts, ...]:
        return told_for(covered) if others is asked and fed is feeds else tell_rules(others, fed, covered)

    return Making(ready, tell)
