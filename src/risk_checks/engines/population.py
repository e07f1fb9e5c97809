"""Which patients are checked, and which subject rows start only after the day of the check."""

from __future__ import annotations

from collections.abc import Iterable

from risk_checks.engines.protocol import PatientSums
from risk_checks.tables.definition import TableDef

CHECKED, MERGED, TEST, INACTIVE = "checked", "merged", "test", "inactive"
"""The words of `patient.standing`."""


def starts(subject: TableDef) -> str | None:
    """Return the day column by which a subject row is not yet in any population, or None (clause 5.4a)."""
    state = subject.columns[subject.status].on_day if subject.status else None
    return state.start if state else None


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
