"""Exemptions, in their order: one must be shown; one that cannot be read is named (clauses 5.11 and 5.12)."""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import All, Exemption, Having
from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import DIED, grace, is_, plan, recorded
from tests.spec.rows import Cell, Written, assessed, caring, person, referred
from tests.spec.world import CARER, EVERY_TYPE, own, subjects

DECLINED = Exemption("the person declined", is_(subjects("agreed"), value=False), ("agreed",))
CARED_FOR = Exemption(
    "a carer lives with them",
    Having(CARER, All((is_(own(CARER, "active"), value=True), is_(own(CARER, "lives_in"), value=True)))),
    ("carer.active", "carer.lives_in"),
)
OVERDUE = "No risk assessment is recorded; it was due by 2025-01-15."
UNREAD_DEATH = " Whether the person has died could not be read (patient.deceased)."
UNREAD_DECLINE = " Whether the person declined could not be read (agreed)."
UNREAD_CARER = " Whether a carer lives with them could not be read (carer.active, carer.lives_in)."


def asked(agreed: Cell = True, *, status: str = "open") -> Written:
    """Return a referral to which the person agreed, or not."""
    return referred(agreed=agreed, status=status)


def exempt(name: str, *rows: Written, because: str, set_aside: str = "") -> Case:
    """Return a case that is exempt, with nothing but the reason."""
    return case("5.11", name, *rows, says="exempt exempt", reason=f"Exempt: {because}.", set_aside=set_aside)


def gap(name: str, *rows: Written, reason: str, set_aside: str = "") -> Case:
    """Return a case that is a gap, five months past its deadline."""
    return case("5.11", name, *rows, says="gap none_recorded", due="2025-01-15", overdue=151,
                reason=reason, set_aside=set_aside)  # fmt: skip


DEAD, UNREAD = person(deceased=True), person(deceased="?")

ORDERED = Batch(
    plan(recorded(grace("14 days")), unless=(DIED, DECLINED, CARED_FOR)),
    as_of="2025-06-15",
    cases=(
        gap("none of them", asked(), reason=OVERDUE),
        exempt("the first", asked(), DEAD, because="the person has died"),
        exempt("the second", asked(False), because="the person declined"),
        exempt("the third", asked(), caring(lives_in=True), because="a carer lives with them"),
        exempt("the first of two that are sure", asked(False), DEAD, because="the person has died"),
        exempt("the first that is sure, after one that is not", asked(False), UNREAD, because="the person declined"),
        exempt("the first that is sure, before one that is not", asked("?"), DEAD, because="the person has died"),
        exempt("the last, after two that are not", asked("?"), UNREAD, caring(lives_in=True),
               because="a carer lives with them"),
        exempt("whatever is recorded", asked(), DEAD, assessed(), because="the person has died"),
        exempt("whatever else is unknown", asked(), DEAD, assessed(status="?"), because="the person has died"),
        exempt("whatever was set aside", asked(), DEAD, because="the person has died",
               set_aside="RiskAssessment RelatedPerson"),
        gap("one that cannot be read does not exempt, and is named", asked(), UNREAD, reason=OVERDUE + UNREAD_DEATH),
        gap("every one that cannot be read is named, in order", asked("?"), UNREAD, caring(),
            reason=OVERDUE + UNREAD_DEATH + UNREAD_DECLINE + UNREAD_CARER),
        gap("one that rests on rows that were set aside cannot be read", asked(), set_aside="RelatedPerson",
            reason=OVERDUE + UNREAD_CARER),
        gap("a death tomorrow is none today", asked(), person(deceased=True, deceased_date="2025-06-16"),
            reason=OVERDUE),
        exempt("a death today", asked(), person(deceased=True, deceased_date="2025-06-15"),
               because="the person has died"),
        case("5.11", "one that cannot be read is named beside what is met",
             asked("?"), assessed("2025-06-01"), says="met recorded", evidence="a1",
             reason="A risk assessment is recorded." + UNREAD_DECLINE),
        case("5.11", "one that cannot be read is named beside what is unknown",
             asked("?"), assessed("2025-06-01", kinds="?"),
             says="unknown field_not_known", due="2025-01-15", overdue=151, evidence="a1",
             reason="The record cannot tell: a possible risk assessment has kinds missing or not known."
             + UNREAD_DECLINE),
        case("5.11", "an unknown population goes before a sure exemption",
             asked(False, status="?"), DEAD, assessed(), says="unknown population_not_known",
             reason="The record cannot tell whether this rule applies (status)."),
        case("5.11", "who is not in the population is not exempt", asked(status="closed"), DEAD, says=None),
    ),
)  # fmt: skip

NOT_COVERED = Batch(
    ORDERED.plan,
    as_of="2025-06-15",
    covers=EVERY_TYPE - {"RelatedPerson"},
    cases=(
        gap("one that rests on a type that is not covered cannot be read", asked(), reason=OVERDUE + UNREAD_CARER),
        exempt("unless it is shown by a row that is there", asked(), caring(lives_in=True),
               because="a carer lives with them"),
    ),
)  # fmt: skip

DEATH = Batch(
    plan(recorded(grace("14 days")), unless=(DIED,)),
    as_of="2025-06-15",
    cases=(
        case("5.12", "death stops a clock that runs", referred("2025-06-10"),
             person(deceased=True, deceased_date="2025-06-12"), says="exempt exempt"),
        case("5.12", "death stops a clock whose deadline had passed", referred("2025-05-01"),
             person(deceased=True, deceased_date="2025-06-12"), says="exempt exempt"),
        case("5.12", "death without a day stops it too", referred("2025-06-10"), person(deceased=True),
             says="exempt exempt"),
        case("5.12", "the clock of the living runs on", referred("2025-06-10"), person(deceased=False),
             says="due not_yet_due", due="2025-06-24", overdue=0),
        case("5.12", "a death tomorrow stops nothing today", referred("2025-06-10"),
             person(deceased=True, deceased_date="2025-06-16"), says="due not_yet_due", due="2025-06-24", overdue=0),
        case("5.12", "a death known to this month has come", referred("2025-06-10"),
             person(deceased=True, deceased_date="2025-06"), says="exempt exempt"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(ORDERED, NOT_COVERED, DEATH))
def test_exemption(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
