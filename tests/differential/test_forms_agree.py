"""The two engines agree on plans of every form, drawn from fixed seeds, row for row."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.rules.plan import Plan
from tests.differential.cohort import world
from tests.differential.forms import Drawer
from tests.spec.harness import Ran, World, on_duckdb, on_reference

RUNS = {0: date(2025, 6, 15), 31: date(2025, 6, 14), 35: date(2025, 6, 14)}
"""The seeds, each with the day of its run."""
PEOPLE, PLANS = 50, 6
FORMS = (
    "AnyOf(", "AllOf(", "Complete(", "Grace(", "Within(", "Every(", "closes=True", "closes=False", "of=Chosen(",
    "time=Chosen(", "first_time=Chosen(", "to=Chosen(", "at_least=Chosen(", "Lasts(", "Called(", "Having(",
)  # fmt: skip
"""How the forms of the language show in a plan that is written out."""


def drawn(seed: int) -> tuple[World, list[Plan]]:
    """Return a cohort and the plans that are run on it."""
    drawer = Drawer(seed)
    return world(seed, people=PEOPLE), [drawer.plan(number) for number in range(PLANS)]


@cache
def expected(seed: int) -> Ran:
    """Return what the reference engine says."""
    given, plans = drawn(seed)
    return on_reference(given, plans, RUNS[seed])


@pytest.mark.parametrize("seed", RUNS)
def test_engines_agree_on_drawn_plans(seed: int) -> None:
    given, plans = drawn(seed)
    one, other = expected(seed), on_duckdb(given, plans, RUNS[seed])
    for said, found in zip(one.outcomes, other.outcomes, strict=True):
        assert found == said
    assert other == one


def test_drawn_plans_meet_every_outcome_and_reason() -> None:
    outcomes = [outcome for seed in RUNS for outcome in expected(seed).outcomes]
    assert {outcome.reason_code for outcome in outcomes} == set(ReasonCode)
    kinds = Counter(outcome.outcome for outcome in outcomes)
    assert min(kinds[kind] for kind in OutcomeKind) >= 5


def test_drawn_plans_have_every_form() -> None:
    written = repr([drawn(seed)[1] for seed in RUNS])
    assert [form for form in FORMS if form not in written] == []
