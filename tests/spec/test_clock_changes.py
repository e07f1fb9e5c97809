"""A day is the calendar day in the zone on both sides of a clock change: no clock counts hours (clause 5.3).

Instants go through the table step of the engine under test, and what it makes of them through a clock. In London the
clocks went forward at 01:00 UTC on 29 March 2026 and back at 01:00 UTC on 26 October 2025.
"""

from __future__ import annotations

from functools import cache

import pytest

from risk_checks.tables.definition import Column, ColumnType, Source, TableDef
from risk_checks.tables.forms import FirstOf
from tests.built_tables import Build, in_memory, on_duckdb
from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import every, grace, plan, recorded, within
from tests.spec.rows import assessed, referred

WHEN = TableDef(
    name="instant",
    one="instant",
    many="instants",
    means="An instant as it was recorded.",
    columns={"when": Column("when", ColumnType.DAY, "When.")},
    sources=(Source("instant", {"when": FirstOf(("text",))}),),
)
TABLE_STEPS: dict[str, Build] = {"reference": in_memory, "duckdb": on_duckdb}

SPRING = {
    "2026-03-28T23:59:59Z": "2026-03-28",
    "2026-03-29T00:00:00Z": "2026-03-29",
    "2026-03-29T00:59:59Z": "2026-03-29",
    "2026-03-29T01:00:00Z": "2026-03-29",
    "2026-03-29T22:59:59Z": "2026-03-29",
    "2026-03-29T23:00:00Z": "2026-03-30",
    "2026-03-29T00:30:00+01:00": "2026-03-28",
    "2026-03-29T23:30:00+01:00": "2026-03-29",
    "2026-03-30T00:30:00+01:00": "2026-03-30",
    "2026-03-29T01:30:00": "2026-03-29",
}
AUTUMN = {
    "2025-10-25T22:59:59Z": "2025-10-25",
    "2025-10-25T23:00:00Z": "2025-10-26",
    "2025-10-26T00:30:00Z": "2025-10-26",
    "2025-10-26T01:30:00Z": "2025-10-26",
    "2025-10-26T23:59:59Z": "2025-10-26",
    "2025-10-27T00:00:00Z": "2025-10-27",
    "2025-10-26T00:30:00+01:00": "2025-10-26",
    "2025-10-26T23:30:00+01:00": "2025-10-26",
    "2025-10-27T00:30:00+01:00": "2025-10-26",
    "2025-10-26T01:30:00": "2025-10-26",
}
READ = SPRING | AUTUMN


@cache
def read(engine: str) -> dict[str, str]:
    """Return the day that an engine's table step makes of each instant."""
    rows = [{"id": f"Instant/{number}", "patient": "Patient/p1", "text": text} for number, text in enumerate(READ)]
    schema = {"id": "text", "patient": "text", "text": "text"}
    built = TABLE_STEPS[engine]({"instant": rows}, tables=[WHEN], schemas={"instant": schema})
    texts = list(READ)
    return {
        texts[int(str(row["id"]).removeprefix("Instant/"))]: f"{row['when_earliest']}..{row['when_latest']}"
        for row in built.rows["instant"]
    }


def test_instant_is_a_day_in_london(engine: str) -> None:
    assert read(engine) == {text: f"{day}..{day}" for text, day in READ.items()}


# Days to a clock: what the instants above are, and no more.
SHORT_DAY = Batch(
    plan(recorded(within("1 day", first_day_counted=True))),
    as_of="2026-04-01",
    cases=(
        case("5.3", "the next day, 23 hours on, over the shorter night",
             referred(READ["2026-03-28T23:59:59Z"]), assessed(READ["2026-03-29T22:59:59Z"]),
             says="met in_time", evidence="a1"),
        case("5.3", "two days on, though 23 hours and a second later",
             referred(READ["2026-03-28T23:59:59Z"]), assessed(READ["2026-03-29T23:00:00Z"]),
             says="late recorded_late", due="2026-03-29", evidence="a1"),
    ),
)  # fmt: skip

LONG_DAY = Batch(
    SHORT_DAY.plan,
    as_of="2025-11-01",
    cases=(
        case("5.3", "the next day, though 25 hours later, over the longer night",
             referred(READ["2025-10-25T22:59:59Z"]), assessed(READ["2025-10-26T23:59:59Z"]),
             says="met in_time", evidence="a1"),
        case("5.3", "two days on",
             referred(READ["2025-10-25T22:59:59Z"]), assessed(READ["2025-10-27T00:00:00Z"]),
             says="late recorded_late", due="2025-10-26", evidence="a1"),
    ),
)  # fmt: skip

WEEK = plan(recorded(grace("7 days")))
SPRING_WEEK = Batch(
    WEEK,
    as_of="2026-04-04",
    cases=(
        case("5.3", "seven days over the shorter night",
             referred(READ["2026-03-28T23:59:59Z"]), says="due not_yet_due", due="2026-04-04", overdue=0),
        case("5.3", "seven days from the day of the change",
             referred(READ["2026-03-29T00:00:00Z"]), says="due not_yet_due", due="2026-04-05", overdue=0),
    ),
)  # fmt: skip
AUTUMN_WEEK = Batch(
    WEEK,
    as_of="2025-11-02",
    cases=(
        case("5.3", "seven days over the longer night",
             referred(READ["2025-10-25T22:59:59Z"]), says="gap none_recorded", due="2025-11-01", overdue=1),
        case("5.3", "seven days from the longer day",
             referred(READ["2025-10-25T23:00:00Z"]), says="due not_yet_due", due="2025-11-02", overdue=0),
    ),
)  # fmt: skip

DAILY = plan(recorded(every("1 day", first_within="1 day")))
SPRING_DAY = Batch(
    DAILY,
    as_of="2026-03-29",
    cases=(
        case("5.3", "a row of the day before the shorter day is current on it",
             referred("2026-01-01"), assessed(READ["2026-03-28T23:59:59Z"]),
             says="met current", due="2026-03-29", overdue=0, evidence="a1"),
    ),
)  # fmt: skip
AUTUMN_DAY = Batch(
    DAILY,
    as_of="2025-10-27",
    cases=(
        case("5.3", "a row of the longer day is current the day after",
             referred("2025-01-01"), assessed(READ["2025-10-26T00:30:00Z"]),
             says="met current", due="2025-10-27", overdue=0, evidence="a1"),
        case("5.3", "one of the day before it is not",
             referred("2025-01-01"), assessed(READ["2025-10-25T22:59:59Z"]),
             says="gap out_of_date", due="2025-10-26", overdue=1, evidence="a1"),
    ),
)  # fmt: skip

BATCHES = (SHORT_DAY, LONG_DAY, SPRING_WEEK, AUTUMN_WEEK, SPRING_DAY, AUTUMN_DAY)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_clock_counts_days(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
