"""`having`: at least so many rows of another table qualify, surely or possibly (clauses 5.1a, 5.2, 5.4)."""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import All, Any_, AsOf, Compare, Comparison, Having, Not, OneOf
from tests.spec.harness import Batch, Case, case, each
from tests.spec.lanes import of_subjects, subject_case
from tests.spec.plans import COMPLETE, RISK, is_, minus, plan, recorded
from tests.spec.rows import assessed, caring, person, referred
from tests.spec.world import ASSESSMENT, CARER, EVERY_TYPE, REFERRAL, own, persons, subjects

DONE = All((COMPLETE, RISK))
SEEN = is_(own(ASSESSMENT, "seen"), value=True)
LIVES_IN = All((is_(own(CARER, "active"), value=True), is_(own(CARER, "lives_in"), value=True)))

# A few havings to a run: the query of the columnar engine doubles with each.
DATE, AT_LEAST = own(ASSESSMENT, "date"), Comparison.AT_LEAST


def at_least(count: int) -> Having:
    """Return that so many complete risk assessments are there."""
    return Having(ASSESSMENT, DONE, at_least=count)


COUNTS = Batch(
    of_subjects({
        "one": at_least(1),
        "two": at_least(2),
        "none": Not(at_least(1)),
        "less-than-two": Not(at_least(2)),
    }),
    as_of="2025-06-15",
    cases=(
        subject_case("5.2", "no row", "one", "no", referred()),
        subject_case("5.2", "a row", "one", "yes", referred(), assessed("2025-06-01")),
        subject_case("5.2", "an undated row", "one", "yes", referred(), assessed("?")),
        subject_case("5.2", "a row that does not qualify", "one", "no",
                     referred(), assessed("2025-06-01", kinds="falls")),
        subject_case("5.6", "a retracted row", "one", "no", referred(), assessed("2025-06-01", status="retracted")),
        subject_case("5.2", "a row that may qualify", "one", "unknown", referred(), assessed("2025-06-01", kinds="?")),
        subject_case("5.2", "not one, of none", "none", "yes", referred()),
        subject_case("5.2", "not one, of one that may qualify", "none", "unknown", referred(), assessed(status="?")),
        subject_case("5.2", "not one, of one", "none", "no", referred(), assessed()),
        subject_case("5.4", "a row dated today", "one", "yes", referred(), assessed("2025-06-15")),
        subject_case("5.4", "a row ahead", "one", "no", referred(), assessed("2025-06-16")),
        subject_case("5.4", "a row of this month has happened", "one", "yes", referred(), assessed("2025-06")),
        subject_case("5.4", "a row ahead does not make two", "two", "no", referred(), assessed(), assessed("2025-07")),
        subject_case("5.2", "two of two", "two", "yes", referred(), assessed(), assessed()),
        subject_case("5.2", "one of two", "two", "no", referred(), assessed(), assessed(kinds="falls")),
        subject_case("5.2", "one and one that may, of two", "two", "unknown",
                     referred(), assessed(), assessed(kinds="?")),
        subject_case("5.2", "two that may, of two", "two", "unknown",
                     referred(), assessed(status="?"), assessed(kinds="?")),
        subject_case("5.2", "one that may, of two", "two", "no", referred(), assessed(kinds="?")),
        subject_case("5.2", "two and one that may, of two", "two", "yes",
                     referred(), assessed(), assessed(), assessed(kinds="?")),
        subject_case("5.2", "not two, of one and one that may", "less-than-two", "unknown",
                     referred(), assessed(), assessed(kinds="?")),
        subject_case("5.2", "not two, of one that may", "less-than-two", "yes", referred(), assessed(kinds="?")),
    ),
)  # fmt: skip

SCOPES = Batch(
    of_subjects({
        "recent": Having(ASSESSMENT, Compare(DATE, AT_LEAST, minus(AsOf(), "12 months"))),
        "by-the-team": Having(ASSESSMENT, Compare(own(ASSESSMENT, "author"), Comparison.IS, subjects("team"))),
        "since-start": Having(ASSESSMENT, Compare(DATE, AT_LEAST, subjects("start"))),
        "after-death": Having(ASSESSMENT, Compare(DATE, Comparison.AFTER, persons("deceased_date"))),
    }),
    as_of="2025-06-15",
    cases=(
        subject_case("5.3", "on the first day of a window", "recent", "yes", referred(), assessed("2024-06-15")),
        subject_case("5.3", "before a window", "recent", "no", referred(), assessed("2024-06-14")),
        subject_case("5.3", "over the first day of a window", "recent", "unknown", referred(), assessed("2024-06")),
        subject_case("5.2", "the same team", "by-the-team", "yes", referred(team="T/1"), assessed(author="T/1")),
        subject_case("5.2", "another team", "by-the-team", "no", referred(team="T/1"), assessed(author="T/2")),
        subject_case("5.2", "no team", "by-the-team", "unknown", referred(), assessed(author="T/2")),
        subject_case("5.2", "since the subject's start", "since-start", "yes",
                     referred("2025-05-01"), assessed("2025-05-01")),
        subject_case("5.2", "before the subject's start", "since-start", "no",
                     referred("2025-05-01"), assessed("2025-04-30")),
        subject_case("5.2", "after the person's death", "after-death", "yes",
                     referred(), person(deceased=True, deceased_date="2025-05-01"), assessed("2025-05-02")),
        subject_case("5.2", "on the day of the person's death", "after-death", "no",
                     referred(), person(deceased=True, deceased_date="2025-05-01"), assessed("2025-05-01")),
    ),
)  # fmt: skip

