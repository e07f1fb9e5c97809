"""Windows that look back, that have one side, and that end with something which has no end yet (clause 5.10)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import RISKY, ruled
from tests.spec.rows import Written, assessed, referred
from tests.spec.world import EVERY_TYPE

AS_OF = "2025-06-15"
YEAR_AGO = "{of: as_of, minus: 12 months}"

LOOK_BACK = Batch(
    ruled(f"{{{RISKY}, window: {{from: {YEAR_AGO}, from_day: not counted, to: as_of}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "looking back is never due, on the first day of all",
             referred("2025-06-15"), says="gap none_recorded"),
        case("5.10", "the day a year ago, which is not counted, is outside",
             referred("2020-01-01"), assessed("2024-06-15"), says="gap outside_window", evidence="a1"),
        case("5.10", "the day after is in it",
             referred("2020-01-01"), assessed("2024-06-16"), says="met in_time", evidence="a1"),
        case("5.10", "today is in it",
             referred("2020-01-01"), assessed("2025-06-15"), says="met in_time", evidence="a1"),
        case("5.4", "tomorrow is ahead",
             referred("2020-01-01"), assessed("2025-06-16"), says="gap only_future", evidence="a1"),
        case("5.10", "a row from before the subject's start counts",
             referred("2025-06-01"), assessed("2025-01-01"), says="met in_time", evidence="a1"),
        case("5.3", "a month over the first day is met or a gap",
             referred("2020-01-01"), assessed("2024-06"), says="unknown date_not_known", evidence="a1"),
        case("5.4", "a month over today is cut, and in it",
             referred("2020-01-01"), assessed("2025-06"), says="met in_time", evidence="a1"),
        case("5.3", "a day up to one that is outside is outside",
             referred("2020-01-01"), assessed("..2024-06-15"), says="gap outside_window", evidence="a1"),
        case("5.3", "a day up to one that is in it is met or a gap",
             referred("2020-01-01"), assessed("..2024-06-16"), says="unknown date_not_known", evidence="a1"),
        case("5.3", "an undated row is met or a gap",
             referred("2020-01-01"), assessed("?"), says="unknown date_not_known", evidence="a1"),
        case("5.3", "an unknown start does not matter",
             referred("?"), assessed("2025-06-01"), says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

COUNTED = Batch(
    ruled(f"{{{RISKY}, window: {{from: {YEAR_AGO}, to: as_of}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "the day a year ago, which is counted, is in it",
             referred("2020-01-01"), assessed("2024-06-15"), says="met in_time", evidence="a1"),
        case("5.10", "the day before it is outside",
             referred("2020-01-01"), assessed("2024-06-14"), says="gap outside_window", evidence="a1"),
    ),
)  # fmt: skip

ENDED = Batch(
    ruled(f"{{{RISKY}, window: {{to: {{of: as_of, minus: 1 month}}}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "an end that moves with the day of the check is never due",
             referred("2025-06-15"), says="gap none_recorded"),
        case("5.10", "on that day is in it",
             referred("2020-01-01"), assessed("2025-05-15"), says="met in_time", evidence="a1"),
        case("5.10", "after that day is outside",
             referred("2020-01-01"), assessed("2025-05-16"), says="gap outside_window", evidence="a1"),
        case("5.10", "long before is in it",
             referred("2020-01-01"), assessed("1990"), says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

FROM_ONLY = Batch(
    ruled(f"{{{RISKY}, window: {{from: start}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "without an end it is never due", referred("2025-06-15"), says="gap none_recorded"),
        case("5.10", "from the first day on", referred("2025-05-01"), assessed("2025-05-01"),
             says="met in_time", evidence="a1"),
        case("5.10", "before the first day", referred("2025-05-01"), assessed("2025-04-30"),
             says="gap outside_window", evidence="a1"),
        case("5.10", "today", referred("2025-05-01"), assessed("2025-06-15"), says="met in_time", evidence="a1"),
        case("5.4", "tomorrow", referred("2025-05-01"), assessed("2025-06-16"), says="gap only_future", evidence="a1"),
        case("5.3", "over the first day", referred("2025-05-10"), assessed("2025-05"),
             says="unknown date_not_known", evidence="a1"),
        case("5.4", "from a day since some day, today", referred("2025-06-01.."), assessed("2025-06-15"),
             says="met in_time", evidence="a1"),
        case("5.3", "from an unknown day, yesterday", referred("?"), assessed("2025-06-14"),
             says="unknown date_not_known", evidence="a1"),
    ),
)  # fmt: skip

TO_ONLY = Batch(
    ruled(f"{{{RISKY}, window: {{to: start}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "to a day that is today", referred("2025-06-15"),
             says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "to a day that has passed", referred("2025-06-14"),
             says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.10", "on that day", referred("2025-05-01"), assessed("2025-05-01"), says="met in_time", evidence="a1"),
        case("5.10", "long before it", referred("2025-05-01"), assessed("1990"), says="met in_time", evidence="a1"),
        case("5.10", "after it", referred("2025-05-01"), assessed("2025-05-02"),
             says="gap outside_window", due="2025-05-01", overdue=45, evidence="a1"),
        case("5.3", "undated, to a day that has passed", referred("2025-05-01"), assessed("?"),
             says="unknown date_not_known", due="2025-05-01", overdue=45, evidence="a1"),
        case("5.11", "undated, to a day that is today", referred("2025-06-15"), assessed("?"),
             says="met in_time", evidence="a1"),
    ),
)  # fmt: skip


def ending(end: str) -> Written:
    """Return a referral of 1 May 2025 with an end, in the population whether it is open or not."""
    return referred("2025-05-01", end=end, agreed=True)


TO_THE_END = Batch(
    ruled(f"{{{RISKY}, window: {{from: start, to: end}}}}", when="{agreed: true}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "with no end yet it stays due, without a day", ending("open"), says="due not_yet_due"),
        case("5.10", "with no end yet: a row", ending("open"), assessed("2025-06-15"),
             says="met in_time", evidence="a1"),
        case("5.10", "with no end yet: a row from before the start", ending("open"), assessed("2025-04-30"),
             says="due not_yet_due"),
        case("5.11", "with no end yet: an undated row is met or due", ending("open"), assessed("?"),
             says="due not_yet_due", evidence="a1"),
        case("5.10", "due until an end ahead", ending("2025-07-01"),
             says="due not_yet_due", due="2025-07-01", overdue=0),
        case("5.10", "due on the last day", ending("2025-06-15"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.10", "a gap the day after", ending("2025-06-14"),
             says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.10", "a row on the last day", ending("2025-05-31"), assessed("2025-05-31"),
             says="met in_time", evidence="a1"),
        case("5.10", "a row after the last day", ending("2025-05-31"), assessed("2025-06-01"),
             says="gap outside_window", due="2025-05-31", overdue=15, evidence="a1"),
        case("5.4", "an end known to this month is not cut: it may have passed", ending("2025-06"),
             says="unknown date_not_known", due="2025-06-30", overdue=0),
        case("5.3", "an end known to this month: a row before it", ending("2025-06"), assessed("2025-06-01"),
             says="met in_time", evidence="a1"),
        case("5.3", "an end known to this month: a row that may be after it", ending("2025-06"), assessed("2025-06-02"),
             says="unknown date_not_known", due="2025-06-30", overdue=0, evidence="a1"),
        case("5.3", "an end that cannot be read", ending("?"), says="unknown date_not_known"),
        case("5.3", "an end since a day ahead", ending("2025-06-16.."), says="due not_yet_due"),
    ),
)  # fmt: skip

NOT_WHOLE = Batch(
    ruled(f"{{{RISKY}, window: {{from: start, to: {{of: start, plus: 14 days}}}}}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Observation"},
    cases=(
        case("5.11", "not whole: none in a running window is met or due",
             referred("2025-06-01"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.1a", "not whole: none in a window that has passed may be recorded elsewhere",
             referred("2025-05-01"), says="unknown not_covered", due="2025-05-15", overdue=31),
        case("5.1a", "not whole: one outside says nothing of what is elsewhere",
             referred("2025-05-01"), assessed("2025-05-16"), says="unknown not_covered", due="2025-05-15", overdue=31),
        case("5.1a", "not whole: met stands",
             referred("2025-05-01"), assessed("2025-05-15"), says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

SET_ASIDE = Batch(
    LOOK_BACK.plan,
    as_of=AS_OF,
    cases=(
        case("5.1a", "looking back, where something was set aside",
             referred("2020-01-01"), says="unknown set_aside", set_aside="Observation"),
        case("5.1a", "looking back, one outside, where something was set aside",
             referred("2020-01-01"), assessed("2024-06-15"), says="unknown set_aside", set_aside="RiskAssessment"),
        case("5.1a", "looking back, met stands",
             referred("2020-01-01"), assessed("2024-06-16"), set_aside="Observation",
             says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

BATCHES = (LOOK_BACK, COUNTED, ENDED, FROM_ONLY, TO_ONLY, TO_THE_END, NOT_WHOLE, SET_ASIDE)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_open_window(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


LAST_DAY_NOT_COUNTED = Batch(
    ruled(f"{{{RISKY}, window: {{from: start, to: end, to_day: not counted}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.10", "no end, its day not counted, is no end", ending("open"), says="due not_yet_due"),
        case("5.10", "an end, its day not counted", ending("2025-06-20"),
             says="due not_yet_due", due="2025-06-19", overdue=0),
    ),
)  # fmt: skip
BEFORE_NO_END = Batch(
    ruled(f"{{{RISKY}, grace: {{of: {{of: end, minus: 1 week}}, time: 0 days}}}}"),
    as_of=AS_OF,
    cases=(case("5.3", "a week before no end is no end", ending("open"), says="due not_yet_due"),),
)


@pytest.mark.parametrize(("batch", "one"), each(LAST_DAY_NOT_COUNTED, BEFORE_NO_END))
def test_no_end_stays_no_end(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
