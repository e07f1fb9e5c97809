"""`having` with a window, a count and another day to date its rows by (clauses 5.2, 5.10)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, each
from tests.spec.lanes import of_subjects, subject_case
from tests.spec.plans import condition
from tests.spec.rows import assessed, referred
from tests.spec.world import EVERY_TYPE

AS_OF = "2025-06-15"
YEAR = "{from: {of: as_of, minus: 12 months}, to: as_of}"

BACK = Batch(
    of_subjects({
        "year": condition(f"{{having: {{table: assessment, window: {YEAR}}}}}"),
        "two": condition(f"{{having: {{table: assessment, window: {YEAR}, count: {{at_least: 2}}}}}}"),
        "not-two": condition(f"{{not: {{having: {{table: assessment, window: {YEAR}, count: {{at_least: 2}}}}}}}}"),
        "risk": condition(f"{{having: {{table: assessment, where: {{kinds: {{any_in: risk}}}}, window: {YEAR}}}}}"),
    }),
    as_of=AS_OF,
    cases=(
        subject_case("5.10", "on the first day", "year", "yes", referred(), assessed("2024-06-15")),
        subject_case("5.10", "the day before the first", "year", "no", referred(), assessed("2024-06-14")),
        subject_case("5.10", "on the last day", "year", "yes", referred(), assessed("2025-06-15")),
        subject_case("5.4", "ahead", "year", "no", referred(), assessed("2025-06-16")),
        subject_case("5.3", "in a month over the first day", "year", "unknown", referred(), assessed("2024-06")),
        subject_case("5.4", "in a month over today", "year", "yes", referred(), assessed("2025-06")),
        subject_case("5.3", "without a day", "year", "unknown", referred(), assessed("?")),
        subject_case("5.6", "a draft", "year", "no", referred(), assessed("2025-06-01", status="draft")),
        subject_case("5.6", "retracted", "year", "no", referred(), assessed("2025-06-01", status="retracted")),
        subject_case("5.2", "two of two", "two", "yes", referred(), assessed("2024-06-15"), assessed("2025-06-15")),
        subject_case("5.2", "one and one before, of two", "two", "no",
                     referred(), assessed("2025-06-01"), assessed("2024-06-14")),
        subject_case("5.2", "one and one that may be before, of two", "two", "unknown",
                     referred(), assessed("2025-06-01"), assessed("2024-06")),
        subject_case("5.2", "two and one that may be before, of two", "two", "yes",
                     referred(), assessed("2025-06-01"), assessed("2025-05-01"), assessed("2024-06")),
        subject_case("5.2", "not two, of one and one before", "not-two", "yes",
                     referred(), assessed("2025-06-01"), assessed("2024-06-14")),
        subject_case("5.2", "not two, of one and one without a day", "not-two", "unknown",
                     referred(), assessed("2025-06-01"), assessed("?")),
        subject_case("5.2", "of the kind, on one of the days", "risk", "yes", referred(), assessed("2025-06-01")),
        subject_case("5.2", "of the kind on another day, and of another kind on one of them", "risk", "no",
                     referred(), assessed("2024-06-14"), assessed("2025-06-01", kinds="falls")),
        subject_case("5.2", "perhaps of the kind, on one of the days", "risk", "unknown",
                     referred(), assessed("2025-06-01", kinds="?")),
        subject_case("5.2", "perhaps of the kind, on another day", "risk", "no",
                     referred(), assessed("2024-06-14", kinds="?")),
    ),
)  # fmt: skip

SIDES = Batch(
    of_subjects({
        "since": condition("{having: {table: assessment, window: {from: subject.start}}}"),
        "after": condition("{having: {table: assessment, window: {from: subject.start, from_day: not counted}}}"),
        "until": condition("{having: {table: assessment, window: {to: subject.start}}}"),
        "before": condition("{having: {table: assessment, window: {to: subject.start, to_day: not counted}}}"),
    }),
    as_of=AS_OF,
    cases=(
        subject_case("5.10", "since the start, on it", "since", "yes", referred("2025-05-01"), assessed("2025-05-01")),
        subject_case("5.10", "since the start, before it", "since", "no",
                     referred("2025-05-01"), assessed("2025-04-30")),
        subject_case("5.10", "after the start, on it", "after", "no", referred("2025-05-01"), assessed("2025-05-01")),
        subject_case("5.10", "after the start, the next day", "after", "yes",
                     referred("2025-05-01"), assessed("2025-05-02")),
        subject_case("5.10", "until the start, on it", "until", "yes", referred("2025-05-01"), assessed("2025-05-01")),
        subject_case("5.10", "until the start, after it", "until", "no",
                     referred("2025-05-01"), assessed("2025-05-02")),
        subject_case("5.10", "before the start, on it", "before", "no", referred("2025-05-01"), assessed("2025-05-01")),
        subject_case("5.10", "before the start, the day before", "before", "yes",
                     referred("2025-05-01"), assessed("2025-04-30")),
        subject_case("5.3", "since a start known to the month", "since", "unknown",
                     referred("2025-05"), assessed("2025-05-15")),
        subject_case("5.3", "since a start that is unknown", "since", "unknown", referred("?"), assessed("2025-05-15")),
    ),
)  # fmt: skip

DATED_BY = Batch(
    of_subjects({
        "written": condition(f"{{having: {{table: assessment, dated_by: created, window: {YEAR}}}}}"),
        "any": condition("{having: {table: assessment, dated_by: created}}"),
    }),
    as_of=AS_OF,
    cases=(
        subject_case("5.10", "done long ago and written down in the window", "written", "yes",
                     referred(), assessed("2020-01-01", created="2024-06-15")),
        subject_case("5.10", "done in the window and written down before", "written", "no",
                     referred(), assessed("2025-06-01", created="2024-06-14")),
        subject_case("5.3", "done in the window and written down who knows when", "written", "unknown",
                     referred(), assessed("2025-06-01")),
        subject_case("5.10", "done who knows when and written down in the window", "written", "yes",
                     referred(), assessed("?", created="2025-06-01")),
        subject_case("5.4", "written down ahead", "any", "no",
                     referred(), assessed("2025-06-01", created="2025-06-16")),
        subject_case("5.4", "done ahead and written down today", "any", "yes",
                     referred(), assessed("2025-06-16", created="2025-06-15")),
    ),
)  # fmt: skip

NOT_WHOLE = Batch(
    BACK.plan,
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Observation"},
    cases=(
        subject_case("5.1a", "one before, where more may be elsewhere", "year", "unknown",
                     referred(), assessed("2024-06-14")),
        subject_case("5.1a", "one in it, where more may be elsewhere", "year", "yes",
                     referred(), assessed("2024-06-15")),
        subject_case("5.1a", "one of two, where more may be elsewhere", "two", "unknown",
                     referred(), assessed("2024-06-15")),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(BACK, SIDES, DATED_BY, NOT_WHOLE))
def test_having_on_days(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