UNDATED = Batch(
    of_subjects({
        "carer": Having(CARER, LIVES_IN),
        "two-referrals": Having(REFERRAL, OneOf(own(REFERRAL, "status"), ("open", "planned")), at_least=2),
    }),
    as_of="2025-06-15",
    cases=(
        subject_case("5.4a", "a table without a day: a state of the day", "carer", "yes",
                     referred(), caring(lives_in=True, end="2025-06-16")),
        subject_case("5.4a", "a table without a day: a state that has ended", "carer", "no",
                     referred(), caring(lives_in=True, end="2025-06-15")),
        subject_case("5.2", "a table without a day: one that may", "carer", "unknown", referred(), caring()),
        subject_case("5.2", "the subject's own table, itself included", "two-referrals", "no", referred()),
    ),
)  # fmt: skip

TOGETHER = Batch(
    of_subjects({
        "nested": Having(ASSESSMENT, All((DONE, Having(CARER, LIVES_IN)))),
        "either": Any_((Having(CARER, LIVES_IN), at_least(2))),
    }),
    as_of="2025-06-15",
    cases=(
        subject_case("5.2", "a having inside a having, both", "nested", "yes",
                     referred(), assessed(), caring(lives_in=True)),
        subject_case("5.2", "a having inside a having, the outer one only", "nested", "no", referred(), assessed()),
        subject_case("5.2", "a having inside a having, the inner one only", "nested", "no",
                     referred(), caring(lives_in=True)),
        subject_case("5.2", "a having inside a having, the inner one perhaps", "nested", "unknown",
                     referred(), assessed(), caring()),
        subject_case("5.2", "either of two", "either", "yes", referred(), assessed(), assessed()),
        subject_case("5.2", "neither of two", "either", "no", referred(), assessed()),
        subject_case("5.2", "one no, the other perhaps", "either", "unknown", referred(), assessed(), caring()),
    ),
)  # fmt: skip

SET_ASIDE = Batch(
    COUNTS.plan,
    as_of="2025-06-15",
    cases=(
        subject_case("5.1a", "none, where something was set aside", "one", "unknown", referred(),
                     set_aside="Observation"),
        subject_case("5.1a", "not one, where something was set aside", "none", "unknown", referred(),
                     set_aside="RiskAssessment"),
        subject_case("5.1a", "enough is enough, whatever was set aside", "one", "yes", referred(), assessed(),
                     set_aside="Observation"),
        subject_case("5.1a", "one of two, where something was set aside", "two", "unknown", referred(), assessed(),
                     set_aside="Observation"),
        subject_case("5.1a", "what was set aside feeds another table", "one", "no", referred(),
                     set_aside="RelatedPerson"),
    ),
)  # fmt: skip

NOT_COVERED = Batch(
    of_subjects({
        "carer": Having(CARER, LIVES_IN),
        "one": at_least(1),
        "either": Any_((Having(CARER, LIVES_IN), at_least(2))),
    }),
    as_of="2025-06-15",
    covers=EVERY_TYPE - {"RelatedPerson"},
    cases=(
        subject_case("5.1a", "a table that is not covered at all may have rows", "carer", "unknown", referred()),
        subject_case("5.1a", "a row seen of a table that is not covered counts", "carer", "yes",
                     referred(), caring(lives_in=True)),
        subject_case("5.1a", "another table is covered", "one", "no", referred()),
        subject_case("5.1a", "either, the first of them not covered", "either", "unknown", referred()),
    ),
)  # fmt: skip

OF_A_ROW = Batch(
    plan(recorded(where=All((RISK, Having(CARER, LIVES_IN))))),
    as_of="2025-06-15",
    cases=(
        case("5.2", "a row counts where the person has a carer too",
             referred(), assessed(), caring(lives_in=True), says="met recorded", evidence="a1"),
        case("5.2", "a row does not count where the person has none",
             referred(), assessed(), says="gap none_recorded"),
        case("5.2", "a row may count where the person may have one",
             referred(), assessed(), caring(), says="unknown field_not_known", evidence="a1"),
    ),
)  # fmt: skip


ONE, TWO = at_least(1), at_least(2)
SHARED = Batch(
    of_subjects({"one": ONE, "two": TWO, "none": Not(ONE), "less-than-two": Not(TWO)}),
    as_of="2025-06-15",
    cases=(
        subject_case("5.2", "of a having written once and used twice, the first use", "one", "yes",
                     referred(), assessed()),
        subject_case("5.2", "of a having written once and used twice, the second use", "none", "no",
                     referred(), assessed()),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("batch", "one"), each(COUNTS, SCOPES, UNDATED, TOGETHER, SET_ASIDE, NOT_COVERED, OF_A_ROW, SHARED)
)
def test_having(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
