"""Which patients are checked, and which subject rows start only after the day of the check."""

from __future__ import annotations

from collections.abc import Iterable

from risk_checks.engines.protocol import PatientSums
from risk_checks.records.problems import Problem
from risk_checks.rules.fields import sought_in
from risk_checks.rules.links import BIRTH
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef
from risk_checks.tables.faults import Fault, as_problems
from risk_checks.tables.identity import PATIENT_TABLE

CHECKED, MERGED, TEST, INACTIVE = "checked", "merged", "test", "inactive"
"""The words of `patient.standing`."""


def starts(subject: TableDef) -> str | None:
    """Return the day column by which a subject row is not yet in any population, or None (clause 5.4a)."""
    return subject.state.start if subject.state else None


def evidence_tables(plans: Iterable[Plan]) -> tuple[TableDef, ...]:
    """Return the dated tables in which plans look for evidence, in the order of their names and days.

    A row that has yet to start is planned, where its table says so by that day; it is not evidence dated ahead.
    """
    tables = (part.table for plan in plans for part in sought_in(plan.expect))
    found = {(table.name, table.dated_by): table for table in tables if table.dated_by not in (None, starts(table))}
    return tuple(found[key] for key in sorted(found))


def ahead_problems(counts: Iterable[tuple[TableDef, int]]) -> tuple[Problem, ...]:
    """Return a problem for each table that has so many rows dated after the day of the check (clause 5.4)."""
    return tuple(
        problem
        for table, count in counts
        for problem in as_problems({(Fault.AHEAD, str(table.dated_by)): count}, table=table.name)
    )


def birth_problems(people: int, counts: Iterable[tuple[TableDef, int]]) -> tuple[Problem, ...]:
    """Return what is wrong with days of birth: of so many people, and for each table of so many rows before them."""
    found = as_problems({(Fault.BIRTH, BIRTH): people}, table=PATIENT_TABLE)
    before = (as_problems({(Fault.UNBORN, str(table.dated_by)): count}, table=table.name) for table, count in counts)
    return (*found, *(problem for problems in before for problem in problems))


def patient_sums(standings: Iterable[tuple[str, int]], *, set_aside: int) -> PatientSums:
    """Return the sums over (standing, how many patients)."""
    counts = dict(standings)
    return PatientSums(
        read=sum(counts.values()) + set_aside,
        checked=counts.get(CHECKED, 0),
        merged=counts.get(MERGED, 0),
        test=counts.get(TEST, 0),
        inactive=counts.get(INACTIVE, 0),
        set_aside=set_aside,
    )
