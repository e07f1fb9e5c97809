"""What law (c) is tried on: every form of a rule, enough definite answers with gaps, and engines that break it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import pytest
from hypothesis import Phase, find, given, settings

from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
from risk_checks.tables.definition import ColumnType
from tests.laws.batches import RULES, batch, rules
from tests.laws.broken_engines import BROKEN
from tests.laws.forms import EVERY_FORM, forms_of
from tests.laws.precision import Answered, Asked, Draw, answered, ask, asked_and_drawn, world_of
from tests.spec.harness import on_reference
from tests.strategies.picking import dealt, searched

DRAWS = 2500
SEARCH = settings(max_examples=1200, derandomize=True, database=None, deadline=None, phases=(Phase.generate,))
"""As many examples as the search for a counterexample has with the profile `ci`."""
LEAST_SHARE = 0.3

DEFINITE_CODES = {
    OutcomeKind.MET: {ReasonCode.RECORDED, ReasonCode.CURRENT, ReasonCode.IN_TIME, ReasonCode.COMPLETE},
    OutcomeKind.LATE: {ReasonCode.RECORDED_LATE},
    OutcomeKind.GAP: {
        ReasonCode.NONE_RECORDED,
        ReasonCode.OUT_OF_DATE,
        ReasonCode.ONLY_FUTURE,
        ReasonCode.ONLY_DRAFT,
        ReasonCode.ONLY_RETRACTED,
        ReasonCode.ONLY_BEFORE_START,
        ReasonCode.OUTSIDE_WINDOW,
        ReasonCode.FIELD_EMPTY,
    },
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rule, and what is said of a record as it is and of its fillings."""

    about: Asked
    said: Answered
    before: tuple[Outcome, ...]


@cache
def dealt_draws() -> tuple[Drawn, ...]:
    """Return so many draws, the same every time."""
    found = []
    for number in range(DRAWS):
        about, draw = dealt(asked_and_drawn, seed=f"draw {number}")
        outcomes = on_reference(world_of([draw]), [about.plan], about.as_of).outcomes
        (said,) = answered([draw], outcomes)
        found.append(Drawn(about, said, tuple(each for each in outcomes if each.patient == outcomes[0].patient)))
    return tuple(found)


def in_domain() -> list[Drawn]:
    return [drawn for drawn in dealt_draws() if drawn.said.in_domain]


def share(said: Sequence[Answered]) -> float:
    return sum(each.in_domain for each in said) / len(said)


# --- rules ---------------------------------------------------------------------------------------------------------


def test_every_form_of_a_rule_is_drawn_and_answered_for_sure() -> None:
    assert set().union(*(forms_of(drawn.about.plan) for drawn in in_domain())) == EVERY_FORM


def test_every_form_of_a_rule_is_in_a_batch() -> None:
    assert set().union(*(forms_of(about.plan) for _, about in rules())) == EVERY_FORM


# --- answers and gaps ----------------------------------------------------------------------------------------------


def test_every_outcome_is_drawn() -> None:
    assert {kind for drawn in dealt_draws() for kind in drawn.said.before.values()} == set(OutcomeKind)


def test_every_definite_answer_is_drawn_with_something_to_fill() -> None:
    found = {(outcome.outcome, outcome.reason_code) for drawn in in_domain() for outcome in drawn.before}
    assert {(kind, code) for kind, codes in DEFINITE_CODES.items() for code in codes} <= found


def test_gaps_of_every_type_are_filled_where_the_answer_is_definite() -> None:
    found = {
        row.table.columns[name].type
        for drawn in in_domain()
        for record in drawn.said.draw.after
        for row, full in zip(drawn.said.draw.before, record, strict=True)
        for name in row.cells
        if row.cells[name] != full.cells[name]
    }
    assert found == set(ColumnType) - {ColumnType.CODES}


def test_enough_draws_are_definite_and_filled() -> None:
    assert share([drawn.said for drawn in dealt_draws()]) >= LEAST_SHARE


def test_enough_of_the_search_is_definite_and_filled() -> None:
    found: list[Answered] = []

    @SEARCH
    @given(searched(asked_and_drawn))
    def look(drawn: tuple[Asked, Draw]) -> None:
        found.extend(ask(on_reference, drawn[0], [drawn[1]]))

    look()
    assert share(found) >= LEAST_SHARE


def test_enough_of_the_batches_is_definite_and_filled() -> None:
    batches = [batch(place) for place in range(RULES)]
    assert share([said for one in batches for said in ask(on_reference, one.about, one.draws)]) >= LEAST_SHARE


def test_enough_people_who_are_surely_not_meant_are_filled() -> None:
    outside = [drawn for drawn in dealt_draws() if drawn.said.draw.after and not drawn.said.before]
    assert len(outside) >= DRAWS / 10


# --- engines that break the law ------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", BROKEN)
def test_an_engine_that_breaks_the_law_is_found_out(engine: str) -> None:
    def breaks(drawn: tuple[Asked, Draw]) -> bool:
        return ask(BROKEN[engine], drawn[0], [drawn[1]])[0].broken

    find(searched(asked_and_drawn), breaks, settings=SEARCH, random=Random(0))
