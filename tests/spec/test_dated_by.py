"""`dated_by`: the day of a row is the one that the rule names, not the table's own (clause 5.10)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import RISKY, ruled
from tests.spec.rows import Written, assessed, referred

AS_OF = "2025-06-15"
WRITTEN = f"{RISKY}, dated_by: created"


def written(created: str, *, date: str = "2025-01-01", **cells: str) -> Written:
    """Return an assessment that was written down on a day."""
    return assessed(date, created=created, **cells)


NOW = Batch(
    ruled(f"{{{WRITTEN}}}"),
    as_of=AS_OF,
    cases=(
        case("5.4", "written down ahead is ahead, whenever it was done",
             referred(), written("2025-06-16"), says="gap only_future", evidence="a1"),
        case("5.4", "done ahead and written down today has happened",
             referred(), written("2025-06-15", date="2025-06-16"), says="met recorded", evidence="a1"),
        case("5.10", "written down who knows when is there",
             referred(), written("?"), says="met recorded", evidence="a1"),
        case("5.5", "the latest is the one written down last",
             referred(), written("2025-05-01", date="2025-04-01"), written("2025-04-30", date="2025-04-30"),
             says="met recorded", evidence="a1"),
    ),
)  # fmt: skip

SINCE = Batch(
    ruled(f"{{{WRITTEN}, since: start, grace: {{of: start, time: 14 days}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "since the start, written down on it",
             referred("2025-05-01"), written("2025-05-01"), says="met recorded", evidence="a1"),
        case("5.10", "since the start, written down before it",
             referred("2025-05-01"), written("2025-04-30", date="2025-05-01"),
             says="gap only_before_start", due="2025-05-15", overdue=31, evidence="a1"),
        case("5.3", "since the start, written down who knows when",
             referred("2025-05-01"), written("?", date="2025-05-01"),
             says="unknown date_not_known", due="2025-05-15", overdue=31, evidence="a1"),
    ),
)  # fmt: skip

WITHIN = Batch(
    ruled(f"{{{WRITTEN}, within: {{of: start, time: 14 days, first_day: counted}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "written down on the deadline",
             referred("2025-05-01"), written("2025-05-15", date="2025-04-30"), says="met in_time", evidence="a1"),
        case("5.10", "done in time and written down late",
             referred("2025-05-01"), written("2025-05-16", date="2025-05-15"),
             says="late recorded_late", due="2025-05-15", evidence="a1"),
    ),
)  # fmt: skip

EVERY = Batch(
    ruled(f"{{{WRITTEN}, every: 12 months, first_within: {{of: start, time: 14 days}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "current from the day it was written down",
             referred("2020-01-01"), written("2024-06-15", date="2023-01-01"),
             says="met current", due="2025-06-15", overdue=0, evidence="a1"),
        case("5.10", "run out from the day it was written down",
             referred("2020-01-01"), written("2024-06-14", date="2025-01-01"),
             says="gap out_of_date", due="2025-06-14", overdue=1, evidence="a1"),
    ),
)  # fmt: skip

WINDOW = Batch(
    ruled(f"{{{WRITTEN}, window: {{from: start, to: {{of: start, plus: 14 days}}}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "written down in the window",
             referred("2025-05-01"), written("2025-05-01", date="2025-04-01"), says="met in_time", evidence="a1"),
        case("5.10", "done in the window and written down outside",
             referred("2025-05-01"), written("2025-05-16", date="2025-05-02"),
             says="gap outside_window", due="2025-05-15", overdue=31, evidence="a1"),
    ),
)  # fmt: skip

LINKED = Batch(
    ruled(f"{{{WRITTEN}, same: {{referral: id}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.14", "of no referral, written down inside",
             referred("2025-05-01"), written("2025-05-01", date="2025-04-01"), says="met recorded", evidence="a1"),
        case("5.14", "of no referral, done inside and written down before",
             referred("2025-05-01"), written("2025-04-30", date="2025-05-01"), says="gap none_recorded"),
    ),
)  # fmt: skip

TWICE = Batch(
    ruled(f"{{all_of: [{{{RISKY}, window: {{from: start}}}}, {{{WRITTEN}, window: {{from: start}}}}]}}"),
    as_of=AS_OF,
    cases=(
        case("5.15", "done and written down since the start, and so named once",
             referred("2025-05-01"), written("2025-05-02", date="2025-05-01"), says="met in_time", evidence="a1"),
        case("5.10", "done before, written down since",
             referred("2025-05-01"), written("2025-05-02", date="2025-04-30"),
             says="gap outside_window", evidence="a1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(NOW, SINCE, WITHIN, EVERY, WINDOW, LINKED, TWICE))
def test_dated_by(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
