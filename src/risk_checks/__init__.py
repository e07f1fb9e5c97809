"""Checks on the record: which risk assessments, carers and care plans are missing from it, since when, and why.

It reads FHIR, applies rules that are data, and says of each subject whether what a rule looks for is recorded. It
checks records, never people: it computes no score, and "recorded" never means "safe".
"""

from __future__ import annotations

from risk_checks.api import Compiled, Extract, Report, check, load_rules, read, read_tables
from risk_checks.api import compile_ as compile  # noqa: A004 - the name users know from `re.compile`
from risk_checks.errors import DefinitionErrors, InputError, RiskChecksError, UsageError
from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
from risk_checks.reports.timing import Timings
from risk_checks.version import __version__

__all__ = [
    "Compiled",
    "DefinitionErrors",
    "Extract",
    "InputError",
    "Outcome",
    "OutcomeKind",
    "ReasonCode",
    "Report",
    "RiskChecksError",
    "Timings",
    "UsageError",
    "__version__",
    "check",
    "compile",
    "load_rules",
    "read",
    "read_tables",
]
