"""Checks of the code sets that a rule cannot do without (design section 4)."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.needs import needed_by


def needed_are_filled(linted: Linted) -> Iterator[Fault]:
    """Yield the code sets that every path to `met` passes through, and that hold no code."""
    for name in sorted(needed_by(linted.plan)):
        if not linted.code_sets[name].codes:
            yield linted.code_sets[name].where, f"the rule can never be met while the code set '{name}' is empty"
