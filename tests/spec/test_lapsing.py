"""`lasts`: an exemption that lapses, so that what was declined is offered again (clause 5.17)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import RISKY, ruled
from tests.spec.rows import Cell, Written, assessed, person, referred

AS_OF = "2025-06-15"
DIED = "{because: the person has died, when: {patient.deceased: true}}"
DECLINED = "{because: the person declined, when: {declined: {lasts: 12 months}}}"
DISAGREED = "{because: the person disagreed, when: {agreed: false}}"
GRACE = f"{{{RISKY}, grace: {{of: start, time: 14 days}}}}"
OVERDUE = "No risk assessment is recorded; it was due by 2020-01-15."
UNREAD = " Whether the person declined could not be read (declined)."


def declined(day: str, *, agreed: Cell = True) -> Written:
    """Return a referral in which the person declined on a day; unless they agreed to it since."""
    return referred("2020-01-01", declined=day, agreed=agreed)


def exempt(name: str, *rows: Written, because: str = "the person declined") -> Case:
    """Return a case that is exempt."""
    return case("5.17", name, *rows, says="exempt exempt", reason=f"Exempt: {because}.")


def gap(name: str, *rows: Written, overdue: int = 1978, reason: str = OVERDUE) -> Case:
    """Return a case that is a gap, on 15 June 2025 nearly five and a half years past its deadline."""
    return case("5.17", name, *rows, says="gap none_recorded", due="2020-01-15", overdue=overdue, reason=reason)


YEAR = Batch(
    ruled(GRACE, unless=f"[{DIED}, {DECLINED}, {DISAGREED}]"),
    as_of=AS_OF,
    cases=(
        exempt("declined today", declined("2025-06-15")),
        exempt("declined within the year", declined("2025-01-01")),
        exempt("declined a year ago, to the day", declined("2024-06-15")),
        gap("declined a year and a day ago", declined("2024-06-14")),
        gap("declined long ago", declined("2010")),
        exempt("declined in a month that lasts whole", declined("2024-07")),
        gap("declined in a month that has lapsed in part", declined("2024-06"), reason=OVERDUE + UNREAD),
        gap("declined in a month that has lapsed whole", declined("2024-05")),
        exempt("declined in this month, cut at today", declined("2025-06")),
        gap("declined last year, who knows when", declined("2024"), reason=OVERDUE + UNREAD),
        gap("declined without a day", declined("?"), reason=OVERDUE + UNREAD),
        exempt("the first of two that hold", declined("2025-01-01"), person(deceased=True),
               because="the person has died"),
        exempt("one that lasts before another that holds", declined("2025-01-01", agreed=False)),
        exempt("another that holds after one that has lapsed", declined("2024-06-14", agreed=False),
               because="the person disagreed"),
        exempt("another that holds after one without a day", declined("?", agreed=False),
               because="the person disagreed"),
        case("5.17", "asked again after it has lapsed, and met",
             declined("2024-06-14"), assessed("2025-06-01"), says="met recorded", evidence="a1",
             reason="A risk assessment is recorded."),
        case("5.17", "while it lasts, whatever is recorded",
             declined("2025-01-01"), assessed("2025-06-01"), says="exempt exempt"),
    ),
)  # fmt: skip

END_OF_FEBRUARY = Batch(
    YEAR.plan,
    as_of="2025-02-28",
    cases=(
        exempt("declined on 29 February, lasting to 28 February", declined("2024-02-29")),
        exempt("declined on 28 February, lasting to 28 February", declined("2024-02-28")),
        gap("declined on 27 February, lapsed on 28 February", declined("2024-02-27"), overdue=1871),
    ),
)
FIRST_OF_MARCH = Batch(
    YEAR.plan,
    as_of="2025-03-01",
    cases=(gap("declined on 29 February, lapsed on 1 March", declined("2024-02-29"), overdue=1872),),
)

OF_ROWS = Batch(
    ruled(
        f"{{{RISKY}}}",
        unless="[{because: the person declined, when: {having: {table: assessment, "
        "where: {kinds: {any_in: falls}, date: {lasts: 6 months}}}}}]",
    ),
    as_of=AS_OF,
    cases=(
        case("5.17", "a row that lasts", referred(), assessed("2024-12-15", kinds="falls"), says="exempt exempt"),
        case("5.17", "a row that has lapsed", referred(), assessed("2024-12-14", kinds="falls"),
             says="gap none_recorded"),
        case("5.17", "one of two rows lasts", referred(), assessed("2024-01-01", kinds="falls"),
             assessed("2025-01-01", kinds="falls"), says="exempt exempt"),
        case("5.17", "a row without a day", referred(), assessed("?", kinds="falls"), says="gap none_recorded",
             reason="No risk assessment is recorded. Whether the person declined could not be read "
             "(assessment.date, assessment.kinds, assessment.status)."),
        case("5.17", "a row of another kind", referred(), assessed("2025-01-01"), says="met recorded", evidence="a1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(YEAR, END_OF_FEBRUARY, FIRST_OF_MARCH, OF_ROWS))
def test_exemption_lapses(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


IN_A_POPULATION = Batch(
    ruled("{complete: [visits]}", when="{declined: {not: {lasts: 12 months}}}"),
    as_of=AS_OF,
    cases=(
        case("5.17", "in the population once it has lapsed", declined("2024-06-14"),
             says="gap field_empty", missing="visits"),
        case("5.17", "not in it while it lasts", declined("2024-06-15"), says=None),
        case("5.17", "unknown without a day", declined("?"), says="unknown population_not_known"),
        case("5.17", "not in it on the day itself", declined(AS_OF), says=None),
        case("5.17", "in it before that day has come", declined("2025-06-16"),
             says="gap field_empty", missing="visits"),
        case("5.17", "not in it where it happened this month", declined("2025-06"), says=None),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(IN_A_POPULATION))
def test_what_lasts_is_a_condition(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
