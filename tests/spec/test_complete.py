"""`complete`: columns of the subject that are filled; one gap lists all that are empty (clause 5.1)."""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import Complete
from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import DIED, plan
from tests.spec.rows import Cell, Written, person, referred
from tests.spec.world import REFERRAL

WANTED = ("team", "start", "end", "kinds", "visits", "agreed")
FULL: dict[str, Cell] = {"team": "Team/1", "kinds": "adult", "visits": 2, "agreed": True}


def full(start: str = "2025-01-01", **cells: Cell) -> Written:
    """Return a referral with every field filled but those that are given."""
    return Written(REFERRAL, {**referred(start).cells, **FULL, **cells})


FIELDS = Batch(
    plan(Complete(REFERRAL, tuple(REFERRAL.columns[name] for name in WANTED)), unless=(DIED,)),
    as_of="2025-06-15",
    cases=(
        case("5.1", "all are filled", full(), says="met complete"),
        case("5.1", "false and nought are filled", full(agreed=False, visits=0),
             says="met complete"),
        case("5.1", "one is empty", full(team="?"), says="gap field_empty", missing="team",
             reason="Not recorded: team."),
        case("5.1", "all that are empty are listed, in the order of the rule", referred("?"),
             says="gap field_empty", missing="team start kinds visits agreed",
             reason="Not recorded: team, start, kinds, visits, agreed."),
        case("5.1", "no codes are an empty list", full(kinds="?"),
             says="gap field_empty", missing="kinds"),
        case("5.3", "a partial day is filled", full("2025"), says="met complete"),
        case("5.3", "a day known from one side is filled", full("..2025-01-01"), says="met complete"),
        case("5.3", "an unreadable day is empty", full("?"), says="gap field_empty", missing="start"),
        case("5.2", "a stated open end is filled", full(end="open"), says="met complete"),
        case("5.11", "an exemption goes first", referred("?"), person(deceased=True), says="exempt exempt"),
        case("5.11", "an exemption that cannot be read is named", full(team="?"),
             person(deceased="?"), says="gap field_empty", missing="team",
             reason="Not recorded: team. Whether the person has died could not be read (patient.deceased)."),
        case("5.11", "an unknown population goes first of all", referred("?", status="?"), person(deceased=True),
             says="unknown population_not_known"),
        case("5.11", "who is not in the population is asked for nothing", referred("?", status="closed"), says=None),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(FIELDS))
def test_complete(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
