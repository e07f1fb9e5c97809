"""States read on the day: every branch of ADR 0002, for words and for booleans (clause 5.4a).

Each state has an exemption named after it, so that the answer shows which state was read; where it could be any of
them, none exempts and all of them could not be read.
"""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import All, Complete, Exemption, Having
from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import OPEN, is_, plan
from tests.spec.rows import Cell, Written, caring, person, referred
from tests.spec.world import CARER, PATIENT, REFERRAL, own, persons

STATES = ("planned", "open", "closed", "cancelled", "retracted")
READ = Complete(PATIENT, (PATIENT.columns["deceased"],))


def stands(name: str, status: str, start: str, end: str, *, reads: str) -> Case:
    """Return the case of a referral that on 15 June 2025 reads as a state, or as `?`."""
    return one_of(name, referred(start, end=end, status=status), reads=reads, states=STATES, field="referral.status")


def cares(name: str, active: Cell, start: str = "?", end: str = "open", *, reads: str) -> Case:
    """Return the case of a carer who on 15 June 2025 is active, is not, or may be."""
    row = caring(active=active, start=start, end=end)
    return one_of(name, row, reads=reads, states=("yes", "no"), field="carer.active")


def one_of(name: str, *rows: Written, reads: str, states: tuple[str, ...], field: str) -> Case:
    """Return the case of a state that is read, or could not be."""
    unread = "".join(f" Whether {state} could not be read ({field})." for state in states)
    known = reads != "?"
    return case(
        "5.4a",
        name,
        *rows,
        says="exempt exempt" if known else "met complete",
        reason=f"Exempt: {reads}." if known else "Every field asked for is filled." + unread,
    )


WORDS = Batch(
    plan(READ, subject=PATIENT, when=All(()), unless=tuple(
        Exemption(word, Having(REFERRAL, is_(own(REFERRAL, "status"), word)), ("referral.status",)) for word in STATES
    )),
    as_of="2025-06-15",
    cases=(
        stands("running", "open", "2025-01-01", "open", reads="open"),
        stands("open, since an unknown day", "open", "?", "open", reads="open"),
        stands("closed without a day is as extracted", "closed", "2025-01-01", "open", reads="closed"),
        stands("closed without any day is as extracted", "closed", "?", "open", reads="closed"),
        stands("planned, and its start has passed", "planned", "2025-01-01", "open", reads="open"),
        stands("planned to start today", "planned", "2025-06-15", "open", reads="open"),
        stands("planned to start tomorrow", "planned", "2025-06-16", "open", reads="planned"),
        stands("open, but starting tomorrow", "open", "2025-06-16", "open", reads="planned"),
        stands("closed, but starting tomorrow", "closed", "2025-06-16", "2025-07-01", reads="planned"),
        stands("starting after today, end not to be read", "open", "2025-07", "?", reads="planned"),
        stands("planned without a day is as extracted", "planned", "?", "open", reads="planned"),
        stands("planned, its start over today, has started", "planned", "2025", "open", reads="open"),
        stands("planned for tomorrow or later", "planned", "2025-06-16..", "open", reads="planned"),
        stands("planned for today or later has started", "planned", "2025-06-15..", "open", reads="open"),
        stands("planned, its start known from one side", "planned", "..2025-01-01", "open", reads="open"),
        stands("planned, its start up to some day ahead", "planned", "..2025-12-31", "open", reads="open"),
        stands("ended yesterday", "open", "2025-01-01", "2025-06-14", reads="closed"),
        stands("ended today", "open", "2025-01-01", "2025-06-15", reads="closed"),
        stands("ends tomorrow", "open", "2025-01-01", "2025-06-16", reads="open"),
        stands("closed by now, but open on the day", "closed", "2025-01-01", "2025-06-16", reads="open"),
        stands("closed by now, open on the day, start unknown", "closed", "?", "2025-06-16", reads="open"),
        stands("planned, start passed, ends tomorrow", "planned", "2025-01-01", "2025-06-16", reads="open"),
        stands("planned, start unknown, ends tomorrow", "planned", "?", "2025-06-16", reads="planned"),
        stands("planned, and ended by now", "planned", "2025-01-01", "2025-03-01", reads="closed"),
        stands("ended on an unknown day up to today", "open", "2025-01-01", "..2025-06-15", reads="closed"),
        stands("ended or to end, up to tomorrow", "open", "2025-01-01", "..2025-06-16", reads="?"),
        stands("to end some day from tomorrow", "closed", "2025-01-01", "2025-06-16..", reads="open"),
        stands("ended or to end, from today", "closed", "2025-01-01", "2025-06-15..", reads="?"),
        stands("to end this year", "open", "2025-01-01", "2025", reads="?"),
        stands("closed this year", "closed", "2025-01-01", "2025", reads="?"),
        stands("ended this month or to end in it", "open", "2025-01-01", "2025-06", reads="?"),
        stands("ended last month", "open", "2025-01-01", "2025-05", reads="closed"),
        stands("to end next month", "closed", "2025-01-01", "2025-07", reads="open"),
        stands("the end cannot be read", "open", "2025-01-01", "?", reads="?"),
        stands("closed, and the end cannot be read", "closed", "2025-01-01", "?", reads="?"),
        stands("cancelled stays so", "cancelled", "2025-01-01", "open", reads="cancelled"),
        stands("cancelled before it was to start", "cancelled", "2025-07-01", "open", reads="cancelled"),
        stands("cancelled with an end", "cancelled", "2025-01-01", "2025-03-01", reads="cancelled"),
        stands("retracted stays so", "retracted", "2025-01-01", "2025-12-31", reads="retracted"),
        stands("retracted, and the end cannot be read", "retracted", "2025-07-01", "?", reads="retracted"),
        stands("no status", "?", "2025-01-01", "open", reads="?"),
        stands("no status, though ended", "?", "2025-01-01", "2025-03-01", reads="?"),
        stands("no status, though starting tomorrow", "?", "2025-06-16", "open", reads="?"),
        stands("no status, to end tomorrow", "?", "2025-01-01", "2025-06-16", reads="?"),
    ),
)  # fmt: skip

