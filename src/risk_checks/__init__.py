"""Checks on the record: which risk assessments, carers and care plans are missing from it, since when, and why.

It reads FHIR, applies rules that are data, and says of each subject whether what a rule looks for is recorded. It
checks records, never people: it computes no score, and "recorded" never means "safe".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from risk_checks.errors import DefinitionErrors, InputError, RiskChecksError, UsageError
from risk_checks.version import __version__

if TYPE_CHECKING:
    from risk_checks.api import Compiled, Extract, Report, check, load_rules, read, read_tables
    from risk_checks.api import compile_ as compile  # noqa: A004 - the name users know from `re.compile`
    from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
    from risk_checks.reports.timing import Timings

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

_OUTCOMES = frozenset({"Outcome", "OutcomeKind", "ReasonCode"})


if not TYPE_CHECKING:  # else every name would be one of the library's to whoever checks types

    def __getattr__(name: str) -> Any:
        """Return a public name, imported when it is first asked for: `risk-checks --help` needs none of them."""
        if name in _OUTCOMES:
            import risk_checks.model.outcome as home
        elif name in {"api", *__all__}:
            import risk_checks.api as home
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = home if name == "api" else getattr(home, "compile_" if name == "compile" else name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
