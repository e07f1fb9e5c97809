"""Without a clock: a qualifying row is there now, or it is a gap (clauses 5.4 to 5.6)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import plan, recorded
from tests.spec.rows import assessed, referred

NOW = Batch(
    plan(recorded()),
    as_of="2025-06-15",
    cases=(
        case("5.10", "nothing recorded is a gap at once",
             referred("2025-06-15"), says="gap none_recorded"),
        case("5.10", "a row from before the start is met",
             referred(), assessed("1999-01-01"), says="met recorded", evidence="a1"),
        case("5.4", "a row dated today is met",
             referred(), assessed("2025-06-15"), says="met recorded", evidence="a1"),
        case("5.4", "a row dated tomorrow does not count",
             referred(), assessed("2025-06-16"), says="gap only_future", evidence="a1"),
        case("5.4", "a month that straddles today has happened",
             referred(), assessed("2025-06"), says="met recorded", evidence="a1"),
        case("5.4", "a month that starts after today does not count",
             referred(), assessed("2025-07"), says="gap only_future", evidence="a1"),
        case("5.4", "a day from today on has happened",
             referred(), assessed("2025-06-15.."), says="met recorded", evidence="a1"),
        case("5.4", "a day from tomorrow on does not count",
             referred(), assessed("2025-06-16.."), says="gap only_future", evidence="a1"),
        case("5.4", "a day up to some day ahead has happened",
             referred(), assessed("..2030-01-01"), says="met recorded", evidence="a1"),
        case("5.10", "an undated row is met",
             referred(), assessed("?"), says="met recorded", evidence="a1"),
        case("5.2", "a row of another kind is no evidence",
             referred(), assessed("2025-06-01", kinds="falls"), says="gap none_recorded"),
        case("5.2", "one matching code among several is enough",
             referred(), assessed("2025-06-01", kinds="falls formulation"), says="met recorded", evidence="a1"),
        case("5.2", "a row without a code may or may not be one",
             referred(), assessed("2025-06-01", kinds="?"), says="unknown field_not_known", evidence="a1"),
        case("5.2", "a row without a status may or may not count",
             referred(), assessed("2025-06-01", status="?"), says="unknown status_not_known", evidence="a1"),
        case("5.6", "a status that the rule does not ask for is no evidence",
             referred(), assessed("2025-06-01", status="stopped"), says="gap none_recorded"),
        case("5.11", "one sure row is enough, whatever another lacks",
             referred(), assessed("2025-06-01"), assessed("2025-05-01", kinds="?"),
             says="met recorded", evidence="a1"),
        case("5.11", "an unsure row beside one that does not count is still unsure",
             referred(), assessed("2025-06-01", kinds="?"), assessed("2025-06-01", status="draft"),
             says="unknown field_not_known", evidence="a1"),
        case("5.10", "an unknown start does not matter",
             referred("?"), assessed("2025-06-01"), says="met recorded", evidence="a1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(NOW))
def test_presence_now(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