ACTIVE = Batch(
    plan(READ, subject=PATIENT, when=All(()), unless=(
        Exemption("yes", Having(CARER, is_(own(CARER, "active"), value=True)), ("carer.active",)),
        Exemption("no", Having(CARER, is_(own(CARER, "active"), value=False)), ("carer.active",)),
    )),
    as_of="2025-06-15",
    cases=(
        cares("active, undated", True, reads="yes"),
        cares("not active stays so", False, reads="no"),
        cares("not active, though within its period", False, "2025-01-01", "2025-12-31", reads="no"),
        cares("not active, and to start tomorrow", False, "2025-06-16", reads="no"),
        cares("active from today", True, "2025-06-15", reads="yes"),
        cares("active from tomorrow", True, "2025-06-16", reads="no"),
        cares("active from some day this year", True, "2025", reads="yes"),
        cares("active until yesterday", True, end="2025-06-14", reads="no"),
        cares("active until today", True, end="2025-06-15", reads="no"),
        cares("active until tomorrow", True, end="2025-06-16", reads="yes"),
        cares("active until some day this year", True, end="2025", reads="?"),
        cares("active until a day that cannot be read", True, end="?", reads="?"),
        cares("active or not", "?", reads="?"),
        cares("active or not, and ended", "?", end="2025-01-01", reads="?"),
    ),
)  # fmt: skip


def dies(name: str, deceased: Cell, on: str = "?", *, reads: str) -> Case:
    """Return the case of a person who on 15 June 2025 has died, has not, or may have."""
    row = person(deceased=deceased, deceased_date=on)
    return one_of(name, row, referred(), reads=reads, states=("dead", "alive"), field="patient.deceased")


DEATH = Batch(
    plan(Complete(REFERRAL, (REFERRAL.columns["start"],)), when=All(()), unless=(
        Exemption("dead", is_(persons("deceased"), value=True), ("patient.deceased",)),
        Exemption("alive", is_(persons("deceased"), value=False), ("patient.deceased",)),
    )),
    as_of="2025-06-15",
    cases=(
        dies("alive", False, reads="alive"),
        dies("died yesterday", True, "2025-06-14", reads="dead"),
        dies("died today", True, "2025-06-15", reads="dead"),
        dies("died tomorrow, so alive today", True, "2025-06-16", reads="alive"),
        dies("died next month, so alive today", True, "2025-07", reads="alive"),
        dies("died this month has happened", True, "2025-06", reads="dead"),
        dies("died this year has happened", True, "2025", reads="dead"),
        dies("died last year", True, "2024", reads="dead"),
        dies("died today or later has happened", True, "2025-06-15..", reads="dead"),
        dies("died tomorrow or later, so alive today", True, "2025-06-16..", reads="alive"),
        dies("died by some day ahead has happened", True, "..2030", reads="dead"),
        dies("died, undated, is as extracted", True, reads="dead"),
        dies("died or not", "?", reads="?"),
        dies("died or not, tomorrow", "?", "2025-06-16", reads="?"),
    ),
)  # fmt: skip

POPULATION = Batch(
    plan(Complete(REFERRAL, (REFERRAL.columns["status"],)), when=OPEN),
    as_of="2025-06-15",
    cases=(
        case("5.4a", "open today", referred("2025-06-15"), says="met complete"),
        case("5.4a", "not yet in any population", referred("2025-06-16"), says=None),
        case("5.4a", "not yet in any population, whatever its status", referred("2025-06-16", status="?"), says=None),
        case("5.4a", "a start over today is in it", referred("2025"), says="met complete"),
        case("5.4a", "ended today", referred(end="2025-06-15"), says=None),
        case("5.4a", "ends tomorrow", referred(end="2025-06-16"), says="met complete"),
        case("5.4a", "ended this month or to end in it",
             referred(end="2025-06"), says="unknown population_not_known",
             reason="The record cannot tell whether this rule applies (status)."),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(WORDS, ACTIVE, DEATH, POPULATION))
def test_state_on_the_day(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
