"""What is told of input that is tables and no FHIR: it has no entries, and each table's rows add up by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from risk_checks.records.accounting import Sums
from risk_checks.records.coverage import Coverage
from risk_checks.records.problems import Problem
from risk_checks.records.sources import Skipped
from risk_checks.tables.given_sums import RowSums


@dataclass(frozen=True, slots=True)
class TablesAccount:
    """What the reading of tables leaves behind; `mapping` made them of flat files, where one did."""

    tables: Mapping[str, RowSums]
    coverage: Coverage
    problems: tuple[Problem, ...]
    incomplete: bool
    skipped: tuple[Skipped, ...]
    latest_update: datetime | None
    digest: bytes
    mapping: str | None = None
    sums: Sums = field(default_factory=Sums)
