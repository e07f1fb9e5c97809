"""What can be wrong with the data that feed a table, in fixed words that no record fills in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from risk_checks.records.problems import Problem


class Fault(StrEnum):
    """The problem codes of the tables; both engines count the same ones."""

    UNMAPPED = "code-not-mapped"
    UNREADABLE = "date-not-readable"
    REVERSED = "period-reversed"
    ASSUMED = "time-assumed"
    IMPLAUSIBLE = "date-not-plausible"
    LOOP = "patients-in-a-circle"
    AMBIGUOUS = "patient-replaced-twice"
    SURVIVOR_ABSENT = "survivor-absent"
    AHEAD = "dated-ahead"
    BIRTH = "birth-not-plausible"
    UNBORN = "dated-before-birth"
    NOBODY = "patient-not-named"


_SAID: Mapping[Fault, tuple[str, str]] = {
    Fault.UNMAPPED: (
        "a code that the table's map does not know",
        "the value counts as not known: correct the code in the source, or add it to the table file",
    ),
    Fault.UNREADABLE: (
        "a date that is not a FHIR date",
        "the day counts as not known: correct the date in the source",
    ),
    Fault.REVERSED: (
        "a period that ends before it starts",
        "its days count as not known: correct the period in the source",
    ),
    Fault.ASSUMED: (
        "a time without a zone, or in the second 60, which no calendar has",
        "it is read in the zone of the run, and the second as 59: have times written with their zone",
    ),
    Fault.IMPLAUSIBLE: (
        "a day before 1900",
        "it is used as it stands: correct the date in the source, or leave it out where there is none",
    ),
    Fault.LOOP: (
        "patients that replace each other in a circle",
        "nobody in the circle is merged: correct Patient.link in the source",
    ),
    Fault.AMBIGUOUS: (
        "a patient replaced by two patients who are not one",
        "the patient is checked as itself: correct Patient.link in the source",
    ),
    Fault.SURVIVOR_ABSENT: (
        "a patient replaced by one who is not in the input",
        "the patient is checked as itself: add the one who replaces it to the extract",
    ),
    Fault.NOBODY: (
        "a resource that refers to no patient in a way that can be followed",
        "it counts for nobody: have it refer to its patient as Patient/id",
    ),
    Fault.BIRTH: (
        "a day of birth after the day of the check, or more than 130 years before it",
        "what hangs on the age is not known: correct it in the source",
    ),
    Fault.UNBORN: (
        "something is said to have happened before the person was born",
        "it is used as it stands, and an age on that day is not known: correct the date, or the day of birth",
    ),
    Fault.AHEAD: (
        "something is said to have happened after the day of the check",
        "it does not count: correct the date in the source, or check as of a later day",
    ),
}


def as_problems(counts: Mapping[tuple[Fault, str], int], *, table: str) -> tuple[Problem, ...]:
    """Return one problem per fault and column that was counted, in the order of code and column."""
    return tuple(
        Problem(
            code=fault.value,
            file=None,
            line=None,
            what=_SAID[fault][0],
            hint=_SAID[fault][1],
            table=table,
            column=column,
            count=count,
        )
        for (fault, column), count in sorted(counts.items())
        if count
    )
