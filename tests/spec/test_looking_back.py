"""Looking forward from a record and looking back from the day of the check differ at month ends (clause 5.3).

Each row of the table is a day on which something was recorded: until which day it stands, looking forward; how many
days that is past on the day of the check; and whether looking back on that day still reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from risk_checks.rules.plan import AsOf, Compare, Comparison, Lasts
from tests.spec.harness import Batch, Case, case, each
from tests.spec.lanes import of_rows, row_case
from tests.spec.plans import minus, ruled, time
from tests.spec.rows import assessed, referred
from tests.spec.world import ASSESSMENT, own

Row = tuple[str, str, int, bool]

TABLE: dict[tuple[str, str], tuple[Row, ...]] = {
    ("2025-02-28", "12 months"): (
        ("2024-02-27", "2025-02-27", 1, False),
        ("2024-02-28", "2025-02-28", 0, True),
        ("2024-02-29", "2025-02-28", 0, True),
    ),
    ("2025-03-01", "12 months"): (
        ("2024-02-29", "2025-02-28", 1, False),
        ("2024-03-01", "2025-03-01", 0, True),
    ),
    ("2024-02-29", "1 year"): (
        ("2023-02-27", "2024-02-27", 2, False),
        ("2023-02-28", "2024-02-28", 1, True),
        ("2023-03-01", "2024-03-01", 0, True),
    ),
    ("2025-02-28", "1 month"): (
        ("2025-01-27", "2025-02-27", 1, False),
        ("2025-01-28", "2025-02-28", 0, True),
        ("2025-01-31", "2025-02-28", 0, True),
    ),
    ("2024-02-29", "1 month"): (
        ("2024-01-28", "2024-02-28", 1, False),
        ("2024-01-29", "2024-02-29", 0, True),
        ("2024-01-31", "2024-02-29", 0, True),
    ),
    ("2025-03-31", "1 month"): (
        ("2025-02-27", "2025-03-27", 4, False),
        ("2025-02-28", "2025-03-28", 3, True),
        ("2025-03-01", "2025-04-01", 0, True),
    ),
    ("2024-03-30", "1 month"): (
        ("2024-02-28", "2024-03-28", 2, False),
        ("2024-02-29", "2024-03-29", 1, True),
    ),
    ("2025-05-31", "1 month"): (
        ("2025-04-29", "2025-05-29", 2, False),
        ("2025-04-30", "2025-05-30", 1, True),
        ("2025-05-01", "2025-06-01", 0, True),
    ),
}
LONG_AGO = referred("1990-01-01")
TIMES = ("12 months", "1 year", "1 month")
DATE = own(ASSESSMENT, "date")
CONDITIONS = of_rows(
    {f"lasts {text}": Lasts(DATE, time(text)) for text in TIMES}
    | {f"no earlier than {text} ago": Compare(DATE, Comparison.AT_LEAST, minus(AsOf(), text)) for text in TIMES}
)


def forward(as_of: str, text: str, rows: tuple[Row, ...]) -> Iterator[Batch]:
    """Yield the cases of the clocks that look forward: from the latest row, and from the start."""
    current = [
        case("5.3", f"every {text}: {recorded} on {as_of}", LONG_AGO, assessed(recorded),
             says="gap out_of_date" if overdue else "met current", due=until, overdue=overdue, evidence="a1")
        for recorded, until, overdue, _ in rows
    ]  # fmt: skip
    waiting = [
        case("5.3", f"grace {text}: {recorded} on {as_of}", referred(recorded),
             says="gap none_recorded" if overdue else "due not_yet_due", due=until, overdue=overdue)
        for recorded, until, overdue, _ in rows
    ]  # fmt: skip
    first = "first_within: {of: start, time: 14 days}"
    yield Batch(ruled(f"{{recorded: assessment, every: {text}, {first}}}"), as_of, tuple(current))
    yield Batch(ruled(f"{{recorded: assessment, grace: {{of: start, time: {text}}}}}"), as_of, tuple(waiting))


def back(as_of: str, text: str, rows: tuple[Row, ...]) -> Iterator[Batch]:
    """Yield the cases of the clock that looks back."""
    inside = [
        case("5.3", f"window from {text} ago: {recorded} on {as_of}", LONG_AGO, assessed(recorded),
             says="met in_time" if reached else "gap outside_window", evidence="a1")
        for recorded, _, _, reached in rows
    ]  # fmt: skip
    window = f"window: {{from: {{of: as_of, minus: {text}}}, to: as_of}}"
    yield Batch(ruled(f"{{recorded: assessment, {window}}}"), as_of, tuple(inside))


def conditions(as_of: str) -> Batch:
    """Return the cases of the conditions on one day: what lasts looks forward, a comparison looks back."""
    answers = [
        (f"{form} {text}{end}: {row[0]} on {as_of}", f"{form} {text}{end}", holds, row[0])
        for (day, text), rows in TABLE.items()
        for row in rows
        for form, end, holds in (("lasts", "", not row[2]), ("no earlier than", " ago", row[3]))
        if day == as_of
    ]
    return Batch(
        CONDITIONS,
        as_of,
        tuple(
            row_case("5.3", name, lane, "yes" if holds else "no", LONG_AGO, assessed(recorded))
            for name, lane, holds, recorded in answers
        ),
    )


BATCHES = [
    *(batch for (as_of, text), rows in TABLE.items() for form in (forward, back) for batch in form(as_of, text, rows)),
    *(conditions(as_of) for as_of in dict.fromkeys(as_of for as_of, _ in TABLE)),
]


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_month_end(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
