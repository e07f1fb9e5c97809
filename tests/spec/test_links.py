"""`same`: a row belongs to the subject by its keys, or else by its day inside the subject's period (clause 5.14)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.lanes import of_subjects, subject_case
from tests.spec.plans import RISKY, condition, ruled
from tests.spec.rows import Written, assessed, caring, referred

AS_OF = "2025-06-15"
OWN, OTHER = "@r1", "@r2"
UNLINKED = (
    "The record cannot tell: a possible risk assessment has date, kinds, referral, subject.start missing or not known."
)


def under(start: str = "2025-03-01", *, end: str = "open", team: str = "?") -> Written:
    """Return a referral that is in the population whether it is open or not."""
    return referred(start, end=end, team=team, agreed=True)


def met(name: str, *rows: Written) -> Case:
    """Return the case of a row that belongs to the subject."""
    return case("5.14", name, *rows, says="met recorded", evidence="a1")


def gap(name: str, *rows: Written) -> Case:
    """Return the case of a row that does not."""
    return case("5.14", name, *rows, says="gap none_recorded")


def unknown(name: str, *rows: Written) -> Case:
    """Return the case of a row that may."""
    return case("5.14", name, *rows, says="unknown field_not_known", evidence="a1")


SAME = Batch(
    ruled(f"{{{RISKY}, same: {{referral: id}}}}", when="{agreed: true}"),
    as_of=AS_OF,
    cases=(
        met("of this referral", under(), assessed("2025-05-01", referral=OWN)),
        met("of this referral, though dated before it", under(), assessed("2025-02-28", referral=OWN)),
        met("of this referral, though dated after it",
            under(end="2025-04-30"), assessed("2025-05-01", referral=OWN)),
        met("of this referral, without a day", under(), assessed("?", referral=OWN)),
        met("of this referral, which has no period", under("?", end="?"), assessed("2025-05-01", referral=OWN)),
        gap("of another referral, though dated inside this one", under(), assessed("2025-05-01", referral=OTHER)),
        gap("of another referral, without a day", under(), assessed("?", referral=OTHER)),
        gap("of another person's referral", under(), assessed("2025-05-01", referral="Patient/p99/r1")),
        met("of none, dated inside", under(), assessed("2025-05-01")),
        met("of none, dated on the first day", under(), assessed("2025-03-01")),
        gap("of none, dated the day before the first", under(), assessed("2025-02-28")),
        met("of none, dated on the last day", under(end="2025-05-31"), assessed("2025-05-31")),
        gap("of none, dated the day after the last", under(end="2025-05-31"), assessed("2025-06-01")),
        met("of none, dated today, in a referral that is open", under(), assessed("2025-06-15")),
        met("of none, dated in a month that lies inside", under(), assessed("2025-03")),
        unknown("of none, dated in a month over the first day", under("2025-03-10"), assessed("2025-03")),
        unknown("of none, dated in a month over the last day", under(end="2025-05-15"), assessed("2025-05")),
        gap("of none, dated in a month before the first day", under(), assessed("2025-02")),
        case("5.14", "of none, without a day", under(), assessed("?"),
             says="unknown field_not_known", evidence="a1", reason=UNLINKED),
        unknown("of none, the first day unknown", under("?"), assessed("2025-05-01")),
        unknown("of none, the last day unknown", under(end="?"), assessed("2025-05-01")),
        gap("of none, the first day unknown, dated after the last",
            under("?", end="2025-04-30"), assessed("2025-05-01")),
        unknown("of none, dated on one of the days on which it may have begun",
                under("2025-03"), assessed("2025-03-15")),
        met("of none, dated after all of them", under("2025-03"), assessed("2025-03-31")),
        case("5.14", "one of another referral and one of this",
             under(), assessed("2025-05-02", referral=OTHER), assessed("2025-05-01", referral=OWN),
             says="met recorded", evidence="a2"),
        case("5.4", "of this referral, ahead", under(), assessed("2025-06-16", referral=OWN),
             says="gap only_future", evidence="a1"),
        case("5.6", "of this referral, a draft", under(), assessed("2025-05-01", referral=OWN, status="draft"),
             says="gap only_draft", evidence="a1"),
        gap("of another referral, a draft", under(), assessed("2025-05-01", referral=OTHER, status="draft")),
        gap("of this referral, of another kind", under(), assessed("2025-05-01", referral=OWN, kinds="falls")),
    ),
)  # fmt: skip

OF_THE_SUBJECT = Batch(
    ruled(f"{{{RISKY}, same: {{author: team}}}}", when="{agreed: true}"),
    as_of=AS_OF,
    cases=(
        met("by its own team", under(team="Team/1"), assessed("2025-02-01", author="Team/1")),
        gap("by another team", under(team="Team/1"), assessed("2025-05-01", author="Team/2")),
        met("the subject has no team, dated inside", under(), assessed("2025-05-01", author="Team/1")),
        gap("the subject has no team, dated outside", under(), assessed("2025-02-01", author="Team/1")),
        met("the row has none, dated inside", under(team="Team/1"), assessed("2025-05-01")),
        met("neither has one, dated inside", under(), assessed("2025-05-01")),
        gap("neither has one, dated outside", under(), assessed("2025-02-01")),
        unknown("neither has one, nor has the row a day", under(), assessed("?")),
    ),
)  # fmt: skip

BOTH = Batch(
    ruled(f"{{{RISKY}, same: {{referral: id, author: team}}}}", when="{agreed: true}"),
    as_of=AS_OF,
    cases=(
        met("two links, both of them", under(team="Team/1"), assessed("2025-02-01", referral=OWN, author="Team/1")),
        gap("two links, the first only", under(team="Team/1"), assessed("2025-05-01", referral=OWN, author="Team/2")),
        gap("two links, the second only",
            under(team="Team/1"), assessed("2025-05-01", referral=OTHER, author="Team/1")),
        met("two links, one of them missing, dated inside", under(team="Team/1"), assessed("2025-05-01", referral=OWN)),
        gap("two links, one of them missing, dated outside",
            under(team="Team/1"), assessed("2025-02-01", referral=OWN)),
    ),
)  # fmt: skip

CURRENT = Batch(
    ruled(
        f"{{{RISKY}, same: {{referral: id}}, every: 12 months, first_within: {{of: start, time: 14 days}}}}",
        when="{agreed: true}",
    ),
    as_of=AS_OF,
    cases=(
        case("5.14", "the latest of this referral counts, not a later one of another",
             under("2023-01-01"), assessed("2024-06-14", referral=OWN), assessed("2025-06-01", referral=OTHER),
             says="gap out_of_date", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.10", "of this referral, from before its start",
             under("2025-05-31"), assessed("2025-05-30", referral=OWN),
             says="gap only_before_start", due="2025-06-14", overdue=1, evidence="a1"),
    ),
)  # fmt: skip

COUNTED = Batch(
    of_subjects({
        "one": condition("{having: {table: assessment, same: {referral: id}}}"),
        "two": condition("{having: {table: assessment, count: {at_least: 2}, same: {referral: id}}}"),
        "not-two": condition("{not: {having: {table: assessment, count: {at_least: 2}, same: {referral: id}}}}"),
        "carer": condition("{having: {table: carer, same: {referral: id}}}"),
    }),
    as_of=AS_OF,
    cases=(
        subject_case("5.14", "having one of this referral", "one", "yes", referred(), assessed(referral=OWN)),
        subject_case("5.14", "having one of another", "one", "no", referred(), assessed(referral=OTHER)),
        subject_case("5.14", "having one of none, dated inside", "one", "yes", referred(), assessed("2025-05-01")),
        subject_case("5.14", "having one of none, dated outside", "one", "no", referred(), assessed("2024-05-01")),
        subject_case("5.14", "having one of none, without a day", "one", "unknown", referred(), assessed("?")),
        subject_case("5.14", "having two of this referral", "two", "yes",
                     referred(), assessed(referral=OWN), assessed(referral=OWN)),
        subject_case("5.14", "having one of this referral and one of another, of two", "two", "no",
                     referred(), assessed(referral=OWN), assessed(referral=OTHER)),
        subject_case("5.14", "having one of this referral and one dated inside, of two", "two", "yes",
                     referred(), assessed(referral=OWN), assessed("2025-05-01")),
        subject_case("5.14", "having one of this referral and one without a day, of two", "two", "unknown",
                     referred(), assessed(referral=OWN), assessed("?")),
        subject_case("5.14", "not having two, of one of this and one of another", "not-two", "yes",
                     referred(), assessed(referral=OWN), assessed(referral=OTHER)),
        subject_case("5.14", "a table without a day: of this referral", "carer", "yes",
                     referred(), caring(referral=OWN)),
        subject_case("5.14", "a table without a day: of another", "carer", "no", referred(), caring(referral=OTHER)),
        subject_case("5.14", "a table without a day: of none", "carer", "unknown", referred(), caring()),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(SAME, OF_THE_SUBJECT, BOTH, CURRENT, COUNTED))
def test_link(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
