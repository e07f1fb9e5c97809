"""Every table and column that a plan reads is found, wherever it reads it."""

from __future__ import annotations

import pytest

from risk_checks.engines.plan_reads import columns_read
from risk_checks.model.duration import Duration
from risk_checks.rules.plan import (
    All,
    AnyOf,
    AsOf,
    Chosen,
    Clock,
    Compare,
    Comparison,
    Complete,
    Condition,
    Every,
    Exemption,
    Expectation,
    Grace,
    Having,
    Lasts,
    Literal_,
    Shifted,
    Window,
    Within,
)
from tests.spec.plans import plan, recorded
from tests.spec.rows import day
from tests.spec.world import ASSESSMENT, CARER, REFERRAL, TABLES, own, subjects

DAYS = Duration(14, "day")
START, TEAM = subjects("start"), subjects("team")
BY_TEAM = Chosen(TEAM, (("t1", DAYS),), DAYS)
ALWAYS: Condition = All(())


def _read(expect: Expectation, *, when: Condition = ALWAYS, unless: tuple[Exemption, ...] = ()) -> dict[str, set[str]]:
    found = columns_read(plan(expect, when=when, unless=unless), TABLES)
    return {name: set(columns) for name, columns in found.items()}


COMPLETE = Complete(REFERRAL, (REFERRAL.columns["lane"],))


@pytest.mark.parametrize(
    ("condition", "table", "columns"),
    [
        (Compare(START, Comparison.BEFORE, AsOf()), "referral", {"start"}),
        (Compare(START, Comparison.BEFORE, subjects("end")), "referral", {"start", "end"}),
        (Compare(START, Comparison.BEFORE, Shifted(AsOf(), BY_TEAM, -1)), "referral", {"start", "team"}),
        (
            Compare(subjects("lane"), Comparison.IS, Chosen(TEAM, (), Literal_("a"))),
            "referral",
            {"lane", "team", "start"},
        ),
        (Lasts(START, BY_TEAM), "referral", {"start", "team"}),
        (Compare(subjects("status"), Comparison.IS, Literal_("open")), "referral", {"status", "start", "end"}),
        (Having(ASSESSMENT, ALWAYS), "assessment", {"date"}),
        (Having(CARER, ALWAYS, Chosen(TEAM, (), 2)), "carer", set()),
        (
            Having(ASSESSMENT, Compare(own(ASSESSMENT, "author"), Comparison.IS, Literal_("w"))),
            "assessment",
            {"date", "author"},
        ),
    ],
)
@pytest.mark.parametrize("place", ["when", "unless"])
def test_conditions_read_their_columns_and_those_that_date_them(
    condition: Condition, table: str, columns: set[str], place: str
) -> None:
    if place == "when":
        found = _read(COMPLETE, when=condition)
    else:
        found = _read(COMPLETE, unless=(Exemption("of it", condition, ()),))
    assert columns <= found[table]
    assert found["referral"] >= {"start", "lane"}
    if table == "carer":
        assert "team" in found["referral"]


@pytest.mark.parametrize(
    ("clock", "columns"),
    [
        (None, set()),
        (Grace(START, DAYS), {"start"}),
        (Within(subjects("end"), BY_TEAM, first_day_counted=True), {"end", "team"}),
        (Every(DAYS, subjects("end"), BY_TEAM), {"end", "team"}),
        (Window(subjects("end"), AsOf(), closes=False), {"end"}),
        (Window(None, Literal_(day("2025-01-01")), closes=True), set()),
    ],
)
def test_clocks_read_their_days_and_what_chooses_their_times(clock: Clock | None, columns: set[str]) -> None:
    found = _read(AnyOf((recorded(clock, where=ALWAYS), COMPLETE)))
    assert columns <= found["referral"]
    assert found["assessment"] >= {"date"}


def test_a_rule_reads_people_whatever_it_asks() -> None:
    assert _read(COMPLETE)["patient"] == set()
