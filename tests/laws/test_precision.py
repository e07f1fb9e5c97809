"""Law (c): what a record says for sure, it says under every way of filling its gaps.

The rules are drawn (every form of the language), and for each a record, its gaps and several ways of filling some of
them. A gap is a partial, half-bounded or unknown day, or an unknown status, word, boolean, number, key or text.
Outcomes met, late and gap have to stay; who is surely not in the population has to stay outside it.

Outside the law, and so never filled:

- code lists, an end that is open because nothing is said, and every other absence that a column states (5.2);
- columns that the rule asks to be `filled` or `complete` (5.2), among them the keys of a link, which has another
  reading where one is missing (5.14);
- columns by which a parameter goes, with the days of a state: where they are empty `otherwise` holds (5.13);
- whatever an exemption reads: one that is not shown does not exempt (5.11, 5.17);
- the unknown start of a planned period: a state without dates is as extracted (5.4a; ADR 2).

They are drawn, with and without a value, and stay as they are while the rest is filled. A day that says that something
happened is filled up to the day of the check (ADR 2, "The cut"); a period is not filled to end before it starts, which
the tables take for a fault (ADR 2, "State on the day"). Coverage is drawn, and the same before and after.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, note, settings

from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.plan import All
from tests.laws.batches import RULES, batch
from tests.laws.precision import Asked, Draw, answered, ask, asked_and_drawn
from tests.spec.harness import World, add_person, on_duckdb, on_reference
from tests.spec.plans import is_, plan, recorded
from tests.spec.rows import no_rows, referred
from tests.spec.world import PATIENT, REFERRAL, own
from tests.strategies.picking import searched


@settings(max_examples=20 * settings().max_examples)
@given(searched(asked_and_drawn))
def test_no_filling_of_the_gaps_changes_what_was_definite(drawn: tuple[Asked, Draw]) -> None:
    about, draw = drawn
    (said,) = ask(on_reference, about, [draw])
    note(f"before {said.before}, after {said.after}")
    assert not said.broken


@pytest.mark.parametrize("place", range(RULES))
def test_nor_does_any_on_either_engine_and_they_agree_row_for_row(place: int) -> None:
    given_ = batch(place)
    about, world = given_.about, given_.world
    one, other = (run(world, [about.plan], about.as_of) for run in (on_reference, on_duckdb))
    for outcomes in (one.outcomes, other.outcomes):
        assert [said for said in answered(given_.draws, outcomes) if said.broken] == []
    for expected, found in zip(one.outcomes, other.outcomes, strict=True):
        assert found == expected
    assert other == one


def test_unknown_start_of_a_plan_is_as_extracted_and_so_outside_the_law() -> None:
    is_open = is_(own(REFERRAL, "status"), "open")
    asked = plan(recorded(table=REFERRAL, status=All(()), where=is_open), subject=PATIENT, when=All(()))
    found = []
    for start in ("?", "2025-06-01"):
        rows = no_rows()
        add_person(rows, "Patient/p1", [referred(start, status="planned")])
        (outcome,) = on_reference(World(rows), [asked], date(2025, 6, 15)).outcomes
        found.append(outcome.outcome)
    assert found == [OutcomeKind.GAP, OutcomeKind.MET]
