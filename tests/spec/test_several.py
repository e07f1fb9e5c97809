"""`any_of` gives the best of its parts, `all_of` the worst: every pair of what two parts can be (clause 5.15)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, each
from tests.spec.pairs import AS_OF, FALLS_PART, RISK_PART, pair
from tests.spec.plans import ruled

MET, LATE, DUE, GAP = "met in_time", "late recorded_late", "due not_yet_due", "gap none_recorded"
UNREAD, UNDATED = "unknown status_not_known", "unknown date_not_known"
PARTS = f"[{RISK_PART}, {FALLS_PART}]"

BEST = Batch(
    ruled(f"{{any_of: {PARTS}}}"),
    as_of=AS_OF,
    cases=(
        pair("met", "met", says=MET, evidence="a1 a2"),
        pair("met", "late", says=MET, evidence="a1"),
        pair("met", "due", says=MET, evidence="a1"),
        pair("met", "gap", says=MET, evidence="a1"),
        pair("late", "met", says=MET, evidence="a2"),
        pair("late", "late", says=LATE, due="2025-05-15", evidence="a1 a2"),
        pair("late", "due", says=LATE, due="2025-05-15", evidence="a1"),
        pair("late", "gap", says=LATE, due="2025-05-15", evidence="a1"),
        pair("due", "met", says=MET, evidence="a1"),
        pair("due", "late", says=LATE, due="2025-04-15", evidence="a1"),
        pair("due", "due", says=DUE, due="2025-06-24", overdue=0),
        pair("due", "gap", says=DUE, due="2025-06-24", overdue=0),
        pair("gap", "met", says=MET, evidence="a1"),
        pair("gap", "late", says=LATE, due="2025-04-15", evidence="a1"),
        pair("gap", "due", says=DUE, due="2025-06-19", overdue=0),
        pair("gap", "gap", says=GAP, due="2025-05-15", overdue=31),
        pair("met|gap", "met", says=MET, evidence="a2"),
        pair("met|gap", "late", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|gap", "due", says=DUE, due="2025-06-19", overdue=0),
        pair("met|gap", "gap", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|gap", "met|gap", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1 a2"),
        pair("met|gap", "met|due", says=DUE, due="2025-06-19", overdue=0, evidence="a2"),
        pair("met|gap", "due|gap", says=UNREAD, due="2025-06-16", overdue=0, evidence="a1"),
        pair("late|gap", "met", says=MET, evidence="a2"),
        pair("late|gap", "late", says=LATE, due="2025-04-15", evidence="a2"),
        pair("late|gap", "due", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("late|gap", "gap", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|late", "met", says=MET, evidence="a2"),
        pair("met|late", "late", says=UNDATED, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|late", "due", says=UNDATED, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|due", "met", says=MET, evidence="a2"),
        pair("met|due", "due", says=DUE, due="2025-06-24", overdue=0, evidence="a1"),
        pair("met|due", "gap", says=DUE, due="2025-06-24", overdue=0, evidence="a1"),
        pair("met|due", "met|due", says=DUE, due="2025-06-24", overdue=0, evidence="a1 a2"),
        pair("met|due", "due|gap", says=DUE, due="2025-06-24", overdue=0, evidence="a1"),
        pair("due|gap", "met", says=MET, evidence="a1"),
        pair("due|gap", "late", says=LATE, due="2025-04-15", evidence="a1"),
        pair("due|gap", "due", says=DUE, due="2025-06-19", overdue=0),
        pair("due|gap", "gap", says=UNDATED, due="2025-06-16", overdue=0),
        pair("gap", "met|gap", says=UNREAD, due="2025-04-15", overdue=61, evidence="a1"),
        pair("met|due", "late", says=UNREAD, due="2025-06-24", overdue=0, evidence="a1",
             named="where none is unknown by itself: by the one that is not decided"),
    ),
)  # fmt: skip

WORST = Batch(
    ruled(f"{{all_of: {PARTS}}}"),
    as_of=AS_OF,
    cases=(
        pair("met", "met", says=MET, evidence="a1 a2"),
        pair("met", "late", says=LATE, due="2025-04-15", evidence="a2"),
        pair("met", "due", says=DUE, due="2025-06-19", overdue=0),
        pair("met", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("late", "met", says=LATE, due="2025-05-15", evidence="a1"),
        pair("late", "late", says=LATE, due="2025-04-15", evidence="a1 a2"),
        pair("late", "due", says=DUE, due="2025-06-19", overdue=0),
        pair("late", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("due", "met", says=DUE, due="2025-06-24", overdue=0),
        pair("due", "late", says=DUE, due="2025-06-24", overdue=0),
        pair("due", "due", says=DUE, due="2025-06-19", overdue=0),
        pair("due", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("gap", "met", says=GAP, due="2025-05-15", overdue=31),
        pair("gap", "late", says=GAP, due="2025-05-15", overdue=31),
        pair("gap", "due", says=GAP, due="2025-05-15", overdue=31),
        pair("gap", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("met|gap", "met", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|gap", "late", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|gap", "due", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|gap", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("met|gap", "met|gap", says=UNREAD, due="2025-04-15", overdue=61, evidence="a1 a2"),
        pair("met|gap", "met|due", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|gap", "due|gap", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("late|gap", "met", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("late|gap", "late", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("late|gap", "due", says=UNREAD, due="2025-05-15", overdue=31, evidence="a1"),
        pair("late|gap", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("met|late", "met", says=UNDATED, due="2025-05-15", overdue=31, evidence="a1"),
        pair("met|late", "late", says=LATE, due="2025-04-15", evidence="a2"),
        pair("met|late", "due", says=DUE, due="2025-06-19", overdue=0),
        pair("met|late", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("met|due", "met", says=DUE, due="2025-06-24", overdue=0, evidence="a1"),
        pair("met|due", "due", says=DUE, due="2025-06-19", overdue=0, evidence="a1"),
        pair("met|due", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("met|due", "met|due", says=DUE, due="2025-06-19", overdue=0, evidence="a1 a2"),
        pair("met|due", "due|gap", says=UNDATED, due="2025-06-16", overdue=0),
        pair("due|gap", "met", says=UNDATED, due="2025-06-16", overdue=0),
        pair("due|gap", "late", says=UNDATED, due="2025-06-16", overdue=0),
        pair("due|gap", "due", says=UNDATED, due="2025-06-16", overdue=0),
        pair("due|gap", "gap", says=GAP, due="2025-04-15", overdue=61),
        pair("met", "met|gap", says=UNREAD, due="2025-04-15", overdue=61, evidence="a2"),
        pair("met|due", "late", says=UNREAD, due="2025-06-24", overdue=0, evidence="a1",
             named="where none is unknown by itself: by the one that is not decided"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(BEST))
def test_best_of_two(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


@pytest.mark.parametrize(("batch", "one"), each(WORST))
def test_worst_of_two(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


@pytest.mark.parametrize("batch", [BEST, WORST])
def test_every_pair_of_definite_outcomes_is_here(batch: Batch) -> None:
    names = {one.name for one in batch.cases}
    kinds = ("met", "late", "due", "gap")
    assert names >= {f"{one}, {other}" for one in kinds for other in kinds}
