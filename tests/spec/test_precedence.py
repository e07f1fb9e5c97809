"""Which reason a gap or an unknown carries where several would do (clauses 5.4, 5.6; ADR 0002)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import START, grace, plan, recorded
from tests.spec.rows import Written, assessed, referred

FUTURE = assessed("2025-06-16")
DRAFT = assessed("2025-06-01", status="draft")
RETRACTED = assessed("2025-06-02", status="retracted")
BEFORE = assessed("2025-04-30")


def gap(name: str, *rows: Written, code: str, evidence: str = "") -> Case:
    """Return a case that is a gap, a month past its deadline."""
    says = f"gap {code}"
    return case("5.6", name, referred("2025-05-01"), *rows, says=says, due="2025-05-15", overdue=31, evidence=evidence)


def unknown(name: str, *rows: Written, code: str, evidence: str, set_aside: str = "") -> Case:
    """Return a case that is unknown, a month past its deadline."""
    return case(
        "5.11",
        name,
        referred("2025-05-01"),
        *rows,
        says=f"unknown {code}",
        due="2025-05-15",
        overdue=31,
        evidence=evidence,
        set_aside=set_aside,
    )


VOID = Batch(
    plan(recorded(grace("14 days"), since=START)),
    as_of="2025-06-15",
    cases=(
        gap("only a draft", DRAFT, code="only_draft", evidence="a1"),
        gap("only one retracted", RETRACTED, code="only_retracted", evidence="a1"),
        gap("only one ahead", FUTURE, code="only_future", evidence="a1"),
        gap("only one from before the start", BEFORE, code="only_before_start", evidence="a1"),
        gap("ahead goes before all others", BEFORE, RETRACTED, DRAFT, FUTURE, code="only_future", evidence="a4"),
        gap("a draft goes before retracted", RETRACTED, DRAFT, code="only_draft", evidence="a2"),
        gap("a draft goes before one from before the start", BEFORE, DRAFT, code="only_draft", evidence="a2"),
        gap("retracted goes before one from before the start", BEFORE, RETRACTED,
            code="only_retracted", evidence="a2"),
        gap("a draft dated ahead is a draft", assessed("2025-06-16", status="draft"),
            code="only_draft", evidence="a1"),
        gap("one retracted that is dated ahead is retracted", assessed("2025-06-16", status="retracted"),
            code="only_retracted", evidence="a1"),
        gap("a draft from before the start is a draft", assessed("2025-04-30", status="draft"),
            code="only_draft", evidence="a1"),
        gap("an undated draft is a draft", assessed("?", status="draft"), code="only_draft", evidence="a1"),
        gap("a draft that may be of the kind is a draft", assessed("2025-06-01", status="draft", kinds="?"),
            code="only_draft", evidence="a1"),
        gap("a draft of another kind is nothing", assessed("2025-06-01", status="draft", kinds="falls"),
            code="none_recorded"),
        gap("one ahead of another kind is nothing", assessed("2025-06-16", kinds="falls"), code="none_recorded"),
        gap("one ahead of unknown status is ahead", assessed("2025-06-16", status="?"),
            code="only_future", evidence="a1"),
        gap("one from before the start of unknown kind is from before", assessed("2025-04-30", kinds="?"),
            code="only_before_start", evidence="a1"),
        gap("a status that is neither draft nor retracted is nothing", assessed("2025-06-01", status="stopped"),
            code="none_recorded"),
        gap("evidence is every such row, latest first", DRAFT, assessed("2025-06-05", status="draft"), RETRACTED,
            code="only_draft", evidence="a2 a1"),
        case("5.10", "while the clock runs no void row is evidence",
             referred("2025-06-01"), BEFORE, RETRACTED, DRAFT, FUTURE,
             says="due not_yet_due", due="2025-06-15", overdue=0),
    ),
)  # fmt: skip

UNKNOWN = Batch(
    VOID.plan,
    as_of="2025-06-15",
    cases=(
        unknown("status before another field of one row", assessed("2025-06-01", status="?", kinds="?"),
                code="status_not_known", evidence="a1"),
        unknown("status before another field of another row",
                assessed("2025-06-02", kinds="?"), assessed("2025-06-01", status="?"),
                code="status_not_known", evidence="a1 a2"),
        unknown("status before a date", assessed("?", status="?"), code="status_not_known", evidence="a1"),
        unknown("another field before a date", assessed("?", kinds="?"), code="field_not_known", evidence="a1"),
        unknown("another field before the date of another row", assessed("?"), assessed("2025-06-01", kinds="?"),
                code="field_not_known", evidence="a1 a2"),
        unknown("a date where all else is known", assessed("?"), code="date_not_known", evidence="a1"),
        unknown("a date beside rows that never count", assessed("?"), DRAFT, RETRACTED, BEFORE,
                code="date_not_known", evidence="a1"),
        unknown("what was set aside before a status", assessed("2025-06-01", status="?"),
                code="set_aside", evidence="a1", set_aside="RiskAssessment"),
        unknown("what was set aside before a date", assessed("?"),
                code="set_aside", evidence="a1", set_aside="Observation"),
        unknown("what was set aside before a draft", DRAFT,
                code="set_aside", evidence="", set_aside="RiskAssessment Observation"),
        unknown("a field that is unknown in a row that cannot count says nothing",
                assessed("?"), assessed("2025-06-01", kinds="?", status="draft"),
                code="date_not_known", evidence="a1"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(VOID, UNKNOWN))
def test_reason_code(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
