"""What an expectation says of every subject at once."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir

from risk_checks.engines.columnar.columns import Columns


@dataclass(frozen=True, slots=True)
class Answers:
    """The subjects, and what the expectation says of each as expressions of their table; `words` have no full stop."""

    columns: Columns
    kind: ir.Value
    code: ir.Value
    due_on: ir.DateValue
    missing: ir.Value
    evidence: ir.Value
    words: ir.Value
