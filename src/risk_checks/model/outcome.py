"""One answer of one rule about one subject (design sections 5 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

RuleId = NewType("RuleId", str)
PatientKey = NewType("PatientKey", str)


class OutcomeKind(StrEnum):
    """What a rule says of a subject on a day (design clause 5.1)."""

    MET = "met"
    LATE = "late"
    DUE = "due"
    GAP = "gap"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"


SEVERITIES = ("high", "medium", "low")
"""How urgent it is to mend a record, from the most to the least."""

BEST_FIRST = (OutcomeKind.MET, OutcomeKind.LATE, OutcomeKind.DUE, OutcomeKind.GAP)
"""What an expectation can come to, from the best to the worst (clause 5.15)."""


class ReasonCode(StrEnum):
    """Why; a closed list (docs/semantics.md)."""

    RECORDED = "recorded"
    CURRENT = "current"
    IN_TIME = "in_time"
    COMPLETE = "complete"
    RECORDED_LATE = "recorded_late"
    NOT_YET_DUE = "not_yet_due"
    NONE_RECORDED = "none_recorded"
    OUT_OF_DATE = "out_of_date"
    ONLY_DRAFT = "only_draft"
    ONLY_RETRACTED = "only_retracted"
    ONLY_FUTURE = "only_future"
    ONLY_BEFORE_START = "only_before_start"
    OUTSIDE_WINDOW = "outside_window"
    FIELD_EMPTY = "field_empty"
    DATE_NOT_KNOWN = "date_not_known"
    STATUS_NOT_KNOWN = "status_not_known"
    FIELD_NOT_KNOWN = "field_not_known"
    NOT_COVERED = "not_covered"
    SET_ASIDE = "set_aside"
    POPULATION_NOT_KNOWN = "population_not_known"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of `outcomes.parquet`; the fields are its columns, in order."""

    rule: str
    patient: str
    table: str
    subject: str
    outcome: OutcomeKind
    reason_code: ReasonCode
    reason: str
    missing: tuple[str, ...]
    due_on: date | None
    overdue_days: int | None
    evidence: tuple[str, ...]
    team: str | None
    revision: int
    severity: str
    as_of: date
